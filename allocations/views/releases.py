"""The pages on which the reserve is released, and on which a successor takes over after a merger."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Organisation, Succession
from accounts.reads.staleness import seen_now, who_did
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.forms.fields import ReasonForm
from allocations.forms.releases import ReleaseForm
from allocations.models import Release, Takeover
from allocations.reads.pending import pending_of
from allocations.reads.quotas import nation_quotas
from allocations.services import releases as services
from allocations.services.takeovers import open_successions, take_over
from audit.models import Event
from common.constraints import NotValid
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import day_text, today
from common.quantities import Category, format_tonnes
from common.workflow import Action, refusal_of
from documents.services.attachments import http_attachment


@require_GET
def release_list(request: SignedIn) -> HttpResponse:
    """Releases of the reserve, and what successors took over or still have to."""
    user = request.user
    new = Action("new", _("Draft a release"), reverse("release_new"), permissions.draft_release(user))
    open_ones = [
        (row, Action("take", _("Have it taken over"), reverse("take_over", args=[row.pk]), permissions.take_over(user)))
        for row in (open_successions() if user.sees_everything else ())
    ]
    takeovers = Takeover.objects.visible_to(user).select_related("succession__predecessor", "succession__successor")
    context = {
        "rows": list_page(Release.objects.visible_to(user).prefetch_related("lines__group"), request.GET),
        "new": new if user.sees_everything else None,
        "open_ones": open_ones,
        "takeovers": list_page(takeovers, request.GET, slot="takeover-"),
    }
    return render(request, "allocations/releases/release_list.html", context)


@require_http_methods(["GET", "POST"])
def release_new(request: SignedIn) -> HttpResponse:
    """The year, the groups' figures, and the document."""
    refusal_of(permissions.draft_release(request.user))
    groups = list(Organisation.objects.groups().valid_on(today()))
    form = ReleaseForm(request.POST or None, request.FILES or None, groups=groups, initial={"year": today().year})
    if form.is_valid():
        try:
            release = services.draft_release(**form.decision, by=request.user)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Drafted. Another officer of the ministry has to order it."))
            return redirect("release_detail", release.pk)
    quotas = nation_quotas(today().year)
    left = [(category, quotas[category].reserve if category in quotas else Decimal(0)) for category in Category]
    context = {"form": form, "left": left, "pending": pending_of(today().year, request.user)}
    return render(request, "allocations/releases/release_new.html", context, status=form_status(form))


@require_GET
def release_detail(request: SignedIn, pk: int) -> HttpResponse:
    """What goes to whom, by which document, and what was done."""
    release = get_visible_or_404(Release.objects, request.user, pk=pk)
    lines = release.lines.select_related("group")
    whole = request.user.sees_everything
    context = {
        "release": release,
        "lines": lines if whole else lines.filter(group=request.user.organisation_id),
        "actions": _actions(request, release),
        "events": Event.objects.about(release) if whole else [],
    }
    return render(request, "allocations/releases/release_detail.html", context)


def _actions(request: SignedIn, release: Release) -> list[Action]:
    user = request.user
    if release.state != Release.State.DRAFT or not user.sees_everything:
        return []
    query = f"?seen={seen_now(release)}"
    order, withdraw = (reverse(f"release_{name}", args=[release.pk]) + query for name in ("order", "withdraw"))
    return [
        Action("order", _("Order the release"), order, permissions.order_release(user, release)),
        Action("withdraw", _("Withdraw"), withdraw, permissions.withdraw_release(user, release)),
    ]


@require_GET
def release_document(request: SignedIn, pk: int) -> HttpResponse:
    """The document that orders it, as it was attached."""
    release = get_visible_or_404(Release.objects.select_related("document"), request.user, pk=pk)
    if release.document is None:
        raise Http404
    return http_attachment(release.document)


@require_http_methods(["GET", "POST"])
def release_order(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then orders; the quota moves to the groups."""
    release = get_visible_or_404(Release.objects, request.user, pk=pk)
    refusal_of(permissions.order_release(request.user, release))
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and not fault:
        services.order_release(release=release, by=request.user, seen=seen_of(request))
        messages.success(request, _("Released; the quota has moved to the groups."))
        return redirect("release_detail", release.pk)
    effects = [
        _("%(tonnes)s t REO of %(category)s leave the reserve for %(group)s.")
        % {
            "tonnes": format_tonnes(line.tonnes),
            "category": Category(line.category).label,
            "group": line.group.name,
        }
        for line in release.lines.select_related("group")
    ]
    return _ask(request, release, _("Order the release"), effects, signing=True, refusal=fault)


@require_http_methods(["GET", "POST"])
def release_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then drops the draft."""
    release = get_visible_or_404(Release.objects, request.user, pk=pk)
    refusal_of(permissions.withdraw_release(request.user, release))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        services.withdraw_release(release=release, by=request.user, seen=seen_of(request), **form.cleaned_data)
        messages.success(request, _("Withdrawn; nothing has moved."))
        return redirect("release_detail", release.pk)
    effects = [_("The draft is discarded and stays readable; no quota moves.")]
    return _ask(request, release, _("Withdraw"), effects, form=form, danger=True)


def _ask(request: SignedIn, release: Release, label: str, effects: list[str], **more: Any) -> HttpResponse:
    back = reverse("release_detail", args=[release.pk])
    return ask(
        request, title=label, label=label, effects=effects, back=back, back_label=str(release), about=release, **more
    )


@require_http_methods(["GET", "POST"])
def take_over_quota(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then has the successor take over."""
    refusal_of(permissions.take_over(request.user))
    merger = get_object_or_404(Succession.objects.select_related("predecessor", "successor"), pk=pk)
    taken = Takeover.objects.filter(succession=merger).exists()
    if merger not in open_successions() and not (taken and request.method == "POST"):
        raise Http404
    if request.method == "POST":
        # Of two who ask at once, the second finds nothing left, and reads who was first.
        take_over(succession=merger, by=request.user, seen=seen_of(request))
        said = who_did(merger.successor, "quota.takeover", by=request.user)
        messages.success(request, said or _("Taken over."))
        return redirect("release_list")
    effects = [
        f"{merger.predecessor.name} → {merger.successor.name}",
        _("The successor takes over enterprises, shares and what is not split yet, from %(day)s on.")
        % {"day": day_text(merger.day)},
    ]
    label = _("Have it taken over")
    return ask(
        request, title=label, label=label, effects=effects, back=reverse("release_list"),
        back_label=_("Releases of the reserve"), about=merger.successor,
    )  # fmt: skip
