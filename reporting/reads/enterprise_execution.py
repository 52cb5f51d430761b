"""Quota against production by enterprise: the figures of all, the enterprises themselves of the rows in sight.

Tonnes REO. A list of thousands reads a row for each from the kept output by enterprise and from the quota accounts; names
of a day, provinces and remarks are read of a page only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from allocations.reads.quotas import enterprise_quotas
from common.periods import Month
from enterprises.models import Enterprise, GroupMembership
from enterprises.models.places import stays_of
from reporting.models import EnterpriseOutput, ReportLine
from reporting.reads.execution import Executed, awaited_of, executed_of
from reporting.reads.places import lines_in, named_in, quotas_in
from reporting.reads.sums import line_sums

ZERO = Decimal(0)
Key = tuple[int, str]
Sums = dict[Key, Decimal]


@dataclass(frozen=True)
class EnterpriseFigure:
    """An enterprise's execution in one category, with what a list is sorted by; the name is today's."""

    pk: int
    name_zh: str
    province: str
    credit_code: str
    executed: Executed


@dataclass(frozen=True)
class EnterpriseRow:
    """An enterprise's execution in one category."""

    enterprise: Enterprise
    executed: Executed


def rows_of(figures: Iterable[EnterpriseFigure], until: Month, *, province: str | None = None) -> list[EnterpriseRow]:
    """The figures with their enterprises, named as on the month's last day; to a province as on their last day there."""
    shown = list(figures)
    named = (
        named_in(province, Enterprise.objects.filter(pk__in={figure.pk for figure in shown}), until) if shown else []
    )
    enterprises = {enterprise.pk: enterprise for enterprise in named}
    return [EnterpriseRow(enterprises[figure.pk], figure.executed) for figure in shown]


def figures_of(
    until: Month,
    enterprises: QuerySet[Enterprise],
    *,
    group: Organisation | None = None,
    province: str | None = None,
    as_of: datetime | None = None,
) -> list[EnterpriseFigure]:
    """The year of these enterprises, by enterprise and category; with `group`, what it gave them and reported of them;
    with `province`, what they made while they lay there, and the quota if they lie there at the end.

    Those with neither quota nor output are left out.
    """
    ids = enterprises.order_by().values_list("pk", flat=True)
    quotas = enterprise_quotas(until.year, enterprises=ids, given_by=group, as_of=as_of)
    if province is not None:
        quotas = quotas_in(province, quotas, until, given_by=group)
    outputs = _outputs(until, ids, group=group, province=province, as_of=as_of)
    return _figures(until, enterprises, quotas, outputs, as_of=as_of)


def by_enterprise(
    until: Month,
    enterprises: QuerySet[Enterprise],
    *,
    group: Organisation | None = None,
    province: str | None = None,
    as_of: datetime | None = None,
) -> list[EnterpriseRow]:
    """The same with the enterprises, in the register's order."""
    figures = figures_of(until, enterprises, group=group, province=province, as_of=as_of)
    return rows_of(figures, until, province=province)


def figures_of_group(until: Month, group: Organisation, *, as_of: datetime | None = None) -> list[EnterpriseFigure]:
    """The enterprises that the group has now, and those it had this year as far as it gave and reported."""
    members = Enterprise.objects.in_group(group, until.last_day)
    own = members.order_by().values_list("pk", flat=True)
    reported = _reported(until, group, as_of)
    former = Enterprise.objects.filter(pk__in=reported.values_list("enterprise", flat=True)).exclude(pk__in=own)
    if as_of is not None:
        return [*figures_of(until, members, as_of=as_of), *figures_of(until, former, group=group, as_of=as_of)]
    left = list(former.order_by().values_list("pk", flat=True))
    outputs = _kept(until, EnterpriseOutput.objects.filter(group=group))
    # Only who belonged to another group some day can have been reported by one.
    others = GroupMembership.objects.filter(enterprise__in=own).exclude(group=group).values("enterprise")
    elsewhere = EnterpriseOutput.objects.filter(enterprise__in=others).exclude(group=group)
    inside = _added({key: tonnes for key, tonnes in outputs.items() if key[0] not in left}, _kept(until, elsewhere))
    found = _figures(until, members, enterprise_quotas(until.year, enterprises=own), inside)
    return [*found, *figures_of(until, Enterprise.objects.filter(pk__in=left), group=group)] if left else found


def of_group(until: Month, group: Organisation, *, as_of: datetime | None = None) -> list[EnterpriseRow]:
    """The same with the enterprises."""
    return rows_of(figures_of_group(until, group, as_of=as_of), until)


def of_enterprise(
    until: Month, enterprise: Enterprise, reader: Organisation, *, as_of: datetime | None = None
) -> list[EnterpriseRow]:
    """An enterprise's year; to a group that has it no longer, no more than it gave and reported itself; to a province,
    what was while it lay there."""
    left = reader.is_group and not Enterprise.objects.in_group(reader, until.last_day).filter(pk=enterprise.pk).exists()
    mine = Enterprise.objects.filter(pk=enterprise.pk)
    return by_enterprise(
        until,
        mine,
        group=reader if left else None,
        province=reader.province_id if reader.is_province else None,
        as_of=as_of,
    )


def _figures(
    until: Month,
    enterprises: QuerySet[Enterprise],
    quotas: Sums,
    outputs: Sums,
    *,
    as_of: datetime | None = None,
) -> list[EnterpriseFigure]:
    without = [key for key, output in outputs.items() if output and not quotas.get(key)]
    waiting = awaited_of(until, "enterprise", without, as_of=as_of)
    rows = enterprises.order_by("province", "credit_code").values_list("pk", "name_zh", "province", "credit_code")
    return [
        EnterpriseFigure(*row, executed)
        for row in rows
        for executed in executed_of(row[0], quotas, outputs, waiting, as_of).values()
    ]


def _outputs(
    until: Month,
    ids: QuerySet[Any, Any],
    *,
    group: Organisation | None,
    province: str | None,
    as_of: datetime | None,
) -> Sums:
    """By the kept output; by the lines what counted at another instant, and of who has moved the months in a province."""
    if as_of is not None:
        lines = None if province is None else lines_in(province)
        return line_sums(until, "enterprise", "category", enterprises=ids, group=group, as_of=as_of, lines=lines)
    kept = EnterpriseOutput.objects.filter(enterprise__in=ids)
    if group is not None:
        kept = kept.filter(group=group)
    moved = {stay.enterprise for stay in stays_of(province)} if province is not None else set()
    if province is None or not moved:
        return _kept(until, kept)
    here = line_sums(
        until, "enterprise", "category", enterprises=list(moved), group=group,
        lines=lines_in(province).filter(enterprise__in=ids),
    )  # fmt: skip
    return {**_kept(until, kept.exclude(enterprise__in=moved)), **here}


def _kept(until: Month, rows: QuerySet[EnterpriseOutput]) -> Sums:
    """January to the month by enterprise and category; of two groups that reported it together."""
    found: Sums = {}
    values: Sequence[tuple[int, str, Decimal]] = (
        rows.until(until.year, until.month).order_by().values_list("enterprise", "category", "tonnes")  # type: ignore[attr-defined]
    )
    for enterprise, category, tonnes in values:
        found[enterprise, category] = found.get((enterprise, category), ZERO) + tonnes
    return found


def _added(first: Sums, second: Sums) -> Sums:
    return {key: first.get(key, ZERO) + second.get(key, ZERO) for key in {**first, **second}}


def _reported(until: Month, group: Organisation, as_of: datetime | None) -> QuerySet[Any, Any]:
    """What the group has reported of the whole year."""
    if as_of is None:
        return EnterpriseOutput.objects.filter(group=group, year=until.year)
    return ReportLine.objects.counting(until.year, as_of=as_of).filter(report__group=group)
