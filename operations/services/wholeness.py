"""Is the system that was just restored or upgraded whole, and what is missing of what is known outside it?

Every part is looked at, also when one is wrong; each ends with a sentence. What is known outside are the heads of the log:
in AUDIT_HEAD_DIR, in the manifest of the backup, on receipts.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from allocations.models import Notice
from audit.models import Event, Head
from audit.services.chain import RecordedHead
from audit.services.verification import first_fault
from common.periods import instant_text
from documents.models import Attachment
from enterprises.services import verdicts
from reporting.services import sums

NAMED = 5


@dataclass(frozen=True)
class Part:
    """One thing that was looked at."""

    name: str
    whole: bool
    sentence: str


@dataclass
class Wholeness:
    """All parts, and how many events are known outside that are not here."""

    parts: list[Part] = field(default_factory=list)
    head: int = 0
    lost_events: int = 0
    lost_files: int = 0
    left_out: bool = False

    @property
    def whole(self) -> bool:
        """Nothing is wrong, and nothing is missing but what was left out on purpose."""
        return all(part.whole for part in self.parts)

    @property
    def sentence(self) -> str:
        """What was lost, if anything."""
        lost = []
        if self.lost_events:
            last = self.head + self.lost_events
            after = "left out as asked" if self.left_out else "lost"
            lost.append(f"the events {self.head + 1} to {last} of the log were {after} and have to be entered again")
        if self.lost_files:
            lost.append(f"{self.lost_files} attached files are missing or cut; ask those who sent them")
        wrong = [
            part.name for part in self.parts if not part.whole and part.name not in {"log's end", "attached files"}
        ]
        if wrong:
            lost.append(f"wrong: {', '.join(wrong)}")
        if not lost:
            return f"Nothing was lost: the log is whole to event {self.head}, the last one that is known outside."
        return f"The log is here to event {self.head}; {'; '.join(lost)}."


def look(heads: Sequence[RecordedHead], *, until: datetime | None = None) -> Wholeness:
    """Look at everything. `until` is the instant somebody asked to restore to: what came later is not lost but left out."""
    found = Wholeness(head=Head.objects.filter(pk=1).values_list("number", flat=True).first() or 0)
    _log(found, heads, until)
    for name, look_at in (("migrations", _migrations), ("sums of output", _sums), ("verdicts", _verdicts)):
        found.parts.append(_part(name, look_at))
    years = Notice.objects.order_by("year").values_list("year", flat=True).distinct()
    found.parts += [_part(f"totals of {year}", partial(_totals, year)) for year in years]
    _files(found)
    return found


def _part(name: str, look_at: Callable[[], str]) -> Part:
    try:
        return Part(name, True, look_at())
    except CommandError as fault:
        return Part(name, False, str(fault))


def _log(found: Wholeness, heads: Iterable[RecordedHead], until: datetime | None) -> None:
    here = [head for head in heads if head.number <= found.head]
    fault = first_fault(here)
    sentence = f"intact to event {found.head}; {len(here)} heads known outside match"
    found.parts.append(
        Part("log", fault is None, f"broken at event {fault.number}: {fault.reason}" if fault else sentence)
    )
    last = max((head.number for head in heads), default=0)
    found.lost_events = max(0, last - found.head)
    at = Event.objects.filter(number=found.head).values_list("at", flat=True).first()
    end = f"the last event is {found.head}" + (f" of {instant_text(at)}" if at else "")
    found.left_out = until is not None
    whole = not found.lost_events or found.left_out
    known = f"; outside, event {last} is known" if found.lost_events else ""
    found.parts.append(Part("log's end", whole, end + known))


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(f"{len(missing)} migrations are not applied: type manage.py migrate")
    return "all applied"


def _sums() -> str:
    if drifts := sums.compare():
        raise CommandError(f"{len(drifts)} sums have drifted: type manage.py output_sums")
    return "each is what its lines add up to"


def _verdicts() -> str:
    if drifts := verdicts.compare():
        raise CommandError(f"{len(drifts)} verdicts have drifted: type manage.py verdicts")
    return "each is what the facts say"


def _totals(year: int) -> str:
    output = StringIO()
    call_command("totals", year, stdout=output)
    return output.getvalue().splitlines()[-1]


def _files(found: Wholeness) -> None:
    """Every attached file is there and has the hash it was stored with."""
    wrong, number = [], 0
    for row in Attachment.objects.order_by("pk").iterator(chunk_size=500):
        number += 1
        try:
            with row.content.open("rb") as stream:
                digest = hashlib.new(row.algorithm)
                while block := stream.read(1 << 20):
                    digest.update(block)
        except OSError:
            wrong.append(f"“{row.name}” is missing ({row.content.name})")
            continue
        if digest.hexdigest() != row.hash:
            wrong.append(f"“{row.name}” is cut or changed ({row.content.name})")
    found.lost_files = len(wrong)
    more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    sentence = "; ".join(wrong[:NAMED]) + more if wrong else f"all {number} have the hash they were stored with"
    found.parts.append(Part("attached files", not wrong, sentence))
