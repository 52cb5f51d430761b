"""A province takes its opinion back until the filing is decided, and is asked again with its day as it was."""

from typing import Any

import pytest

from allocations.models import Consultation, Filing
from allocations.services.filings import accept_filing, give_opinion
from allocations.services.withdrawals import withdraw_opinion
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from deadlines.models import Obligation
from notifications.models import Message
from tests.allocations.filings.test_filings_api import api
from tests.allocations.splits import SEPARATION, submitted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def filing(cast: Any) -> Filing:
    issued(cast, 1)
    return submitted(cast, {(enterprise(1).pk, SEPARATION): 1000})


@pytest.fixture
def opinion(cast: Any, filing: Filing) -> Consultation:
    asked: Consultation = filing.consultations.get(authority=cast.neimenggu_industry.organisation)
    give_opinion(consultation=asked, opinion="object", reason="环保", by=cast.neimenggu_industry)
    asked.refresh_from_db()
    return asked


def test_it_is_silence_again_and_the_duty_is_open_with_its_day(cast: Any, opinion: Consultation) -> None:
    duty = Obligation.objects.get(kind="consultation", organisation=opinion.authority)
    assert duty.met_at is not None
    withdraw_opinion(consultation=opinion, reason="看错企业", by=cast.neimenggu_industry)
    opinion.refresh_from_db()
    assert (opinion.opinion, opinion.reason, opinion.given_by, opinion.given_at) == ("silent", "", None, None)
    reopened = Obligation.objects.get(pk=duty.pk)
    assert (reopened.met_at, reopened.due_on) == (None, duty.due_on)
    assert Event.objects.get(action="filing.withdraw_opinion").after["withdrawn"] == "object"
    messages = Message.objects.filter(occasion__startswith="opinion-withdrawn-")
    assert {message.recipient.organisation.kind for message in messages} == {"group", "miit"}


def test_another_opinion_can_be_given(cast: Any, opinion: Consultation) -> None:
    withdraw_opinion(consultation=opinion, reason="看错企业", by=cast.neimenggu_industry)
    give_opinion(consultation=opinion, opinion="agree", reason="", by=cast.neimenggu_industry)
    opinion.refresh_from_db()
    assert opinion.opinion == "agree"


def test_not_after_the_decision_nor_by_another_nor_without_a_reason(cast: Any, opinion: Consultation) -> None:
    with pytest.raises(NotAllowed):
        withdraw_opinion(consultation=opinion, reason="看错", by=cast.neimenggu_resources)
    with pytest.raises(NotValid):
        withdraw_opinion(consultation=opinion, reason="", by=cast.neimenggu_industry)
    accept_filing(filing=opinion.filing, by=cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        withdraw_opinion(consultation=opinion, reason="看错", by=cast.neimenggu_industry)
    assert refused.value.code == "wrong_state"


def test_what_was_not_given_is_not_withdrawn(cast: Any, filing: Filing) -> None:
    asked = filing.consultations.get(authority=cast.neimenggu_industry.organisation)
    with pytest.raises(Refusal) as refused:
        withdraw_opinion(consultation=asked, reason="看错", by=cast.neimenggu_industry)
    assert refused.value.code == "no_opinion"


def test_page_and_api(cast: Any, as_user: Any, opinion: Consultation) -> None:
    client = as_user(cast.neimenggu_industry)
    address = f"/consultations/{opinion.pk}/"
    assert f"{address}withdraw/" in client.get(address).content.decode()
    assert client.get(f"{address}withdraw/").status_code == 200
    assert client.post(f"{address}withdraw/", {"reason": "看错企业"}).headers["Location"] == address
    assert f"{address}withdraw/" not in client.get(address).content.decode()
    caller, route = api(cast.neimenggu_industry), f"/api/v1/consultations/{opinion.pk}/"
    assert caller.post(f"{route}opine/", {"opinion": "agree"}, format="json").json()["opinion"] == "agree"
    assert caller.post(f"{route}withdraw/", {"reason": "再看"}, format="json").json()["opinion"] == "silent"
