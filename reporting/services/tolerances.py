"""How many differences from the traceability system a tolerance lets stand."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.translation import ngettext

from common.periods import Month, today
from deadlines.rules.parameter import Effect, Value
from reporting.models import ProductionReport, TraceabilityExtract
from reporting.rules.reconciliation import Tolerance
from reporting.services.differences import compared, tolerance


def tonnes(before: Value, after: Value) -> list[Effect]:
    """With another tolerance in tonnes, the share being as it is."""
    share = tolerance().relative
    return _effects(before, after, lambda value: Tolerance(value, share))


def share(before: Value, after: Value) -> list[Effect]:
    """With another share of the figure, the tonnes being as they are."""
    absolute = tolerance().absolute
    return _effects(before, after, lambda value: Tolerance(absolute, value))


def _effects(before: Value, after: Value, made: Callable[[Decimal], Tolerance]) -> list[Effect]:
    """Every month of this year that both sides have reported, where the number of differences becomes another one."""
    assert isinstance(before, Decimal) and isinstance(after, Decimal)
    found = []
    for extract in _latest(today().year):
        month = Month(extract.year, extract.month)
        report = ProductionReport.objects.of_month(extract.group, month).in_force().prefetch_related("lines").first()
        if report is None:
            continue
        was, becomes = (len(compared(report, extract, made(value))) for value in (before, after))
        if was != becomes:
            found.append(Effect(f"{extract.group.name} {month.label}", _counted(was), _counted(becomes)))
    return found


def _latest(year: int) -> Iterable[TraceabilityExtract]:
    """Of every group and month the latest extract."""
    extracts = TraceabilityExtract.objects.filter(year=year).select_related("group").prefetch_related("figures")
    rows = extracts.order_by("group__position", "month", "version")
    return {(extract.group_id, extract.month): extract for extract in rows}.values()


def _counted(count: int) -> str:
    return ngettext("%(count)s difference", "%(count)s differences", count) % {"count": count}
