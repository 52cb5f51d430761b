"""The derivation of a due day: computed as data, shown as a sentence in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common.periods import Month, day_text, speaks_chinese, weekday_name
from deadlines.rules.calendar import WorkCalendar

# Which of a notice's dates starts the clock.
CLOCK_NAMES = {
    "signed": gettext_noop("date signed"),
    "published": gettext_noop("date published"),
    "received": gettext_noop("date received"),
    "submitted": gettext_noop("date submitted"),
    "returned": gettext_noop("date returned"),
    "opened": gettext_noop("date opened"),
    "visited": gettext_noop("date of the inspection"),
}


@dataclass(frozen=True)
class DueDay:
    """A due day and its derivation; provisional while a year on the way has no published arrangement."""

    day: date
    derivation: dict[str, Any]
    provisional: bool


def after_workdays(calendar: WorkCalendar, clock_day: date, clock_kind: str, count: int) -> DueDay:
    """`count` working days after the clock's date; the first day counted is the next working day.

    `clock_kind` is a key of CLOCK_NAMES, or empty for a day that is no notice's.
    """
    day = calendar.add_workdays(clock_day, count)
    return _counted(
        calendar,
        clock_day,
        day,
        {"rule": "workdays", "clock": str(clock_day), "clock_kind": clock_kind, "count": count},
    )


def on_fixed_day(calendar: WorkCalendar, day: date) -> DueDay:
    """The day that the notice itself names: not rolled, and so never provisional."""
    return DueDay(day, _derivation(calendar, day, {"rule": "fixed"}), provisional=False)


def on_day_of_month(calendar: WorkCalendar, month: Month, day: int) -> DueDay:
    """The `day`-th of a month, rolled to the next working day when it is none (每月10日，节假日顺延)."""
    nominal = date(month.year, month.month, day)
    due = calendar.roll_forward(nominal)
    return _counted(
        calendar,
        nominal,
        due,
        {"rule": "day_of_month", "nominal": str(nominal), "holiday": calendar.reason_off(nominal)},
    )


def caught_up(due: DueDay, asked_on: date) -> DueDay:
    """The day of a report whose own day had passed when it was first asked for: that of the next report."""
    return replace(due, derivation={**due.derivation, "asked": str(asked_on)})


def _counted(calendar: WorkCalendar, start: date, day: date, derivation: dict[str, Any]) -> DueDay:
    # A count that begins in an unpublished year and ends in a published one is uncertain as well.
    provisional = not calendar.years.issuperset(range(start.year, day.year + 1))
    if provisional:
        derivation = {**derivation, "provisional": True}
    return DueDay(day, _derivation(calendar, day, derivation), provisional)


def extended(first: Mapping[str, Any], former: date, until: date, version: str) -> DueDay:
    """The day until which an extension was granted; it keeps how the first deadline came about."""
    kept = first["first"] if first["rule"] == "extended" else first
    derivation = {"rule": "extended", "former": str(former), "first": dict(kept)}
    return DueDay(until, {**derivation, "due": str(until), "calendar": version}, provisional=False)


def derive_again(derivation: Mapping[str, Any], calendar: WorkCalendar) -> DueDay:
    """The same derivation with another version of the calendar.

    A day that a notice names is kept; so is an extended one, unless the deadline it extended is now later.
    """
    rule, due = derivation["rule"], date.fromisoformat(derivation["due"])
    if rule == "workdays":
        clock = date.fromisoformat(derivation["clock"])
        return after_workdays(calendar, clock, derivation["clock_kind"], derivation["count"])
    if rule == "day_of_month":
        nominal = date.fromisoformat(derivation["nominal"])
        again = on_day_of_month(calendar, Month.of(nominal), nominal.day)
        asked = derivation.get("asked")
        return caught_up(again, date.fromisoformat(asked)) if asked else again
    if rule == "extended":
        first = derive_again(derivation["first"], calendar)
        if first.day > due:
            return first
    return DueDay(due, dict(derivation), provisional=False)


def _derivation(calendar: WorkCalendar, day: date, derivation: dict[str, Any]) -> dict[str, Any]:
    return {**derivation, "due": str(day), "calendar": calendar.version}


def explain(derivation: Mapping[str, Any]) -> str:
    """The sentence shown beside the due day, e.g. “10月10日为周日，顺延至10月11日（周一）”.

    A provisional day is marked as such.
    """
    sentence = _explain_rule(derivation)
    if derivation.get("asked"):
        asked = day_text(date.fromisoformat(derivation["asked"]))
        sentence = _("%(due)s; first asked for on %(day)s, so due with the next report") % {
            "due": sentence,
            "day": asked,
        }
    if derivation.get("provisional"):
        sentence += " " + _("(provisional: the arrangement of that year is not published)")
    return sentence


def _explain_rule(derivation: Mapping[str, Any]) -> str:
    due = date.fromisoformat(derivation["due"])
    if derivation["rule"] == "workdays":
        return _explain_count(derivation)
    if derivation["rule"] == "fixed":
        return _("the day that the notice names")
    if derivation["rule"] == "extended":
        former = day_text(date.fromisoformat(derivation["former"]))
        return _("extended; due until then: %(day)s") % {"day": former}
    nominal = date.fromisoformat(derivation["nominal"])
    if nominal == due:
        return _("%(day)s is a working day (%(weekday)s)") % {
            "day": short_day(due),
            "weekday": weekday_name(due),
        }
    return _("%(nominal)s is %(reason)s; rolled to %(due)s (%(weekday)s)") % {
        "nominal": short_day(nominal),
        "reason": derivation["holiday"] if derivation["holiday"] and speaks_chinese() else _reason(nominal, derivation),
        "due": short_day(due),
        "weekday": weekday_name(due),
    }


def _explain_count(derivation: Mapping[str, Any]) -> str:
    clock = day_text(date.fromisoformat(derivation["clock"]))
    kind = derivation["clock_kind"]
    sentence = (
        _("%(count)s working days after %(clock)s (%(kind)s); the first counted is the next working day")
        if kind
        else _("%(count)s working days after %(clock)s; the first counted is the next working day")
    )
    return sentence % {
        "count": derivation["count"],
        "clock": clock,
        "kind": _(CLOCK_NAMES[kind]) if kind else "",
    }


def _reason(nominal: date, derivation: Mapping[str, Any]) -> str:
    return _("a public holiday") if derivation["holiday"] else weekday_name(nominal)


def short_day(day: date) -> str:
    """A day without its year: 10月11日 or 11 Oct."""
    return day_text(day).removeprefix(f"{day.year}年").removesuffix(f" {day.year}")
