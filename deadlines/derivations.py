"""How a due day came about: computed as data, told in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.periods import Month, day_text, speaks_chinese, weekday_name
from deadlines.calendar import WorkCalendar

CLOCK_NAMES = {"signed": "date signed", "published": "date published", "received": "date received"}


@dataclass(frozen=True)
class DueDay:
    """A due day and its derivation; provisional while a year on the way has no published arrangement."""

    day: date
    derivation: dict[str, Any]
    provisional: bool


def after_workdays(calendar: WorkCalendar, clock_day: date, clock_kind: str, count: int) -> DueDay:
    """`count` working days after the clock's date; the first day counted is the next working day."""
    day = calendar.add_workdays(clock_day, count)
    return _due(
        calendar, day, {"rule": "workdays", "clock": str(clock_day), "clock_kind": clock_kind, "count": count}
    )


def on_fixed_day(calendar: WorkCalendar, day: date) -> DueDay:
    """The day that the notice itself names; it is not rolled."""
    return _due(calendar, day, {"rule": "fixed"})


def on_day_of_month(calendar: WorkCalendar, month: Month, day: int) -> DueDay:
    """The `day`-th of a month, rolled to the next working day when it is none (每月10日，节假日顺延)."""
    nominal = date(month.year, month.month, day)
    due = calendar.roll_forward(nominal)
    return _due(
        calendar,
        due,
        {"rule": "day_of_month", "nominal": str(nominal), "holiday": calendar.reason_off(nominal)},
    )


def _due(calendar: WorkCalendar, day: date, derivation: dict[str, Any]) -> DueDay:
    provisional = not calendar.knows(day)
    return DueDay(day, {**derivation, "due": str(day), "calendar": calendar.version}, provisional)


def explain(derivation: Mapping[str, Any]) -> str:
    """The sentence that stands beside the due day, e.g. “10月10日为周日，顺延至10月11日（周一）”."""
    due = date.fromisoformat(derivation["due"])
    if derivation["rule"] == "workdays":
        clock = date.fromisoformat(derivation["clock"])
        return _(
            "%(count)s working days after %(clock)s (%(kind)s); the first counted is the next working day"
        ) % {
            "count": derivation["count"],
            "clock": day_text(clock),
            "kind": _(CLOCK_NAMES[derivation["clock_kind"]]),
        }
    if derivation["rule"] == "fixed":
        return _("the day that the notice names")
    nominal = date.fromisoformat(derivation["nominal"])
    if nominal == due:
        return _("%(day)s is a working day (%(weekday)s)") % {
            "day": short_day(due),
            "weekday": weekday_name(due),
        }
    return _("%(nominal)s is %(reason)s; rolled to %(due)s (%(weekday)s)") % {
        "nominal": short_day(nominal),
        "reason": derivation["holiday"]
        if derivation["holiday"] and speaks_chinese()
        else _reason(nominal, derivation),
        "due": short_day(due),
        "weekday": weekday_name(due),
    }


def _reason(nominal: date, derivation: Mapping[str, Any]) -> str:
    return _("a public holiday") if derivation["holiday"] else weekday_name(nominal)


def short_day(day: date) -> str:
    """A day without its year: 10月11日 or 11 Oct."""
    return day_text(day).removeprefix(f"{day.year}年").removesuffix(f" {day.year}")
