"""The pages on which a decided finding is reopened by two people."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.reopening import Step, decision_page, request_page
from accounts.views.signed_in import SignedIn
from common.http import get_visible_or_404
from common.workflow import refusal_of
from reporting import permissions
from reporting.models import Finding
from reporting.services.reopening import ask_to_reopen, drop_reopening, reopen_finding

METHODS = ["GET", "POST"]


@require_http_methods(METHODS)
def finding_ask_reopening(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody of MIIT asks, with the reason."""
    finding = _visible(request, pk)
    refusal_of(permissions.ask_reopening(request.user))
    effects = [
        _("The decision remains in force until another officer of MIIT reopens the finding: “%(decision)s”")
        % {"decision": finding.decision},
        _("The reason is kept in the log; the group reads it when the finding is reopened."),
    ]
    said = _("Asked for; another officer of MIIT decides.")
    step = _step(request, finding, ask_to_reopen, _("Ask to reopen the finding"), _("Ask to reopen"), effects, said)
    return request_page(request, step)


@require_http_methods(METHODS)
def finding_reopen(request: SignedIn, pk: int) -> HttpResponse:
    """Another officer reopens."""
    finding = _visible(request, pk)
    refusal_of(permissions.reopen_finding(request.user, finding))
    names = {"who": finding.reopening_asker, "reason": finding.reopen_reason, "decision": finding.decision}
    effects = [
        _("%(who)s asks for it with this reason: %(reason)s") % names,
        _("The decision “%(decision)s” no longer holds; it stays in the log.") % names,
        _("The finding has to be decided again; the group is notified, with the reason."),
    ]
    said = _("The finding is open again.")
    step = _step(request, finding, reopen_finding, _("Reopen the finding"), _("Reopen"), effects, said)
    return decision_page(request, step, signing=True)


@require_http_methods(METHODS)
def finding_drop_reopening(request: SignedIn, pk: int) -> HttpResponse:
    """The request is dropped."""
    finding = _visible(request, pk)
    refusal_of(permissions.ask_reopening(request.user))
    effects = [_("The decision remains in force; the request stays in the log.")]
    said = _("The request is withdrawn; the decision remains in force.")
    title = _("Withdraw the request to reopen the finding")
    step = _step(request, finding, drop_reopening, title, _("Withdraw the request"), effects, said)
    return decision_page(request, step, signing=False)


def _step(
    request: SignedIn, finding: Finding, verb: Any, title: str, label: str, effects: list[str], said: str
) -> Step:
    return Step(
        title=title,
        label=label,
        effects=[finding.sentence, *effects],
        said=said,
        verb=partial(verb, finding=finding, by=request.user),
        about=finding,
        back=reverse("report_detail", args=[finding.line.report_id]),
        back_label=finding.line.report.period.label,
    )


def _visible(request: SignedIn, pk: int) -> Finding:
    return get_visible_or_404(Finding.objects.select_related("line__report__group"), request.user, pk=pk)
