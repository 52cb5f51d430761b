"""Two who decide at the same instant: one effect, both see the same; and a control in which the lock is off."""

import contextlib
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import close_old_connections, connection

from accounts.models import Organisation, User
from audit.models import Event
from audit.services.record import first_fault
from common.periods import Month, at
from deadlines.models import Arrangement, Extension, Obligation
from deadlines.services import arrangements, extensions, obligations
from deadlines.services.arrangements import confirm_arrangement
from deadlines.services.calendar import current_calendar
from deadlines.services.extensions import ask_extension, grant_extension
from deadlines.services.obligations import meet, open_filing_obligation, open_report_obligations
from tests.builders import BUILDER
from tests.conftest import JOURNEY, Cast
from tests.deadlines.arrangements.test_arrangements import propose_next_year

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("real_db")]
END = date(2021, 10, 20)
# As long as one who is not kept out by a lock needs to come here too.
PATIENCE = 3


@pytest.fixture
def cast(real_db: None) -> Cast:
    return Cast()


@pytest.fixture
def asked(cast: Cast) -> Extension:
    home = Organisation.objects.get(code="northern-re")
    duty = open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER)[0]
    return ask_extension(obligation=duty, reason="检修。", wanted_until=END, by=cast.northern_clerk)


def officers(cast: Cast) -> list[User]:
    return [cast.person(f"miit_{number}_officer", "miit", "officer") for number in ("first", "second")]


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Runs the jobs in threads with a connection each; what they return, or the exception."""
    results: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            with at(JOURNEY):
                results[number] = job()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    return results


def meeting_at(module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Holds each thread at that function until the other is there too, or cannot be: the worst moment, every time."""
    barrier, real = threading.Barrier(2), getattr(module, name)

    def met(*args: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE)
        return real(*args)

    monkeypatch.setattr(module, name, met)


class TestGranting:
    @pytest.fixture(autouse=True)
    def _both_have_looked_before_either_writes(self, asked: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
        meeting_at(extensions, "current_calendar", monkeypatch)

    def grant(self, asked: Extension, cast: Cast) -> list[Any]:
        return together(
            *[lambda who=who: grant_extension(extension=asked, until=END, by=who) for who in officers(cast)]
        )

    def test_two_officers_at_once_grant_once_and_see_the_same(self, asked: Extension, cast: Cast) -> None:
        one, other = self.grant(asked, cast)
        assert one.decided_by == other.decided_by
        assert Event.objects.filter(action="extension.grant").count() == 1
        assert Event.objects.filter(action="obligation.move").count() == 1
        duty = Obligation.objects.get(pk=asked.obligation_id)
        assert (duty.first_due_on, duty.due_on) == (date(2021, 10, 11), END)
        assert first_fault() is None

    def test_control_without_the_locks_it_is_granted_twice(
        self, asked: Extension, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = Obligation.objects.select_related("organisation", "about")
        monkeypatch.setattr(extensions, "_locked", lambda pk: rows.get(pk=pk))
        monkeypatch.setattr(extensions, "_held", lambda pk: Extension.objects.with_people().get(pk=pk))
        self.grant(asked, cast)
        assert Event.objects.filter(action="extension.grant").count() == 2


def test_granted_and_submitted_at_once_neither_waits_for_ever(asked: Extension, cast: Cast) -> None:
    """Both lock the log first and the duty then; whichever is second finds what the first has done."""
    duty = asked.obligation
    (officer, _second) = officers(cast)
    granted, met = together(
        lambda: grant_extension(extension=asked, until=END, by=officer),
        lambda: meet(kind=duty.kind, organisation=duty.organisation, period=duty.period, at=JOURNEY, by=BUILDER),
    )
    assert met.met_at == JOURNEY
    assert isinstance(granted, Extension) or granted.code == "met_already"


class TestConfirming:
    def test_two_officers_at_once_confirm_once(self, cast: Cast) -> None:
        proposed = propose_next_year(cast)
        found = together(*[lambda who=who: confirm_arrangement(arrangement=proposed, by=who) for who in officers(cast)])
        assert not [one for one in found if isinstance(one, Exception)]
        assert Event.objects.filter(action="calendar.confirm").count() == 1
        assert Arrangement.objects.in_force().filter(year=2027).count() == 1

    def opened_meanwhile(self, cast: Cast, monkeypatch: pytest.MonkeyPatch, patience: float, opens: Any) -> None:
        """A duty is opened by a calendar that was read before a confirmation; whoever opens waits so long for it."""
        proposed, (officer, _second) = propose_next_year(cast), officers(cast)
        read, confirmed = threading.Event(), threading.Event()
        real = current_calendar

        def slow() -> Any:
            calendar = real()
            if not read.is_set():
                read.set()
                confirmed.wait(patience)
            return calendar

        monkeypatch.setattr(obligations, "current_calendar", slow)

        def confirm() -> Any:
            read.wait(30)
            try:
                return arrangements.confirm_arrangement(arrangement=proposed, by=officer)
            finally:
                confirmed.set()

        results = together(opens, confirm)
        assert not [one for one in results if isinstance(one, Exception)], results

    def open_filing(self) -> Any:
        return open_filing_obligation(
            organisation=Organisation.objects.get(code="northern-re"), year=2027, batch=1, clock_day=date(2027, 2, 1),
            clock_kind="signed", working_days=7, fixed_day=None, opens_at=JOURNEY, by=BUILDER,
        )  # fmt: skip

    def open_reports(self) -> Any:
        home = Organisation.objects.get(code="northern-re")
        return open_report_obligations(organisation=home, year=2027, first_month=Month(2027, 1), due_day=10, by=BUILDER)

    def test_a_duty_that_is_being_opened_follows_the_new_version(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.opened_meanwhile(cast, monkeypatch, 30, self.open_filing)
        duty = Obligation.objects.get(kind="filing")
        assert duty.due_on == current_calendar().add_workdays(date(2027, 2, 1), 7) > date(2027, 2, 10)
        assert not duty.provisional

    def test_control_without_looking_again_it_is_left_behind(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(obligations, "_follow_the_calendar", lambda obligation, *, by: None)
        self.opened_meanwhile(cast, monkeypatch, 30, self.open_filing)
        duty = Obligation.objects.get(kind="filing")
        assert (duty.due_on, duty.provisional) == (date(2027, 2, 10), True)

    def test_a_year_of_duties_is_opened_before_or_after_a_confirmation_never_meanwhile(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.opened_meanwhile(cast, monkeypatch, 1, self.open_reports)
        duty = Obligation.objects.get(kind="monthly_report", period="2027-01")
        assert (duty.due_on, duty.provisional) == (date(2027, 2, 12), False)

    def test_control_without_the_audit_lock_the_year_is_left_behind(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(obligations, "take_turn", lambda: None)
        self.opened_meanwhile(cast, monkeypatch, 30, self.open_reports)
        duty = Obligation.objects.get(kind="monthly_report", period="2027-01")
        assert (duty.due_on, duty.provisional) == (date(2027, 2, 10), True)
