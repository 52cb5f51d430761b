"""An extension: asked with a reason and an end, granted by another person, logged, shown; the deadline moves."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Delegation, Organisation, Role, User
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import SHANGHAI, Month, at
from deadlines.models import Extension, Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.extensions import ask_extension, grant_extension, refuse_extension
from deadlines.services.obligations import meet, open_report_obligations
from tests.builders import BUILDER
from tests.conftest import JOURNEY, Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
REASON = "主要设备检修，数据不能按时汇总。"
END = date(2021, 10, 20)


@pytest.fixture
def duty(cast: Cast) -> Obligation:
    """The report about September, due on 2021-10-11."""
    home = Organisation.objects.get(code="northern-re")
    return open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER)[0]


@pytest.fixture
def asked(duty: Obligation, cast: Cast) -> Extension:
    return ask_extension(obligation=duty, reason=REASON, wanted_until=END, by=cast.northern_clerk)


def delegate(officer: User, acting: User) -> User:
    """`acting` decides in the officer's place today."""
    day = JOURNEY.date()
    Delegation.objects.create(
        officer=officer, acting=acting, first_day=day, last_day=day, reason="出差", made_by=officer, made_at=JOURNEY
    )
    return User.objects.get(pk=acting.pk)


class TestAsking:
    @pytest.mark.parametrize("who", ["northern_clerk", "northern_officer"])
    def test_the_clerk_and_the_officer_of_the_organisation_may_ask(
        self, duty: Obligation, cast: Cast, who: str
    ) -> None:
        extension = ask_extension(obligation=duty, reason=REASON, wanted_until=END, by=getattr(cast, who))
        assert (extension.state, extension.due_before, extension.wanted_until) == ("asked", date(2021, 10, 11), END)
        line = Event.objects.get(action="extension.ask")
        assert line.after == {"due_on": "2021-10-11", "wanted_until": "2021-10-20", "reason": REASON}
        duty.refresh_from_db()
        assert duty.due_on == date(2021, 10, 11)

    @pytest.mark.parametrize("who", ["northern_viewer", "southern_clerk", "miit_officer", "neimenggu_industry"])
    def test_nobody_else_may(self, duty: Obligation, cast: Cast, who: str) -> None:
        with pytest.raises(NotAllowed):
            ask_extension(obligation=duty, reason=REASON, wanted_until=END, by=getattr(cast, who))

    @pytest.mark.parametrize(
        ("changes", "code", "cell"),
        [
            ({"reason": "  "}, "reason_missing", "reason"),
            ({"wanted_until": None}, "end_missing", "wanted_until"),
            ({"wanted_until": date(2021, 10, 11)}, "end_too_early", "wanted_until"),
            ({"wanted_until": date(2022, 4, 10)}, "end_too_late", "wanted_until"),
        ],
    )
    def test_needs_a_reason_and_an_end_after_the_due_day(
        self, duty: Obligation, cast: Cast, changes: dict[str, Any], code: str, cell: str
    ) -> None:
        with pytest.raises(NotValid) as refused:
            ask_extension(
                **{"obligation": duty, "reason": REASON, "wanted_until": END, "by": cast.northern_clerk, **changes}
            )
        assert refused.value.code == code
        assert set(refused.value.cells) == {cell}

    def test_an_end_that_is_over_is_refused(self, duty: Obligation, cast: Cast) -> None:
        with at(datetime(2021, 11, 1, 9, tzinfo=SHANGHAI)), pytest.raises(NotValid) as refused:
            ask_extension(obligation=duty, reason=REASON, wanted_until=END, by=cast.northern_clerk)
        assert refused.value.code == "end_over"

    def test_asked_twice_is_refused_until_it_is_decided(self, asked: Extension, cast: Cast) -> None:
        with pytest.raises(Refusal) as refused:
            ask_extension(obligation=asked.obligation, reason=REASON, wanted_until=END, by=cast.northern_officer)
        assert refused.value.code == "extension_waits"
        refuse_extension(extension=asked, reason="理由不足。", by=cast.miit_officer)
        ask_extension(obligation=asked.obligation, reason=REASON, wanted_until=END, by=cast.northern_officer)

    def test_what_is_met_has_nothing_to_extend(self, duty: Obligation, cast: Cast) -> None:
        meet(kind=duty.kind, organisation=duty.organisation, period=duty.period, at=JOURNEY, by=BUILDER)
        with pytest.raises(Refusal) as refused:
            ask_extension(obligation=duty, reason=REASON, wanted_until=END, by=cast.northern_clerk)
        assert refused.value.code == "met_already"


class TestGranting:
    def test_the_deadline_moves_and_the_first_one_is_kept(self, asked: Extension, cast: Cast) -> None:
        until = date(2021, 10, 18)
        grant_extension(extension=asked, until=until, by=cast.miit_officer)
        duty = Obligation.objects.get(pk=asked.obligation_id)
        assert (duty.first_due_on, duty.due_on) == (date(2021, 10, 11), until)
        assert duty.late_from == datetime(2021, 10, 19, tzinfo=SHANGHAI)
        assert duty.explanation == "已准予延期，原截止日期为2021年10月11日"
        assert duty.derivation["first"]["nominal"] == "2021-10-10"
        moment = datetime(2021, 10, 18, 23, 59, 59, tzinfo=SHANGHAI)
        assert duty.punctuality(moment, current_calendar()).status == "open"
        assert duty.punctuality(moment + timedelta(seconds=1), current_calendar()).status == "overdue"

    def test_is_logged_with_both_days_and_both_people(self, asked: Extension, cast: Cast) -> None:
        grant_extension(extension=asked, until=END, by=cast.miit_officer, reason="情况属实。")
        line = Event.objects.get(action="extension.grant")
        assert line.actor == "miit_officer"
        assert line.before["due_on"] == "2021-10-11"
        assert line.after["until"] == "2021-10-20"
        assert "northern_clerk" in line.after["asked_by"]
        moved = Event.objects.get(action="obligation.move")
        assert (moved.before["due_on"], moved.after["due_on"]) == ("2021-10-11", "2021-10-20")

    def test_never_without_an_end(self, asked: Extension, cast: Cast) -> None:
        with pytest.raises(NotValid) as refused:
            grant_extension(extension=asked, until=None, by=cast.miit_officer)
        assert refused.value.code == "end_missing"

    def test_never_to_a_day_that_is_not_later(self, asked: Extension, cast: Cast) -> None:
        with pytest.raises(NotValid) as refused:
            grant_extension(extension=asked, until=date(2021, 10, 11), by=cast.miit_officer)
        assert refused.value.code == "end_too_early"

    @pytest.mark.parametrize(
        "who", ["miit_clerk", "miit_viewer", "mnr_officer", "northern_officer", "northern_clerk", "neimenggu_industry"]
    )
    def test_only_an_officer_of_miit_decides(self, asked: Extension, cast: Cast, who: str) -> None:
        for verb, values in ((grant_extension, {"until": END}), (refuse_extension, {"reason": "不同意"})):
            with pytest.raises(NotAllowed):
                verb(extension=asked, by=getattr(cast, who), **values)
        asked.refresh_from_db()
        assert asked.state == "asked"

    def test_granted_twice_has_one_effect(self, asked: Extension, cast: Cast) -> None:
        second = cast.person("miit_second_officer", "miit", "officer")
        first = grant_extension(extension=asked, until=END, by=cast.miit_officer)
        again = grant_extension(extension=asked, until=END, by=second)
        assert again.decided_by == first.decided_by == cast.miit_officer
        assert Event.objects.filter(action="extension.grant").count() == 1
        assert Event.objects.filter(action="obligation.move").count() == 1

    def test_decided_otherwise_afterwards_is_refused_with_what_was_decided(self, asked: Extension, cast: Cast) -> None:
        grant_extension(extension=asked, until=END, by=cast.miit_officer)
        for verb, values in (
            (grant_extension, {"until": END + timedelta(days=3)}),
            (refuse_extension, {"reason": "否"}),
        ):
            with pytest.raises(Refusal) as refused:
                verb(extension=asked, by=cast.miit_officer, **values)
            assert refused.value.code == "decided_already"
            assert "2021年10月20日" in str(refused.value)

    def test_a_second_extension_keeps_the_first_deadline(self, asked: Extension, cast: Cast) -> None:
        grant_extension(extension=asked, until=END, by=cast.miit_officer)
        duty = Obligation.objects.get(pk=asked.obligation_id)
        again = ask_extension(
            obligation=duty, reason="仍在检修。", wanted_until=date(2021, 10, 29), by=cast.northern_clerk
        )
        grant_extension(extension=again, until=date(2021, 10, 29), by=cast.miit_officer)
        duty.refresh_from_db()
        assert (duty.first_due_on, duty.due_on) == (date(2021, 10, 11), date(2021, 10, 29))
        assert duty.derivation["first"]["rule"] == "day_of_month"

    def test_met_in_between_is_refused(self, asked: Extension, cast: Cast) -> None:
        duty = asked.obligation
        meet(kind=duty.kind, organisation=duty.organisation, period=duty.period, at=JOURNEY, by=BUILDER)
        with pytest.raises(Refusal) as refused:
            grant_extension(extension=asked, until=END, by=cast.miit_officer)
        assert refused.value.code == "met_already"

    def test_a_refusal_needs_its_reason_and_leaves_the_deadline(self, asked: Extension, cast: Cast) -> None:
        with pytest.raises(NotValid):
            refuse_extension(extension=asked, reason=" ", by=cast.miit_officer)
        refuse_extension(extension=asked, reason="理由不足。", by=cast.miit_officer)
        duty = Obligation.objects.get(pk=asked.obligation_id)
        assert (duty.due_on, duty.first_due_on) == (date(2021, 10, 11), None)
        assert Event.objects.filter(action="extension.refuse").count() == 1


class TestTwoPeople:
    """The ministry's own duties can be extended as well: there one person could do both."""

    @pytest.fixture
    def ministrys(self, duty: Obligation) -> Obligation:
        Obligation.objects.filter(pk=duty.pk).update(organisation=Organisation.objects.get(code="miit"))
        return Obligation.objects.get(pk=duty.pk)

    def test_who_asked_does_not_grant_even_with_both_roles(self, ministrys: Obligation, cast: Cast) -> None:
        both = cast.miit_clerk
        both.roles.add(Role.objects.get(code="officer"))
        both = User.objects.get(pk=both.pk)
        asked = ask_extension(obligation=ministrys, reason=REASON, wanted_until=END, by=both)
        with pytest.raises(NotAllowed) as refused:
            grant_extension(extension=asked, until=END, by=both)
        assert refused.value.code == "same_person"

    def test_an_acting_officer_decides_and_both_names_stand_on_it(self, asked: Extension, cast: Cast) -> None:
        acting = delegate(cast.miit_officer, cast.miit_clerk)
        extension = grant_extension(extension=asked, until=END, by=acting)
        assert (extension.decided_by, extension.decided_for) == (acting, cast.miit_officer)
        assert "miit_officer" in Event.objects.get(action="extension.grant").acting_for

    def test_who_asked_does_not_grant_as_acting_officer(self, ministrys: Obligation, cast: Cast) -> None:
        asked = ask_extension(obligation=ministrys, reason=REASON, wanted_until=END, by=cast.miit_clerk)
        acting = delegate(cast.miit_officer, cast.miit_clerk)
        with pytest.raises(NotAllowed) as refused:
            grant_extension(extension=asked, until=END, by=acting)
        assert refused.value.code == "same_person"

    def test_nor_is_it_granted_in_the_name_of_who_asked(self, ministrys: Obligation, cast: Cast) -> None:
        asked = ask_extension(obligation=ministrys, reason=REASON, wanted_until=END, by=cast.miit_officer)
        acting = delegate(cast.miit_officer, cast.miit_clerk)
        with pytest.raises(NotAllowed) as refused:
            grant_extension(extension=asked, until=END, by=acting)
        assert refused.value.code == "same_person"

    def test_nor_by_the_officer_in_whose_place_it_was_asked(self, ministrys: Obligation, cast: Cast) -> None:
        acting = delegate(cast.miit_officer, cast.miit_clerk)
        asked = ask_extension(obligation=ministrys, reason=REASON, wanted_until=END, by=acting)
        assert asked.asked_for == cast.miit_officer
        with pytest.raises(NotAllowed) as refused:
            grant_extension(extension=asked, until=END, by=cast.miit_officer)
        assert refused.value.code == "same_person"
