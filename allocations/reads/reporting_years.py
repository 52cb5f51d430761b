"""Who reports in a year: every group with quota in the year before or in this one, from January to December."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Organisation, Succession
from allocations.models import EnterpriseAllocation, Notice
from allocations.reads.quotas import group_quotas, successors_on
from common.periods import Month
from deadlines.models import Obligation
from enterprises.models import Enterprise, GroupMembership


@dataclass(frozen=True)
class ReportingGroup:
    """A group and its obligations of one year: how many of its months are due, and how many are met."""

    group: Organisation
    owed: int
    met: int
    first: Month | None


def groups_that_report(year: int, day: date) -> list[Organisation]:
    """The groups with quota in the year before or in the year, as they are on a day: successors for who has ended; who
    ended before the year and has none does not report."""
    successors = successors_on(day)
    holders = {successors.get(pk, pk) for pk in (*_with_quota(year - 1), *_with_quota(year))}
    lasting = Q(valid_to=None) | Q(valid_to__gte=date(year, 1, 1))
    return list(Organisation.objects.groups().filter(lasting, pk__in=holders).order_by("position", "pk"))


def had_quota_before(year: int, day: date) -> set[int]:
    """The ids of the groups that had quota in the year before: their duty runs from January on by itself."""
    successors = successors_on(day)
    return {successors.get(pk, pk) for pk in _with_quota(year - 1)}


def _with_quota(year: int) -> set[int]:
    """Groups with a share of the year, or with an enterprise to which the nation issued quota directly.

    A year that is known from imported notices alone makes nobody report: MIIT names such groups (add_reporting_group).
    """
    if not Notice.objects.issued().filter(year=year, imported_from=None).exists():
        return set()
    shares = {group for (group, _category), quota in group_quotas(year).items() if quota.share}
    direct = EnterpriseAllocation.objects.filter(
        notice__year=year, notice__state=Notice.State.ISSUED, stated__gt=0
    ).values("enterprise")
    last_day = date(year, 12, 31)
    members = GroupMembership.objects.on(last_day).filter(enterprise__in=direct)
    return shares | set(members.values_list("group", flat=True))


def first_month(group: Organisation, year: int) -> Month:
    """January; later for a group that is new: the month of its founding, of its first enterprise, or of the merger
    by which it follows a group that reported the months before."""
    members = Enterprise.objects.filter(memberships__group=group).order_by("memberships__valid_from")
    owed = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, year=year).values("organisation")
    mergers = Succession.objects.filter(successor=group, day__year=year, predecessor__in=owed).order_by("day")
    days = (
        group.valid_from,
        members.values_list("memberships__valid_from", flat=True).first(),
        mergers.values_list("day", flat=True).first(),
    )
    since = max((day for day in days if day is not None), default=None)
    return Month.of(since) if since is not None and since.year == year else Month(year, 1)


def reporting_groups(year: int) -> list[ReportingGroup]:
    """Every group with its duties of the year; those without come last."""
    owed: dict[int, list[Obligation]] = {}
    for duty in Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, year=year).order_by("period"):
        owed.setdefault(duty.organisation_id, []).append(duty)
    rows = [_row(group, owed.get(group.pk, [])) for group in Organisation.objects.groups().order_by("position")]
    return sorted(rows, key=lambda row: not row.owed)


def _row(group: Organisation, duties: list[Obligation]) -> ReportingGroup:
    met = sum(duty.met_at is not None for duty in duties)
    return ReportingGroup(group, len(duties), met, Month.parse(duties[0].period) if duties else None)


def due_day_of(year: int) -> int | None:
    """The day of the month on which reports are due, as the latest notice of the year or of the one before says."""
    notices = Notice.objects.issued().filter(year__in=(year - 1, year), imported_from=None).order_by("-year", "-batch")
    latest = notices.first()
    return latest.terms_in_force.report_due_day if latest else None
