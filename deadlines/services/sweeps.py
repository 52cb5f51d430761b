"""The sweepers: each finds what is due by stored instants, claims it by a conditional UPDATE, and writes the effect
in the same transaction. So each effect happens once, even if sweepers run repeatedly, in parallel or late; one that
is killed in between has neither claimed nor done anything.

They are sets in SQL, because the table grows and a sweep runs every minute: what they cost depends on what is due.
The statements run on PostgreSQL and on SQLite; the names in them are our own, every value is a parameter.

A sweep takes the audit lock before it locks obligations, as submissions do. Both then lock in one order, so that
they cannot deadlock.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from audit.services.record import System, record
from common.periods import day_of, end_of
from deadlines.models import Arrangement, Obligation
from deadlines.reads.parameters import parameters_asked_once
from deadlines.reads.recipients import ministry_list, people_of_duties
from deadlines.reads.reminder_schedule import ONE_DAY, Step, escalated_until, last_day_in_reach, step_of
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar, take_turn
from notifications.models import Message
from notifications.reads.recipients import Recipient

SWEEPER = System("deadlines")
DUTIES, MESSAGES = Obligation._meta.db_table, Message._meta.db_table
COLUMNS = "obligation_id, recipient_id, occasion, due_on, details, queued_at, post, attempts, fault"
# So many duties in one statement.
CHUNK = 5000

# The condition of each claim. Without it a second sweeper would do everything again.
NOT_ANNOUNCED = "o.announced_at IS NULL"
NOT_SAID = "o.reminded_as <> s.column2"
NOT_MARKED = "(o.late_marked_for IS NULL OR o.late_marked_for <> o.due_on)"
NOT_ESCALATED = "(o.escalated_for IS NULL OR o.escalated_for <> o.due_on)"


@transaction.atomic
def announce_opened(as_of: datetime) -> int:
    """Notify the clerks that an obligation is open. One that is late already is left to the reminders."""
    take_turn()
    opened = f"o.met_at IS NULL AND o.opens_at <= %s AND {NOT_ANNOUNCED}"
    claimed = _run(f"UPDATE {DUTIES} AS o SET announced_at = %s WHERE {opened} RETURNING id", [as_of, as_of])
    if not claimed:
        return 0
    clerks = [one for one in people_of_duties(day_of(as_of)) if not one.officer]
    return _tell(claimed, "opened", clerks, as_of, "p.column1 = o.organisation_id AND o.late_from > %s", [as_of])


@transaction.atomic
def queue_reminders(as_of: datetime) -> int:
    """Queues what is to be said by now about open obligations; returns how many messages.

    What was missed is made up for by the latest step, not by all of them.
    """
    calendar, day = _calendar(), day_of(as_of)
    with parameters_asked_once():
        horizon = end_of(last_day_in_reach(day, calendar))
        steps = [step for due_on in _due_days(horizon) if (step := step_of(due_on, day, calendar))]
    return _claim_and_remind(steps, people_of_duties(day), as_of, horizon) if steps else 0


def _calendar() -> WorkCalendar:
    """The current calendar, read again when another version has come into force; the version's name identifies its days."""
    latest = Arrangement.objects.exclude(sequence=None).order_by("-sequence")
    return _calendar_named(latest.values_list("calendar_version", flat=True).first() or "")


@lru_cache(maxsize=1)
def _calendar_named(version: str) -> WorkCalendar:
    return current_calendar()


def _claim_and_remind(steps: list[Step], people: list[Recipient], as_of: datetime, horizon: datetime) -> int:
    """Claims the duties whose step is not said yet, and says it: one statement where the database can, else two."""
    if not people:
        return 0
    take_turn()
    steps_table, step_values = _table([(step.due_on, step.mark, step.occasion, step.officers_too) for step in steps])
    people_table, person_values = _table([(one.organisation, one.person, one.post, not one.officer) for one in people])
    claim = (
        f"UPDATE {DUTIES} AS o SET reminded_as = s.column2 FROM {steps_table} AS s"
        f" WHERE o.due_on = s.column1 AND {NOT_SAID}"
        " AND o.met_at IS NULL AND o.opens_at <= %s AND o.late_from <= %s RETURNING"
    )
    claim_values = [*step_values, as_of, horizon]
    said = (
        f"INSERT INTO {MESSAGES} ({COLUMNS}) SELECT o.id, p.column2, s.column3, o.due_on, '{{}}', %s, p.column3, 0, ''"
    )
    to_whom = (
        f" JOIN {steps_table} AS s ON s.column1 = o.due_on"
        f" JOIN {people_table} AS p ON p.column1 = o.organisation_id AND (p.column4 OR s.column4)"
        " WHERE true ON CONFLICT DO NOTHING"
    )
    values = [*step_values, *person_values]
    if connection.vendor == "postgresql":
        claimed = f"{claim} o.id, o.organisation_id, o.due_on"
        return _count(
            f"WITH claimed AS ({claimed}) {said} FROM claimed AS o {to_whom}", [*claim_values, as_of, *values]
        )
    queued = 0
    for chunk in _chunks(_run(f"{claim} id", claim_values)):
        rows = f"SELECT id, organisation_id, due_on FROM {DUTIES} WHERE id IN ({_marks(chunk)})"
        queued += _count(f"{said} FROM ({rows}) AS o {to_whom}", [as_of, *chunk, *values])
    return queued


def _due_days(horizon: datetime) -> list[date]:
    """The due days of open duties until then. It hops from one to the next in the index: a DISTINCT would read
    every duty, of which there are many more than days."""
    nearest = f"SELECT min(o.late_from) FROM {DUTIES} AS o WHERE o.met_at IS NULL AND o.late_from <= %s"
    found = _run(
        f"WITH RECURSIVE ends (late_from) AS ({nearest} UNION ALL"
        f" SELECT ({nearest} AND o.late_from > ends.late_from) FROM ends WHERE ends.late_from IS NOT NULL)"
        " SELECT late_from FROM ends WHERE late_from IS NOT NULL",
        [horizon, horizon],
    )
    return [day_of(_instant(value)) - ONE_DAY for value in found]


@transaction.atomic
def mark_late(as_of: datetime) -> int:
    """Notes in the log which duties have become late; returns how many. No page asks for this mark: lateness is
    the stored instant compared with now."""
    take_turn()
    late = f"o.met_at IS NULL AND o.late_from <= %s AND {NOT_MARKED}"
    claimed = _run(f"UPDATE {DUTIES} AS o SET late_marked_for = due_on WHERE {late} RETURNING id", [as_of])
    _log("obligation.late", claimed)
    return len(claimed)


@transaction.atomic
def escalate(as_of: datetime) -> int:
    """Notify the ministry's recipients once of what stays overdue; return how many messages were queued."""
    if not Obligation.objects.late(as_of).exists():
        return 0
    until = escalated_until(day_of(as_of), current_calendar())
    take_turn()
    late = f"o.met_at IS NULL AND o.late_from <= %s AND o.due_on <= %s AND {NOT_ESCALATED}"
    claimed = _run(f"UPDATE {DUTIES} AS o SET escalated_for = due_on WHERE {late} RETURNING id", [as_of, until])
    _log("obligation.escalate", claimed)
    return _tell(claimed, "escalated", ministry_list(), as_of, "p.column1 IS NOT NULL", []) if claimed else 0


def _log(action: str, claimed: list[int]) -> None:
    if not claimed:
        return
    for duty in Obligation.objects.filter(pk__in=claimed).select_related("organisation").order_by("pk"):
        record(action, by=SWEEPER, subject=duty, after={"due_on": duty.due_on})


def _tell(
    claimed: list[int], occasion: str, people: list[Recipient], as_of: datetime, condition: str, more: Sequence[Any]
) -> int:
    """A message to each of these people about each of these duties to which the condition ties them."""
    if not people:
        return 0
    table, values = _table([(one.organisation, one.person, one.post) for one in people])
    queued = 0
    for chunk in _chunks(claimed):
        queued += _count(
            f"INSERT INTO {MESSAGES} ({COLUMNS}) SELECT o.id, p.column2, %s, o.due_on, '{{}}', %s, p.column3, 0, ''"
            f" FROM {DUTIES} AS o JOIN {table} AS p ON {condition} WHERE o.id IN ({_marks(chunk)})"
            " ON CONFLICT DO NOTHING",
            [occasion, as_of, *values, *more, *chunk],
        )
    return queued


def _chunks(claimed: list[int]) -> Iterator[list[int]]:
    return (claimed[at : at + CHUNK] for at in range(0, len(claimed), CHUNK))


def _marks(chunk: list[int]) -> str:
    return ", ".join(["%s"] * len(chunk))


def _table(rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Rows as a table in SQL, whose columns both databases call column1, column2 …; and their values."""
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    return f"(VALUES {', '.join([row] * len(rows))})", [value for row in rows for value in row]


def _run(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_plain(value) for value in values])
        return [pk for (pk,) in cursor.fetchall()]


def _count(sql: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_plain(value) for value in values])
        return int(cursor.rowcount)


def _plain(value: Any) -> Any:
    """As the database writes days and instants."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _instant(value: Any) -> datetime:
    """As read without a model: SQLite has it as text, in UTC."""
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
