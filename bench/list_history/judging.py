"""Is a recorded history of lists one that could have happened, each operation at one instant between its two ends?

An operation touches one list, so it is enough to judge each list by itself. The log's numbers say in which order a list
grew; a read has to show a beginning of that order.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate


@dataclass(frozen=True)
class Append:
    """A value that somebody added to a list. `ended` is None where nobody was told that it is there."""

    place: str
    value: str
    began: float
    ended: float | None


@dataclass(frozen=True)
class Read:
    """What somebody was shown of a list."""

    place: str
    values: tuple[str, ...]
    began: float
    ended: float


@dataclass(frozen=True)
class History:
    """What clients recorded, and in which order each list grew by the log."""

    appends: tuple[Append, ...]
    reads: tuple[Read, ...]
    grown: dict[str, tuple[str, ...]]

    @property
    def operations(self) -> int:
        """How many there are."""
        return len(self.appends) + len(self.reads)


def anomalies(history: History) -> list[str]:
    """One sentence for each; empty for a history without any."""
    appends, reads = defaultdict(list), defaultdict(list)
    for append in history.appends:
        appends[append.place].append(append)
    for read in history.reads:
        reads[read.place].append(read)
    found = []
    for place in sorted({*appends, *reads, *history.grown}):
        grown = history.grown.get(place, ())
        found += [f"{place}: {one}" for one in _of_the_list(appends[place], grown)]
        found += [f"{place}: {one}" for one in _of_its_reads(appends[place], reads[place], grown)]
    return found


def _of_the_list(appends: list[Append], grown: Sequence[str]) -> Iterable[str]:
    """Lost, twice, from nobody, or before one that had ended when it began."""
    known = {append.value: append for append in appends}
    there = Counter(grown)
    for append in appends:
        if append.ended is not None and not there[append.value]:
            yield f"lost: {append.value} was confirmed and is not there"
    for value, times in there.items():
        if times > 1:
            yield f"twice: {value} is there {times} times"
        if value not in known:
            yield f"from nobody: {value} was never sent"
    latest = 0.0
    for append in [known[value] for value in grown if value in known]:
        if append.ended is not None and append.ended < latest:
            yield f"out of order: {append.value} had been confirmed before one that stands in front of it was sent"
        latest = max(latest, append.began)


def _of_its_reads(appends: list[Append], reads: list[Read], grown: Sequence[str]) -> Iterable[str]:
    """No beginning of the list, an older state than was known already, or a value from the future."""
    rank = {value: number for number, value in enumerate(grown, 1)}
    sent = {append.value: append.began for append in appends}
    # By when somebody knew that the list is at least so long.
    known = [
        (append.ended, rank[append.value]) for append in appends if append.ended is not None and append.value in rank
    ]
    known += [(read.ended, len(read.values)) for read in reads]
    known.sort()
    instants, lengths = [instant for instant, _length in known], list(accumulate((n for _at, n in known), max))
    at = 0
    for read in sorted(reads, key=lambda one: one.began):
        while at < len(instants) and instants[at] < read.began:
            at += 1
        if len(read.values) != len(set(read.values)) or set(read.values) != set(grown[: len(read.values)]):
            yield f"torn: a read shows {len(read.values)} values that are no beginning of the list"
        elif at and len(read.values) < lengths[at - 1]:
            yield f"stale: a read shows {len(read.values)} values where {lengths[at - 1]} were known before it began"
        elif any(sent.get(value, 0) > read.ended for value in read.values):
            yield "from the future: a read shows a value that was sent after it had ended"


# --- planted, to see that they are found ----------------------------------------------------------------------------


def _longest(history: History) -> Read:
    return max(history.reads, key=lambda read: len(read.values))


def _instead(history: History, read: Read, **changes: object) -> History:
    changed = replace(read, **changes)  # type: ignore[arg-type]
    return replace(history, reads=tuple(changed if one is read else one for one in history.reads))


def lost(history: History) -> History:
    """A value that was confirmed is gone, from the list and from all that was read."""
    confirmed = {append.value for append in history.appends if append.ended is not None}
    place, gone = next((place, one) for place, grown in history.grown.items() for one in grown if one in confirmed)
    reads = tuple(replace(read, values=tuple(v for v in read.values if v != gone)) for read in history.reads)
    grown = {**history.grown, place: tuple(value for value in history.grown[place] if value != gone)}
    return replace(history, reads=reads, grown=grown)


def doubled(history: History) -> History:
    """A value that was sent again is there a second time."""
    place = _longest(history).place
    return replace(history, grown={**history.grown, place: (*history.grown[place], history.grown[place][0])})


def stale(history: History) -> History:
    """A read shows the list without the last value, which an earlier read had shown."""
    longest = _longest(history)
    later = replace(longest, values=longest.values[:0], began=longest.ended + 1, ended=longest.ended + 2)
    return replace(history, reads=(*history.reads, later))


def torn(history: History) -> History:
    """A read shows a list without a value from its middle."""
    read = _longest(history)
    first = history.grown[read.place][0]
    return _instead(history, read, values=tuple(value for value in read.values if value != first))


PLANTED: dict[str, Callable[[History], History]] = {"lost": lost, "twice": doubled, "stale": stale, "torn": torn}


def planted_and_found(history: History) -> list[str]:
    """The kinds of anomaly that are found when they are planted into a history without any."""
    return [kind for kind, plant in PLANTED.items() if any(f": {kind}: " in one for one in anomalies(plant(history)))]
