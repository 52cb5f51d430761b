"""Entries of several people in one draft: each cell is saved alone, with the value that it was changed from.

Pure but for the log, which says who changed a cell meanwhile.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from audit.models import Event
from common.periods import instant_in_words

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True)
class Merge(Generic[K, V]):
    """The new entries, and the stored values of cells that somebody else changed meanwhile."""

    changed: dict[K, V]
    conflicts: dict[K, V]


@dataclass(frozen=True)
class Conflict:
    """A cell that two people changed differently: its stored value as text, and the sentence about the conflict."""

    stored: str
    sentence: str


def merge_cells(typed: Mapping[K, V], was: Mapping[K, V] | None, stored: Mapping[K, V], *, empty: V) -> Merge[K, V]:
    """Compares entries with what they were changed from and with what is stored; `empty` is a cell without a value.

    Without `was` nothing is known of what the page showed, and every entry counts.
    """
    changed: dict[K, V] = {}
    conflicts: dict[K, V] = {}
    for name, value in typed.items():
        now = stored.get(name, empty)
        if value == now or (was is not None and value == was.get(name, empty)):
            continue
        if was is None or was.get(name, empty) == now:
            changed[name] = value
        else:
            conflicts[name] = now
    return Merge(changed, conflicts)


def last_change(subject: Model, key: str, cell: str) -> Event | None:
    """The last event about a thing whose details hold this cell under `key`."""
    return Event.objects.about(subject).filter(**{f"after__{key}__has_key": cell}).last()


def conflict_sentence(event: Event | None, *, stored: str, typed: str) -> str:
    """A sentence with the stored value, its author and time, and the value that was typed."""
    values = {"stored": stored or _("nothing"), "typed": typed or _("nothing")}
    if event is None:
        return _("Changed meanwhile: the stored value is %(stored)s, you typed %(typed)s. Choose one.") % values
    return _(
        "Changed meanwhile by %(who)s, %(at)s: the stored value is %(stored)s, you typed %(typed)s. Choose one."
    ) % {
        **values,
        "who": event.actor_name,
        "at": instant_in_words(event.at),
    }
