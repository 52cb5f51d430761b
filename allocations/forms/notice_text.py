"""The wording of a notice as it is posted from the entry page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allocations.files.notice_file import AROUND
from allocations.models import Notice

LONGEST_POSITION = 3


@dataclass
class PostedText:
    """The wording in the keys of a notice's JSON form, and the field of each of its paths."""

    data: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)


def read_text(posted: Mapping[str, str]) -> PostedText:
    """The clauses in the order of their positions; an empty one is none. Nothing when the page has no wording."""
    text = PostedText()
    if "text-addressees" not in posted:
        return text
    clauses = sorted(_clauses(posted))
    around = {name: posted.get(f"text-{name}", "").replace("\r", "").strip() for name in AROUND}
    text.data = {"text": {**around, "clauses": [wording for _place, _number, wording in clauses]}}
    text.cells = {name: f"text-{name}" for name in AROUND}
    text.cells |= {f"text.{name}": f"text-{name}" for name in AROUND}
    for place, (_position, number, _wording) in enumerate(clauses, start=1):
        text.cells[f"clauses[{place}]"] = f"clause-{number}"
    return text


def _clauses(posted: Mapping[str, str]) -> list[tuple[int, int, str]]:
    found = []
    for key, wording in posted.items():
        number = key.removeprefix("clause-")
        if key.startswith("clause-") and number.isdecimal() and wording.strip():
            typed = posted.get(f"{key}-position", "")
            position = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_POSITION else int(number)
            found.append((position, int(number), wording.replace("\r", "").strip()))
    return found


@dataclass(frozen=True)
class ClauseField:
    """A clause on the entry page: the name of its field, its number as printed, its position and its wording."""

    name: str
    number: str
    position: int
    wording: str


def clause_fields(notice: Notice, typed: Mapping[str, str] | None) -> list[ClauseField]:
    """The clauses of the entry page, and an empty one below; with `typed` as they were typed."""
    if typed is not None and "text-addressees" in typed:
        rows = [ClauseField(f"clause-{number}", "", position, wording) for position, number, wording in _clauses(typed)]
        spare = max((int(row.name.removeprefix("clause-")) for row in rows), default=0) + 1
    else:
        stored = list(notice.clauses.all())
        rows = [ClauseField(f"clause-{row.position}", row.number, row.position, row.wording) for row in stored]
        spare = len(rows) + 1
    return [*rows, ClauseField(f"clause-{spare}", "", spare, "")]


def around_fields(notice: Notice, typed: Mapping[str, str] | None) -> dict[str, str]:
    """The text around the clauses, by the name of its field."""
    if typed is not None and "text-addressees" in typed:
        return {f"text-{name}": typed.get(f"text-{name}", "") for name in AROUND}
    return {f"text-{name}": getattr(notice.text, name) for name in AROUND}
