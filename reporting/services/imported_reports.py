"""Monthly outputs of earlier years from a workbook, booked by two people in bulk.

They count in every sum like other reports. No rule is asked of them, no finding opens, nothing falls due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions.policies import not_the_drafter
from allocations.services.lapses import refuse_closed
from common.constraints import Refusal, constraint_refused
from common.periods import Month
from common.workflow import refusal_of
from documents.models import Attachment
from reporting.models import ProductionReport, ReportLine
from reporting.services.steps import step
from reporting.services.sums import come_into_force, keep_sums, leave_force

BATCH = 2000
Key = tuple[int, Month]


@dataclass(frozen=True)
class PastMonth:
    """A group's month: output in t REO by (enterprise id, category)."""

    group: Organisation
    month: Month
    outputs: Mapping[tuple[int, str], Decimal]


@transaction.atomic
def import_reports(
    *, months: Sequence[PastMonth], source: Attachment, uploaded_by: User, uploaded_at: datetime, at: datetime, by: User
) -> int:
    """Books the months; how many lines. Raises Refusal where a group has a report of one of them already."""
    refusal_of(not_the_drafter(by, uploaded_by.pk))
    for year in sorted({past.month.year for past in months}):
        refuse_closed(year)
    versions = _versions(months)
    lines: list[ReportLine] = []
    for past in months:
        report = _store(past, versions, source, uploaded_by, uploaded_at, at, by)
        lines += [
            ReportLine(report=report, enterprise_id=enterprise, category=category, output=tonnes)
            for (enterprise, category), tonnes in past.outputs.items()
        ]
    ReportLine.objects.bulk_create(lines, batch_size=BATCH)
    for past in months:
        keep_sums(past.group.pk, past.month)
    return len(lines)


def _versions(months: Sequence[PastMonth]) -> dict[Key, int]:
    """The last version of each group's month, where there is one. One query."""
    rows = ProductionReport.objects.filter(
        year__in={past.month.year for past in months}, group__in={past.group.pk for past in months}
    )
    found = rows.values_list("group", "year", "month").annotate(last=Max("version")).order_by()
    return {(group, Month(year, month)): last for group, year, month, last in found}


def _store(
    past: PastMonth,
    versions: Mapping[Key, int],
    source: Attachment,
    uploaded_by: User,
    uploaded_at: datetime,
    at: datetime,
    by: User,
) -> ProductionReport:
    report = ProductionReport(
        group=past.group,
        year=past.month.year,
        month=past.month.month,
        version=versions.get((past.group.pk, past.month), 0) + 1,
        drafted_by=uploaded_by,
        drafted_at=uploaded_at,
        saved_at=at,
        signed_by=by,
        signed_for=by.acting_for,
        submitted_at=at,
        decided_by=by,
        decided_for=by.acting_for,
        decided_at=at,
        imported_from=source,
    )
    come_into_force(report, at)
    exists = Refusal(
        "report_exists",
        _("%(group)s has a report of %(month)s already.") % {"group": past.group.name, "month": past.month.label},
    )
    refusals = {"report_one_": exists, "report_version_once": exists, "reporting_productionreport.group_id": exists}
    with constraint_refused(refusals):
        # Saved by its step, with the audit line.
        step(report, "import", by=by, number=report.number, file=source.name, sha256=source.sha256)
    return report


@transaction.atomic
def reverse_reports(*, source: Attachment, asked_by: User, reason: str, at: datetime, by: User) -> int:
    """Takes the reports of a workbook out of every sum; how many. They stay readable as discarded versions.

    Raises Refusal while a correction follows one of them, or the year is closed.
    """
    refusal_of(not_the_drafter(by, asked_by.pk))
    reports = list(
        ProductionReport.objects.select_for_update(of=("self",))
        .filter(imported_from=source)
        .exclude(state=ProductionReport.State.DISCARDED)
        .select_related("group")
        .order_by("year", "month", "group")
    )
    for year in sorted({report.year for report in reports}):
        refuse_closed(year)
    _refuse_depended_on(reports)
    for report in reports:
        leave_force(report, at)
        report.discard_reason = reason
        step(report, "reverse_import", by=by, number=report.number, file=source.name, sha256=source.sha256)
    for report in reports:
        keep_sums(report.group_id, report.period)
    return len(reports)


def _refuse_depended_on(reports: Sequence[ProductionReport]) -> None:
    newer = ProductionReport.objects.kept().filter(supersedes__in=[report.pk for report in reports])
    names = [str(report) for report in newer.select_related("group")[:5]]
    if names:
        raise Refusal(
            "import_depended_on",
            _("The outputs cannot be taken back while this rests on them: %(what)s. Discard that first.")
            % {"what": _("; ").join(names)},
        )
