"""Reads of the monthly check: the months that can be checked, their content, and what has changed since a verdict.

Changes are never stored: the present cells are compared with those a verdict was given on. So they are right when no
worker runs, and a correction that is returned is no longer a change.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import Organisation, Province, User
from common.periods import Month, day_of
from common.quantities import Category, format_tonnes
from deadlines.models import Obligation
from documents.files.receipts import receipt_hash
from enterprises.models import Enterprise, GroupMembership
from enterprises.models.places import Stay, stays, stays_of
from enterprises.reads.past import named_then
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from reporting.models import Finding, ProductionReport, ReportLine
from reporting.reads.cells import CellName, filled_texts
from reporting.reads.labels import column_label, element_label, reason_label
from reporting.rules.digests import digest_of_cells
from reporting.rules.form import COLUMNS, NO_PRODUCTION

# How far back a month without a check is looked for, in months.
REACH = 12
Verdict = CheckVerdict.Verdict
State = ProductionReport.State


@dataclass(frozen=True)
class Checkable:
    """A province's month with reporting obligations: its groups' enterprises, and the reports that are missing."""

    province: Province
    month: Month
    # The group that each enterprise belonged to last in the month.
    members: Mapping[int, int]
    missing: tuple[Organisation, ...]
    over: bool

    @property
    def is_ready(self) -> bool:
        """When every report is in, or the day until which they were due is over: what is late holds up nobody."""
        return self.over or not self.missing


# A membership with the place where its enterprise lies now.
MEMBERSHIP = ("enterprise__province", "enterprise", "group", "valid_from", "valid_to")


def checkable(at: datetime, province: Province | None = None) -> list[Checkable]:
    """The months before this one that have no check yet, of one province or of all; in a constant number of queries.

    The enterprises are read of the provinces that have such a month, and nothing more where none has.
    """
    moved = stays() if province is None else stays_of(province.pk)
    waiting = _without_check(at, _groups_in(province, moved), moved, province)
    if not waiting:
        return []
    codes = {one.province.pk for one in waiting}
    ever = {stay.enterprise for stay in moved if stay.province in codes}
    members = GroupMembership.objects.filter(Q(enterprise__province__in=codes) | Q(enterprise__in=ever))
    named = members.order_by("valid_from").values_list(*MEMBERSHIP)
    return _without_check(at, named, moved, province, months={one.month for one in waiting})


def months_to_check(at: datetime, province: Province) -> list[Month]:
    """The months of a province that are ready and have no check yet. Which enterprises are in them is not asked, but of
    those that have moved."""
    moved = stays_of(province.pk)
    waiting = _without_check(at, _groups_in(province, moved), moved, province)
    return [one.month for one in waiting if one.is_ready]


def _groups_in(province: Province | None, moved: Collection[Stay]) -> list[tuple[Any, ...]]:
    """The memberships of a province, or of all, a group in place of its enterprises; those that have moved themselves."""
    of_moved = {stay.enterprise for stay in moved}
    stayed = GroupMembership.objects.exclude(enterprise__in=of_moved).order_by()
    if province is not None:
        stayed = stayed.filter(enterprise__province=province)
    periods = stayed.values_list("enterprise__province", "group", "valid_from", "valid_to").distinct()
    # A group stands for its enterprises: no enterprise has a number below zero.
    memberships: list[tuple[Any, ...]] = [(code, -group, group, *days) for code, group, *days in periods]
    if of_moved:
        ever = of_moved if province is None else _ever_in(province, moved)
        memberships += GroupMembership.objects.filter(enterprise__in=ever).values_list(*MEMBERSHIP)
    return memberships


def _ever_in(province: Province, moved: Iterable[Stay]) -> set[int]:
    return {stay.enterprise for stay in moved if stay.province == province.pk}


def _without_check(
    at: datetime, memberships: Iterable[tuple[Any, ...]], moved: Iterable[Stay], province: Province | None,
    months: Collection[Month] = (),
) -> list[Checkable]:  # fmt: skip
    """Of these months, or of the last twelve."""
    before, listed = _months_before(Month.of(day_of(at))), list(memberships)
    months = [month for month in before if month in months] if months else before
    provinces = Province.objects.in_bulk() if province is None else {province.pk: province}
    begun = {(check.province_id, check.period) for check in MonthlyCheck.objects.filter(year__gte=months[-1].year)}
    duties, reported = _report_duties(months), _reported(months)
    found = []
    for month in months:
        due = duties.get(str(month), {})
        for code, members in _by_province(listed, month, due, moved).items():
            if code in provinces and (code, month) not in begun:
                groups = [due[pk] for pk in sorted(set(members.values()))]
                missing = tuple(one.organisation for one in groups if (one.organisation_id, month) not in reported)
                over = all(one.late_from <= at for one in groups)
                found.append(Checkable(provinces[code], month, members, missing, over))
    return found


def _months_before(month: Month) -> list[Month]:
    months = []
    for _step in range(REACH):
        month = month.previous
        months.append(month)
    return months


def _report_duties(months: Iterable[Month]) -> dict[str, dict[int, Obligation]]:
    due: dict[str, dict[int, Obligation]] = {}
    periods = [str(month) for month in months]
    duties = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, period__in=periods)
    for duty in duties.select_related("organisation"):
        due.setdefault(duty.period, {})[duty.organisation_id] = duty
    return due


def _reported(months: list[Month]) -> set[tuple[int, Month]]:
    rows = ProductionReport.objects.in_force().filter(year__gte=months[-1].year)
    return {(group, Month(year, month)) for group, year, month in rows.values_list("group", "year", "month")}


def _by_province(
    memberships: Iterable[tuple[Any, ...]], month: Month, due: Mapping[int, Obligation], moved: Iterable[Stay]
) -> dict[str, dict[int, int]]:
    """By province, where the enterprises lay at the end of the month, the group of each; the latest membership of the
    month counts."""
    places: dict[str, dict[int, int]] = {}
    first, last = month.first_day, month.last_day
    lay = {stay.enterprise: stay.province for stay in moved if stay.holds_on(last)}
    for province, enterprise, group, valid_from, valid_to in memberships:
        ended = valid_to is not None and valid_to < first
        if group in due and valid_from <= last and not ended:
            places.setdefault(lay.get(enterprise, province), {})[enterprise] = group
    return places


# --- the content of a month ------------------------------------------------------------------------


def current_lines(months: Collection[Month], enterprises: Collection[int]) -> dict[tuple[Month, int], list[ReportLine]]:
    """By month and enterprise the lines of the latest versions that were submitted and not returned, decided or not.

    As many queries for a year as for a month.
    """
    lines = ReportLine.objects.filter(report__in=latest_versions(months), enterprise__in=enterprises)
    found: dict[tuple[Month, int], list[ReportLine]] = {}
    shown = lines.select_related("report__group", "enterprise").prefetch_related("elements", "findings")
    for line in shown.order_by("category", "pk"):
        found.setdefault((line.report.period, line.enterprise_id), []).append(line)
    return found


def latest_versions(months: Collection[Month]) -> dict[int, Month]:
    """The latest versions of these months that were submitted and not returned, each with its month."""
    sent = ProductionReport.objects.filter(
        year__in={month.year for month in months}, month__in={month.month for month in months}
    )
    counting = sent.filter(state__in=(State.SUBMITTED, State.ACCEPTED)).order_by("version")
    columns = counting.values_list("pk", "group", "year", "month")
    latest = {(group, Month(year, month)): pk for pk, group, year, month in columns}
    return {pk: month for (_group, month), pk in latest.items()}


def plain_cells(lines: Iterable[ReportLine]) -> dict[str, str]:
    """The filled cells as text, by their names: what a verdict is given on."""
    return {name: text for line in lines for name, text in filled_texts(line).items()}


def figures_digest(cells: Mapping[str, str]) -> str:
    """Names the figures that a page showed, so that a verdict is given on them and on no others."""
    return receipt_hash({"cells": dict(sorted(cells.items()))})


def digest_of_rows(rows: Iterable["CheckRow"]) -> str:
    """Names the figures of several enterprises, and which they are."""
    return digest_of_pairs((row.row.pk, digest_of_cells(row.cells)) for row in rows)


def digest_of_pairs(rows: Iterable[tuple[int, str]]) -> str:
    """The same of each row's key and the digest of its lines."""
    return receipt_hash({"rows": [list(row) for row in rows]})


@dataclass(frozen=True)
class Change:
    """A cell that is not what it was when the verdict was given; empty where there was, or is, nothing."""

    name: str
    old: str
    new: str

    @property
    def label(self) -> str:
        """The cell in the reader's words, with its category."""
        cell = CellName.parse(self.name)
        if cell is None:
            return self.name
        return f"{Category(cell.category).label} · {_field_label(cell)}"

    @property
    def shown(self) -> tuple[str, str]:
        """Old and new as people read them."""
        return _shown(self.name, self.old), _shown(self.name, self.new)


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """The cells that differ, in the order of the report."""
    names = [*after, *(name for name in before if name not in after)]
    return [
        Change(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def _field_label(cell: CellName) -> str:
    if cell.element:
        return element_label(cell.element)
    if cell.explains:
        return _("explanation")
    if cell.field in COLUMNS:
        return column_label(COLUMNS[cell.field])
    return _("reason of no production") if cell.field == "reason" else _("note")


def _shown(name: str, value: str) -> str:
    cell = CellName.parse(name)
    if cell is None or not value:
        return value
    if cell.field == "reason":
        return reason_label(value) if value in NO_PRODUCTION else value
    return value if cell.is_text else format_tonnes(Decimal(value))


# --- the rows of a check ---------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckRow:
    """An enterprise in a check: its lines as they are now, the verdicts so far, and what has changed since the last."""

    row: CheckedEnterprise
    lines: list[ReportLine]
    verdicts: list[CheckVerdict]
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> CheckVerdict | None:
        """The one that counts."""
        return next((one for one in self.verdicts if not one.replaced), None)

    @property
    def state(self) -> str:
        """`unjudged`, `agree`, `question` (waits for the group), `answered` (waits for the province) or `inspect`."""
        verdict = self.verdict
        if verdict is None:
            return "unjudged"
        if verdict.verdict == Verdict.QUESTION:
            return "question" if verdict.is_unanswered else "answered"
        return "to_inspect" if verdict.verdict == Verdict.INSPECT else "agree"

    @property
    def changes(self) -> list[Change]:
        """The cells that are not what they were when the verdict was given."""
        return changes(self.verdict.figures, self.cells) if self.verdict else []

    @property
    def waits(self) -> bool:
        """Whether the province has to look at it: no verdict, an answer to judge, or changed since."""
        return self.state in ("unjudged", "answered") or bool(self.changes)

    @property
    def is_plain(self) -> bool:
        """Whether nobody has judged it and its report raises no point: what may be agreed to together with others."""
        return self.state == "unjudged" and bool(self.lines) and not self.findings

    @property
    def findings(self) -> int:
        """How many points of its report nobody has decided."""
        return sum(1 for line in self.lines for one in line.findings.all() if one.state != one.State.DECIDED)

    @property
    def versions(self) -> list[ProductionReport]:
        """The reports that hold it."""
        return list({line.report_id: line.report for line in self.lines}.values())

    def belongs_to(self, authority: Organisation) -> bool:
        """Whether it is first of all this authority's: mines natural resources', the others industry's (通知五)."""
        return competent_kind(self.row.enterprise) == authority.kind


def competent_kind(enterprise: Enterprise) -> str:
    """The kind of authority that licenses what this enterprise does; both see both."""
    return competent_to(enterprise.kind)


def competent_to(kind: str) -> str:
    """The same for a kind of enterprise."""
    return Organisation.Kind.PROVINCE_MNR if kind == Enterprise.Kind.MINE else Organisation.Kind.PROVINCE_MIIT


def rows_of(checks: Iterable[MonthlyCheck]) -> dict[int, list[CheckRow]]:
    """The rows of these checks by the check's id; as many queries for a year as for a month."""
    listed = list(checks)
    found: dict[int, list[CheckRow]] = {check.pk: [] for check in listed}
    for row in check_rows(CheckedEnterprise.objects.filter(check_of__in=listed)):
        found[row.row.check_of_id].append(row)
    return found


PEOPLE = ("given_by", "given_for", "answered_by", "answered_for")


def check_rows(wanted: QuerySet[CheckedEnterprise], *, people: Iterable[str] = PEOPLE) -> list[CheckRow]:
    """These enterprises of checks, with their lines and verdicts, and those people of the verdicts. Constant queries."""
    listed = wanted.select_related("enterprise__province", "group", "check_of__province")
    return check_rows_of(listed, people=people)


def check_rows_of(listed: Iterable[CheckedEnterprise], *, people: Iterable[str] = PEOPLE) -> list[CheckRow]:
    """The same of enterprises that are read already, in their order."""
    rows = named_then(listed, lambda row: row.check_of.period.last_day)
    verdicts = CheckVerdict.objects.select_related(*people) if people else CheckVerdict.objects.all()
    prefetch_related_objects(rows, Prefetch("verdicts", verdicts))
    lines = current_lines({row.check_of.period for row in rows}, {row.enterprise_id for row in rows})
    found = []
    for row in rows:
        own = lines.get((row.check_of.period, row.enterprise_id), [])
        found.append(CheckRow(row, own, list(row.verdicts.all()), plain_cells(own)))
    return found


def plain_enterprises(check: MonthlyCheck) -> QuerySet[CheckedEnterprise]:
    """Those that may be agreed to without a look: no verdict, a report, and no point undecided."""
    unjudged = CheckedEnterprise.objects.filter(check_of=check).in_state("unjudged")
    lines = ReportLine.objects.filter(report__in=latest_versions([check.period])).order_by()
    pointed = lines.filter(findings__in=Finding.objects.exclude(state=Finding.State.DECIDED))
    reported = unjudged.filter(enterprise__in=lines.values("enterprise"))
    return reported.exclude(enterprise__in=pointed.values("enterprise"))


def row_of(row: CheckedEnterprise) -> CheckRow:
    """One of them."""
    [found] = check_rows(CheckedEnterprise.objects.filter(pk=row.pk))
    return found


@dataclass(frozen=True)
class Tally:
    """A check in numbers: what the summary to the ministries says."""

    enterprises: int = 0
    unjudged: int = 0
    agree: int = 0
    question: int = 0
    answered: int = 0
    to_inspect: int = 0
    changed: int = 0

    @classmethod
    def of(cls, rows: Iterable[CheckRow]) -> "Tally":
        """Counted."""
        listed = list(rows)
        states = [row.state for row in listed]
        names = ("unjudged", "agree", "question", "answered", "to_inspect")
        counts = {name: states.count(name) for name in names}
        return cls(enterprises=len(listed), changed=sum(1 for row in listed if row.changes), **counts)

    @property
    def waits(self) -> bool:
        """Whether the province has something to look at."""
        return bool(self.unjudged or self.answered or self.changed)


def own_first(rows: Iterable[CheckRow], user: User) -> list[CheckRow]:
    """The rows of the reader's own authority before those of the other one."""
    return sorted(rows, key=lambda row: not row.belongs_to(user.organisation))
