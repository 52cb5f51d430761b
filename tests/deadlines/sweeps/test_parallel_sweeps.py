"""Two of everything at the same instant: each effect happens once, and a control shows that it would not."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import close_old_connections, connection

from accounts.models import Organisation, User
from audit.models import Event
from audit.services.record import first_fault
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from deadlines.services import sweeps
from deadlines.services.obligations import meet, open_report_obligations
from deadlines.services.sweeps import queue_reminders
from notifications.models import Message
from notifications.services import mail as sending
from notifications.services.mail import send_queued
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="the test database of SQLite is in memory and of one connection; PostgreSQL runs this",
    ),
    pytest.mark.usefixtures("real_db"),
]
DAY = datetime(2021, 11, 5, 9, tzinfo=SHANGHAI)
CLERKS = 20
THREADS = 4


@pytest.fixture
def duty(real_db: None) -> Obligation:
    """The report about October, due on 2021-11-10, of a group with many clerks who have addresses."""
    home = Organisation.objects.get(code="northern-re")
    for number in range(CLERKS):
        person = Cast().person(f"clerk-{number}", home.code, "clerk")
        User.objects.filter(pk=person.pk).update(email=f"clerk-{number}@example.org")
    return open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 10), due_day=10, by=BUILDER)[0]


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Runs the jobs in threads, each with its own connection and clock; the results, or the first exception."""
    results: list[Any] = [None] * len(jobs)
    errors: list[BaseException] = []

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            with at(DAY):
                results[number] = job()
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    if errors:
        raise errors[0]
    return results


def meeting_after(module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets all threads finish that function before any of them goes on: the worst moment, every time."""
    barrier = threading.Barrier(THREADS)
    real = getattr(module, name)

    def met(*args: Any) -> Any:
        result = real(*args)
        barrier.wait(30)
        return result

    monkeypatch.setattr(module, name, met)


class TestQueueing:
    @pytest.fixture(autouse=True)
    def _all_begin_before_any_claims(self, monkeypatch: pytest.MonkeyPatch) -> None:
        meeting_after(sweeps, "last_day_in_reach", monkeypatch)

    def test_sweeps_in_parallel_queue_each_reminder_once(self, duty: Obligation) -> None:
        found = together(*[lambda: queue_reminders(DAY)] * THREADS)
        assert sorted(found) == [0] * (THREADS - 1) + [CLERKS]  # one of them had the claim
        assert Message.objects.filter(obligation=duty).count() == CLERKS

    @pytest.fixture
    def _without_the_constraint(self, real_db: None) -> Iterator[None]:
        constraint = next(one for one in Message._meta.constraints if one.name == "message_once_per_occasion")
        with connection.schema_editor() as editor:
            editor.remove_constraint(Message, constraint)
        yield
        Message.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Message, constraint)

    def test_the_claim_alone_suffices(self, duty: Obligation, _without_the_constraint: None) -> None:
        together(*[lambda: queue_reminders(DAY)] * THREADS)
        assert Message.objects.filter(obligation=duty).count() == CLERKS

    def test_control_without_claim_and_constraint_each_is_queued_by_every_sweep(
        self, duty: Obligation, _without_the_constraint: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sweeps, "NOT_SAID", "TRUE")
        together(*[lambda: queue_reminders(DAY)] * THREADS)
        assert Message.objects.filter(obligation=duty).count() == CLERKS * THREADS

    def test_the_constraint_holds_where_the_claim_fails(
        self, duty: Obligation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sweeps, "NOT_SAID", "TRUE")
        together(*[lambda: queue_reminders(DAY)] * THREADS)
        assert Message.objects.filter(obligation=duty).count() == CLERKS


@pytest.mark.parametrize("sweeper", ["announce_opened", "mark_late", "escalate"])
def test_the_other_sweepers_in_parallel_do_their_work_once(
    sweeper: str, duty: Obligation, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Cast().person("listed", "miit", "clerk")
    late = DAY + timedelta(days=30)
    if sweeper != "announce_opened":
        Obligation.objects.exclude(pk=duty.pk).delete()
    instant = DAY if sweeper == "announce_opened" else late
    barrier = threading.Barrier(THREADS)

    def job() -> int:
        barrier.wait(30)
        return int(getattr(sweeps, sweeper)(instant))

    found = together(*[job] * THREADS)
    expected = {"announce_opened": CLERKS, "mark_late": 1, "escalate": 1}[sweeper]
    assert sorted(found) == [0] * (THREADS - 1) + [expected]
    lines = {"announce_opened": 0, "mark_late": 1, "escalate": 1}[sweeper]
    assert Event.objects.filter(action__in=("obligation.late", "obligation.escalate")).count() == lines
    assert first_fault() is None


class TestSending:
    @pytest.fixture(autouse=True)
    def _queued(self, duty: Obligation, monkeypatch: pytest.MonkeyPatch) -> None:
        queue_reminders(DAY)
        meeting_after(sending, "_waiting", monkeypatch)

    def test_senders_in_parallel_send_each_message_once(self) -> None:
        sent = together(*[lambda: send_queued(DAY)] * THREADS)
        assert sum(sent) == CLERKS
        assert sorted(one.to[0] for one in mail.outbox) == sorted(f"clerk-{n}@example.org" for n in range(CLERKS))
        assert set(Message.objects.values_list("attempts", flat=True)) == {1}

    def test_control_without_the_claim_every_sender_sends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sending, "_claim", lambda pk, machine_now: True)
        together(*[lambda: send_queued(DAY)] * THREADS)
        # Not all of them: who comes late finds some that are sent.
        assert len(mail.outbox) > CLERKS


def test_a_duty_met_twice_at_once_keeps_one_instant_and_one_line_of_the_log(duty: Obligation) -> None:
    instants = [DAY + timedelta(seconds=number) for number in range(THREADS)]
    together(
        *[
            lambda moment=moment: meet(
                kind=duty.kind, organisation=duty.organisation, period=duty.period, at=moment, by=BUILDER
            )
            for moment in instants
        ]
    )
    duty.refresh_from_db()
    (line,) = Event.objects.filter(action="obligation.meet")
    assert duty.met_at in instants
    assert line.after == {"met_at": str(duty.met_at.astimezone(SHANGHAI))}
    assert first_fault() is None


def test_duties_opened_by_two_at_once_are_opened_once(duty: Obligation) -> None:
    home = Organisation.objects.get(code="southern-re")
    opened = together(
        *[
            lambda: open_report_obligations(
                organisation=home, year=2021, first_month=Month(2021, 2), due_day=10, by=BUILDER
            )
        ]
        * THREADS
    )
    assert all([one.pk for one in rows] == [one.pk for one in opened[0]] for rows in opened)
    assert Obligation.objects.filter(organisation=home).count() == 11
    subjects = Event.objects.filter(action="obligation.open").values_list("subject_id", flat=True)
    assert len(subjects) == len(set(subjects))
    assert first_fault() is None
