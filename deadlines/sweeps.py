"""The sweepers: each finds what is due by stored instants, claims it by a conditional UPDATE, and writes the effect
in the same transaction. So an effect happens once, however often, in parallel or late a sweeper runs, and one that
is killed in between has neither claimed nor done anything.

They are sets in SQL, because the table grows and a sweep runs every minute: what they cost depends on what is due.
The statements run on PostgreSQL and on SQLite; the names in them are our own, every value is a parameter.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from audit.services import System, record
from common.periods import day_of, end_of
from deadlines.ladder import (
    Recipient,
    Step,
    escalated_until,
    last_day_in_reach,
    ministry_list,
    people_of_duties,
    step_of,
)
from deadlines.models import Message, Obligation
from deadlines.services import current_calendar

SWEEPER = System("deadlines")
DUTIES, MESSAGES = Obligation._meta.db_table, Message._meta.db_table
# So many duties in one statement.
CHUNK = 5000

# The condition of each claim. Without it a second sweeper would do everything again.
NOT_ANNOUNCED = "o.announced_at IS NULL"
NOT_SAID = "o.reminded_as <> s.column2"
NOT_MARKED = "(o.late_marked_for IS NULL OR o.late_marked_for <> o.due_on)"
NOT_ESCALATED = "(o.escalated_for IS NULL OR o.escalated_for <> o.due_on)"


@transaction.atomic
def announce_opened(as_of: datetime) -> int:
    """Tells the clerks that a duty can be worked on. One that is late already is left to the reminders."""
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
    calendar, day = current_calendar(), day_of(as_of)
    horizon = end_of(last_day_in_reach(day, calendar))
    within = Obligation.objects.open().begun(as_of).filter(late_from__lte=horizon)
    days = within.order_by().values_list("due_on", flat=True).distinct()
    steps = [step for due_on in days if (step := step_of(due_on, day, calendar))]
    if not steps:
        return 0
    table, values = _table([(step.due_on, step.mark) for step in steps])
    claimed = _run(
        f"UPDATE {DUTIES} AS o SET reminded_as = s.column2 FROM {table} AS s"
        f" WHERE o.due_on = s.column1 AND {NOT_SAID}"
        " AND o.met_at IS NULL AND o.opens_at <= %s AND o.late_from <= %s RETURNING id",
        [*values, as_of, horizon],
    )
    return _tell_steps(claimed, steps, day, as_of) if claimed else 0


def _tell_steps(claimed: list[int], steps: Iterable[Step], day: date, as_of: datetime) -> int:
    """One statement for each occasion: many duties share a few due days, and those fewer occasions."""
    people = people_of_duties(day)
    clerks = [one for one in people if not one.officer]
    told = 0
    for step in steps:
        audience = people if step.officers_too else clerks
        condition = "p.column1 = o.organisation_id AND o.due_on = %s"
        told += _tell(claimed, step.occasion, audience, as_of, condition, [step.due_on])
    return told


@transaction.atomic
def mark_late(as_of: datetime) -> int:
    """Notes in the log which duties have become late; returns how many. No page asks for this mark: lateness is
    the stored instant compared with now."""
    late = f"o.met_at IS NULL AND o.late_from <= %s AND {NOT_MARKED}"
    claimed = _run(f"UPDATE {DUTIES} AS o SET late_marked_for = due_on WHERE {late} RETURNING id", [as_of])
    _log("obligation.late", claimed)
    return len(claimed)


@transaction.atomic
def escalate(as_of: datetime) -> int:
    """Tells the ministry's list, once, what stays overdue; returns how many messages were queued."""
    until = escalated_until(day_of(as_of), current_calendar())
    late = f"o.met_at IS NULL AND o.late_from <= %s AND o.due_on <= %s AND {NOT_ESCALATED}"
    claimed = _run(f"UPDATE {DUTIES} AS o SET escalated_for = due_on WHERE {late} RETURNING id", [as_of, until])
    _log("obligation.escalate", claimed)
    return _tell(claimed, "escalated", ministry_list(), as_of, "p.column1 IS NOT NULL", []) if claimed else 0


def _log(action: str, claimed: list[int]) -> None:
    for duty in Obligation.objects.filter(pk__in=claimed).select_related("organisation").order_by("pk"):
        record(action, by=SWEEPER, subject=duty, after={"due_on": duty.due_on})


def _tell(
    claimed: list[int], occasion: str, people: list[Recipient], as_of: datetime, condition: str, more: Sequence[Any]
) -> int:
    """A message to each of these people about each of these duties to which the condition ties them."""
    if not people:
        return 0
    table, values = _table([(one.organisation, one.person, one.post) for one in people])
    told = 0
    for chunk in (claimed[at : at + CHUNK] for at in range(0, len(claimed), CHUNK)):
        marks = ", ".join(["%s"] * len(chunk))
        told += _count(
            f"INSERT INTO {MESSAGES}"
            " (obligation_id, recipient_id, occasion, due_on, details, queued_at, post, attempts, fault)"
            " SELECT o.id, p.column2, %s, o.due_on, '{}', %s, p.column3, 0, ''"
            f" FROM {DUTIES} AS o JOIN {table} AS p ON {condition} WHERE o.id IN ({marks})"
            " ON CONFLICT DO NOTHING",
            [occasion, as_of, *values, *more, *chunk],
        )
    return told


def _table(rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Rows as a table in SQL, whose columns both databases call column1, column2 …; and their values."""
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    return f"(VALUES {', '.join([row] * len(rows))})", [value for row in rows for value in row]


def _run(sql: str, values: Sequence[Any]) -> list[int]:
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
