"""Asking for and granting an extension, on the pages and in the API; who may see and do which."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import Organisation, User
from common.periods import Month
from deadlines.models import Extension, Obligation
from deadlines.services.extensions import ask_extension, grant_extension
from deadlines.services.obligations import open_report_obligations
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]
REASON = "主要设备检修，数据不能按时汇总。"
END = date(2021, 10, 20)


@pytest.fixture
def duty(cast: Cast) -> Obligation:
    home = Organisation.objects.get(code="northern-re")
    return open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER)[0]


@pytest.fixture
def asked(duty: Obligation, cast: Cast) -> Extension:
    return ask_extension(obligation=duty, reason=REASON, wanted_until=END, by=cast.northern_clerk)


def test_from_the_list_to_the_question_to_the_decision(duty: Obligation, cast: Cast, as_user: Browser) -> None:
    clerk, officer = as_user(cast.northern_clerk), as_user(cast.miit_officer)
    assert f"/obligations/{duty.pk}/" in clerk.get("/obligations/").content.decode()
    assert "申请延期" in clerk.get(f"/obligations/{duty.pk}/").content.decode()
    answer = clerk.post(
        f"/obligations/{duty.pk}/extension/", {"reason": REASON, "wanted_until": "2021-10-20"}, follow=True
    )
    assert REASON in answer.content.decode()
    extension = Extension.objects.get()
    ask = officer.get(f"/obligations/extensions/{extension.pk}/grant/").content.decode()
    assert REASON in ask
    assert 'value="2021-10-20"' in ask
    answer = officer.post(f"/obligations/extensions/{extension.pk}/grant/", {"until": "2021-10-18"}, follow=True)
    page = answer.content.decode()
    for text in ("2021年10月18日", "2021年10月11日", "测试·northern_clerk", "测试·miit_officer", REASON, "已准予延期"):
        assert text in page, text
    duty.refresh_from_db()
    assert (duty.due_on, duty.first_due_on) == (date(2021, 10, 18), date(2021, 10, 11))


def test_errors_are_shown_at_their_fields_and_the_input_is_kept(duty: Obligation, cast: Cast, as_user: Browser) -> None:
    answer = as_user(cast.northern_clerk).post(
        f"/obligations/{duty.pk}/extension/", {"reason": REASON, "wanted_until": "2021-10-11"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"wanted_until"}
    assert REASON in answer.content.decode()


def test_refused_with_a_reason_that_who_asked_can_read(asked: Extension, cast: Cast, as_user: Browser) -> None:
    officer = as_user(cast.miit_officer)
    assert officer.post(f"/obligations/extensions/{asked.pk}/refuse/", {"reason": " "}).status_code == 422
    assert officer.post(f"/obligations/extensions/{asked.pk}/refuse/", {"reason": "理由不足。"}).status_code == 302
    page = as_user(cast.northern_clerk).get(f"/obligations/{asked.obligation_id}/").content.decode()
    assert "理由不足。" in page


def test_the_same_click_twice_has_one_effect_and_says_who_was_first(
    asked: Extension, cast: Cast, as_user: Browser
) -> None:
    address = f"/obligations/extensions/{asked.pk}/grant/"
    as_user(cast.miit_officer).post(address, {"until": "2021-10-20"})
    second = as_user(cast.person("miit_second_officer", "miit", "officer"))
    page = second.post(address, {"until": "2021-10-20"}, follow=True).content.decode()
    assert "测试·miit_officer已将期限延至2021年10月20日" in page
    assert second.post(address, {"until": "2021-10-29"}).status_code == 409


@pytest.mark.parametrize(
    ("who", "detail", "question", "decision"),
    [
        ("northern_clerk", 200, 200, 403),
        ("northern_officer", 200, 200, 403),
        ("northern_viewer", 200, 403, 403),
        ("southern_clerk", 404, 404, 404),
        ("miit_officer", 200, 403, 200),
        ("miit_clerk", 200, 403, 403),
        ("mnr_officer", 200, 403, 403),
        ("neimenggu_industry", 404, 404, 404),
    ],
)
def test_who_sees_and_who_may(
    asked: Extension, cast: Cast, as_user: Browser, who: str, detail: int, question: int, decision: int
) -> None:
    browser, duty = as_user(getattr(cast, who)), asked.obligation_id
    assert browser.get(f"/obligations/{duty}/").status_code == detail
    assert browser.get(f"/obligations/{duty}/extension/").status_code == question
    for verb in ("grant", "refuse"):
        assert browser.get(f"/obligations/extensions/{asked.pk}/{verb}/").status_code == decision
        # The body is validated only after the right to send it was checked.
        answer = browser.post(f"/api/v1/extensions/{asked.pk}/{verb}/", {}, content_type="application/json")
        assert answer.status_code == (400 if decision == 200 else decision)


JSON = "application/json"


class TestTheApi:
    def test_asks_and_grants_by_the_same_rules(self, duty: Obligation, cast: Cast, as_user: Browser) -> None:
        clerk, officer = as_user(cast.northern_clerk), as_user(cast.miit_officer)
        address = f"/api/v1/obligations/{duty.pk}/extension/"
        assert clerk.post(address, {"reason": REASON}, content_type=JSON).status_code == 400
        refused = clerk.post(address, {"reason": REASON, "wanted_until": "2021-10-11"}, content_type=JSON)
        assert (refused.status_code, refused.json()["code"]) == (422, "end_too_early")
        made = clerk.post(address, {"reason": REASON, "wanted_until": "2021-10-20"}, content_type=JSON)
        assert made.status_code == 201
        assert made.json()["state"] == "asked"
        grant = f"/api/v1/extensions/{made.json()['id']}/grant/"
        assert clerk.post(grant, {"until": "2021-10-20"}, content_type=JSON).status_code == 403
        assert officer.post(grant, {}, content_type=JSON).status_code == 400
        for _again in range(2):
            body = officer.post(grant, {"until": "2021-10-20"}, content_type=JSON).json()
            assert (body["state"], body["granted_until"], body["due_before"]) == ("granted", "2021-10-20", "2021-10-11")
        shown = clerk.get(f"/api/v1/obligations/{duty.pk}/").json()
        assert (shown["due_on"], shown["first_due_on"]) == ("2021-10-20", "2021-10-11")

    def test_lists_only_ones_own(self, asked: Extension, cast: Cast, as_user: Browser) -> None:
        assert as_user(cast.northern_viewer).get("/api/v1/extensions/").json()["count"] == 1
        assert as_user(cast.southern_clerk).get("/api/v1/extensions/").json()["count"] == 0
        assert as_user(cast.southern_clerk).get(f"/api/v1/extensions/{asked.pk}/").status_code == 404


def test_the_list_shows_which_deadline_was_extended(asked: Extension, cast: Cast, as_user: Browser) -> None:
    grant_extension(extension=asked, until=END, by=cast.miit_officer)
    assert (
        "已准予延期，原截止日期为2021年10月11日" in as_user(cast.northern_clerk).get("/obligations/").content.decode()
    )
