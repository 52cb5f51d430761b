"""Whom a row of a past year names: by credit code, else by the full name of today or of that time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from accounts.models import Bilingual, Organisation
from common.periods import day_text
from documents.files.keys import Keys
from documents.files.layouts import normal
from enterprises.models import Enterprise, GroupMembership

T = TypeVar("T", Enterprise, Organisation)


@dataclass(frozen=True)
class Names(Generic[T]):
    """The rows by code, and by every name that is one row's alone.

    `former` has (current name, last day) by (code, former name); `shared` the names that several rows have or had.
    """

    rows: Mapping[str, T]
    keys: Keys
    former: Mapping[tuple[str, str], tuple[Bilingual, date]]
    shared: frozenset[str]
    # The memberships of enterprises, by their id.
    held: Mapping[int, Sequence[GroupMembership]] = field(default_factory=dict)

    def former_name(self, code: str, name: str) -> str:
        """The sentence for a row that was found under a former name; empty for the present one."""
        found = self.former.get((code, normal(name))) if name else None
        if found is None:
            return ""
        row, last_day = found
        return _("“%(former)s” is the former name, until %(day)s, of %(name)s; the row was read as that one's.") % {
            "former": name,
            "day": day_text(last_day),
            "name": row.name,
        }

    def stranger(self, name: str, sentence: str) -> str:
        """Why a row is nobody's: the sentence, or that several had the name."""
        if normal(name) in self.shared:
            return _("Several had the name “%(name)s”; write the code in the row.") % {"name": name}
        return sentence


def enterprise_names() -> Names[Enterprise]:
    """Every enterprise of the register by credit code, with its memberships. In a constant number of queries."""
    rows = list(Enterprise.objects.prefetch_related("former_names", "memberships__group").order_by("credit_code"))
    names = _names((row.credit_code, row, (row.name_zh, row.name_en)) for row in rows)
    return replace(names, held={row.pk: list(row.memberships.all()) for row in rows})


def group_names() -> Names[Organisation]:
    """Every group, those that have ended too, by its code."""
    rows = Organisation.objects.groups().prefetch_related("former_names").order_by("position", "code")
    return _names((row.code, row, (row.name_zh, row.name_en, row.short_zh, row.short_en)) for row in rows)


def _names(known: Iterable[tuple[str, T, tuple[str, ...]]]) -> Names[T]:
    rows: dict[str, T] = {}
    called: dict[str, dict[str, str]] = {}
    former: dict[tuple[str, str], tuple[Bilingual, date]] = {}
    for code, row, present in known:
        rows[code] = row
        own = {normal(name): name for name in present if name}
        for old in _former_names(row):
            for text in _texts(old):
                if normal(text) not in own:
                    former[code, normal(text)] = (row, old.last_day)
                own.setdefault(normal(text), text)
        called[code] = own
    counts = Counter(plain for own in called.values() for plain in own)
    shared = frozenset(plain for plain, count in counts.items() if count > 1)
    codes = {plain: code for code, own in called.items() for plain in own if plain not in shared}
    exact = {name: code for code, own in called.items() for plain, name in own.items() if plain not in shared}
    return Names(rows, Keys({code: row.name for code, row in rows.items()}, codes, exact), former, shared)


def _former_names(row: Enterprise | Organisation) -> Iterable[Any]:
    return row.former_names.all()


def _texts(old: Any) -> tuple[str, ...]:
    names = (old.name_zh, old.name_en, getattr(old, "short_zh", ""), getattr(old, "short_en", ""))
    return tuple(name for name in names if name)


def group_in(memberships: Iterable[GroupMembership], first: date, last: date) -> Organisation | None:
    """The group that an enterprise with these memberships belonged to last between two days."""
    held = [
        membership
        for membership in memberships
        if membership.valid_from <= last and (membership.valid_to is None or membership.valid_to >= first)
    ]
    return max(held, key=lambda one: one.valid_from).group if held else None
