"""Taking back: a submitted report until it is decided, and a version that was begun by mistake."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from audit.models import Event
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import now
from common.workflow import next_state, refusal_of
from deadlines.services.followups import given_up, recalled
from notifications.services.notify import News, tell_news
from reporting import permissions
from reporting.models import ProductionReport
from reporting.services.steps import LABELS, duty_key, locked, step
from reporting.services.sums import keep_sums, leave_force
from reporting.transitions import REPORT

MIIT = (Organisation.Kind.MIIT,)


@transaction.atomic
def recall_report(*, report: ProductionReport, reason: str, by: User, seen: int | None = None) -> ProductionReport:
    """Recall a submitted report for its group, until MIIT has decided. A second recall has no effect.

    Its figures no longer count, and the obligation is open again with its deadline unchanged; the group submits a new
    version. Raises Refusal when the obligation is locked by now, and NotValid without a reason.
    """
    report = locked(report)
    refusal_of(permissions.recall_report(by, report))
    if done_already(report, "report.recall"):
        return report
    refuse_if_changed(report, seen, by=by)
    next_state(REPORT, report.state, "recall", LABELS)
    reason = _given(reason, _("Write why it is taken back; the other side reads it."))
    if report.submitted_at is not None:
        recalled(**duty_key(report), year=report.year, submitted_at=report.submitted_at, by=by)
    report.recalled_by, report.recalled_for, report.recalled_at = by, by.acting_for, now()
    report.recall_reason = reason
    leave_force(report, report.recalled_at)
    event = step(report, "recall", by=by, reason=reason, number=report.number)
    keep_sums(report.group_id, report.period)
    _notify("recalled", event, report, reason, by=by)
    return report


@transaction.atomic
def discard_report(
    *, report: ProductionReport, by: User, reason: str = "", seen: int | None = None
) -> ProductionReport | None:
    """Discard a version that was begun by mistake. A draft is deleted, and its number can be used again: returns None.

    A returned or recalled version stays readable; it is discarded with a reason, and only while another version of
    the month is in force, because otherwise the report is due. Nothing has to be resubmitted then.
    """
    report = locked(report)
    refusal_of(permissions.draft_report(by, report.group))
    if report.state == ProductionReport.State.DISCARDED:
        return report
    refuse_if_changed(report, seen, by=by)
    next_state(REPORT, report.state, "discard", LABELS)
    if report.is_draft:
        before = {"state": report.state, "version": report.version, "number": report.number}
        record("report.discard", by=by, subject=report, before=before, after={"reason": reason.strip()})
        report.delete()
        return None
    refusal_of(not_to_be_given_up(report))
    report.discard_reason = _given(reason, _("Write why the version is given up."))
    given_up(**duty_key(report), by=by)
    event = step(report, "discard", by=by, reason=report.discard_reason, number=report.number)
    _notify("discarded", event, report, report.discard_reason, by=by)
    return report


def not_to_be_given_up(report: ProductionReport) -> Refusal | None:
    """Why a version that was sent cannot be given up; the button says the same."""
    month = {"month": report.period.label}
    if report.successors.kept().exists():
        return Refusal("not_the_latest", _("A later version exists; open that one."))
    if not ProductionReport.objects.of_month(report.group, report.period).in_force().exists():
        sentence = _(
            "No other version of %(month)s is in force, so the report is still due; correct it in a new version."
        )
        return Refusal("report_owed", sentence % month)
    return None


def _given(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise NotValid("reason_missing", sentence, cells={"reason": sentence})
    return reason.strip()


def _notify(kind: str, event: Event, report: ProductionReport, reason: str, *, by: User) -> None:
    url = reverse("report_detail", args=[report.pk])
    news = News(kind=kind, event=event.number, thing=report.number, who=by.organisation, reason=reason, url=url)
    tell_news(kinds=MIIT, news=news, at=now())
