"""A version begun by mistake is discarded: what nobody has seen leaves nothing behind, what was sent stays readable."""

from typing import Any

import pytest

from accounts.models import Organisation
from allocations.models import Filing, FilingLine
from allocations.services.filings import accept_filing, consult, return_filing, start_filing, submit_filing
from allocations.services.withdrawals import discard_filing
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from deadlines.models import Obligation
from enterprises.models import Enterprise
from notifications.models import Message
from tests.allocations.filings.test_filings_api import api
from tests.allocations.splits import SEPARATION, accepted, drafted, submitted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


@pytest.fixture
def northern(cast: Any) -> Organisation:
    return Organisation.objects.get(code="northern-re")


def begin(cast: Any, northern: Organisation) -> Filing:
    return start_filing(group=northern, year=2021, by=cast.northern_clerk)


def test_a_draft_leaves_nothing_behind_but_the_log(cast: Any, plant: Enterprise, northern: Organisation) -> None:
    filing = drafted(cast, {(plant.pk, SEPARATION): 1000})
    number = filing.number
    assert discard_filing(filing=filing, by=cast.northern_clerk, reason="重复") is None
    assert (Filing.objects.count(), FilingLine.objects.count()) == (0, 0)
    event = Event.objects.get(action="filing.discard")
    assert (event.before["number"], event.after["reason"], event.actor) == (number, "重复", "northern_clerk")
    again = begin(cast, northern)
    assert again.number == number
    assert Obligation.objects.get(kind="filing", organisation=northern).met_at is None


def test_a_second_version_is_discarded_and_the_first_stays(
    cast: Any, plant: Enterprise, northern: Organisation
) -> None:
    first = accepted(cast, {(plant.pk, SEPARATION): 1000})
    second = begin(cast, northern)
    discard_filing(filing=second, by=cast.northern_clerk)
    first.refresh_from_db()
    assert first.state == "accepted"
    assert begin(cast, northern).version == 2


def test_what_the_provinces_have_seen_stays_readable_and_they_are_notified(
    cast: Any, plant: Enterprise, northern: Organisation
) -> None:
    province = cast.neimenggu_industry
    filing = drafted(cast, {(plant.pk, SEPARATION): 1000})
    consult(filing=filing, by=cast.northern_clerk)
    with pytest.raises(NotValid):
        discard_filing(filing=filing, by=cast.northern_clerk)
    kept = discard_filing(filing=filing, by=cast.northern_clerk, reason="方案重做")
    assert kept is not None
    assert (kept.state, kept.lines.count()) == ("discarded", 1)
    assert not Obligation.objects.filter(kind="consultation").exists()
    assert Message.objects.filter(recipient=province, occasion__startswith="discarded-").exists()
    assert begin(cast, northern).version == 2


def test_a_returned_second_version_is_discarded_and_nothing_is_due(cast: Any, plant: Enterprise) -> None:
    accepted(cast, {(plant.pk, SEPARATION): 1000})
    second = submitted(cast, {(plant.pk, SEPARATION): 2000})
    return_filing(filing=second, reason="不同意", by=cast.miit_officer)
    assert Obligation.objects.open().filter(kind="filing_again").count() == 1
    kept = discard_filing(filing=second, by=cast.northern_clerk, reason="维持原方案")
    assert kept is not None
    assert kept.state == "discarded"
    assert not Obligation.objects.open().filter(kind="filing_again").exists()
    assert Message.objects.filter(recipient=cast.miit_officer, occasion__startswith="discarded-").exists()


def test_a_returned_first_version_given_up_leaves_the_duty_to_send_one(
    cast: Any, plant: Enterprise, northern: Organisation
) -> None:
    first = submitted(cast, {(plant.pk, SEPARATION): 1000})
    return_filing(filing=first, reason="不同意", by=cast.miit_officer)
    discard_filing(filing=first, by=cast.northern_clerk, reason="方案重做")
    assert Obligation.objects.open().filter(kind="filing_again").count() == 1
    second = drafted(cast, {(plant.pk, SEPARATION): 2000})
    consult(filing=second, by=cast.northern_clerk)
    accept_filing(filing=submit_filing(filing=second, by=cast.northern_officer), by=cast.miit_officer)
    assert not Obligation.objects.open().filter(kind="filing_again").exists()


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_what_is_submitted_or_in_force_is_not_discarded(cast: Any, plant: Enterprise, state: str) -> None:
    make = {"submitted": submitted, "accepted": accepted}[state]
    filing = make(cast, {(plant.pk, SEPARATION): 1000})
    with pytest.raises(Refusal) as refused:
        discard_filing(filing=filing, by=cast.northern_clerk, reason="重复")
    assert refused.value.code == "wrong_state"
    assert Filing.objects.get().state == state


def test_not_by_another_group(cast: Any, plant: Enterprise) -> None:
    filing = drafted(cast, {(plant.pk, SEPARATION): 1000})
    with pytest.raises(NotAllowed):
        discard_filing(filing=filing, by=cast.southern_clerk)


def test_page_and_api(cast: Any, as_user: Any, plant: Enterprise, northern: Organisation) -> None:
    filing = drafted(cast, {(plant.pk, SEPARATION): 1000})
    client = as_user(cast.northern_clerk)
    assert f"/filings/{filing.pk}/discard/" in client.get(f"/filings/{filing.pk}/").content.decode()
    assert client.get(f"/filings/{filing.pk}/discard/").status_code == 200
    assert client.post(f"/filings/{filing.pk}/discard/").headers["Location"] == "/filings/"
    other = begin(cast, northern)
    assert api(cast.northern_clerk).post(f"/api/v1/filings/{other.pk}/discard/").status_code == 204
    assert not Filing.objects.exists()
