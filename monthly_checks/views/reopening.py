"""The pages on which a closed check is reopened by two people."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.reopening import Step, decision_page, request_page
from accounts.views.signed_in import SignedIn
from common.http import get_visible_or_404
from common.workflow import refusal_of
from monthly_checks import permissions
from monthly_checks.models import MonthlyCheck
from monthly_checks.services.reopening import ask_to_reopen, drop_reopening, reopen_check

METHODS = ["GET", "POST"]


@require_http_methods(METHODS)
def check_ask_reopening(request: SignedIn, pk: int) -> HttpResponse:
    """One of the province asks, with the reason."""
    check = _visible(request, pk)
    refusal_of(permissions.ask_reopening(request.user))
    effects = [
        _("The check stays closed until another officer of the province reopens it."),
        _("The reason is kept in the log; the ministries read it when the check is reopened."),
    ]
    title = _("Ask to reopen the check of %(month)s") % {"month": check.period.label}
    said = _("Asked for; another officer of the province decides.")
    return request_page(request, _step(request, check, ask_to_reopen, title, _("Ask to reopen"), effects, said))


@require_http_methods(METHODS)
def check_reopen(request: SignedIn, pk: int) -> HttpResponse:
    """Another officer reopens."""
    check = _visible(request, pk)
    refusal_of(permissions.reopen_check(request.user, check))
    effects = [
        _("%(who)s asks for it with this reason: %(reason)s")
        % {"who": check.reopening_asker, "reason": check.reopen_reason},
        _("Every enterprise can be checked again; the check is then closed again, with a new summary."),
        _("Both authorities get a new deadline for that; the day of the first closing stays on record."),
        _("Both ministries are notified, with the reason."),
    ]
    title = _("Reopen the check of %(month)s") % {"month": check.period.label}
    said = _("The check is open again.")
    return decision_page(request, _step(request, check, reopen_check, title, _("Reopen"), effects, said), signing=True)


@require_http_methods(METHODS)
def check_drop_reopening(request: SignedIn, pk: int) -> HttpResponse:
    """The request is dropped."""
    check = _visible(request, pk)
    refusal_of(permissions.ask_reopening(request.user))
    title = _("Withdraw the request to reopen the check of %(month)s") % {"month": check.period.label}
    step = _step(
        request,
        check,
        drop_reopening,
        title,
        _("Withdraw the request"),
        [_("The check stays closed; the request stays in the log.")],
        _("The request is withdrawn; the check stays closed."),
    )
    return decision_page(request, step, signing=False)


def _step(
    request: SignedIn, check: MonthlyCheck, verb: Any, title: str, label: str, effects: list[str], said: str
) -> Step:
    return Step(
        title=title,
        label=label,
        effects=effects,
        said=said,
        verb=partial(verb, check=check, by=request.user),
        about=check,
        back=check.get_absolute_url(),
        back_label=str(check),
    )


def _visible(request: SignedIn, pk: int) -> MonthlyCheck:
    return get_visible_or_404(MonthlyCheck.objects.select_related("province"), request.user, pk=pk)
