"""The audit administrator reads the log, filters it, takes it away and verifies it; nobody else does."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from accounts.models import Organisation, User
from audit.models import Event, Verification
from audit.services.chain import digest
from audit.services.record import Thing, note, record
from common.periods import at
from quota_admin.files import audit_log
from quota_admin.views import audit_log as log
from tests.audit.owner import as_database_owner, put
from tests.conftest import JOURNEY, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]


@pytest.fixture
def auditor(cast: Cast, as_user: AsUser) -> Client:
    return as_user(cast.person("auditor", "operator", "audit_admin"))


@pytest.fixture
def events(cast: Cast) -> dict[str, Event]:
    """One event of each sort, on three days."""
    miit = Organisation.objects.get(code="miit")
    clerk, officer = cast.northern_clerk, cast.miit_officer
    with at(JOURNEY - timedelta(days=2)), transaction.atomic():
        issued = record(
            "notice.issue", by=officer, subject=miit, before={"state": "in_review"}, after={"state": "issued"}
        )
    with at(JOURNEY - timedelta(days=1)):
        signed_in = note("sign_in", by=clerk, subject=clerk, after={"ways": ["password"]})
    refused = note("access.refused", by=clerk, subject=Thing("address", "x", "403 GET /log/"), after={"code": 403})
    export = note("export", by=officer, subject=Thing("address", "y", "/register/export/"), after={"bytes": 7})
    return {"issued": issued, "signed_in": signed_in, "refused": refused, "export": export}


def numbers(client: Client, query: str = "") -> list[int]:
    answer = client.get(f"/log/?{query}")
    assert answer.status_code == 200
    return [row["event"].number for row in answer.context["rows"]]


@pytest.mark.parametrize("role", ["clerk", "officer", "administrator", "system_admin", "security_admin"])
def test_the_log_is_for_the_audit_administrator_alone(cast: Cast, as_user: AsUser, role: str) -> None:
    home = "operator" if role.endswith("_admin") else "miit"
    client = as_user(cast.person("somebody", home, role))
    for path in ("", "1/", "verification/", "xlsx/", "csv/", "jsonl/"):
        answer = client.get(f"/log/{path}")
        assert answer.status_code == 403
        assert "安全审计员" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=refused", ["refused"]),
        ("kind=exports", ["export"]),
        ("kind=sign_ins", ["signed_in"]),
        ("who=northern", ["refused", "signed_in"]),
        ("who=测试·miit", ["export", "issued"]),
        ("organisation=北方稀土", ["refused", "signed_in"]),
        ("action=notice.issue", ["issued"]),
        ("about=register", ["export"]),
        ("first=2021-10-07&last=2021-10-07", ["signed_in"]),
        ("first=2021-10-07&who=northern&kind=refused", ["refused"]),
        ("who=nobody", []),
    ],
)
def test_each_filter_finds_what_it_says(
    auditor: Client, events: dict[str, Event], query: str, found: list[str]
) -> None:
    assert numbers(auditor, query) == [events[name].number for name in found]


@pytest.mark.parametrize("query", ["first=x", "action=none.such", "first=2021-10-08&last=2021-10-01", "kind=x"])
def test_a_wrong_filter_says_so(auditor: Client, query: str) -> None:
    assert auditor.get(f"/log/?{query}").status_code == 422
    assert auditor.get(f"/log/csv/?{query}").status_code == 404


def test_pages_continue_by_event_number(
    auditor: Client, events: dict[str, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PAGE", 2)
    newest = [events["export"].number, events["refused"].number]
    assert numbers(auditor) == newest
    page = auditor.get("/log/").content.decode()
    assert f"before={newest[-1]}" in page
    older = numbers(auditor, f"before={newest[-1]}")
    assert older == [events["signed_in"].number, events["issued"].number]
    assert numbers(auditor, f"after={older[0]}") == newest
    assert numbers(auditor, "before=nonsense&after=١") == newest


def test_a_page_asks_few_questions_however_long_the_log_is(
    auditor: Client, events: dict[str, Event], django_assert_max_num_queries: Any
) -> None:
    auditor.get("/log/")
    with django_assert_max_num_queries(14):
        auditor.get("/log/")


def test_an_event_is_shown_in_chinese_with_before_and_after(auditor: Client, events: dict[str, Event]) -> None:
    page = auditor.get(f"/log/{events['issued'].number}/").content.decode()
    for text in ("测试·miit_officer", "负责人", "工业和信息化部", "已下达", "状态", "SM3", events["issued"].hash):
        assert text in page, text
    assert auditor.get("/log/999999/").status_code == 404


def test_figures_are_shown_cell_by_cell(auditor: Client, cast: Cast) -> None:
    subject = Thing("reporting.ProductionReport", "1", "月报")
    cells = {"output-7-separation": [None, "1.5"], "odd": ["1", "2"]}
    event = note("report.edit", by=cast.northern_clerk, subject=subject, after={"cells": cells})
    rows = auditor.get(f"/log/{event.number}/").context["changes"]
    assert [(row.before, row.after) for row in rows] == [("–", "1.5"), ("1", "2")]
    assert "企业7 · 冶炼分离" in rows[0].label


def test_an_event_that_was_changed_shows_it(auditor: Client, events: dict[str, Event]) -> None:
    number = events["signed_in"].number
    assert auditor.get(f"/log/{number}/").context["unchanged"]
    with as_database_owner():
        put(number, "actor", "forger")
        put(events["refused"].number, "hash", "0" * 64)
    assert not auditor.get(f"/log/{number}/").context["unchanged"]
    after = auditor.get(f"/log/{events['export'].number}/").context
    assert (after["unchanged"], after["follows"]) == (True, False)


def test_the_workbook_holds_the_filtered_events_and_no_formula(auditor: Client, cast: Cast) -> None:
    note("sign_in.fail", by=cast.northern_clerk, subject=Thing("sign-in", "", "=1+1"))
    answer = auditor.get("/log/xlsx/?kind=sign_ins")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4))
    assert len(rows) == 1
    assert (rows[0][8].value, rows[0][10].value, rows[0][10].data_type) == ("登录失败", "=1+1", "s")
    assert Event.objects.exports().get().actor == "auditor"


def test_a_workbook_that_would_be_too_long_is_refused(
    auditor: Client, events: dict[str, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "WORKBOOK_ROWS", 2)
    answer = auditor.get("/log/xlsx/")
    assert answer.status_code == 409
    assert "CSV" in answer.content.decode()


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_csv_opens_in_a_spreadsheet_without_a_live_formula(auditor: Client, cast: Cast) -> None:
    note("sign_in.fail", by=cast.northern_clerk, subject=Thing("sign-in", "", "=1+1"))
    text = body(auditor.get("/log/csv/?kind=sign_ins"))
    assert text.startswith("\ufeff编号,时间")
    assert list(csv.reader(io.StringIO(text)))[1][10] == "'=1+1"


def test_json_lines_can_be_verified_by_whoever_has_them(auditor: Client, events: dict[str, Event]) -> None:
    lines = [json.loads(line) for line in body(auditor.get("/log/jsonl/")).splitlines()]
    assert lines[-1]["event"]["number"] == events["export"].number
    stored = Event.objects.get(number=events["export"].number)
    assert lines[-1]["hash"] == digest(vars(stored), lines[-1]["algorithm"])


def test_the_chain_is_verified_by_a_button(auditor: Client, events: dict[str, Event]) -> None:
    assert "尚无" in auditor.get("/log/verification/").content.decode()
    assert auditor.post("/log/verification/").status_code == 302
    assert Verification.objects.get().reason == ""
    assert "完整" in auditor.get("/log/").content.decode()
    with as_database_owner():
        put(events["signed_in"].number, "actor", "forger")
    auditor.post("/log/verification/")
    found = Verification.objects.first()
    assert found is not None
    assert found.fault == events["signed_in"].number
    page = auditor.get("/log/verification/").content.decode()
    assert f"第{events['signed_in'].number}号记录写入后被改动" in page
    assert "断裂" in auditor.get("/log/").content.decode()
