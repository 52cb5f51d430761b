"""Beginning, filling in and correcting a report."""

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import refuse_if_changed
from allocations.models import CodedReason, CorrectionCode
from allocations.reads.outlook import quota_outlook
from allocations.services.reasons import keep_reason
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused
from common.periods import Month, now
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from enterprises.models.enterprise import categories_of
from enterprises.reads.closures import closed_throughout
from reporting import permissions
from reporting.models import ElementOutput, ProductionReport, ReportLine
from reporting.reads.cells import CellName, Key, NamedCells, Value, put, stored_value
from reporting.reads.histories import NOTHING, History, histories, members_of
from reporting.rules.form import COLUMNS, WITH_ELEMENTS
from reporting.services.line_store import store_lines
from reporting.services.steps import LABELS, locked, step
from reporting.transitions import REPORT

# So many lines are asked for by name; of more, all lines of the report are read.
FEW = 500
LINE_FIELDS = (*COLUMNS, "no_production_reason", "explanations", "note")


@transaction.atomic
def start_report(*, group: Organisation, month: Month, by: User) -> ProductionReport:
    """A draft of the month with a line for every enterprise that has quota or has reported this year.

    Before the year's first quota those are there that had quota last year; where nothing is known of last year, all.
    Opening stocks are last month's closing stocks. Raises Refusal when the month is not due or not over, or
    when there is a version already.
    """
    refusal_of(permissions.draft_report(by, group))
    _refuse_unless_open(group, month)
    if ProductionReport.objects.of_month(group, month).exists():
        raise _exists_already(month)
    report = _create(group, month, by=by)
    members = list(members_of(group, month))
    known = histories(month, [member.pk for member in members])
    keys = [(member.pk, category) for member in members for category in member.categories]
    before_any_quota = quota_outlook(month.year).awaits(group.pk, month)
    closed = closed_throughout(month.first_day, month.last_day, [member.pk for member in members])
    # What is closed has nothing to report but the stock that is still there.
    keys = [key for key in keys if key[0] not in closed or known.get(key, NOTHING).last_closing]
    listed = [key for key in keys if _reports(known.get(key, NOTHING), before_any_quota=before_any_quota)]
    if before_any_quota and not listed:
        listed = keys
    ReportLine.objects.bulk_create(
        ReportLine(
            report=report,
            enterprise_id=enterprise,
            category=category,
            opening_stock=known.get((enterprise, category), NOTHING).last_closing,
        )
        for enterprise, category in listed
    )
    record("report.draft", by=by, subject=report, after={"version": report.version})
    return report


def _reports(history: History, *, before_any_quota: bool) -> bool:
    this_year = history.quota or history.output_before or history.last_closing
    return bool(this_year or (before_any_quota and history.last_year_quota))


def _refuse_unless_open(group: Organisation, month: Month) -> None:
    duty = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, organisation=group, period=str(month)).first()
    if duty is None:
        raise Refusal(
            "not_due",
            _(
                "%(group)s does not have to report %(month)s: it had no quota in the year before, and no notice of "
                "the year gives it any. If it had, ask the Ministry of Industry and Information Technology to name it."
            )
            % {"group": group.name, "month": month.label},
        )
    if duty.opens_at > now():
        raise Refusal(
            "wrong_period",
            _("%(month)s is not over; it can be reported from the 1st of the next month.") % {"month": month.label},
        )


def _create(group: Organisation, month: Month, *, by: User, **values: object) -> ProductionReport:
    latest = ProductionReport.objects.of_month(group, month).first()
    exists = _exists_already(month)
    with constraint_refused(
        {
            "report_one_open_per_group_and_month": exists,
            "report_version_once": exists,
            "reporting_productionreport.group_id, reporting_productionreport.year": exists,
        }
    ):
        report = ProductionReport.objects.create(
            group=group,
            year=month.year,
            month=month.month,
            version=latest.version + 1 if latest else 1,
            drafted_by=by,
            drafted_at=now(),
            saved_at=now(),
            **values,
        )
    report.editors.add(by)
    return report


def _exists_already(month: Month) -> Refusal:
    return Refusal(
        "report_exists",
        _("There is a report of %(month)s already; open it, or correct it if it has been accepted.")
        % {"month": month.label},
    )


@transaction.atomic
def save_report(
    *, report: ProductionReport, cells: Mapping[str, Value], by: User, seen: int | None = None
) -> ProductionReport:
    """Puts values into a draft's cells; cells that are not named stay as they are. All or nothing.

    A draft may hold any readable value. Raises NotValid with a sentence per cell whose
    enterprise is not of the group or does not report that category, and Refusal when somebody else has saved
    since event number `seen`.
    """
    named = [(cell, value) for name, value in cells.items() if (cell := CellName.parse(name))]
    return save_named(report=report, named=named, by=by, seen=seen)


@transaction.atomic
def save_named(*, report: ProductionReport, named: NamedCells, by: User, seen: int | None = None) -> ProductionReport:
    """As `save_report`, for cells whose names are taken apart already."""
    report = locked(report)
    refusal_of(permissions.draft_report(by, report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    refuse_if_changed(report, seen, by=by)
    keys = {(cell.enterprise, cell.category) for cell, _value in named}
    _refuse_unknown(report, keys, named)
    # Asked once for a field, not for each of a hundred thousand cells.
    fields = {cell.field: cell for cell, _value in named}
    columns = {_column_of(cell) for cell in fields.values() if not cell.element}
    lines = _lines_by_key(report, keys, columns)
    changed = _put(lines, named)
    with constraint_refused(_negative_refusals()):
        store_lines(lines.values(), columns)
        if any(cell.element for cell in fields.values()):
            _store_elements(lines, named)
    if changed:
        report.drafted_by, report.saved_at = by, now()
        report.editors.add(by)
        step(report, "edit", by=by, cells=changed)
    return report


def _put(lines: Mapping[Key, ReportLine], named: Iterable[tuple[CellName, Value]]) -> dict[str, list[str | None]]:
    """Writes the values into the lines. What changes, as {cell: [old, new]}; no text and an empty one are the same."""
    changes = {}
    for cell, value in named:
        field, enterprise, category = cell
        line = lines[enterprise, category]
        old = getattr(line, field) if field in COLUMNS else _nothing_to_none(stored_value(line, cell))
        new = value if type(value) is Decimal else _nothing_to_none(value)
        # Decimals are compared with decimals only: with None it takes ten times as long.
        if (old is None) is not (new is None) or (new is not None and old != new):
            changes[f"{field}-{enterprise}-{category}"] = [_plain(old), _plain(new)]
        put(line, cell, value)
    return changes


def _nothing_to_none(value: Value) -> Value:
    return None if value == "" else value


def _plain(value: Value) -> str | None:
    return None if value is None else str(value)


def _refuse_unknown(report: ProductionReport, keys: Set[Key], named: NamedCells) -> None:
    members = members_of(report.group, report.period)
    kinds = members.values_list("pk", "kind", "has_rock", "has_ionic")
    known = {(pk, category) for pk, kind, rock, ionic in kinds for category in categories_of(kind, rock, ionic)}
    unknown = keys - known
    if not unknown:
        return
    by_key = members.in_bulk([enterprise for enterprise, _category in unknown])
    faults = {}
    for cell, _value in named:
        if cell.key not in unknown:
            continue
        member = by_key.get(cell.enterprise)
        if member is None:
            faults[str(cell)] = _("This enterprise does not belong to the group; its figures were not taken.")
        else:
            faults[str(cell)] = _("%(enterprise)s does not report this category.") % {"enterprise": member.name}
    if faults:
        raise NotValid("unknown_enterprise", " ".join(dict.fromkeys(faults.values())), cells=faults)


def _lines_by_key(report: ProductionReport, keys: set[Key], columns: Iterable[str]) -> dict[Key, ReportLine]:
    """The report's lines with these keys, as far as these columns need them; those that are missing are added."""
    lines = _lines_there(report, keys, columns)
    if missing := keys - lines.keys():
        ReportLine.objects.bulk_create(
            ReportLine(report=report, enterprise_id=enterprise, category=category)
            for enterprise, category in sorted(missing)
        )
        lines |= _lines_there(report, missing, columns)
    prefetch_related_objects([line for key, line in lines.items() if key[1] in WITH_ELEMENTS], "elements")
    return lines


def _lines_there(report: ProductionReport, keys: Set[Key], columns: Iterable[str]) -> dict[Key, ReportLine]:
    rows = report.lines.order_by().only("report", "enterprise", "category", *columns)
    # A database takes a short list; where there are many, all are read.
    if len(keys) <= FEW:
        rows = rows.filter(enterprise__in={enterprise for enterprise, _category in keys})
    found = {(row.enterprise_id, row.category): row for row in rows}
    return found if found.keys() == keys else {key: row for key, row in found.items() if key in keys}


def _column_of(cell: CellName) -> str:
    """The field of a line in which a cell is kept; elements have rows of their own."""
    if cell.explains:
        return "explanations"
    return "no_production_reason" if cell.field == "reason" else cell.field


def _store_elements(lines: Mapping[Key, ReportLine], named: Iterable[tuple[CellName, Value]]) -> None:
    typed = {(lines[cell.key].pk, cell.element): value for cell, value in named if cell.element}
    emptied = [Q(line=line, element=element) for (line, element), value in typed.items() if value is None]
    if emptied:
        ElementOutput.objects.filter(reduce(or_, emptied)).delete()
    ElementOutput.objects.bulk_create(
        [
            ElementOutput(line_id=line, element=element, tonnes=value)
            for (line, element), value in typed.items()
            if isinstance(value, Decimal)
        ],
        update_conflicts=True,
        unique_fields=["line", "element"],
        update_fields=["tonnes"],
    )


def _negative_refusals() -> dict[str, Refusal]:
    negative = NotValid("negative", _("A quantity is 0 or more; correct the negative figure."))
    names = [f"report_line_{name}_not_negative" for name in COLUMNS]
    return dict.fromkeys([*names, "element_not_negative"], negative)


@transaction.atomic
def start_correction(*, report: ProductionReport, reason: str, by: User, code: str = "") -> ProductionReport:
    """A new version with the figures of this one: after a return, or with a reason after acceptance.

    What was accepted stays in force until the new version is accepted. Raises Refusal for a version that
    is not the latest, and NotValid without a reason.
    """
    report = locked(report)
    refusal_of(permissions.draft_report(by, report.group))
    next_state(REPORT, report.state, "correct", LABELS)
    latest = ProductionReport.objects.of_month(report.group, report.period).kept().first()
    if latest is None or latest.pk != report.pk:
        raise Refusal("not_the_latest", _("A later version exists; open that one."))
    why = reason.strip() or report.return_reason or report.recall_reason
    if not why:
        sentence = _("A correction needs its reason; write what was wrong.")
        raise NotValid("reason_missing", sentence, cells={"reason": sentence})
    code = code or correction_code(report)
    keep_reason(kind=CodedReason.Kind.CORRECTION, code=code, group=report.group, number=report.number)
    successor = _create(report.group, report.period, by=by, supersedes=report, correction_reason=why)
    _copy_lines(report, successor)
    record("report.correct", by=by, subject=report, after={"code": code, "reason": why, "version": successor.version})
    record("report.draft", by=by, subject=successor, after={"version": successor.version, "reason": why})
    return successor


def correction_code(report: ProductionReport) -> str:
    """What goes without saying: a return or a recall is answered."""
    answers = {"returned": CorrectionCode.AFTER_RETURN, "recalled": CorrectionCode.AFTER_RECALL}
    return answers.get(report.state, CorrectionCode.OTHER)


def _copy_lines(report: ProductionReport, successor: ProductionReport) -> None:
    former = list(report.lines.prefetch_related("elements"))
    ReportLine.objects.bulk_create(
        ReportLine(
            report=successor,
            enterprise_id=line.enterprise_id,
            category=line.category,
            **{name: getattr(line, name) for name in LINE_FIELDS},
        )
        for line in former
    )
    copies = {(line.enterprise_id, line.category): line for line in successor.lines.all()}
    ElementOutput.objects.bulk_create(
        ElementOutput(line=copies[line.enterprise_id, line.category], element=part.element, tonnes=part.tonnes)
        for line in former
        for part in line.elements.all()
    )


@transaction.atomic
def remove_line(*, line: ReportLine, by: User) -> None:
    """Takes an enterprise's row out of a draft."""
    report = locked(line.report)
    refusal_of(permissions.draft_report(by, report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    removed = str(line)
    line.delete()
    report.drafted_by, report.saved_at = by, now()
    report.editors.add(by)
    step(report, "edit", by=by, removed=removed)
