"""The pages on which quota is taken back after a violation: drafted by one, ordered by another."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.reads.staleness import seen_now, who_did
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.forms.fields import ReasonForm
from allocations.forms.reductions import ReductionForm
from allocations.models import Reduction
from allocations.models.reduction import ReductionQuerySet
from allocations.reads.filing_checks import produced_of
from allocations.services import reductions as services
from audit.models import Event
from common.constraints import NotValid
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import day_of
from common.quantities import format_tonnes
from common.workflow import Action, refusal_of
from documents.services.attachments import http_attachment
from enterprises.reads.past import named_then


def day_of_reduction(reduction: Reduction) -> date:
    """The day whose name its enterprise bears."""
    return day_of(reduction.decided_at or reduction.drafted_at)


@require_GET
def reduction_list(request: SignedIn) -> HttpResponse:
    """Every reduction that this person may see."""
    rows = list_page(_reductions().visible_to(request.user), request.GET)
    named_then(rows, day_of_reduction)
    refusal = permissions.draft_reduction(request.user)
    new = Action("new", _("Draft a reduction"), reverse("reduction_new"), refusal, confirm=True)
    context = {"rows": rows, "new": new if request.user.sees_everything else None}
    return render(request, "allocations/reductions/reduction_list.html", context)


@require_http_methods(["GET", "POST"])
def reduction_new(request: SignedIn) -> HttpResponse:
    """Enterprise, category, tonnes, and the document that orders it."""
    refusal_of(permissions.draft_reduction(request.user))
    form = ReductionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            reduction = services.draft_reduction(**form.cleaned_data, by=request.user)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Drafted. Another officer of the ministry has to order it."))
            return redirect("reduction_detail", reduction.pk)
    return render(request, "allocations/reductions/reduction_new.html", {"form": form}, status=form_status(form))


@require_GET
def reduction_detail(request: SignedIn, pk: int) -> HttpResponse:
    """What is taken from whom, by which document, and what was done."""
    reduction = get_visible_or_404(_reductions(), request.user, pk=pk)
    named_then([reduction], day_of_reduction)
    ministry = request.user.sees_everything
    context = {
        "reduction": reduction,
        "actions": _actions(request, reduction),
        "events": Event.objects.about(reduction) if ministry else [],
    }
    return render(request, "allocations/reductions/reduction_detail.html", context)


def _actions(request: SignedIn, reduction: Reduction) -> list[Action]:
    user = request.user
    if reduction.state != Reduction.State.DRAFT or not user.sees_everything:
        return []
    query = f"?seen={seen_now(reduction)}"
    order, withdraw = (reverse(f"reduction_{name}", args=[reduction.pk]) + query for name in ("order", "withdraw"))
    return [
        Action("order", _("Order the reduction"), order, permissions.order_reduction(user, reduction), danger=True),
        Action("withdraw", _("Withdraw"), withdraw, permissions.withdraw_reduction(user, reduction)),
    ]


@require_http_methods(["GET", "POST"])
def reduction_order(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then orders; the tonnes return to the group."""
    reduction = get_visible_or_404(_reductions(), request.user, pk=pk)
    refusal_of(permissions.order_reduction(request.user, reduction))
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and not fault:
        services.order_reduction(reduction=reduction, by=request.user, seen=seen_of(request))
        said = _("Ordered; the quota has returned to the group.")
        messages.success(request, who_did(reduction, "reduction.order", by=request.user) or said)
        return redirect("reduction_detail", reduction.pk)
    back, label = reverse("reduction_detail", args=[reduction.pk]), _("Order the reduction")
    return ask(
        request,
        title=label,
        label=label,
        effects=_effects(reduction),
        back=back,
        back_label=str(reduction),
        danger=True,
        about=reduction,
        signing=True,
        refusal=fault,
    )


def _effects(reduction: Reduction) -> list[str]:
    produced = produced_of(reduction.year, [reduction.enterprise_id]).get((reduction.enterprise_id, reduction.category))
    names = {"tonnes": format_tonnes(reduction.tonnes), "category": reduction.get_category_display()}
    return [
        _("%(tonnes)s t REO of %(category)s leave %(enterprise)s and return to %(group)s.")
        % {**names, "enterprise": reduction.enterprise.name, "group": reduction.group.name},
        _("The enterprise has produced %(produced)s t of it this year; the reduction may go below, for its reason.")
        % {"produced": format_tonnes(produced)},
        _("A version of the split that was drafted before this can no longer be accepted; the group drafts a new one."),
    ]


@require_http_methods(["GET", "POST"])
def reduction_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then drops the draft."""
    reduction = get_visible_or_404(_reductions(), request.user, pk=pk)
    refusal_of(permissions.withdraw_reduction(request.user, reduction))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        services.withdraw_reduction(reduction=reduction, by=request.user, seen=seen_of(request), **form.cleaned_data)
        messages.success(request, _("Withdrawn; nothing has moved."))
        return redirect("reduction_detail", reduction.pk)
    back, label = reverse("reduction_detail", args=[reduction.pk]), _("Withdraw")
    effects = [_("The draft is discarded and stays readable; no quota moves.")]
    return ask(
        request,
        title=label,
        label=label,
        effects=effects,
        back=back,
        back_label=str(reduction),
        about=reduction,
        form=form,
        danger=True,
    )


@require_GET
def reduction_document(request: SignedIn, pk: int) -> HttpResponse:
    """The document that orders it, as it was attached."""
    reduction = get_visible_or_404(_reductions(), request.user, pk=pk)
    if reduction.document is None:
        raise Http404
    return http_attachment(reduction.document)


def _reductions() -> ReductionQuerySet:
    return Reduction.objects.select_related("group", "enterprise", "drafted_by", "decided_by", "document")
