"""Several reports accepted on one page, with one fresh proof for all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.confirmation import proof_context, proved
from accounts.views.signed_in import SignedIn
from common.workflow import refusal_of
from reporting import permissions
from reporting.reads.acceptance import candidates
from reporting.services.acceptance import accept_several


@require_http_methods(["GET", "POST"])
def reports_accept(request: SignedIn) -> HttpResponse:
    """What can be accepted together, what will happen, and what is left out and why."""
    refusal_of(permissions.decide_reports(request.user))
    fault = None
    if request.method == "POST":
        fault = proved(request)
        if not fault:
            _accept(request)
            return redirect("reports_accept")
    rows = candidates(request.user)
    chosen = set(request.POST.getlist("report"))
    context = {
        "plain": [(row, not chosen or str(row.report.pk) in chosen) for row in rows if not row.warnings],
        "left_out": [row for row in rows if row.warnings],
        "effects": [
            _("Each report that is chosen is accepted; its figures count from now on."),
            _("The groups see it at once; each acceptance stands in the log by itself."),
            _("A report that somebody has changed meanwhile is left as it is, and said."),
        ],
        **proof_context(request, about=None, signing=True, refusal=fault),
    }
    return render(request, "reporting/reports/reports_accept.html", context, status=fault.status if fault else 200)


def _accept(request: SignedIn) -> None:
    seen = {int(pk): _number(request, pk) for pk in request.POST.getlist("report") if pk.isdecimal() and len(pk) < 19}
    outcomes = accept_several(seen=seen, by=request.user)
    accepted = [outcome for outcome in outcomes if outcome.refusal is None]
    if accepted:
        messages.success(request, _("%(count)s reports are accepted; their figures count.") % {"count": len(accepted)})
    for outcome in outcomes:
        if outcome.refusal is not None:
            messages.warning(request, f"{outcome.report}：{outcome.refusal}")
    if not outcomes:
        messages.warning(request, _("Nothing was accepted: no report without a warning was chosen."))


def _number(request: SignedIn, pk: str) -> int:
    text = request.POST.get(f"seen-{pk}", "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0
