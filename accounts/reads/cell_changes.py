"""Who set a cell of a draft, and to what: read from the log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from audit.models import Event

# As many changes as a panel beside the grid can hold.
LATEST = 5


@dataclass(frozen=True)
class CellChange:
    """Who set the cell, when, and from what to what; an empty text is an empty cell."""

    who: str
    at: datetime
    old: str
    new: str


def changes_of(
    events: Iterable[Event], values: Callable[[Event], tuple[Any, Any]], shown: Callable[[Any], str]
) -> list[CellChange]:
    """The first changes of one cell among the events, newest first: `values` reads the old and the new value of an
    event, and `shown` writes a value as it stands in the entry field."""
    return [CellChange(event.actor_name, event.at, *map(shown, values(event))) for event in islice(events, LATEST)]
