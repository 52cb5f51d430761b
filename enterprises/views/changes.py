"""Dated events of enterprises: entered by the group, confirmed or refused by the province, taken back by the group."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.reads.staleness import seen_now, who_did
from accounts.views.confirmation import ask, seen_of
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import colon, day_text
from common.workflow import Action, refusal_of
from enterprises import permissions
from enterprises.forms.changes import ChangeForm, ChangeKindForm, ChangeReasonForm
from enterprises.models import Enterprise, EnterpriseChange
from enterprises.services import changes as services

ROWS = ("enterprise__province", "group", "province", "new_group", "new_province", "entered_by", "decided_by")


@require_GET
def change_list(request: SignedIn) -> HttpResponse:
    """The events that this person may see, those that wait first."""
    rows = EnterpriseChange.objects.visible_to(request.user).select_related(*ROWS)
    proposed = Q(state=EnterpriseChange.State.PROPOSED)
    waiting = list_page(rows.filter(proposed), request.GET, slot="waiting-")
    others = list_page(rows.exclude(proposed), request.GET)
    return render(request, "enterprises/changes/change_list.html", {"waiting": waiting, "others": others})


@require_http_methods(["GET", "POST"])
def change_new(request: SignedIn, pk: int) -> HttpResponse:
    """The group's clerk enters what happens to an enterprise."""
    enterprise = get_visible_or_404(Enterprise.objects.select_related("province"), request.user, pk=pk)
    refusal_of(permissions.enter_change(request.user, enterprise))
    chosen = ChangeKindForm(request.POST or request.GET or None)
    if not chosen.is_valid():
        return _change_kind(request, enterprise, chosen)
    kind = EnterpriseChange.Kind(chosen.cleaned_data["kind"])
    form = ChangeForm(kind, request.POST or None)
    if form.is_valid():
        try:
            change = services.enter_change(enterprise=enterprise, kind=kind, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Entered; an officer of the province confirms it."))
            return redirect(change)
    context = {"enterprise": enterprise, "form": form, "kind": kind}
    return render(request, "enterprises/changes/change_new.html", context, status=form_status(form))


def _change_kind(request: SignedIn, enterprise: Enterprise, form: ChangeKindForm) -> HttpResponse:
    """The first step: what happens; the next page asks only for what that needs."""
    context = {"enterprise": enterprise, "form": form}
    return render(request, "enterprises/changes/change_kind.html", context, status=form_status(form))


@require_GET
def change_detail(request: SignedIn, pk: int) -> HttpResponse:
    """An event with its decision and its history."""
    change = _visible(request, pk)
    context = {
        "change": change,
        "status": status_of(change),
        "actions": _actions(request, change),
        "events": Event.objects.about(change),
        "answer_until": permissions.answer_until(change) if change.state == "proposed" else None,
    }
    return render(request, "enterprises/changes/change_detail.html", context)


def status_of(change: EnterpriseChange) -> str:
    """The code of the status component."""
    codes = {"proposed": "change_waits", "confirmed": "change_confirmed", "in_force": "in_force"}
    return codes.get(change.state, change.state)


def _visible(request: SignedIn, pk: int) -> EnterpriseChange:
    return get_visible_or_404(EnterpriseChange.objects.select_related(*ROWS), request.user, pk=pk)


def _actions(request: SignedIn, change: EnterpriseChange) -> list[Action]:
    user = request.user
    state = EnterpriseChange.State
    if change.state not in (state.PROPOSED, state.CONFIRMED):
        return []
    seen = f"?seen={seen_now(change)}"

    def act(name: str, label: str, refusal: Refusal | None, *, danger: bool = False) -> Action:
        return Action(name, label, reverse(f"change_{name}", args=[change.pk]) + seen, refusal, danger=danger)

    ministry = user.organisation.kind == user.organisation.Kind.MIIT
    if (user.organisation.is_province or ministry) and change.state == state.PROPOSED:
        decide = permissions.decide_change(user, change)
        return [
            act("confirm", _("Confirm the event"), decide),
            act("refuse", _("Refuse the event"), decide, danger=True),
        ]
    if user.organisation_id == change.group_id:
        return [act("withdraw", _("Take back"), permissions.withdraw_change(user, change), danger=True)]
    return []


@require_http_methods(["GET", "POST"])
def change_confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then confirms."""
    change = _visible(request, pk)
    refusal_of(permissions.decide_change(request.user, change))
    if request.method == "POST":
        services.confirm_change(change=change, by=request.user, seen=seen_of(request))
        said = who_did(change, "enterprise_change.confirm", by=request.user)
        messages.success(request, said or _("Confirmed; it counts from its day on."))
        return redirect(change)
    effects = [
        _("From %(day)s on the register, the reports, the splits and the findings follow it.")
        % {"day": day_text(change.day)},
        _("What was before keeps its name, its group and its place."),
    ]
    return _ask(request, change, _("Confirm the event"), effects)


@require_http_methods(["GET", "POST"])
def change_refuse(request: SignedIn, pk: int) -> HttpResponse:
    """Asks why, then refuses."""
    change = _visible(request, pk)
    refusal_of(permissions.decide_change(request.user, change))
    effects = [_("The group sees the reason; nothing changes in the register.")]
    return _with_reason(request, change, services.refuse_change, _("Refuse the event"), effects)


@require_http_methods(["GET", "POST"])
def change_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Asks why, then takes it back."""
    change = _visible(request, pk)
    refusal_of(permissions.withdraw_change(request.user, change))
    effects = [_("The event stays readable; nothing changes in the register.")]
    return _with_reason(request, change, services.withdraw_change, _("Take back the event"), effects)


def _with_reason(
    request: SignedIn, change: EnterpriseChange, perform: Callable[..., Any], label: str, effects: list[str]
) -> HttpResponse:
    form = ChangeReasonForm(request.POST or None)
    if form.is_valid():
        perform(change=change, reason=form.cleaned_data["reason"], by=request.user, seen=seen_of(request))
        messages.success(request, _("Done: %(piece)s.") % {"piece": change.enterprise.name})
        return redirect(change)
    return _ask(request, change, label, effects, form=form, danger=True)


def _ask(request: SignedIn, change: EnterpriseChange, label: str, effects: list[str], **more: Any) -> HttpResponse:
    back = change.get_absolute_url()
    return ask(
        request,
        title=f"{label}{colon()}{change.enterprise.name} · {change.get_kind_display()}",
        label=label,
        effects=effects,
        back=back,
        back_label=change.enterprise.name,
        about=change,
        **more,
    )
