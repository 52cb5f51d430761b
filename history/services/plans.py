"""What a workbook of a past year would book: new rows, what is there already, what contradicts it, and the sums."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from common.quantities import format_tonnes
from documents.files.cells import Found

# A preview shows so many rows of each kind and says how many more there are.
SHOWN = 200


class Row(NamedTuple):
    """A row that would be booked, as people read it."""

    at: str
    who: str
    what: str
    value: str


class Contradiction(NamedTuple):
    """A figure on record, the one in the file, and the way out."""

    at: str
    what: str
    there: str
    given: str
    way: str


class Sum(NamedTuple):
    """What the file's rows sum to beside what they have to be, or may be at most, t REO."""

    what: str
    category: str
    given: Decimal
    there: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """The file's sum less what is on record; None where nothing is."""
        return None if self.there is None else self.given - self.there


@dataclass
class Plan:
    """What would be booked. `entries` is for the verb, `rows` for people; with anything refused nothing can be."""

    entries: list[Any] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    # What names the entries exactly, in no language.
    content: list[Sequence[str]] = field(default_factory=list)
    same: int = 0
    refused: list[Found] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    remarks: list[Found] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    # Set when the file as a whole cannot be read.
    fault: str = ""

    @property
    def bookable(self) -> bool:
        """Whether there is something to book, and nothing against it."""
        return bool(self.entries) and not (self.fault or self.refused or self.contradictions)

    @property
    def digest(self) -> str:
        """Names exactly the rows that would be booked."""
        said = [list(row) for row in self.content]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def show(self, content: Sequence[str], row: Callable[[], Row]) -> None:
        """One more row to book: `content` names it; it is put into words only while the preview shows it."""
        self.count += 1
        self.content.append(content)
        if self.count <= SHOWN:
            self.rows.append(row())

    def to_json(self) -> dict[str, Any]:
        """What the preview shows, bounded: counts, and the first rows of each kind."""
        lists: Mapping[str, list[Any]] = {
            "refused": [asdict_of(one) for one in self.refused],
            "contradictions": [asdict_of(one) for one in self.contradictions],
            "remarks": [asdict_of(one) for one in self.remarks],
            "rows": [asdict_of(one) for one in self.rows],
            "sums": [_sum_of(one) for one in self.sums],
        }
        counts = {name: len(found) for name, found in lists.items()} | {"rows": self.count, "same": self.same}
        return {
            **{name: found[:SHOWN] for name, found in lists.items()},
            "counts": counts,
            "more": {name: max(0, counts[name] - SHOWN) for name in lists},
            "headings": self.headings[:SHOWN],
            "fault": self.fault,
            "bookable": self.bookable,
        }


def asdict_of(one: Any) -> dict[str, Any]:
    """A row of the preview by its fields."""
    return dict(one._asdict()) if hasattr(one, "_asdict") else asdict(one)


def _sum_of(one: Sum) -> dict[str, Any]:
    return {
        "what": one.what,
        "category": one.category,
        "given": format_tonnes(one.given),
        "there": "" if one.there is None else format_tonnes(one.there),
        "difference": "" if one.difference is None else format_tonnes(one.difference),
        "agrees": one.difference == 0 if one.difference is not None else None,
    }
