"""What is known of the risk of a province's enterprises on the day a population is closed."""

from collections import Counter
from datetime import date

from django.db.models import Max

from accounts.models import Organisation, Province
from common.periods import Month, end_of
from deadlines.models import Obligation
from enterprises.models import Enterprise, GroupMembership
from inspections.models import Inspection
from inspections.reads.wanted_inspections import still_wanted
from inspections.rules.draw import MOST, Risk
from monthly_checks.models import CheckVerdict
from reporting.models import Finding
from reporting.reads.enterprise_execution import figures_of

TRACEABILITY = "traceability_differs"


def risks_of(province: Province, day: date) -> dict[str, Risk]:
    """By credit code, every enterprise of the province; in a constant number of queries."""
    located = Enterprise.objects.filter(province=province)
    over = {row.pk for row in figures_of(Month.of(day), located) if row.executed.is_over}
    differences = Counter(
        Finding.objects.filter(
            code=TRACEABILITY, line__enterprise__in=located, line__report__in_force=True, line__report__year=day.year
        ).values_list("line__enterprise", flat=True)
    )
    late = _late_by_group(day)
    asked = still_wanted(CheckVerdict.objects.all()).filter(row__enterprise__in=located)
    demanded = Counter(asked.values_list("row__enterprise", flat=True))
    groups = dict(GroupMembership.objects.on(day).filter(enterprise__in=located).values_list("enterprise", "group"))
    last = dict(
        Inspection.objects.filter(enterprise__in=located, inspected_on__isnull=False)
        .values_list("enterprise")
        .annotate(last=Max("inspected_on"))
        .order_by()
    )
    return {
        row.credit_code: Risk(
            over_quota=int(row.pk in over),
            differences=differences[row.pk],
            late_reports=late[groups.get(row.pk)],
            years_since=(day - last[row.pk]).days // 365 if row.pk in last else MOST,
            demanded=demanded[row.pk],
        )
        for row in located
    }


def _late_by_group(day: date) -> Counter[int | None]:
    """The number of reports of the year that each group sent late or has overdue; a report covers all its enterprises."""
    duties = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, year=day.year)
    late = duties.met_late() | duties.late(end_of(day))
    counted: Counter[int | None] = Counter(late.values_list("organisation", flat=True))
    return counted


def group_of(enterprise: Enterprise, day: date) -> Organisation | None:
    """The group on a day."""
    membership = GroupMembership.objects.on(day).filter(enterprise=enterprise).select_related("group").first()
    return membership.group if membership else None
