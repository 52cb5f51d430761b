"""A sweep and a submission at the same instant: neither is ended as the other's deadlock; the control shows one."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import Organisation
from audit.models import Event
from audit.services.record import first_fault
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from deadlines.services import sweeps
from deadlines.services.calendar import take_turn
from deadlines.services.obligations import meet_one, open_report_obligations
from tests.builders import BUILDER
from tests.conftest import Cast
from tests.deadlines.stage import wait_for

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("real_db")]
# The reports about August and September are overdue for weeks.
LATE = datetime(2021, 11, 5, 9, tzinfo=SHANGHAI)
# So long until PostgreSQL looks for a deadlock.
SOON = "SET LOCAL deadlock_timeout = '100ms'"


@pytest.fixture
def duties(real_db: None) -> list[Obligation]:
    Cast().person("listed", "miit", "clerk")
    home = Organisation.objects.get(code="northern-re")
    opened = open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 8), due_day=10, by=BUILDER)
    return opened[:2]


def waits() -> bool:
    """Whether a session waits for a lock; read on a separate connection, because a transaction sees a fixed state."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return bool(cursor.fetchone()[0])
    finally:
        other.close()


def both(sweep: Callable[[datetime], int], duties: list[Obligation]) -> list[Any]:
    """The submission has written to the log when the sweep begins, and comes to the duties when the sweep waits."""
    outcomes: list[Any] = [None, None]
    begun, swept = threading.Event(), threading.Event()

    def submit() -> int:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(SOON)
            take_turn()
            begun.set()
            wait_for(lambda: swept.is_set() or waits(), "the sweep waits or is done")
            return len([meet_one(duty, at=LATE, by=BUILDER) for duty in reversed(duties)])

    def run_sweep() -> int:
        begun.wait(30)
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(SOON)
                return sweep(LATE)
        finally:
            swept.set()

    def run(place: int, job: Callable[[], int]) -> None:
        try:
            with at(LATE):
                outcomes[place] = job()
        except OperationalError as fault:
            outcomes[place] = fault
        finally:
            begun.set()
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate((submit, run_sweep))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.parametrize("name", ["mark_late", "escalate", "queue_reminders"])
def test_the_sweep_waits_for_the_submission_and_finds_it_done(name: str, duties: list[Obligation]) -> None:
    Obligation.objects.exclude(pk__in=[duty.pk for duty in duties]).delete()
    assert both(getattr(sweeps, name), duties) == [2, 0]
    assert not Event.objects.filter(action__in=("obligation.late", "obligation.escalate")).exists()
    assert Obligation.objects.met().count() == 2
    assert first_fault() is None


def test_control_without_the_audit_lock_one_of_them_is_ended(
    duties: list[Obligation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "take_turn", lambda: None)
    (ended,) = [one for one in both(sweeps.mark_late, duties) if isinstance(one, OperationalError)]
    assert "deadlock" in str(ended)
