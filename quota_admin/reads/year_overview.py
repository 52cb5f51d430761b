"""A year at a glance: for the first screens of the ministries, the groups and the provinces, and for the meeting's PDF."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import Organisation, Province, User
from allocations.models import Notice
from allocations.reads.quota_steps import group_steps, nation_steps, province_steps
from common.periods import Month
from deadlines.rules.calendar import WorkCalendar
from quota_admin.reads.unusual import Unusual, near_quota, unusual_of
from reporting.reads.execution import Executed, GroupRow, ProvinceRow, by_group, by_province
from reporting.reads.histories import notice_of
from reporting.reads.progress import (
    MonthlyOutputs,
    Progress,
    outputs_of_group,
    outputs_of_nation,
    outputs_of_province,
    progress,
)
from reporting.reads.timeliness import MonthDuty, TimelinessRow, month_duties, timeliness_table


@dataclass(frozen=True)
class YearOverview:
    """What a first screen shows of a year until a month. Provinces are the nation's alone."""

    until: Month
    notice: Notice | None
    progress: Sequence[Progress]
    timeliness: Sequence[TimelinessRow]
    unusual: Sequence[Unusual]
    provinces: Sequence[ProvinceRow] = ()

    @property
    def months(self) -> list[int]:
        """The numbers of the months, for the heads of tables."""
        return list(range(1, 13))


def nation_overview(
    user: User,
    until: Month,
    outputs: MonthlyOutputs,
    totals: Sequence[Executed],
    groups: Sequence[GroupRow],
    duties: Sequence[MonthDuty],
    notice: Notice | None,
) -> YearOverview:
    """The nation's; totals, duties and notice are those of the page's table."""
    year = until.year
    return YearOverview(
        until=until,
        notice=notice,
        progress=progress(totals, outputs, nation_steps(year), until),
        timeliness=timeliness_table(duties),
        unusual=[*near_quota(_holders(groups, until)), *unusual_of(user, year)],
        provinces=by_province(until),
    )


def _holders(groups: Iterable[GroupRow], until: Month) -> Iterator[tuple[str, str, Executed]]:
    for row in groups:
        page = reverse("execution_group", args=[row.group.code]) + f"?until={until}"
        for cell in row.cells:
            yield row.group.short, page, cell


def outputs_of(user: User, year: int) -> MonthlyOutputs:
    """The output of a year and the one before it by month and category, of what is this person's first screen."""
    home = user.organisation
    if user.sees_everything:
        return outputs_of_nation(year)
    return outputs_of_group(year, home) if home.is_group else outputs_of_province(year, home.province_id or "")


def group_overview(
    user: User, until: Month, outputs: MonthlyOutputs, at: datetime, calendar: WorkCalendar
) -> YearOverview:
    """A group's own."""
    group, year = user.organisation, until.year
    executed = executed_of_group(group, until)
    page = reverse("execution_group", args=[group.code]) + f"?until={until}"
    return YearOverview(
        until=until,
        notice=notice_of(year, user),
        progress=progress(executed, outputs, group_steps(year, group), until),
        timeliness=timeliness_table(month_duties(year, user=user, at=at, calendar=calendar)),
        unusual=[*near_quota((group.short, page, cell) for cell in executed), *unusual_of(user, year)],
    )


def executed_of_group(group: Organisation, until: Month) -> list[Executed]:
    """A group's year by category: its share of the notices, and what it made."""
    return [cell for row in by_group(until) if row.group.pk == group.pk for cell in row.cells]


def province_overview(
    user: User, until: Month, outputs: MonthlyOutputs, at: datetime, calendar: WorkCalendar
) -> YearOverview:
    """Of the enterprises of a province; their groups' punctuality as far as the province sees it."""
    province, year = user.organisation.province, until.year
    if province is None:
        raise ValueError(f"{user.organisation} has no province")
    return YearOverview(
        until=until,
        notice=notice_of(year, user),
        progress=progress(
            executed_of_province(province, until),
            outputs,
            province_steps(year, province.pk),
            until,
        ),
        timeliness=timeliness_table(month_duties(year, user=user, at=at, calendar=calendar)),
        unusual=unusual_of(user, year),
    )


def executed_of_province(province: Province, until: Month) -> list[Executed]:
    """A province's year by category."""
    return [cell for row in by_province(until) if row.province.pk == province.pk for cell in row.cells]
