"""Which of the submitted reports can be accepted together, and why the others cannot: they have to be looked at."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Event
from reporting.models import Difference, Finding, ProductionReport


@dataclass(frozen=True)
class Candidate:
    """A submitted report: the number of the last event that its row shows, and what has to be looked at first."""

    report: ProductionReport
    seen: int
    warnings: list[str]


def candidates(user: User) -> list[Candidate]:
    """The reports that wait for a decision, in the order of months and groups. Four queries."""
    waiting = ProductionReport.objects.visible_to(user).filter(state=ProductionReport.State.SUBMITTED)
    reports = list(waiting.select_related("group").order_by("year", "month", "group__position"))
    ids = [report.pk for report in reports]
    undecided = Finding.objects.exclude(state=Finding.State.DECIDED).filter(line__report__in=ids)
    findings = dict(undecided.order_by().values_list("line__report").annotate(Count("pk")))
    pending = Difference.objects.pending().filter(report__in=ids)
    differences = dict(pending.order_by().values_list("report").annotate(Count("pk")))
    seen = _last_events(ids)
    return [
        Candidate(
            report,
            seen.get(report.pk, 0),
            _warnings(report, findings.get(report.pk, 0), differences.get(report.pk, 0)),
        )
        for report in reports
    ]


def _last_events(ids: list[int]) -> dict[int, int]:
    label = ProductionReport._meta.label
    events = Event.objects.filter(subject_type=label, subject_id__in=[str(pk) for pk in ids]).order_by("number")
    return {int(subject): number for subject, number in events.values_list("subject_id", "number")}


def _warnings(report: ProductionReport, findings: int, differences: int) -> list[str]:
    said = []
    if findings:
        said.append(_("findings that nobody has decided: %(count)s") % {"count": findings})
    if differences:
        said.append(_("differences with the traceability system: %(count)s") % {"count": differences})
    if report.version > 1:
        said.append(_("a correction: it changes figures that count"))
    return said
