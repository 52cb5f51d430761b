"""Charts as components: each draws figures that stand beside it. Built in, as components.py is."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from common.periods import Month, speaks_chinese
from common.quantities import Category, format_tonnes
from documents.files import charts
from quota_admin.templatetags.components import STATUSES
from reporting.reads.progress import Progress
from reporting.reads.timeliness import MonthDuty
from reporting.reads.trends import Trend

register = template.Library()


@register.simple_tag
def progress_chart(progress: Progress, marks: Iterable[tuple[date, str]] | None = None) -> SafeString:
    """The year of one category: months, their sum, the quota as it was given, the even pace, and the year before."""
    year = progress.until.year
    facts = {
        "category": progress.label,
        "month": progress.until.label,
        "output": format_tonnes(progress.executed.output),
        "quota": format_tonnes(progress.executed.quota),
    }
    words = {
        "sum": _("cumulative output"),
        "quota": _("quota"),
        "pace": _("even pace"),
        "before": _("%(year)s") % {"year": year - 1},
    }
    name = _("%(category)s until %(month)s: cumulative output %(output)s t of a quota of %(quota)s t") % facts
    steps = [charts.Step(months_since(step.day, year), step.level) for step in progress.steps]
    shown = [charts.Mark(months_since(day, year), kind) for day, kind in marks or ()]
    return charts.year_chart(
        charts.YearChart(name, words, progress.outputs, steps, progress.before, shown, _month_names())
    )


@register.simple_tag
def years_chart(trend: Trend) -> SafeString:
    """Quota and output of the years of one category."""
    pairs = [charts.Pair(str(row.year), row.quota, row.output) for row in trend.rows]
    name = _("%(category)s: quota and output by year") % {"category": trend.category.label}
    return charts.pairs_chart(name, (_("quota of the year"), _("output of the year")), pairs)


@register.simple_tag
def pairs_chart(
    name: str, first: str, second: str, rows: Iterable[tuple[Decimal | None, Decimal | None]]
) -> SafeString:
    """Pairs of figures, numbered: the gallery's."""
    pairs = [charts.Pair(str(number), *row) for number, row in enumerate(rows, 1)]
    return charts.pairs_chart(name, (first, second), pairs)


def months_since(day: date, year: int) -> Decimal:
    """How many months after 1 January of the year a day lies; at least none, at most all twelve."""
    if day.year != year:
        return Decimal(0) if day.year < year else Decimal(12)
    return Decimal(day.month - 1) + Decimal(day.day - 1) / Month.of(day).last_day.day


def _month_names() -> list[str]:
    return [f"{number}月" if speaks_chinese() else str(number) for number in range(1, 13)]


@register.simple_tag
def pace_bar(completion: Decimal | None, until: Month) -> SafeString:
    """The share of the quota that is used as a bar, with a stroke at the even pace of that month."""
    return charts.pace_bar(completion, Decimal(until.month) / 12)


@register.simple_tag
def spark(outputs: Sequence[Decimal | None] | None) -> SafeString:
    """A year's months as a small line beside a row."""
    return charts.spark(outputs or ())


@register.simple_tag
def mark_shape(kind: str) -> SafeString:
    """The shape by which a chart marks what happened."""
    return charts.mark_shape(kind)


@register.filter
def signed(value: Decimal | None) -> str:
    """Tonnes with their sign; None is “–”."""
    if value is None:
        return "–"
    return ("+" if value > 0 else "−" if value < 0 else "") + format_tonnes(abs(value))


# The shapes of a heat table, by the status of a month.
HEAT = {"met_on_time": "✓", "met_late": "△", "not_reported": "▲", "open": "○", "not_open": "·"}


@register.inclusion_tag("components/heat_cell.html")
def heat_cell(duty: MonthDuty) -> dict[str, Any]:
    """A month of a group: its shape, for readers that do not see it its words, and where it leads."""
    days = duty.punctuality.workdays if duty.is_late else ""
    return {"duty": duty, "shape": HEAT[duty.timeliness], "days": days}


@register.simple_tag
def heat_word(code: str) -> str:
    """That status in words."""
    return str(STATUSES[code][0])


SHORT: dict[str, Any] = {
    Category.MINING_ROCK: pgettext_lazy("short", "rock-type"),
    Category.MINING_IONIC: pgettext_lazy("short", "ion-adsorption"),
    Category.SEPARATION: pgettext_lazy("short", "separation"),
}


@register.filter
def short_category(category: str) -> str:
    """A category where there is little room."""
    return str(SHORT[category])
