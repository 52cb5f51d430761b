"""Verdicts are written when a fact of their enterprise changes, in the same transaction; compared and rebuilt by a
command and every night."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import NamedTuple

from django.db import connection, transaction

from common.periods import today
from enterprises.models import Enterprise, KeptVerdict
from enterprises.reads.facts import each_with_facts
from enterprises.reads.verdicts import owned_by
from enterprises.rules.eligibility import RULE_SETS
from enterprises.rules.facts import EnterpriseFacts
from enterprises.rules.timeline import Period, timelines
from enterprises.rules.verdict import Ground, status_of

# So many enterprises are judged and written together: what is in memory does not grow with the register.
BATCH = 2_000
# Enterprises whose verdicts are written when the block ends that asked for it.
_pending: ContextVar[set[int] | None] = ContextVar("verdicts_pending", default=None)


class Written(NamedTuple):
    """A kept verdict as it is written; the grounds as JSON."""

    enterprise_id: int
    category: str
    rule_set: str
    since: date | None
    until: date | None
    standing_since: date | None
    status: str
    grounds: str


COLUMNS = Written._fields


@dataclass(frozen=True)
class Drift:
    """A verdict of today that is kept otherwise than the facts say; empty where it is missing or should not be."""

    enterprise: int
    category: str
    rule_set: str
    kept: str
    judged: str


def hold_enterprise(enterprise: int) -> None:
    """Lock an enterprise before one of its facts is written: two facts at the same moment are judged together."""
    _lock([enterprise])


def keep_verdicts(enterprise: int) -> None:
    """Write an enterprise's verdicts anew, after one of its facts was changed in this transaction."""
    pending = _pending.get()
    if pending is None:
        write_verdicts([enterprise])
    else:
        pending.add(enterprise)


@contextmanager
def written_together(*, write: bool = True) -> Iterator[None]:
    """Within this block changes of facts are collected; at its end all their verdicts are written in one go.

    The caller's transaction goes around it. A block that fails writes nothing, nor does a trial, with `write` False.
    """
    token = _pending.set(set())
    try:
        yield
        collected = _pending.get() or set()
    finally:
        _pending.reset(token)
    if collected and write:
        write_verdicts(sorted(collected))


@transaction.atomic
def write_verdicts(enterprises: Collection[int]) -> int:
    """Judge these enterprises and keep the verdicts of today and of the days to come; how many. Eleven queries."""
    rows = _lock(enterprises)
    KeptVerdict.objects.filter(enterprise__in=[row.pk for row in rows]).delete()
    return _insert(_verdicts_of(rows, today()))


def rebuild() -> int:
    """Write the verdicts of the whole register anew, batch by batch; how many."""
    written = 0
    keys = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):
        written += write_verdicts(keys[first : first + BATCH])
    return written


def correct() -> list[Drift]:
    """Compare, and write the verdicts of those enterprises anew that have drifted; what had."""
    drifts = compare()
    if drifts:
        write_verdicts(sorted({drift.enterprise for drift in drifts}))
    return drifts


def keep_rule_set(rule_set: str) -> int:
    """A notice brings this rule set: whoever has no verdict under it gets one; how many were written."""
    kept = KeptVerdict.objects.on(today(), rule_set).values("enterprise")
    missing = list(Enterprise.objects.exclude(pk__in=kept).order_by("pk").values_list("pk", flat=True))
    return sum(write_verdicts(missing[first : first + BATCH]) for first in range(0, len(missing), BATCH))


def compare() -> list[Drift]:
    """Every verdict of today or to come that is kept otherwise than the facts say; none should be."""
    day, drifts = today(), []
    keys = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):
        batch = keys[first : first + BATCH]
        rows = list(Enterprise.objects.filter(pk__in=batch).order_by("pk"))
        drifts += _drifts(_kept_from(batch, day), set(_verdicts_of(rows, day)))
    return sorted(drifts, key=lambda drift: (drift.enterprise, drift.category, drift.rule_set))


def _lock(enterprises: Collection[int]) -> list[Enterprise]:
    """In the order of their keys; who adds a row that belongs to one of them need not wait."""
    rows = Enterprise.objects.select_for_update(no_key=True).filter(pk__in=enterprises).order_by("pk")
    return list(rows)


def _verdicts_of(rows: Sequence[Enterprise], day: date) -> Iterator[Written]:
    encode = _Encoder()
    for enterprise, facts in each_with_facts(rows):
        for rule_set, period in _periods(facts, day):
            status, grounds = encode.grounds(period.grounds)
            for category in map(str, enterprise.categories):
                yield Written(
                    enterprise.pk,
                    category,
                    rule_set,
                    period.since,
                    period.until,
                    period.standing_since,
                    status,
                    grounds,
                )


def _periods(facts: EnterpriseFacts, day: date) -> Iterator[tuple[str, Period]]:
    """Those under every rule set that are not over on the day."""
    for code, periods in timelines(facts, RULE_SETS).items():
        for period in periods:
            if period.until is None or period.until >= day:
                yield code, period


class _Encoder:
    """Grounds as JSON; most enterprises have most of them in common, so each is encoded once."""

    def __init__(self) -> None:
        self._texts: dict[Ground, str] = {}

    def grounds(self, grounds: tuple[Ground, ...]) -> tuple[str, str]:
        """Their status, and themselves as a JSON list of lists."""
        texts = self._texts
        try:
            parts = [texts[ground] for ground in grounds]
        except KeyError:
            for ground in grounds:
                texts[ground] = json.dumps(ground, ensure_ascii=False)
            parts = [texts[ground] for ground in grounds]
        return status_of(grounds), f"[{', '.join(parts)}]"


def _insert(verdicts: Iterable[Written]) -> int:
    """On PostgreSQL as one stream, elsewhere in one statement for many."""
    rows = list(verdicts)
    if connection.vendor == "postgresql":
        columns = ", ".join(COLUMNS)
        # Django translates the driver's errors of its own calls only.
        with connection.cursor() as cursor, connection.wrap_database_errors:
            stream = StringIO("".join([_copied(row) for row in rows]))
            cursor.copy_expert(f"COPY {KeptVerdict._meta.db_table} ({columns}) FROM STDIN", stream)
        return len(rows)
    models = [KeptVerdict(**{**row._asdict(), "grounds": json.loads(row.grounds)}) for row in rows]
    return len(KeptVerdict.objects.bulk_create(models, batch_size=500))


def _copied(row: Written) -> str:
    """A line of COPY: what is empty as \\\\N, what it gives a meaning of its own escaped."""
    grounds = row.grounds.replace("\\", "\\\\")
    return (
        f"{row.enterprise_id}\t{row.category}\t{row.rule_set}\t{row.since or _NULL}\t{row.until or _NULL}"
        f"\t{row.standing_since or _NULL}\t{row.status}\t{grounds}\n"
    )


_NULL = "\\N"


def _kept_from(enterprises: Sequence[int], day: date) -> set[Written]:
    """What is kept of the day and of those to come."""
    rows = KeptVerdict.objects.filter(owned_by(enterprises)).exclude(until__lt=day).order_by()
    chosen = set(enterprises)
    return {
        Written._make((*values, json.dumps(grounds, ensure_ascii=False)))
        for *values, grounds in rows.values_list(*COLUMNS)
        if values[0] in chosen
    }


def _drifts(kept: set[Written], judged: set[Written]) -> list[Drift]:
    """One for each enterprise, category and rule set in which a row differs."""
    only_kept = {row[:3]: row for row in kept - judged}
    only_judged = {row[:3]: row for row in judged - kept}
    return [Drift(*key, _said(only_kept.get(key)), _said(only_judged.get(key))) for key in {*only_kept, *only_judged}]


def _said(row: Written | None) -> str:
    return f"{row.status} from {row.since or '…'} until {row.until or '…'}" if row else ""
