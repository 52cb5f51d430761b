"""The status of each group's months: the obligation, the latest version, and its punctuality."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation, User
from common.periods import Month, day_of
from deadlines.models import Obligation, ObligationQuerySet, Punctuality
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar
from enterprises.models import GroupMembership
from enterprises.models.enterprise import GroupMembershipQuerySet
from enterprises.models.places import stays_of
from reporting.models import ProductionReport


@dataclass(frozen=True)
class MonthDuty:
    """One group's duty to report one month, and what it has done about it."""

    obligation: Obligation
    punctuality: Punctuality
    report: ProductionReport | None
    is_open: bool
    # Whether the reader may open the obligation itself: a province sees its status, and the report when there is one.
    may_open: bool = True

    @property
    def month(self) -> Month:
        return Month.parse(self.obligation.period)

    @property
    def group(self) -> Organisation:
        return self.obligation.organisation

    @property
    def status(self) -> str:
        """One word for the list: not_open, todo, overdue, or the state of the latest version."""
        if not self.is_open:
            return "not_open"
        if self.report is None:
            return "overdue" if self.punctuality.status == "overdue" else "todo"
        return "report_accepted" if self.report.state == "accepted" else self.report.state

    @property
    def opens_on(self) -> date:
        """The day in Shanghai from which it can be begun."""
        return day_of(self.obligation.opens_at)

    @property
    def is_late(self) -> bool:
        return self.punctuality.status in ("overdue", "met_late")

    @property
    def timeliness(self) -> str:
        """The status of the month: not_open, open, met_on_time, met_late, or not_reported."""
        if not self.is_open:
            return "not_open"
        return "not_reported" if self.punctuality.status == "overdue" else self.punctuality.status

    @property
    def is_extended(self) -> bool:
        """Whether the deadline was moved by an extension."""
        return self.obligation.first_due_on is not None

    @property
    def url(self) -> str:
        """What the cell leads to: the report, or the duty that has none; empty where the reader may open neither."""
        if self.report:
            return reverse("report_detail", args=[self.report.pk])
        if not self.may_open:
            return ""
        return reverse("obligation_detail", args=[self.obligation.pk])


@dataclass(frozen=True)
class TimelinessRow:
    """A group's year: its twelve months, None without obligation, and the number of months by status."""

    group: Organisation
    months: list[MonthDuty | None]

    @property
    def counts(self) -> dict[str, int]:
        """How many months are met_on_time, met_late, not_reported, and how many were extended."""
        duties = [duty for duty in self.months if duty]
        found = {name: sum(duty.timeliness == name for duty in duties) for name in COUNTED}
        return {**found, "extended": sum(duty.is_extended for duty in duties)}


COUNTED = ("met_on_time", "met_late", "not_reported")


def timeliness_table(duties: Iterable[MonthDuty]) -> list[TimelinessRow]:
    """The groups that owe a report, each with January to December."""
    by_group: dict[Organisation, dict[int, MonthDuty]] = {}
    for duty in duties:
        by_group.setdefault(duty.group, {})[duty.month.month] = duty
    groups = sorted(by_group, key=lambda group: group.position)
    return [TimelinessRow(group, [by_group[group].get(month) for month in range(1, 13)]) for group in groups]


def month_duties(
    year: int,
    *,
    user: User,
    at: datetime,
    groups: Iterable[int] | None = None,
    calendar: WorkCalendar | None = None,
) -> list[MonthDuty]:
    """Every report that is due for a year, as far as this person may see it.

    In the order of months and groups. A province sees the months in which an enterprise located in it belonged to the
    group.
    """
    duties = _visible_duties(user).filter(year=year)
    if groups is not None:
        duties = duties.filter(organisation__in=groups)
    concerned = _concerned(year, user) if user.organisation.is_province else None
    latest = latest_versions(year, user)
    calendar = calendar or current_calendar()
    rows = duties.select_related("organisation").order_by("period", "organisation__position")
    return [
        MonthDuty(
            obligation=duty,
            punctuality=duty.punctuality(at, calendar),
            report=latest.get((duty.organisation_id, duty.period)),
            is_open=duty.opens_at <= at,
            may_open=concerned is None,
        )
        for duty in rows
        if concerned is None or (duty.organisation_id, duty.period) in concerned
    ]


def _visible_duties(user: User) -> ObligationQuerySet:
    """The duties to report of the reader's group, of all groups, or of those with enterprises in the province."""
    reports = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT)
    home = user.organisation
    if not home.is_province or not user.sees_business:
        return reports.visible_to(user)
    located = _memberships_located(user)
    return reports.filter(organisation__in=located.values("group"))


def _concerned(year: int, user: User) -> set[tuple[int, str]]:
    """The groups and months of a year in which an enterprise of the reader's province belonged to the group."""
    months = [(str(month), month.first_day, month.last_day) for month in (Month(year, n) for n in range(1, 13))]
    province = user.organisation.province_id or ""
    moved = [stay for stay in stays_of(province) if stay.province != province]
    of_moved = {stay.enterprise for stay in moved}
    located = _memberships_located(user).order_by()
    # Who never moved is asked by group and period only: of thousands some few.
    stayed = located.exclude(enterprise__in=of_moved).values_list("group", "valid_from", "valid_to").distinct()
    spans: list[tuple[Any, ...]] = [(0, *span) for span in stayed]
    if of_moved:
        own = located.filter(enterprise__in=of_moved)
        spans += own.values_list("enterprise", "group", "valid_from", "valid_to")
    return {
        (group, name)
        for enterprise, group, begins, ends in spans
        for name, first, last in months
        if begins <= last
        and (ends is None or ends >= first)
        and not any(stay.enterprise == enterprise and stay.holds_on(last) for stay in moved)
    }


def _memberships_located(user: User) -> GroupMembershipQuerySet:
    """Of enterprises that lie or lay in the reader's province."""
    province = user.organisation.province_id
    ever = {stay.enterprise for stay in stays_of(province or "") if stay.province == province}
    return GroupMembership.objects.filter(Q(enterprise__province=province) | Q(enterprise__in=ever))


def latest_versions(year: int, user: User) -> dict[tuple[int, str], ProductionReport]:
    """The latest version that this person may see, by group and month (“2021-09”)."""
    reports = ProductionReport.objects.visible_to(user).kept().filter(year=year).select_related("group")
    return {(report.group_id, str(report.period)): report for report in reports.order_by("version")}


def years_with_duties(user: User) -> list[int]:
    """The years for which there is anything to see, latest first."""
    duties = _visible_duties(user)
    years = set(duties.values_list("year", flat=True).distinct())
    return sorted(years | set(ProductionReport.objects.visible_to(user).values_list("year", flat=True)), reverse=True)
