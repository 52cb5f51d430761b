"""The content of a year's statement, what still prevents closing the year, and what was corrected since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from accounts.models import Organisation, User
from allocations.models import Notice
from allocations.reads.quotas import enterprise_quotas, group_quotas, nation_quotas
from common.periods import Month
from common.quantities import Category, format_tonnes_plain
from deadlines.models import Obligation
from documents.files.receipts import receipt_hash
from enterprises.models import Enterprise, GroupMembership
from enterprises.models.places import located_on
from enterprises.reads.past import named_then
from reporting.models import Finding, OutputSum, ProductionReport, ReportLine, StatementLine, YearStatement
from reporting.reads.execution import by_group, national
from reporting.reads.produced import produced_of_year

ZERO = Decimal(0)
Key = tuple[str, int, str]
Holder = StatementLine.Holder


@dataclass(frozen=True)
class Unfinished:
    """A month that prevents closing the year: nobody reported it, or its latest version is not accepted."""

    group: Organisation
    month: Month
    state: str


def unfinished_months(year: int) -> list[Unfinished]:
    """The months of the year that are not accepted, by group and month."""
    duties = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, year=year)
    latest: dict[tuple[int, str], ProductionReport] = {}
    for report in ProductionReport.objects.filter(year=year).order_by("version"):
        latest[report.group_id, str(report.period)] = report
    found = []
    for duty in duties.select_related("organisation").order_by("organisation__position", "period"):
        last = latest.pop((duty.organisation_id, duty.period), None)
        if last is None or last.state != ProductionReport.State.ACCEPTED:
            state = last.state if last else "not_reported"
            found.append(Unfinished(duty.organisation, Month.parse(duty.period), state))
    # What was reported without a duty is under way as well.
    found += [
        Unfinished(report.group, report.period, report.state)
        for report in latest.values()
        if report.state != ProductionReport.State.ACCEPTED
    ]
    return found


def open_findings(year: int) -> int:
    """The number of undecided findings of the year: they do not prevent closing, and are stated."""
    return Finding.objects.undecided().filter(line__report__year=year).count()


# --- the figures ------------------------------------------------------------------------------------


def year_lines(year: int) -> list[StatementLine]:
    """The lines of the statement as the year is now, unsaved: nation, groups, enterprises, by category."""
    enterprises = list(_enterprise_lines(year))
    groups = list(_group_lines(year, enterprises))
    return [*_national_lines(year, enterprises, groups), *groups, *enterprises]


def _enterprise_lines(year: int) -> Iterator[StatementLine]:
    quotas, outputs = enterprise_quotas(year), produced_of_year(year)
    keys = {key for key, tonnes in (*quotas.items(), *outputs.items()) if tonnes}
    last_day = date(year, 12, 31)
    homes = dict(GroupMembership.objects.on(last_day).values_list("enterprise", "group"))
    last_reporters = _last_reporters(year)
    ids = {enterprise for enterprise, _category in keys}
    rows = Enterprise.objects.filter(pk__in=ids).select_related("province").order_by("province", "credit_code")
    for enterprise in named_then(rows, last_day):
        for category in Category.values:
            key = enterprise.pk, category
            if key in keys:
                quota, output = quotas.get(key, ZERO), outputs.get(key, ZERO)
                yield StatementLine(
                    holder=Holder.ENTERPRISE,
                    group_id=homes.get(enterprise.pk, last_reporters.get(enterprise.pk)),
                    enterprise=enterprise,
                    name_zh=enterprise.name_zh,
                    name_en=enterprise.name_en,
                    category=category,
                    quota=quota,
                    output=output,
                    lapsed=max(quota - output, ZERO),
                )


def _last_reporters(year: int) -> dict[int, int]:
    """Who reported each enterprise last, for one that belonged to nobody when the year ended."""
    rows = ReportLine.objects.counting(year).order_by("report__month").values_list("enterprise", "report__group")
    return dict(rows)


def _group_lines(year: int, enterprises: Iterable[StatementLine]) -> Iterator[StatementLine]:
    unused: dict[tuple[int | None, str], Decimal] = {}
    for line in enterprises:
        key = line.group_id, line.category
        unused[key] = unused.get(key, ZERO) + line.lapsed
    left = {key: quota.remaining for key, quota in group_quotas(year).items()}
    last_day = date(year, 12, 31)
    for row in by_group(Month(year, 12)):
        named = next((name for name in row.group.former_names.all() if last_day <= name.last_day), row.group)
        for cell in row.cells:
            key = row.group.pk, cell.category
            yield StatementLine(
                holder=Holder.GROUP,
                group=row.group,
                name_zh=named.name_zh,
                name_en=named.name_en,
                category=cell.category,
                quota=cell.quota,
                output=cell.output,
                lapsed=left.get(key, ZERO) + unused.get(key, ZERO),
            )


def _national_lines(
    year: int, enterprises: Iterable[StatementLine], groups: Iterable[StatementLine]
) -> Iterator[StatementLine]:
    reserve = nation_quotas(year)
    unused: dict[str, Decimal] = {}
    for line in enterprises:
        unused[line.category] = unused.get(line.category, ZERO) + line.lapsed
    for (_group, category), quota in group_quotas(year).items():
        unused[category] = unused.get(category, ZERO) + quota.remaining
    for total in national(Month(year, 12)):
        held_back = reserve[total.category].reserve if total.category in reserve else ZERO
        yield StatementLine(
            holder=Holder.NATION,
            name_zh="全国合计",
            name_en="Nation",
            category=total.category,
            quota=total.quota,
            output=total.output,
            lapsed=held_back + unused.get(total.category, ZERO),
        )


def hash_of(lines: Iterable[StatementLine]) -> str:
    """Names the figures: what was drafted is what is closed."""
    rows = sorted(
        [*map(str, line.key), *map(format_tonnes_plain, (line.quota, line.output, line.lapsed))] for line in lines
    )
    return receipt_hash({"lines": rows})


# --- since then -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Correction:
    """A line that is not what was stated: quota, output and what lapsed as they are now, t REO."""

    line: StatementLine
    quota: Decimal
    output: Decimal
    lapsed: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more, or less, was produced than stated."""
        stated: Decimal = self.line.output
        return self.output - stated

    @property
    def quota_difference(self) -> Decimal:
        """How much more, or less, quota the year gave than stated."""
        stated: Decimal = self.line.quota
        return self.quota - stated


def corrections(statement: YearStatement, user: User) -> list[Correction]:
    """Of the lines of a closed statement that this person sees those whose figures have been corrected since, and
    those of holders that the statement did not have."""
    if statement.state != YearStatement.State.CLOSED:
        return []
    stated = {line.key: line for line in statement.lines.visible_to(user).select_related("group", "enterprise")}
    every = set(stated) if user.sees_everything else {line.key for line in statement.lines.all()}
    now_stated: Mapping[Key, StatementLine] = {line.key: line for line in year_lines(statement.year)}
    found = [_correction(line, now_stated.get(key)) for key, line in stated.items()]
    for key, line in now_stated.items():
        if key not in every and _is_seen(line, user, statement.year):
            found.append(_correction(_nothing_stated(line), line))
    return [one for one in found if (one.quota, one.output, one.lapsed) != _figures(one.line)]


def _correction(line: StatementLine, current: StatementLine | None) -> Correction:
    return Correction(line, *(_figures(current) if current is not None else (ZERO, ZERO, ZERO)))


def _figures(line: StatementLine) -> tuple[Decimal, Decimal, Decimal]:
    return line.quota, line.output, line.lapsed


def _nothing_stated(line: StatementLine) -> StatementLine:
    names = ("holder", "group", "enterprise", "name_zh", "name_en", "category")
    kept = {name: getattr(line, name) for name in names}
    return StatementLine(**kept, quota=ZERO, output=ZERO, lapsed=ZERO)


def _is_seen(line: StatementLine, user: User, year: int) -> bool:
    """As `visible_to` has it for lines that are stored."""
    home = user.organisation
    if user.sees_everything:
        return True
    if home.is_group:
        return line.group_id == home.pk
    if not home.is_province or line.enterprise is None:
        return False
    return located_on(home.province_id or "", line.enterprise, date(year, 12, 31))


def notices_since(statement: YearStatement, user: User) -> list[Notice]:
    """The corrections of the year's notices that were issued after a statement was closed."""
    if statement.decided_at is None or statement.is_draft:
        return []
    corrected = Notice.objects.visible_to(user).filter(kind=Notice.Kind.CORRECTION, year=statement.year)
    return list(corrected.filter(issued_at__gt=statement.decided_at).order_by("issued_at", "pk"))


def closed_statement(year: int) -> YearStatement | None:
    """The statement in force of a year that is closed."""
    return YearStatement.objects.in_force().filter(year=year).first()


# --- beside last year -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """The output of a year until a month beside that of the same months of the year before, t REO."""

    category: str
    output: Decimal
    # None where nothing of that year is in the system.
    last_year: Decimal | None

    @property
    def label(self) -> str:
        """The category for people."""
        return str(Category(self.category).label)

    @property
    def difference(self) -> Decimal | None:
        return None if self.last_year is None else self.output - self.last_year

    @property
    def change(self) -> Decimal | None:
        """The change as a share of last year's; None without one."""
        return self.difference / self.last_year if self.difference is not None and self.last_year else None


def beside_last_year(until: Month) -> list[Compared]:
    """The nation's output by category, this year and the year before; a category of which nothing was reported in the
    year before is unknown there, not 0."""
    this = {row.category: row.output for row in national(until)}
    before = OutputSum.objects.filter(year=until.year - 1, month__lte=until.month)
    last = dict(before.values_list("category").annotate(tonnes=Sum("output")).order_by())
    return [
        Compared(category, this.get(category, ZERO), last.get(category))
        for category in Category.values
        if category in this or category in last
    ]
