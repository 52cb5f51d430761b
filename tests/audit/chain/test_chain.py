"""The log is whole, or the first event that is wrong is named; and the database refuses to change it."""

import hashlib
import json
import threading
from collections.abc import Callable
from datetime import UTC, date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Organisation
from audit.models import Event
from audit.services import record as services
from audit.services.chain import FIELDS
from audit.services.record import System, first_fault, head, record
from tests.audit.owner import as_database_owner

BY = System("tests")


def write(count: int) -> None:
    subject = Organisation.objects.get(code="miit")
    for number in range(count):
        with transaction.atomic():
            record("test.write", by=BY, subject=subject, before={"n": number}, after={"n": number + 1, "名": "值"})


@pytest.mark.django_db
def test_a_chain_that_nobody_touched_is_whole() -> None:
    write(5)
    assert first_fault() is None
    assert head().startswith(f"{Event.objects.count()}:")


@pytest.mark.django_db
def test_what_is_kept_is_json_and_its_hash_is_that_of_the_whole_event() -> None:
    subject = Organisation.objects.get(code="miit")
    pairs = {
        "a-1": [Decimal(0), None],
        "b-2": (False, "x"),
        "名": ["\x00", date(2021, 10, 8)],
        "c": ["", {"n": Decimal("1.500")}],
    }
    record("test.write", by=BY, subject=subject, after=pairs)
    event = Event.objects.latest("number")
    assert event.after == {
        "a-1": ["0", None],
        "b-2": [False, "x"],
        "名": ["\N{REPLACEMENT CHARACTER}", "2021-10-08"],
        "c": ["", {"n": "1.500"}],
    }
    values = {name: getattr(event, name) for name in FIELDS}
    values["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert event.hash == hashlib.new(event.algorithm, text.encode()).hexdigest()


def test_an_event_belongs_into_the_transaction_of_its_change(real_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record("test.write", by=BY, subject=Organisation.objects.get(code="miit"))


EVERYWHERE = [
    "UPDATE audit_event SET actor = 'x'",
    "UPDATE audit_event SET number = number WHERE number = 1",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE number = 1",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET number = 0",
    "UPDATE audit_head SET hash = 'x'",
    "UPDATE audit_head SET number = number + 2",
]
# What only one of the two knows.
POSTGRESQL = [
    "TRUNCATE audit_event",
    "TRUNCATE audit_head",
    "TRUNCATE audit_head, audit_event CASCADE",
    "INSERT INTO audit_head (id, number, hash) VALUES (1, 0, 'x') ON CONFLICT (id) DO UPDATE SET number = 0",
]
SQLITE = [
    "REPLACE INTO audit_event SELECT * FROM audit_event WHERE number = 1",
    "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
    "UPDATE OR REPLACE audit_event SET number = 1 WHERE number = 2",
    "REPLACE INTO audit_head (id, number, hash) VALUES (1, 0, 'x')",
    "INSERT INTO audit_head (id, number, hash) VALUES (1, 0, 'x') ON CONFLICT (id) DO UPDATE SET number = 0",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", EVERYWHERE + (POSTGRESQL if connection.vendor == "postgresql" else SQLITE))
def test_the_database_refuses_to_change_or_remove_what_is_written(statement: str) -> None:
    write(2)
    refused = pytest.raises(DatabaseError, match=r"append-only|only goes forward")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert first_fault() is None


@pytest.mark.django_db
def test_an_emptied_log_is_found_by_its_head() -> None:
    write(3)
    with as_database_owner() as cursor:
        cursor.execute("DELETE FROM audit_event")
    finding = first_fault()
    assert finding is not None
    assert (finding.number, finding.code) == (1, "head_elsewhere")
    with pytest.raises(CommandError, match="broken at event 1:"):
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
        except Exception as finding:  # noqa: BLE001 - the test reports what a thread raised
            raised.append(finding)
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
