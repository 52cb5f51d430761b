"""A submitted filing is taken back until it is decided: the duty runs on, the reviewer is notified."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from allocations.models import Filing
from allocations.services.filings import accept_filing, give_opinion, return_filing, save_draft, submit_filing
from allocations.services.withdrawals import recall_filing
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import SHANGHAI, at, now
from deadlines.models import Obligation
from enterprises.models import Enterprise
from notifications.models import Message
from notifications.reads.message_text import body_of, title_of
from tests.allocations.filings.test_filings_api import api
from tests.allocations.splits import SEPARATION, accepted, submitted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


@pytest.fixture
def filing(cast: Any, plant: Enterprise) -> Filing:
    return submitted(cast, {(plant.pk, SEPARATION): 1000})


def duty() -> Obligation:
    return Obligation.objects.get(kind="filing", organisation__code="northern-re")


def test_the_obligation_is_open_again_with_its_original_deadline(cast: Any, filing: Filing) -> None:
    due_on = duty().due_on
    assert duty().met_at == filing.submitted_at
    recalled = recall_filing(filing=filing, reason="数字写错", by=cast.northern_officer)
    assert (recalled.state, recalled.submitted_at, recalled.signed_by, recalled.receipt_hash) == (
        "consulting", None, None, "",
    )  # fmt: skip
    assert (duty().met_at, duty().due_on) == (None, due_on)
    assert not Obligation.objects.filter(kind="filing_decision").exists()
    assert Event.objects.about(filing).last().after["reason"] == "数字写错"  # type: ignore[union-attr]


def test_the_ministry_is_notified_with_the_reason(cast: Any, filing: Filing) -> None:
    recall_filing(filing=filing, reason="数字写错", by=cast.northern_officer)
    message = Message.objects.get(recipient=cast.miit_officer, occasion__startswith="recalled-")
    assert filing.number in title_of(message)
    assert "数字写错" in body_of(message)
    assert message.details["url"] == f"/filings/{filing.pk}/"
    assert not Message.objects.filter(recipient__organisation__kind="group", occasion__startswith="recalled-").exists()


def test_submitted_again_after_the_due_day_it_is_late(cast: Any, filing: Filing) -> None:
    recall_filing(filing=filing, reason="数字写错", by=cast.northern_officer)
    with at(datetime.combine(duty().due_on, datetime.min.time(), SHANGHAI) + timedelta(days=5)):
        submit_filing(filing=filing, by=cast.northern_officer)
        assert duty().met_at == now()
        assert duty().late_workdays
    assert Obligation.objects.get(kind="filing_decision").met_at is None


def test_opinions_stay_and_the_same_figures_can_be_submitted_again(cast: Any, filing: Filing) -> None:
    asked = filing.consultations.get(authority=cast.neimenggu_industry.organisation)
    give_opinion(consultation=asked, opinion="agree", reason="", by=cast.neimenggu_industry)
    recall_filing(filing=filing, reason="等意见", by=cast.northern_officer)
    asked.refresh_from_db()
    assert asked.opinion == "agree"
    again = submit_filing(filing=filing, by=cast.northern_officer)
    assert accept_filing(filing=again, by=cast.miit_officer).state == "accepted"


def test_what_is_decided_is_not_taken_back(cast: Any, filing: Filing) -> None:
    return_filing(filing=filing, reason="请补充", by=cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        recall_filing(filing=filing, reason="数字写错", by=cast.northern_officer)
    assert refused.value.code == "wrong_state"
    assert duty().met_at is not None


def test_a_later_version_taken_back_leaves_the_duty_met(cast: Any, plant: Enterprise) -> None:
    accepted(cast, {(plant.pk, SEPARATION): 1000})
    met_at = duty().met_at
    with at(now() + timedelta(hours=1)):
        second = submitted(cast, {(plant.pk, SEPARATION): 2000})
        recall_filing(filing=second, reason="数字写错", by=cast.northern_officer)
    assert duty().met_at == met_at


def test_only_an_officer_of_the_group_and_only_with_a_reason(cast: Any, filing: Filing) -> None:
    with pytest.raises(NotAllowed):
        recall_filing(filing=filing, reason="数字写错", by=cast.northern_clerk)
    with pytest.raises(NotValid) as missing:
        recall_filing(filing=filing, reason=" ", by=cast.northern_officer)
    assert missing.value.cells["reason"]
    assert Filing.objects.get().state == "submitted"


def test_taken_back_twice_it_is_taken_back_once(cast: Any, filing: Filing) -> None:
    recall_filing(filing=filing, reason="数字写错", by=cast.northern_officer)
    recall_filing(filing=filing, reason="数字写错", by=cast.northern_officer)
    assert Event.objects.filter(action="filing.recall").count() == 1


def test_a_locked_duty_says_why_nothing_is_taken_back(cast: Any, filing: Filing) -> None:
    Obligation.objects.filter(pk=duty().pk).update(locked_from=duty().late_from)
    with at(duty().late_from + timedelta(days=1)), pytest.raises(Refusal) as refused:
        recall_filing(filing=filing, reason="数字写错", by=cast.northern_officer)
    assert refused.value.code == "locked"


def test_page_and_api(cast: Any, as_user: Any, filing: Filing, plant: Enterprise) -> None:
    client = as_user(cast.northern_officer)
    page = client.get(f"/filings/{filing.pk}/").content.decode()
    assert f"/filings/{filing.pk}/recall/" in page
    asked = client.get(f"/filings/{filing.pk}/recall/")
    assert asked.status_code == 200
    empty = client.post(f"/filings/{filing.pk}/recall/", {"reason": ""})
    assert empty.status_code == 422
    assert client.post(f"/filings/{filing.pk}/recall/", {"reason": "数字写错"}).status_code == 302
    save_draft(filing=filing, figures={(plant.pk, SEPARATION): 900}, by=cast.northern_clerk)  # type: ignore[dict-item]
    address = f"/api/v1/filings/{filing.pk}/"
    assert api(cast.northern_clerk).post(f"{address}consult/").status_code == 200
    assert api(cast.northern_officer).post(f"{address}submit/").json()["state"] == "submitted"
    answer = api(cast.northern_officer).post(f"{address}recall/", {"reason": "再改"}, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "consulting")
