"""The pages of extensions for all groups: the list, propose, grant, refuse, take back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.reads.staleness import seen_now
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from common.constraints import Refusal
from common.http import get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import day_text
from common.workflow import Action, refusal_of
from deadlines import permissions
from deadlines.forms.general_extensions import ClosingForm, ProposalForm
from deadlines.models import GeneralExtension
from deadlines.services.general_extensions import (
    concerned_by,
    grant_for_all,
    propose_extension,
    recall_for_all,
    refuse_for_all,
)
from deadlines.transitions import GENERAL_EXTENSION

METHODS = ["GET", "POST"]


@require_GET
def general_extension_list(request: SignedIn) -> HttpResponse:
    """What was granted to all groups; for the ministries also what is proposed, and the way to propose."""
    refusal_of(permissions.see_duties(request.user))
    page = list_page(GeneralExtension.objects.with_people().visible_to(request.user), request.GET)
    barred = permissions.propose_extension(request.user)
    new = Action("new", _("Propose an extension for all groups"), reverse("general_extension_new"), barred)
    context = {
        "rows": replace(page, rows=[(row, _actions(row, request.user)) for row in page]),
        "new": new if request.user.sees_everything else None,
    }
    return render(request, "deadlines/general_extensions/general_extension_list.html", context)


def _actions(row: GeneralExtension, user: User) -> list[Action]:
    if (row.state, "grant") not in GENERAL_EXTENSION or not user.sees_everything:
        return []
    seen = f"?seen={seen_now(row)}"
    decides, proposes = permissions.grant_for_all(user, row), permissions.propose_extension(user)
    grant, refuse, recall = (
        reverse(f"general_extension_{name}", args=[row.pk]) + seen for name in ("grant", "refuse", "recall")
    )
    return [
        Action("grant", _("Grant"), grant, decides),
        Action("refuse", _("Refuse"), refuse, decides, danger=True),
        Action("recall", _("Take back"), recall, proposes, danger=True),
    ]


@require_http_methods(METHODS)
def general_extension_new(request: SignedIn) -> HttpResponse:
    """Proposes one."""
    refusal_of(permissions.propose_extension(request.user))
    form = ProposalForm(request.POST or None)
    effects = [
        _("Nothing moves until another officer of MIIT has granted it."),
        _(
            "If granted, every group's open deadline for this duty and period "
            "that falls earlier moves to the end of that day."
        ),
    ]
    return _page(
        request,
        title=_("Propose an extension for all groups"),
        label=_("Propose"),
        effects=effects,
        form=form,
        verb=lambda: propose_extension(by=request.user, **form.cleaned_data),
        said=_("Proposed. Another officer of MIIT decides."),
    )


@require_http_methods(METHODS)
def general_extension_grant(request: SignedIn, pk: int) -> HttpResponse:
    """Another officer grants."""
    row = _visible(request, pk)
    refusal_of(permissions.grant_for_all(request.user, row))
    fault: Refusal | None = None
    if request.method == "POST":
        fault = proved(request)
        if fault is None:
            granted = grant_for_all(extension=row, by=request.user, seen=seen_of(request))
            said = _("Granted; deadlines moved: %(count)s.") % {"count": granted.moved}
            messages.success(request, said)
            return redirect("general_extension_list")
    names = {"who": row.proposer, "reason": row.reason, "day": day_text(row.until), "count": concerned_by(row).count()}
    effects = [
        _("%(who)s asks for it with this reason: %(reason)s") % names,
        _("Open deadlines that move to the end of %(day)s: %(count)s.") % names,
        _("The first due day stays on record with each; reminders follow the new one, and all groups are notified."),
    ]
    return ask(
        request, title=_("Grant the extension: %(duty)s") % {"duty": row}, label=_("Grant"), effects=effects,
        about=row, signing=True, refusal=fault, **_back(),
    )  # fmt: skip


@require_http_methods(METHODS)
def general_extension_refuse(request: SignedIn, pk: int) -> HttpResponse:
    """Another officer refuses, with a reason."""
    row = _visible(request, pk)
    refusal_of(permissions.grant_for_all(request.user, row))
    return _closing(request, row, refuse_for_all, _("Refuse the extension: %(duty)s"), _("Refuse"))


@require_http_methods(METHODS)
def general_extension_recall(request: SignedIn, pk: int) -> HttpResponse:
    """The proposal is taken back, with a reason."""
    row = _visible(request, pk)
    refusal_of(permissions.propose_extension(request.user))
    return _closing(request, row, recall_for_all, _("Take back the proposal: %(duty)s"), _("Take back"))


def _closing(
    request: SignedIn, row: GeneralExtension, verb: Callable[..., Any], title: str, label: str
) -> HttpResponse:
    form = ClosingForm(request.POST or None)
    return _page(
        request,
        title=title % {"duty": row},
        label=label,
        effects=[_("No deadline moves; the reason stays with the proposal.")],
        form=form,
        verb=lambda: verb(extension=row, by=request.user, seen=seen_of(request), **form.cleaned_data),
        said=_("Done; no deadline has moved."),
        about=row,
        danger=True,
    )


def _page(
    request: SignedIn, *, title: str, label: str, effects: list[str], form: Form, verb: Callable[[], Any], said: str,
    about: GeneralExtension | None = None, danger: bool = False,
) -> HttpResponse:  # fmt: skip
    if form.is_valid():
        try:
            verb()
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, said)
            return redirect("general_extension_list")
    return ask(
        request, title=title, label=label, effects=effects, form=form, about=about, danger=danger, **_back()
    )  # fmt: skip


def _back() -> dict[str, Any]:
    return {"back": reverse("general_extension_list"), "back_label": _("Extensions for all groups")}


def _visible(request: SignedIn, pk: int) -> GeneralExtension:
    return get_visible_or_404(GeneralExtension.objects.with_people(), request.user, pk=pk)
