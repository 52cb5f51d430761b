"""Delegation: an officer names a deputy for a period; both names are shown; it ends by itself; no chains."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Delegation, Role, User
from accounts.services import people
from accounts.services.delegations import delegate, end_delegation
from audit.models import Event
from common.constraints import Refusal
from common.periods import SHANGHAI, at
from tests.accounts.keepers import administrator, codes
from tests.conftest import JOURNEY, Cast

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2021, 10, 11), date(2021, 10, 15)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def named(cast: Cast, **changes: Any) -> Delegation:
    values = {"acting": cast.northern_viewer, "first_day": FIRST, "last_day": LAST, "by": cast.northern_officer}
    return delegate(**{**values, "reason": "出差", **changes})


def assert_refused(code: str, call: Any, /, *arguments: Any, **values: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **values)
    assert caught.value.code == code
    return caught.value


@pytest.mark.parametrize(
    ("instant", "acts"),
    [
        (datetime(2021, 10, 10, 23, 59, 59, tzinfo=SHANGHAI), False),
        (datetime(2021, 10, 11, tzinfo=SHANGHAI), True),
        (datetime(2021, 10, 13, 12, tzinfo=SHANGHAI), True),
        (datetime(2021, 10, 15, 23, 59, 59, tzinfo=SHANGHAI), True),
        (datetime(2021, 10, 16, tzinfo=SHANGHAI), False),
    ],
)
def test_it_holds_from_the_first_day_to_the_end_of_the_last_one(cast: Cast, instant: datetime, acts: bool) -> None:
    named(cast)
    with at(instant):
        person = fresh(cast.northern_viewer)
        assert person.is_officer is acts
        assert person.acting_for == (cast.northern_officer if acts else None)
        assert not fresh(cast.northern_clerk).is_officer


def test_the_log_names_both(cast: Cast) -> None:
    row = named(cast)
    with at(datetime.combine(FIRST, time(9), SHANGHAI)):
        assert fresh(row.acting).audit_names.acting_for == str(row.officer)
    with at(datetime.combine(LAST, time(9), SHANGHAI) + timedelta(days=1)):
        assert fresh(row.acting).audit_names.acting_for == ""


def test_every_page_shows_for_whom_and_until_when_a_person_acts(cast: Cast, as_user: Any) -> None:
    named(cast)
    client = as_user(cast.northern_viewer)
    assert "acting-banner" not in client.get("/").content.decode()
    with at(datetime.combine(FIRST, time(9), SHANGHAI)):
        page = client.get(reverse("help")).content.decode()
    assert "acting-banner" in page
    assert cast.northern_officer.name in page
    assert "2021年10月15日" in page


def test_only_an_officer_names_one(cast: Cast) -> None:
    for person in (cast.northern_clerk, cast.northern_viewer, administrator("northern-re")):
        assert_refused("not_your_role", named, cast, acting=cast.northern_viewer, by=person)


def test_nobody_acts_for_themselves(cast: Cast) -> None:
    assert_refused("delegation_wrong", named, cast, acting=cast.northern_officer)


def test_the_acting_person_is_of_the_same_organisation(cast: Cast) -> None:
    assert "acting" in assert_refused("delegation_wrong", named, cast, acting=cast.southern_clerk).cells


def test_who_only_keeps_accounts_does_not_act(cast: Cast) -> None:
    assert_refused("delegation_wrong", named, cast, acting=administrator("northern-re"))


def test_a_disabled_person_does_not_act(cast: Cast) -> None:
    people.disable(person=cast.northern_viewer, reason="", by=administrator("northern-re"))
    assert_refused("delegation_wrong", named, cast, acting=fresh(cast.northern_viewer))


def test_an_officer_needs_no_delegation(cast: Cast) -> None:
    other = cast.person("second", "northern-re", "officer")
    assert_refused("delegation_wrong", named, cast, acting=other)


@pytest.mark.parametrize(
    ("first_day", "last_day", "field"),
    [
        (JOURNEY.date() - timedelta(days=1), LAST, "first_day"),
        (FIRST, FIRST - timedelta(days=1), "last_day"),
        (FIRST, FIRST + timedelta(days=180), "last_day"),
    ],
)
def test_the_days_are_checked(cast: Cast, first_day: date, last_day: date, field: str) -> None:
    refusal = assert_refused("delegation_wrong", named, cast, first_day=first_day, last_day=last_day)
    assert field in refusal.cells


def test_one_day_is_enough_and_today_too(cast: Cast) -> None:
    named(cast, first_day=JOURNEY.date(), last_day=JOURNEY.date())
    assert fresh(cast.northern_viewer).is_officer


def test_it_needs_a_reason(cast: Cast) -> None:
    assert_refused("delegation_wrong", named, cast, reason="  ")


def test_what_is_delegated_is_not_passed_on(cast: Cast) -> None:
    named(cast)
    with at(datetime.combine(FIRST, time(9), SHANGHAI)):
        assert_refused("no_chain", named, cast, acting=cast.northern_clerk, by=fresh(cast.northern_viewer))


def test_who_is_away_by_delegation_cannot_act_for_another(cast: Cast) -> None:
    """The officer is made a clerk by hand meanwhile: the rule does not hang on the role alone."""
    named(cast)
    away, other = cast.northern_officer, cast.person("second", "northern-re", "officer")
    away.roles.set([Role.objects.get(code="clerk")])
    assert_refused("delegation_overlaps", named, cast, acting=fresh(away), by=other)


@pytest.mark.parametrize(("shift", "overlaps"), [(-5, False), (-4, True), (0, True), (4, True), (5, False)])
def test_one_acting_person_acts_for_one_officer_at_a_time(cast: Cast, shift: int, overlaps: bool) -> None:
    first = date(2021, 10, 18)
    other = cast.person("second", "northern-re", "officer")
    named(cast, first_day=first, last_day=first + timedelta(days=4))
    days = {"first_day": first + timedelta(days=shift), "last_day": first + timedelta(days=shift + 4)}
    if overlaps:
        assert_refused("delegation_overlaps", named, cast, **days, by=other)
        assert_refused("delegation_overlaps", named, cast, **days, acting=cast.northern_clerk)
    else:
        named(cast, **days, by=other)
        named(cast, **days, acting=cast.northern_clerk)


def test_the_officer_or_the_administrator_ends_it_early_and_nobody_else(cast: Cast) -> None:
    row = named(cast)
    for person in (cast.northern_viewer, cast.northern_clerk, administrator("miit"), cast.southern_officer):
        assert_refused("not_your_delegation", end_delegation, delegation=row, by=person)
    end_delegation(delegation=row, by=administrator("northern-re"))
    end_delegation(delegation=row, by=cast.northern_officer)
    row = Delegation.objects.get()
    assert row.ended_by == administrator("northern-re")
    assert Event.objects.about(cast.northern_officer).filter(action="delegation.end").count() == 1
    with at(datetime.combine(FIRST, time(9), SHANGHAI)):
        assert not fresh(cast.northern_viewer).is_officer
    named(cast)


def test_what_is_over_by_itself_is_not_ended(cast: Cast) -> None:
    row = named(cast)
    with at(datetime.combine(LAST, time(9), SHANGHAI) + timedelta(days=1)):
        assert_refused("delegation_over", end_delegation, delegation=row, by=cast.northern_officer)


@pytest.mark.parametrize("whose", ["northern_officer", "northern_viewer"])
def test_it_ends_when_one_of_the_two_is_disabled(cast: Cast, whose: str) -> None:
    row = named(cast)
    people.disable(person=getattr(cast, whose), reason="离职", by=administrator("northern-re"))
    row.refresh_from_db()
    assert row.ended_at is not None
    with at(datetime.combine(FIRST, time(9), SHANGHAI)):
        assert not fresh(cast.northern_viewer).is_officer


def test_it_ends_when_the_officer_is_no_longer_one(cast: Cast) -> None:
    row = named(cast)
    people.change_roles(person=cast.northern_officer, roles={"viewer"}, by=administrator("northern-re"))
    row.refresh_from_db()
    assert row.ended_at is not None
    assert codes(cast.northern_officer) == {"viewer"}


def test_an_officer_whose_role_was_taken_in_the_database_is_not_acted_for(cast: Cast) -> None:
    named(cast)
    cast.northern_officer.roles.clear()
    with at(datetime.combine(FIRST, time(9), SHANGHAI)):
        assert not fresh(cast.northern_viewer).is_officer


def test_it_is_named_on_a_page_that_asks_first_and_ended_on_another(cast: Cast, as_user: Any) -> None:
    client, acting = as_user(cast.northern_officer), cast.northern_viewer
    values = {"acting": acting.pk, "first_day": "2021-10-11", "last_day": "2021-10-15", "reason": "出差"}
    asked = client.post(reverse("delegation_new"), values)
    assert "2021年10月15日" in asked.content.decode()
    assert not Delegation.objects.exists()
    client.post(reverse("delegation_new"), {**values, "confirmed": "1"})
    row = Delegation.objects.get()
    page = client.get(reverse("delegation_list")).content.decode()
    assert acting.name in page
    client.post(reverse("delegation_end", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_by == cast.northern_officer


def test_a_foreign_person_is_no_choice_and_a_foreign_delegation_is_not_there(cast: Cast, as_user: Any) -> None:
    row = named(cast)
    values = {"first_day": "2021-10-11", "last_day": "2021-10-15", "reason": "出差", "confirmed": "1"}
    client = as_user(cast.southern_officer)
    answer = client.post(reverse("delegation_new"), {**values, "acting": cast.northern_clerk.pk})
    assert answer.status_code == 422
    assert client.get(reverse("delegation_end", args=[row.pk])).status_code == 404
    assert client.post(reverse("delegation_end", args=[row.pk])).status_code == 404
    assert as_user(cast.northern_viewer).post(reverse("delegation_end", args=[row.pk])).status_code == 403
    assert row.reason not in client.get(reverse("delegation_list")).content.decode()
