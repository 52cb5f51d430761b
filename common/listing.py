"""A page of a list: its rows in their order, how many there are on all pages, and the addresses of the other pages.

Everything stands in the address: filters, `sort`, `page`, and for rows of the database `after` or `before`, the values
that the neighbouring page ends with (keyset): page 1,000 costs what page 2 costs, and rows that arrive meanwhile
neither repeat nor skip one. Rows that are computed (a sequence) are cut by position.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Aggregate, Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict

R = TypeVar("R")

PAGE = 50
# Longer than any of ours; what is longer is not read.
LONGEST_CURSOR, LONGEST_NUMBER = 600, 7
Sorts = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Term:
    """One field of an order: its path, whether it can be empty, its direction, and where empty ones stand."""

    path: str
    field: Any
    nullable: bool
    descending: bool
    nulls_last: bool = True

    def reversed(self) -> "Term":
        """The same, the other way round."""
        return replace(self, descending=not self.descending, nulls_last=not self.nulls_last)

    def order(self) -> OrderBy:
        """For `order_by`; where nothing is empty without NULLS, so that indexes serve."""
        nulls = {"nulls_last" if self.nulls_last else "nulls_first": True} if self.nullable else {}
        return OrderBy(F(self.path), descending=self.descending, **nulls)

    def beyond(self, value: Any) -> Q:
        """What comes later than this value."""
        if value is None:
            return Q(pk__in=[]) if self.nulls_last else Q(**{f"{self.path}__isnull": False})
        later = Q(**{f"{self.path}__{'lt' if self.descending else 'gt'}": value})
        return later | Q(**{f"{self.path}__isnull": True}) if self.nullable and self.nulls_last else later

    def level(self, value: Any) -> Q:
        """What stands level with this value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def bound(self, value: Any) -> Q:
        """A range that an index can begin with; holds for everything later, and adds nothing to the meaning."""
        if self.nullable or value is None:
            return Q()
        return Q(**{f"{self.path}__{'lte' if self.descending else 'gte'}": value})


@dataclass(frozen=True)
class Listing(Generic[R]):
    """What a list page shows. `totals` are the sums over all pages, by name."""

    rows: Sequence[R]
    count: int
    number: int
    size: int
    asked: QueryDict
    sort: str
    sorts: Sorts
    totals: Mapping[str, Any] = field(default_factory=dict)
    slot: str = ""
    first_cursor: str = ""
    last_cursor: str = ""

    def __iter__(self) -> Iterator[R]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.count // self.size))

    @property
    def first_row(self) -> int:
        """The position of the page's first row, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        """The position of the page's last row."""
        return self.first_row + len(self.rows) - 1

    @property
    def previous(self) -> str:
        """The address of the page before; empty on the first."""
        if self.number <= 1:
            return ""
        before = self.first_cursor if self.number > 2 else ""
        return self.link(page=self.number - 1 if self.number > 2 else None, before=before)

    @property
    def next(self) -> str:
        """The address of the next page; empty on the last."""
        return self.link(page=self.number + 1, after=self.last_cursor) if self.number < self.pages else ""

    @property
    def first(self) -> str:
        """The address of the first page; empty where the page before is the first."""
        return self.link() if self.number > 2 else ""

    @property
    def last(self) -> str:
        """The address of the last page; empty where the next one is the last."""
        return self.link(page=self.pages) if self.number < self.pages - 1 else ""

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set: more is asked for than a page and an order."""
        own = {f"{self.slot}{name}" for name in ("page", "after", "before", "sort")}
        return any(str(value).strip() for name, value in self.asked.items() if name not in own)

    def link(self, **values: Any) -> str:
        """This list's address with another page; filters and order stay."""
        asked = self.asked.copy()
        for name in ("page", "after", "before"):
            asked.pop(f"{self.slot}{name}", None)
        for name, value in values.items():
            if value:
                asked[f"{self.slot}{name}"] = str(value)
        return "?" + asked.urlencode()

    def sorted_by(self, name: str) -> str:
        """How the rows are sorted by a heading: "ascending", "descending" or "none"."""
        if self.sort.removeprefix("-") != name:
            return "none"
        fields = self.sorts[name]
        return "descending" if self.sort.startswith("-") != fields[0].startswith("-") else "ascending"

    def sort_link(self, name: str) -> str:
        """The address that sorts by a heading, or turns the order round; the list begins anew."""
        turned = f"-{name}" if self.sort == name else name
        asked = self.asked.copy()
        for other in ("page", "after", "before"):
            asked.pop(f"{self.slot}{other}", None)
        asked[f"{self.slot}sort"] = turned
        return "?" + asked.urlencode()


def list_page(
    rows: "QuerySet[Any] | Sequence[Any]",
    asked: QueryDict,
    *,
    sorts: Sorts | None = None,
    size: int = PAGE,
    totals: Mapping[str, Aggregate] | None = None,
    slot: str = "",
) -> Listing[Any]:
    """The page that the address asks for, in the order it asks for.

    `sorts` has the fields of each order, the default first (`-` before a field: descending); for a sequence they are
    attributes. Without `sorts` the rows keep their own order. `slot` tells two lists of one page apart. What makes no
    sense in the address is the default.
    """
    sorts = sorts or {"order": _own_order(rows)}
    sort = asked.get(f"{slot}sort", "")
    if sort.removeprefix("-") not in sorts:
        sort = next(iter(sorts))
    empty: Listing[Any] = Listing([], 0, _number(asked, slot), size, asked, sort, sorts, slot=slot)
    fields = [_turned(one) if sort.startswith("-") else one for one in sorts[sort.removeprefix("-")]]
    if isinstance(rows, QuerySet):
        return _of_query(rows, empty, fields, totals or {})
    ordered = _in_order(rows, fields) if f"{slot}sort" in asked else list(rows)
    shown = replace(empty, count=len(ordered))
    shown = replace(shown, number=min(shown.number, shown.pages))
    start = (shown.number - 1) * size
    return replace(shown, rows=ordered[start : start + size])


def _of_query(
    rows: QuerySet[Any], page: Listing[Any], fields: Sequence[str], totals: Mapping[str, Aggregate]
) -> Listing[Any]:
    summed = rows.order_by().aggregate(listed_rows=Count("pk"), **totals) if totals else {"listed_rows": rows.count()}
    shown = replace(page, count=summed.pop("listed_rows"), totals=summed)
    shown = replace(shown, number=min(shown.number, shown.pages))
    paths = [path for one in fields for path in _columns_of(rows, one)]
    terms = [_term(rows, path) for path in (paths if paths[-1].lstrip("-") == "pk" else [*paths, "pk"])]
    found = _slice(rows, shown, terms)
    if not found and shown.count and shown.number > 1:
        shown, found = replace(shown, number=1), list(rows.order_by(*(term.order() for term in terms))[: page.size])
    if not found:
        return shown
    first, last = _cursor(found[0], terms), _cursor(found[-1], terms)
    return replace(shown, rows=found, first_cursor=first, last_cursor=last)


def _slice(rows: QuerySet[Any], page: Listing[Any], terms: list[Term]) -> list[Any]:
    """The rows beside the cursor; without one by position, counted from the nearer end."""
    backwards = [term.reversed() for term in terms]
    if page.number > 1:
        if (after := _values(page, "after", terms)) is not None:
            return _ordered(rows.filter(_later(terms, after)), terms)[: page.size]
        if (before := _values(page, "before", terms)) is not None:
            return _ordered(rows.filter(_later(backwards, before)), backwards)[: page.size][::-1]
    start = (page.number - 1) * page.size
    length = min(page.size, page.count - start)
    if start > page.count // 2:
        left = page.count - start - length
        return _ordered(rows, backwards)[left : left + length][::-1]
    return _ordered(rows, terms)[start : start + page.size]


class _ordered:
    """A query in an order, of which only a slice is read."""

    def __init__(self, rows: QuerySet[Any], terms: list[Term]) -> None:
        self.rows = rows.order_by(*(term.order() for term in terms))

    def __getitem__(self, span: slice) -> list[Any]:
        return list(self.rows[span])


def _later(terms: list[Term], values: list[Any]) -> Q:
    """What comes after a row with these values: later in the first field, or level in it and later in the next …"""
    ways, level = [], Q()
    for term, value in zip(terms, values, strict=True):
        ways.append(level & term.beyond(value))
        level &= term.level(value)
    return terms[0].bound(values[0]) & reduce(or_, ways)


def _columns_of(rows: QuerySet[Any], path: str) -> list[str]:
    """A field as itself; a row that it points at as what those rows are ordered by."""
    name, annotations = path.lstrip("-"), rows.query.annotations
    if name.split("__")[0] in annotations:
        return [path]
    found = _field_at(rows.model, name)[0]
    if not found.is_relation:
        return [path]
    ordering = [one for one in found.related_model._meta.ordering if isinstance(one, str)] or ["pk"]
    inside = [f"-{name}__{one}" if one[0] != "-" else f"{name}__{one[1:]}" for one in ordering]
    return [path for one in (inside if path[0] == "-" else map(_turned, inside)) for path in _columns_of(rows, one)]


def _term(rows: QuerySet[Any], path: str) -> Term:
    name, annotations = path.lstrip("-"), rows.query.annotations
    head, descending = name.split("__")[0], path.startswith("-")
    if head in annotations:
        return Term(name, annotations[head].output_field, nullable=True, descending=descending)
    found, nullable = _field_at(rows.model, name)
    return Term(name, found, nullable=nullable, descending=descending)


def _field_at(model: Any, path: str) -> tuple[Any, bool]:
    """The field at a path, and whether it or a step before it can be empty."""
    head, *rest = path.split("__")
    found = _field(model, head)
    nullable = found.null
    for step in rest:
        found = _field(found.related_model, step)
        nullable = nullable or found.null
    return found, nullable


def _field(model: Any, name: str) -> Any:
    if name == "pk":
        return model._meta.pk
    for one in model._meta.fields:
        if name in (one.name, one.attname):
            return one
    raise FieldDoesNotExist(name)


def _cursor(row: Any, terms: list[Term]) -> str:
    values = [_plain(_attribute(row, term.path)) for term in terms]
    return urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _values(page: Listing[Any], name: str, terms: list[Term]) -> list[Any] | None:
    """The values in the address; None where there are none or they are not of this order."""
    text = page.asked.get(f"{page.slot}{name}", "")
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        read = [
            None if value is None else term.field.to_python(value) for term, value in zip(terms, values, strict=True)
        ]
        for term, value in zip(terms, read, strict=True):
            term.field.get_prep_value(value)
    except (binascii.Error, ValueError, TypeError, AttributeError, ValidationError, RecursionError):
        return None
    # A number beyond the database's integers is nobody's cursor.
    fits = all(not isinstance(one, int) or abs(one) < 2**31 for one in read)
    return read if fits and not any(isinstance(one, str) and "\0" in one for one in read) else None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _attribute(row: Any, path: str) -> Any:
    """The value at a path; None where a step is empty."""
    for step in path.replace("__", ".").split("."):
        row = getattr(row, step, None) if row is not None else None
    return row


def _in_order(rows: Sequence[Any], fields: Sequence[str]) -> list[Any]:
    """A sequence sorted by attributes, empty values last either way."""
    ordered = list(rows)
    for one in reversed(fields):
        path, descending = one.lstrip("-"), one.startswith("-")
        full = [row for row in ordered if _attribute(row, path) is not None]
        ordered = sorted(full, key=lambda row: _attribute(row, path), reverse=descending) + [
            row for row in ordered if _attribute(row, path) is None
        ]
    return ordered


def _own_order(rows: "QuerySet[Any] | Sequence[Any]") -> tuple[str, ...]:
    """The fields that a query is ordered by already."""
    if not isinstance(rows, QuerySet):
        return ()
    given = rows.query.order_by or rows.model._meta.ordering or ()
    return tuple(str(one) for one in given) or ("pk",)


def _turned(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"


def _number(asked: QueryDict, slot: str) -> int:
    text = asked.get(f"{slot}page", "")
    good = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return max(1, int(text)) if good else 1
