"""From the register's rows to the facts that the rules take: today's, or those that were known at the end of a day.

The rows are read as tuples and never become models: a register of ten thousand enterprises is judged in half a second.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from common.periods import end_of
from enterprises.models import (
    Capacity,
    ComplianceFact,
    ConfirmationStatus,
    Enterprise,
    Evidence,
    Halt,
    Licence,
    PermitBreach,
    PondEvaluation,
    StopOrder,
    TailingsPond,
)
from enterprises.reads.known_then import Known, known_at
from enterprises.rules.facts import (
    BreachFact,
    CapacityFact,
    EnterpriseFacts,
    HaltFact,
    OrderFact,
    Paper,
    PondFact,
    TestFact,
)

# So many keys are named one by one; more are read as one range, and what lies between is left out.
NAMED = 500
# Before its fact's columns every row has its key, and whose it is.
PIECE = 2
NONE: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    """A kind of evidence, and which of its columns make a fact; the last one, the confirmation_status, is every kind's."""

    model: type[Evidence]
    columns: tuple[str, ...]
    owner: str = "enterprise"
    # The day that may be filled in later.
    end: str = ""


PONDS = Source(TailingsPond, ("name",))
EVALUATIONS = Source(PondEvaluation, ("pond", "grade", "evaluated_on", "report"), "pond__enterprise")
# The facts of an enterprise that are its rows one by one.
SOURCES: dict[str, tuple[Source, Callable[[Iterable[Any]], Any]]] = {
    "papers": (
        Source(Licence, ("kind", "number", "valid_from", "valid_to", "revoked_on"), end="revoked_on"),
        Paper._make,
    ),
    "capacities": (
        Source(Capacity, ("tonnes_per_year", "process", "eliminated", "document", "valid_from")),
        CapacityFact._make,
    ),
    "tests": (Source(ComplianceFact, ("kind", "passed", "tested_on", "valid_until", "report")), TestFact._make),
    "orders": (Source(StopOrder, ("number", "authority", "issued_on", "lifted_on"), end="lifted_on"), OrderFact._make),
    "breaches": (
        Source(PermitBreach, ("permit__number", "found_on", "remedied_on", "document"), end="remedied_on"),
        BreachFact._make,
    ),
    "halts": (Source(Halt, ("since", "until", "reason", "is_closure"), end="until"), HaltFact._make),
}


def facts_of(enterprises: Sequence[Enterprise], *, known_on: date | None = None) -> dict[int, EnterpriseFacts]:
    """What the register holds about each enterprise, by its id."""
    return {enterprise.pk: facts for enterprise, facts in each_with_facts(enterprises, known_on=known_on)}


def each_with_facts(
    enterprises: Sequence[Enterprise], *, known_on: date | None = None
) -> Iterator[tuple[Enterprise, EnterpriseFacts]]:
    """Each enterprise with what the register holds about it; eight queries, and one more with `known_on`."""
    wanted = [enterprise.pk for enterprise in enterprises]
    known = known_at(wanted, end_of(known_on)) if known_on else None
    held = [(name, make, _by_owner(_rows(source, wanted, known))) for name, (source, make) in SOURCES.items()]
    ponds = _by_owner(_rows(PONDS, wanted, known))
    evaluations = _by_owner(_rows(EVALUATIONS, wanted, known))
    for one in enterprises:
        facts = {name: tuple([make(row[PIECE:]) for row in rows.get(one.pk, NONE)]) for name, make, rows in held}
        # A pond that was withdrawn takes its evaluations along.
        names = {pk: name for pk, _owner, name, _standing in ponds.get(one.pk, NONE)}
        evaluated = tuple(
            PondFact(names[pond], *values)
            for _pk, _owner, pond, *values in evaluations.get(one.pk, NONE)
            if pond in names
        )
        yield (
            one,
            EnterpriseFacts(
                name=one.name_zh, kind=one.kind, ponds=tuple(sorted(names.values())), evaluations=evaluated, **facts
            ),
        )


def _by_owner(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[tuple[Any, ...], ...]]:
    # Tuples of plain values are nothing to the garbage collector, lists would be.
    return {owner: tuple(pieces) for owner, pieces in groupby(rows, key=itemgetter(1))}


def _rows(source: Source, wanted: Sequence[int], known: Known | None) -> Iterator[tuple[Any, ...]]:
    """Key, owner, the fact's columns and the confirmation status of every piece that was not withdrawn."""
    rows: QuerySet[Any] = source.model._default_manager.filter(_owned(source, wanted)).order_by(
        f"{source.owner}_id", "pk"
    )
    read = rows.values_list("pk", source.owner, *source.columns, "confirmation_status")
    if known is None:
        return iter(read.exclude(confirmation_status=ConfirmationStatus.WITHDRAWN))
    return _then(source, read.filter(entered_at__lt=known.until), known)


def _owned(source: Source, wanted: Sequence[int]) -> Q:
    if len(wanted) <= NAMED:
        return Q(**{f"{source.owner}__in": wanted})
    return Q(**{f"{source.owner}__gte": min(wanted), f"{source.owner}__lte": max(wanted)})


def _then(source: Source, rows: "QuerySet[Any, tuple[Any, ...]]", known: Known) -> Iterator[tuple[Any, ...]]:
    """The same rows as they stood then: with the province's word of then, and no end that came later."""
    end = PIECE + source.columns.index(source.end) if source.end else 0
    for pk, *values, confirmation_status in rows:
        piece = (source.model._meta.model_name or "", pk)
        was = known.confirmation_status(piece, confirmation_status)
        if was == ConfirmationStatus.WITHDRAWN:
            continue
        if end and known.ended_later(piece):
            values[end - 1] = None
        yield (pk, *values, was)
