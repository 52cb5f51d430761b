"""Reopening a decided finding: one of MIIT asks with a reason, another officer reopens it, or it is dropped."""

from django.db import transaction
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.services.reopening import Reopening
from audit.models import Event
from audit.services.record import record
from common.periods import now
from common.workflow import next_state
from notifications.services.notify import News, tell_news
from reporting import permissions
from reporting.models import Finding
from reporting.services.decisions import FINDING_LABELS
from reporting.transitions import FINDING

MIIT = (Organisation.Kind.MIIT,)


def _locked(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",)).select_related("line__report__group")
    return rows.get(pk=finding.pk)


FINDINGS = Reopening("finding", FINDING, FINDING_LABELS, _locked, permissions.ask_reopening)


@transaction.atomic
def ask_to_reopen(*, finding: Finding, reason: str, by: User, seen: int | None = None) -> Finding:
    """Request that the decided finding be reopened; the decision is in force until a second person has reopened it."""
    finding, is_new = FINDINGS.ask(finding, reason, by=by, seen=seen)
    if is_new:
        event = record("finding.ask_reopening", by=by, subject=finding, after={"reason": finding.reopen_reason})
        _notify("reopening-asked", event, finding, finding.reopen_reason, by=by, kinds=MIIT)
    return finding


@transaction.atomic
def drop_reopening(*, finding: Finding, by: User, seen: int | None = None) -> Finding:
    """Withdraw the request, by its author or by another person; the decision remains in force."""
    finding, reason = FINDINGS.drop(finding, by=by, seen=seen)
    if reason:
        record("finding.drop_reopening", by=by, subject=finding, before={"reason": reason})
    return finding


@transaction.atomic
def reopen_finding(*, finding: Finding, by: User, seen: int | None = None) -> Finding:
    """A second person reopens: the former decision stays in the log, and the finding is to be decided anew.

    The group is notified with the reason. Reopened twice, it is reopened once.
    """
    finding, waits = FINDINGS.begin(finding, permissions.reopen_finding, by=by, seen=seen)
    if not waits:
        return finding
    action = "reopen" if finding.explanation else "reopen_unexplained"
    state = next_state(FINDING, finding.state, action, FINDING_LABELS)
    asker, reason = finding.reopening_asker, FINDINGS.granted(finding)
    before = {"state": finding.state, "decision": finding.decision, "decided_by": finding.decided_by}
    finding.state, finding.decision, finding.decided_at = state, "", None
    finding.decided_by = finding.decided_for = None
    finding.save()
    after = {"state": state, "reason": reason, "asked_by": asker}
    event = record("finding.reopen", by=by, subject=finding, before=before, after=after)
    _notify("reopened", event, finding, reason, by=by, groups=[finding.line.report.group])
    return finding


def _notify(
    kind: str,
    event: Event,
    finding: Finding,
    reason: str,
    *,
    by: User,
    kinds: tuple[Organisation.Kind, ...] = (),
    groups: list[Organisation] | None = None,
) -> None:
    url = reverse("report_detail", args=[finding.line.report_id])
    news = News(kind, event.number, finding.number, by.organisation, reason, url)
    tell_news(kinds=kinds, organisations=groups or [], news=news, at=now())
