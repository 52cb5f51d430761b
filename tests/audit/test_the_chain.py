"""The log is whole, or the first event that is wrong is named; and the database refuses to change it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Organisation
from audit import services
from audit.models import Event
from audit.services import System, first_fault, head, record

BY = System("tests")


def write(count: int) -> None:
    subject = Organisation.objects.get(code="miit")
    for number in range(count):
        with transaction.atomic():
            record("test.write", by=BY, subject=subject, before={"n": number}, after={"n": number + 1, "名": "值"})


@contextmanager
def as_database_owner() -> Iterator[Any]:
    """Past the triggers, as somebody who owns the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            yield cursor
            cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in triggers:
            cursor.execute(sql)


@pytest.mark.django_db
def test_a_chain_that_nobody_touched_is_whole() -> None:
    write(5)
    assert first_fault() is None
    assert head().startswith(f"{Event.objects.count()}:")


def test_an_event_belongs_into_the_transaction_of_its_change(real_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record("test.write", by=BY, subject=Organisation.objects.get(code="miit"))


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_or_remove_an_event(statement: str) -> None:
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert first_fault() is None


TEXTS = ["actor", "actor_name", "organisation", "roles", "acting_for", "origin", "action", "subject_type",
         "subject_id", "subject", "previous_hash", "hash"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("column", TEXTS)
def test_a_changed_text_is_found_and_located(column: str, number: int) -> None:
    write(5)
    with as_database_owner() as cursor:
        cursor.execute(f"UPDATE audit_event SET {column} = 'forged' WHERE number = %s", [number])
    fault = first_fault()
    assert fault is not None
    assert fault.number == number


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["before", "after"])
def test_a_changed_value_is_found_and_located(column: str) -> None:
    write(4)
    with as_database_owner() as cursor:
        cursor.execute(f'UPDATE audit_event SET "{column}" = \'{{"n": 99}}\' WHERE number = 2')
    fault = first_fault()
    assert fault is not None
    assert fault.number == 2


@pytest.mark.django_db
def test_a_changed_time_is_found() -> None:
    write(3)
    with as_database_owner() as cursor:
        cursor.execute("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE number = 2")
    fault = first_fault()
    assert fault is not None
    assert fault.number == 2


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_removed_event_is_found(number: int) -> None:
    write(4)
    with as_database_owner() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE number = %s", [number])
    assert first_fault() is not None


@pytest.mark.django_db
def test_an_emptied_log_is_found_by_its_head() -> None:
    write(3)
    with as_database_owner() as cursor:
        cursor.execute("DELETE FROM audit_event")
    fault = first_fault()
    assert fault is not None
    assert "head" in fault.reason
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit")


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_leaves_no_event() -> None:
    write(1)
    before = Event.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.write", by=BY, subject=Organisation.objects.get(code="miit"))
        raise ZeroDivisionError
    assert Event.objects.count() == before
    assert first_fault() is None


def in_parallel(work: Callable[[], None], writers: int) -> list[Exception]:
    """Runs the work in so many threads at once; what they raised."""
    raised: list[Exception] = []
    barrier = threading.Barrier(writers)

    def run() -> None:
        try:
            barrier.wait()
            work()
        except Exception as fault:  # noqa: BLE001 - a thread's fault is told by the test
            raised.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.service
def test_32_writers_at_once_leave_no_gap_and_no_fork(real_db: None) -> None:
    write(1)
    before = Event.objects.count()
    assert in_parallel(lambda: write(5), 32) == []
    assert Event.objects.count() == before + 32 * 5
    assert first_fault() is None


@pytest.mark.service
def test_without_the_lock_the_same_writers_break_it(real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test above would find a chain whose head is not locked."""
    write(1)
    monkeypatch.setattr(services, "_FOR_UPDATE", "")
    raised = in_parallel(lambda: write(5), 32)
    assert raised or first_fault() is not None
