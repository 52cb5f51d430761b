"""The same verbs for programs: evidence entered with its document, confirmed, disputed, withdrawn; alerts read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from allocations.models import QuotaAccount
from enterprises.models import Enterprise, Licence, StopOrder
from enterprises.services.evidence import add_evidence
from tests.builders import BUILDER, enterprise
from tests.conftest import Cast
from tests.documents.pdf_text import PDF, upload

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]
URL = "/api/v1/evidence/"


@pytest.fixture
def mine() -> Enterprise:
    return enterprise(1, kind="mine", has_rock=True, group="northern-re", province="15")


def typed(row: Enterprise) -> dict[str, object]:
    return {
        "enterprise": row.pk, "type": "licence", "kind": "safety_licence", "number": "安许2", "holder": "示例",
        "issuer": "示例厅", "valid_from": "2021-10-08", "file": upload(),
    }  # fmt: skip


def test_from_entering_to_confirming(mine: Enterprise, cast: Cast, as_user: Browser) -> None:
    made = as_user(cast.northern_clerk).post(URL, typed(mine))
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["confirmation_status"], body["attachment"]["size"], body["fields"]["number"]) == (
        "unconfirmed",
        len(PDF),
        "安许2",
    )
    province = as_user(cast.neimenggu_resources)
    path = f"{URL}licence-{body['id']}/"
    assert (
        province.post(f"{path}confirm/", content_type="application/json").json()["confirmation_status"] == "confirmed"
    )
    assert (
        province.post(f"{path}confirm/", content_type="application/json").json()["confirmation_status"] == "confirmed"
    )
    assert province.post(f"{path}dispute/", {"reason": ""}, content_type="application/json").status_code == 422
    disputed = province.post(f"{path}dispute/", {"reason": "不符"}, content_type="application/json").json()
    assert (disputed["confirmation_status"], disputed["reason"]) == ("disputed", "不符")
    assert disputed["judged_by"] == "neimenggu-resources"
    withdrawn = as_user(cast.northern_clerk).post(
        f"{path}withdraw/", {"reason": "重录"}, content_type="application/json"
    )
    assert withdrawn.json()["confirmation_status"] == "withdrawn"
    assert as_user(cast.miit_viewer).get(f"{path}file/").content == PDF
    listed = as_user(cast.miit_viewer).get(URL, {"enterprise": mine.pk}).json()
    assert len(listed) == 5


def test_a_wrong_field_and_a_hostile_file_are_refused_by_cell(mine: Enterprise, cast: Cast, as_user: Browser) -> None:
    browser = as_user(cast.northern_clerk)
    for values, cell in (({"valid_from": "gestern"}, "valid_from"), ({"file": upload("a.pdf", b"<svg/>")}, "file")):
        answer = browser.post(URL, {**typed(mine), **values})
        assert answer.status_code == 422
        assert cell in answer.json()["cells"]
    assert not Licence.objects.filter(number="安许2").exists()


def test_foreign_evidence_is_not_found_and_the_wrong_role_sees_the_reason(
    mine: Enterprise, cast: Cast, as_user: Browser
) -> None:
    piece = mine.licences.all()[0]
    for person in (cast.southern_clerk, cast.jiangxi_industry):
        browser = as_user(person)
        assert browser.post(URL, typed(mine)).status_code == 404
        assert browser.get(URL, {"enterprise": mine.pk}).status_code == 404
        for verb in ("confirm", "dispute", "withdraw"):
            assert browser.post(f"{URL}licence-{piece.pk}/{verb}/", content_type="application/json").status_code == 404
        assert browser.get(f"{URL}licence-{piece.pk}/file/").status_code == 404
    assert as_user(cast.northern_officer).post(URL, typed(mine)).status_code == 403
    assert (
        as_user(cast.miit_officer)
        .post(f"{URL}licence-{piece.pk}/confirm/", content_type="application/json")
        .status_code
        == 403
    )
    assert (
        as_user(cast.neimenggu_industry)
        .post(f"{URL}licence-{piece.pk}/withdraw/", content_type="application/json")
        .status_code
        == 403
    )
    assert as_user(cast.miit_viewer).get(URL, {"enterprise": "x"}).status_code == 400


def test_alerts_are_read_by_those_they_concern(cast: Cast, as_user: Browser) -> None:
    row = enterprise(2)
    QuotaAccount.objects.create(
        holder="enterprise", enterprise=row, year=2021, category="separation", balance=Decimal(1)
    )
    order = StopOrder(enterprise=row, number="令", authority="示例厅", issued_on=date(2021, 9, 1))
    add_evidence(order, enterprise=row, by=BUILDER)
    body = as_user(cast.northern_clerk).get("/api/v1/eligibility-alerts/").json()
    assert [(one["credit_code"], one["kind"], one["day"]) for one in body] == [
        (row.credit_code, "ceased", "2021-09-01")
    ]
    assert body[0]["grounds"][0]["document"] == "令"
    assert as_user(cast.southern_clerk).get("/api/v1/eligibility-alerts/").json() == []
