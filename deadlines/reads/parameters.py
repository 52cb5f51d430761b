"""The operating parameters as they are on a day: a past day is judged with the values of that day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from common.periods import today
from deadlines.models import Parameter
from deadlines.rules.parameter import COUNTED, DAY, DUE, MONTH, SHAPES, Value, text_of

Name = Parameter.Name
Known = dict[str, list[tuple[date, str]]]
# What a request has asked already; None where nothing is kept.
_asked: ContextVar[list[Known] | None] = ContextVar("parameters", default=None)


@contextmanager
def parameters_asked_once() -> Iterator[None]:
    """While this holds, the values are asked once: for a page that only reads, and for a sweep."""
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def _known() -> Known:
    asked = _asked.get()
    if asked:
        return asked[0]
    known: Known = {}
    for name, since, value in Parameter.objects.in_force().order_by("since").values_list("name", "since", "value"):
        known.setdefault(name, []).append((since, value))
    if asked is not None:
        asked.append(known)
    return known


def of_the_environment(name: str) -> Value:
    """What the environment says: the first value of a parameter, until there is a row of it."""
    value: Value = getattr(settings, name.upper())
    return value


def value_on(name: str, day: date) -> Value:
    """The value that counts on that day."""
    come = [text for since, text in _known().get(name, ()) if since <= day]
    return SHAPES[name].parse(come[-1]) if come else of_the_environment(name)


def count_on(name: str, day: date) -> int:
    """A whole number of that day."""
    value = value_on(name, day)
    assert isinstance(value, int)
    return value


def figure_on(name: str, day: date) -> Decimal:
    """An exact figure of that day."""
    value = value_on(name, day)
    assert isinstance(value, Decimal)
    return value


def numbers_on(name: str, day: date) -> tuple[int, ...]:
    """Several whole numbers of that day."""
    value = value_on(name, day)
    assert isinstance(value, tuple)
    return value


@dataclass(frozen=True)
class Row:
    """A parameter as the list shows it: what counts today, since when, what is still to come, what waits."""

    name: str
    label: str
    value: str
    since: date | None
    judged_by: str
    coming: Parameter | None
    waiting: Parameter | None


def judged_by_text(name: str) -> str:
    """By which day it is decided which value counts, in words."""
    return {
        COUNTED: _("the day from which the deadline is counted"),
        MONTH: _("the month in which the deadline falls"),
        DUE: _("the day on which it is due"),
        DAY: _("the very day"),
    }[SHAPES[name].judged_by]


def parameter_rows(user: User) -> list[Row]:
    """Every parameter today."""
    day, seen = today(), Parameter.objects.visible_to(user)
    coming: dict[str, Parameter] = {}
    for change in seen.in_force().filter(since__gt=day).order_by("-since"):
        coming[change.name] = change
    waiting = {change.name: change for change in seen.proposed()}
    known = _known()
    return [
        Row(
            name=name,
            label=str(name.label),
            value=text_of(value_on(name, day)),
            since=max((since for since, _text in known.get(name, ()) if since <= day), default=None),
            judged_by=judged_by_text(name),
            coming=coming.get(name),
            waiting=waiting.get(name),
        )
        for name in Name
    ]
