"""Whatever a database owner does to the log is found, and the first wrong event is named.

One small chain is built once; every way of tampering is done in a savepoint and undone. Heads were written down
outside after its 4th, 8th and 12th event: what is hashed anew from end to end is found by them alone.
"""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from audit.models import Event, Head
from audit.services.chain import RecordedHead
from audit.services.record import Names, Thing, first_fault, origin, record
from common.periods import at
from tests.audit.owner import as_database_owner, fit_head, put, rehash, shift
from tests.conftest import JOURNEY

pytestmark = pytest.mark.django_db
LENGTH = 12
WRITTEN_DOWN = (4, 8, 12)
TEXTS = ("actor", "actor_name", "organisation", "roles", "acting_for", "origin", "action", "subject_type",
         "subject_id", "subject")  # fmt: skip
SOMEWHERE = (1, 2, 6, 11, 12)


@dataclass(frozen=True)
class Writer:
    """Somebody whose every column is filled."""

    number: int

    @property
    def audit_names(self) -> Names:
        return Names(f"account-{self.number}", f"测试·{self.number}", "工业和信息化部", "clerk", "测试·负责人")


@dataclass(frozen=True)
class Chain:
    """The chain of the test behind what the reference data wrote: `number(1)` is the number of its first event."""

    behind: int
    heads: tuple[RecordedHead, ...]
    cursor: Any

    def number(self, place: int) -> int:
        return self.behind + place


@pytest.fixture(scope="module")
def chain(django_db_setup: None, django_db_blocker: Any) -> Iterator[Chain]:
    """The chain, built once; all of it is undone at the end."""
    token = origin.set("192.0.2.1")
    with django_db_blocker.unblock(), at(JOURNEY), transaction.atomic():
        behind = Event.objects.count()
        for place in range(1, LENGTH + 1):
            values = {"figure": f"{place}.5", "state": "draft", "n": place}
            subject = Thing("thing", str(place), f"第{place}件")
            record("test.write", by=Writer(place), subject=subject, before={"n": place - 1}, after=values)
        hashes = dict(Event.objects.filter(number__gt=behind).values_list("number", "hash"))
        heads = tuple(RecordedHead(behind + place, hashes[behind + place]) for place in WRITTEN_DOWN)
        with as_database_owner() as cursor:
            yield Chain(behind, heads, cursor)
        transaction.set_rollback(True)
    origin.reset(token)


@pytest.fixture
def undone(chain: Chain, db: None) -> Chain:
    """The chain for one test; what it does is undone, because `db` is a savepoint inside the module's transaction."""
    return chain


@dataclass(frozen=True)
class Way:
    """One way of tampering, the place of the first wrong event, and whether the written heads are needed to see it."""

    do: Callable[[Chain], object]
    place: int
    by_heads: bool = False


def change(column: str, place: int, how: Callable[[Any], Any], chain: Chain) -> None:
    """Gives one column of one event another value."""
    number = chain.number(place)
    put(number, column, how(Event.objects.values_list(column, flat=True).get(number=number)))


def drop(first: int, last: int, chain: Chain, *, close: bool = False) -> None:
    """Removes events; `close` moves those behind up."""
    Event.objects.filter(number__range=(chain.number(first), chain.number(last)))._raw_delete("default")
    if close:
        shift(chain.number(last + 1), first - last - 1)


def insert(place: int, chain: Chain, *, hashed: bool = False) -> None:
    """Puts a forged event before the one at this place; those behind move down."""
    shift(chain.number(place), 1)
    values = Event.objects.filter(number=chain.number(1 if place > 1 else 2)).values().get()
    Event.objects.create(**{**values, "number": chain.number(place), "actor": "forger"})
    if hashed:
        rehash(chain.number(place))


def swap(one: int, other: int, chain: Chain, *, columns: tuple[str, ...]) -> None:
    """Exchanges columns of two events."""
    first, second = chain.number(one), chain.number(other)
    rows = Event.objects.in_bulk([first, second])
    put(first, "actor", "-")
    for here, there in ((first, second), (second, first)):
        Event.objects.filter(number=here).update(**{name: getattr(rows[there], name) for name in columns})


def rewrite(place: int, chain: Chain, *, head: bool, algorithm: str = "") -> None:
    """Changes one event and hashes the chain anew from there to its end; `head` moves the head as well."""
    put(chain.number(place), "after", {"figure": "999"})
    rehash(chain.number(place), algorithm)
    if head:
        fit_head(chain.cursor)


def cut(place: int, chain: Chain, *, head: bool) -> None:
    """Removes the tail from this place on; `head` moves the head back."""
    drop(place, LENGTH, chain)
    if head:
        fit_head(chain.cursor)


def set_head(sql: str, chain: Chain) -> None:
    """Changes the head's row, or removes it."""
    chain.cursor.execute(sql)


def later_head(place: int) -> int:
    """The place of the next head that was written down."""
    return next(written for written in WRITTEN_DOWN if written >= place)


def constant(value: str) -> Callable[[str], str]:
    """Overwrite the stored value with this one."""
    return lambda _was: value


def flip(digits: str) -> str:
    """Another hash, by one digit."""
    return ("1" if digits[0] == "0" else "0") + digits[1:]


def ways_of_texts() -> Iterator[tuple[str, Way]]:
    """Every text and every value, in several places."""
    texts: dict[str, Callable[[str], str]] = {
        "forged": lambda _text: "forged", "longer": lambda text: text + "x", "emptied": lambda _text: "",
    }  # fmt: skip
    for column in TEXTS:
        for place in SOMEWHERE:
            for name, how in texts.items():
                yield f"{column}-{name}-{place}", Way(partial(change, column, place, how), place)
    values: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "value": lambda held: {**held, "n": 99}, "type": lambda held: {**held, "n": str(held["n"])},
        "added": lambda held: {**held, "more": None}, "emptied": lambda _held: {},
    }  # fmt: skip
    for column in ("before", "after"):
        for place in SOMEWHERE:
            for name, new in values.items():
                yield f"{column}-{name}-{place}", Way(partial(change, column, place, new), place)


def ways_of_proof() -> Iterator[tuple[str, Way]]:
    """What makes the chain: hashes, algorithm, time, number."""
    for place in SOMEWHERE:
        for column in ("hash", "previous_hash"):
            yield f"{column}-digit-{place}", Way(partial(change, column, place, flip), place)
            yield f"{column}-emptied-{place}", Way(partial(change, column, place, lambda _text: ""), place)
        for name, algorithm in (("other", "sha256"), ("unknown", "md5"), ("emptied", "")):
            yield f"algorithm-{name}-{place}", Way(partial(change, "algorithm", place, constant(algorithm)), place)
        for name, span in (("second", timedelta(seconds=1)), ("microsecond", timedelta(microseconds=-1))):
            yield f"at-{name}-{place}", Way(partial(change, "at", place, partial(operator.add, span)), place)
    for place in SOMEWHERE:
        yield f"number-far-{place}", Way(partial(change, "number", place, lambda was: was + 1000), place)


def ways_of_events() -> Iterator[tuple[str, Way]]:
    """Whole events: dropped, inserted, exchanged, and the rest hashed anew."""
    for place in range(1, LENGTH + 1):
        yield f"drop-{place}", Way(partial(drop, place, place), place)
        yield f"drop-close-{place}", Way(partial(drop, place, place, close=True), place)
        yield f"cut-{place}", Way(partial(cut, place, head=False), place)
        yield f"cut-head-{place}", Way(partial(cut, place, head=True), place, by_heads=True)
        yield f"insert-{place}", Way(partial(insert, place), place)
        yield f"rewrite-{place}", Way(partial(rewrite, place, head=False), later_head(place))
        yield f"rewrite-head-{place}", Way(partial(rewrite, place, head=True), later_head(place), by_heads=True)
    for place in SOMEWHERE:
        yield f"insert-hashed-{place}", Way(partial(insert, place, hashed=True), later_head(place))
        other = partial(rewrite, place, head=True, algorithm="sha256")
        yield f"rewrite-sha256-{place}", Way(other, later_head(place), by_heads=True)
    everything = tuple(field.name for field in Event._meta.fields if field.name != "number")
    for one, other_place in [*pairwise(range(1, LENGTH + 1)), (1, 12), (3, 9)]:
        yield f"swap-{one}-{other_place}", Way(partial(swap, one, other_place, columns=everything), one)
        yield f"swap-hash-{one}-{other_place}", Way(partial(swap, one, other_place, columns=("hash",)), one)
    yield "insert-behind-the-head", Way(partial(insert, LENGTH + 1, hashed=True), LENGTH + 1)


def ways_of_the_head() -> Iterator[tuple[str, Way]]:
    """Ways that leave every event as it was."""
    for name, sql, place in (
        ("back", "UPDATE audit_head SET number = number - 1", LENGTH),
        ("far-back", "UPDATE audit_head SET number = number - 5", LENGTH - 4),
        ("ahead", "UPDATE audit_head SET number = number + 1", LENGTH + 1),
        ("hash", "UPDATE audit_head SET hash = 'forged'", LENGTH),
        ("removed", "DELETE FROM audit_head", LENGTH + 1),
    ):
        yield f"head-{name}", Way(partial(set_head, sql), place)


WAYS = dict([*ways_of_texts(), *ways_of_proof(), *ways_of_events(), *ways_of_the_head()])


def test_there_are_at_least_200_ways() -> None:
    assert len(WAYS) >= 200


def test_nothing_is_found_before_anybody_tampers(undone: Chain) -> None:
    assert first_fault(undone.heads) is None


@pytest.mark.parametrize("name", WAYS)
def test_it_is_found_and_located(undone: Chain, name: str) -> None:
    way = WAYS[name]
    way.do(undone)
    if way.by_heads:
        assert first_fault() is None, "undetectable without the exported heads"
    finding = first_fault(undone.heads)
    assert finding is not None
    assert finding.number == undone.number(way.place), finding.reason
    assert str(finding.number) in finding.reason


@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_a_rewritten_log_names_the_events_between_two_heads(undone: Chain, place: int) -> None:
    rewrite(place, undone, head=True)
    finding = first_fault(undone.heads)
    assert finding is not None
    assert finding.code == "rewritten"
    assert finding.since <= undone.number(place) <= finding.number
    assert finding.number - finding.since < LENGTH + undone.behind


def test_an_emptied_log_with_a_fresh_head_is_found_by_any_head_that_was_written_down(undone: Chain) -> None:
    Event.objects.all()._raw_delete("default")
    fit_head(undone.cursor)
    assert first_fault() is None
    finding = first_fault(undone.heads[:1])
    assert finding is not None
    assert (finding.number, finding.code) == (1, "cut")


@pytest.mark.once
def test_an_event_that_cannot_even_be_read_is_named(undone: Chain) -> None:
    """Only SQLite takes a text in place of an instant."""
    undone.cursor.execute("UPDATE audit_event SET at = 'yesterday' WHERE number = %s", [undone.number(5)])
    finding = first_fault()
    assert finding is not None
    assert (finding.number, finding.code) == (undone.number(5), "unreadable")


def test_the_head_s_digits_on_a_receipt_are_enough(undone: Chain) -> None:
    printed = RecordedHead(undone.heads[1].number, undone.heads[1].hash[:16])
    assert first_fault([printed]) is None
    rewrite(7, undone, head=True)
    finding = first_fault([printed])
    assert finding is not None
    assert finding.number == undone.number(8)
    assert Head.objects.get().number == undone.number(LENGTH)
