"""Where enterprises lay on a day: what a province may see is decided by the day of a row, not by today's place.

Moves are few: they are asked once per request and written into the condition, so that rows of enterprises that never
moved are found as quickly as before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from accounts.models import User
from common.periods import SHANGHAI, Month
from enterprises.models.change import FormerPlace
from enterprises.models.enterprise import Enterprise

# From a first to a last day, None for an open end: the condition that the day of a row lies between them.
Within = Callable[[date | None, date | None], Q]
NEVER = Q(pk__in=())
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """An enterprise lay in a province from a day to a day, both counted; None is an open end."""

    enterprise: int
    province: str
    first: date | None
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it lay there on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def stays(province: str | None = None) -> list[Stay]:
    """Every stay of the enterprises that have moved, or of those among them that lie or lay in a province."""
    moved = FormerPlace.objects.all()
    if province is not None:
        there = Q(enterprise__province=province) | Q(enterprise__former_places__province=province)
        moved = moved.filter(there).distinct()
    rows = moved.order_by("enterprise", "last_day")
    found: list[Stay] = []
    begins: dict[int, date] = {}
    now_in: dict[int, str] = {}
    for enterprise, place, last, present in rows.values_list(
        "enterprise", "province", "last_day", "enterprise__province"
    ):
        found.append(Stay(enterprise, place, begins.get(enterprise), last))
        begins[enterprise], now_in[enterprise] = last + ONE_DAY, present
    return [*found, *(Stay(pk, place, begins[pk], None) for pk, place in now_in.items())]


# What was asked already while one request is answered; None outside of requests.
EVERYWHERE = "*"
_asked: ContextVar[dict[str, list[Stay]] | None] = ContextVar("stays", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """While this holds, the moves of a province are asked once."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def all_stays() -> list[Stay]:
    """Those of everybody, asked once per request."""
    known = _asked.get()
    if known is None:
        return stays()
    if EVERYWHERE not in known:
        known[EVERYWHERE] = stays()
    return known[EVERYWHERE]


def stays_of(province: str) -> list[Stay]:
    """Those of a province, asked once per request."""
    known = _asked.get()
    if known is None:
        return stays(province)
    if province not in known:
        known[province] = stays(province)
    return known[province]


def lay_in_own_province(user: User, within: Within, *, enterprise: str = "enterprise") -> Q:
    """The rows whose enterprise lay in the person's province on the day of the row."""
    province = user.organisation.province_id or ""
    return lay_in(province, stays_of(province), within, enterprise=enterprise)


def lay_in(province: str, moved: list[Stay], within: Within, *, enterprise: str = "enterprise") -> Q:
    """The rows whose enterprise lay in a province on the day of the row; `moved` are the stays of who has moved."""
    of = enterprise if enterprise == "pk" else f"{enterprise}_id"
    found = Q(**{"province" if enterprise == "pk" else f"{enterprise}__province": province})
    if not moved:
        return found
    found &= ~Q(**{f"{of}__in": {stay.enterprise for stay in moved}})
    for stay in moved:
        if stay.province == province:
            found |= Q(**{of: stay.enterprise}) & within(stay.first, stay.last)
    return found


# --- the day of a row --------------------------------------------------------------------------------


def by_month(year: str, month: str) -> Within:
    """Of rows about a month: where the enterprise lay on its last day."""

    def within(first: date | None, last: date | None) -> Q:
        found = Q()
        if first is not None:
            since = Month.of(first)
            found &= Q(**{f"{year}__gt": since.year}) | Q(**{year: since.year, f"{month}__gte": since.month})
        if last is not None:
            until = Month.of(last + ONE_DAY)
            found &= Q(**{f"{year}__lt": until.year}) | Q(**{year: until.year, f"{month}__lt": until.month})
        return found

    return within


def by_year(year: str) -> Within:
    """Of rows about a year: where it lay on the last day of the year."""

    def within(first: date | None, last: date | None) -> Q:
        found = Q() if first is None else Q(**{f"{year}__gte": first.year})
        return found if last is None else found & Q(**{f"{year}__lt": (last + ONE_DAY).year})

    return within


def by_instant(*fields: str) -> Within:
    """Of rows with an instant, in the first of these fields that is filled; a row without any is of today."""

    def within(first: date | None, last: date | None) -> Q:
        found, empty = Q(pk__in=()), Q()
        for field in fields:
            between = Q(**{f"{field}__isnull": False})
            if first is not None:
                between &= Q(**{f"{field}__gte": _begin_of(first)})
            if last is not None:
                between &= Q(**{f"{field}__lt": _begin_of(last + ONE_DAY)})
            found |= empty & between
            empty &= Q(**{f"{field}__isnull": True})
        return found | empty if last is None else found

    return within


def on_day(day: date) -> Within:
    """Of whatever is asked about one day."""

    def within(first: date | None, last: date | None) -> Q:
        return Q() if Stay(0, "", first, last).holds_on(day) else NEVER

    return within


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


class EverLocated:
    """The enterprises that a person sees, and to a province those too that lay there once: what its page and its year
    show of them ends with their last day there."""

    def visible_to(self, user: User) -> QuerySet[Enterprise]:
        """Scoped rows."""
        rows, home = Enterprise.objects.visible_to(user).select_related("province", "imported_from"), user.organisation
        if not user.sees_business or not home.is_province:
            return rows
        ever = {stay.enterprise for stay in stays_of(home.province_id or "") if stay.province == home.province_id}
        located = Enterprise.objects.filter(Q(province=home.province_id) | Q(pk__in=ever))
        return located.select_related("province", "imported_from")


def last_day_in(user: User, enterprise: Enterprise) -> date | None:
    """The last day on which it lay in the person's province; None while it lies there, and for who is no province."""
    if not user.organisation.is_province or enterprise.province_id == user.organisation.province_id:
        return None
    own = [stay for stay in stays_of(user.organisation.province_id or "") if stay.enterprise == enterprise.pk]
    return max(
        (stay.last for stay in own if stay.last and stay.province == user.organisation.province_id), default=None
    )


def day_seen(province: str, enterprise: int, day: date) -> date:
    """The day itself; of an enterprise that lay in the province before and elsewhere then, its last day there."""
    own = [stay for stay in stays_of(province) if stay.enterprise == enterprise and stay.province == province]
    if not own or any(stay.holds_on(day) for stay in own):
        return day
    return max((stay.last for stay in own if stay.last and stay.last < day), default=day)


def located_on(province: str, enterprise: Enterprise, day: date) -> bool:
    """Whether it lay in the province on a day."""
    own = [stay for stay in stays_of(province) if stay.enterprise == enterprise.pk]
    if not own:
        return enterprise.province_id == province
    return any(stay.province == province and stay.holds_on(day) for stay in own)
