"""Evidence: entered by the group with its document, confirmed or disputed by the province, ended, withdrawn."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.views.confirmation import proof_context, seen_of
from accounts.views.signed_in import SignedIn
from common.constraints import NotValid
from common.http import form_status, get_visible_or_404, refuse_form
from common.periods import colon
from common.workflow import refusal_of
from documents.services.attachments import http_attachment
from enterprises import permissions
from enterprises.forms.evidence import DocumentForm, EndForm, blank, evidence_form
from enterprises.forms.fields import ReasonForm
from enterprises.models import Enterprise, Evidence
from enterprises.reads.evidence_kinds import kind_or_404
from enterprises.reads.evidence_tables import end_label
from enterprises.services.evidence import (
    add_evidence,
    attach_document,
    confirm_evidence,
    dispute_evidence,
    end_evidence,
    judged_already,
    withdraw_evidence,
)

METHODS = ["GET", "POST"]


@require_http_methods(METHODS)
def evidence_new(request: SignedIn, pk: int, slug: str) -> HttpResponse:
    """A form for one piece of one kind, with its document."""
    enterprise, kind = get_visible_or_404(Enterprise.objects, request.user, pk=pk), kind_or_404(slug)
    refusal_of(permissions.enter_evidence(request.user, enterprise, kind.model))
    piece = blank(kind, enterprise)
    form = evidence_form(kind)(request.POST or None, request.FILES or None, instance=piece, enterprise=enterprise)
    if form.is_bound and form.is_valid():
        try:
            add_evidence(piece, enterprise=enterprise, by=request.user, upload=form.cleaned_data["file"])
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Entered: %(piece)s.") % {"piece": piece})
            return redirect(f"{enterprise.get_absolute_url()}#evidence-{piece._meta.model_name}")
    context = {"enterprise": enterprise, "form": form, "kind": kind}
    return render(request, "enterprises/evidence/evidence_new.html", context, status=form_status(form))


def _piece(request: SignedIn, slug: str, pk: int) -> Evidence:
    rows: Any = kind_or_404(slug).model._default_manager
    piece: Evidence = get_visible_or_404(rows, request.user, pk=pk)
    return piece


@require_GET
def evidence_file(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """The original document, for whoever may see the piece."""
    piece = _piece(request, slug, pk)
    if piece.attachment is None:
        raise Http404
    return http_attachment(piece.attachment)


@require_http_methods(METHODS)
def evidence_confirm(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """The province confirms."""
    piece = _piece(request, slug, pk)
    refusal_of(permissions.judge_evidence(request.user, piece))
    effects = [
        _("The piece is marked as confirmed by %(organisation)s.") % {"organisation": request.user.organisation.name},
        _("You can still dispute it later, with a reason."),
    ]
    if request.method == "POST":
        confirm_evidence(piece=piece, by=request.user, seen=seen_of(request))
        said = _("Confirmed: %(piece)s.") % {"piece": piece}
        messages.success(request, judged_already(piece, "confirm", by=request.user) or said)
        return redirect(piece.owner.get_absolute_url())
    return _ask(request, piece, title=_("Confirm: %(piece)s") % {"piece": piece}, label=_("Confirm"), effects=effects)


@require_http_methods(METHODS)
def evidence_dispute(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """The province disputes, with its reason."""
    piece = _piece(request, slug, pk)
    refusal_of(permissions.judge_evidence(request.user, piece))
    effects = [
        _("What it says in favour of the enterprise no longer counts; what it says against it still does."),
        _("The group and the ministries read your reason beside the piece."),
    ]

    def dispute(form: forms.Form) -> None:
        reason = form.cleaned_data["reason"]
        dispute_evidence(piece=piece, reason=reason, by=request.user, seen=seen_of(request))

    title = _("Dispute: %(piece)s") % {"piece": piece}
    return _with_form(
        request, piece, ReasonForm, dispute, title=title, label=_("Dispute"), effects=effects, danger=True
    )


@require_http_methods(METHODS)
def evidence_withdraw(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """The group takes back what it entered wrongly."""
    piece = _piece(request, slug, pk)
    refusal_of(permissions.withdraw_evidence(request.user, piece))
    effects = [_("The piece stays on record, marked as withdrawn, and counts no more.")]

    def withdraw(form: forms.Form) -> None:
        reason = form.cleaned_data["reason"]
        withdraw_evidence(piece=piece, reason=reason, by=request.user, seen=seen_of(request))

    title = _("Withdraw: %(piece)s") % {"piece": piece}
    return _with_form(
        request, piece, ReasonForm, withdraw, title=title, label=_("Withdraw"), effects=effects, danger=True
    )


@require_http_methods(METHODS)
def evidence_end(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """The day on which a licence was revoked or a halt was over."""
    piece = _piece(request, slug, pk)
    refusal_of(permissions.keep_evidence(request.user, piece.owner))
    if not piece.END:
        raise Http404
    effects = [_("The day can be filled in once; the province confirms the evidence again.")]

    def end(form: forms.Form) -> None:
        try:
            end_evidence(piece=piece, on=form.cleaned_data["on"], by=request.user)
        except NotValid as refusal:
            raise NotValid(refusal.code, refusal.sentence, cells={"on": str(refusal)}) from None

    title = f"{end_label(piece)}{colon()}{piece}"
    return _with_form(request, piece, EndForm, end, title=title, label=_("Enter"), effects=effects)


@require_http_methods(METHODS)
def evidence_attach(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """The document of a piece that was entered without one."""
    piece = _piece(request, slug, pk)
    refusal_of(permissions.enter_evidence(request.user, piece.owner, type(piece)))

    def attach(form: forms.Form) -> None:
        upload: UploadedFile[bytes] = form.cleaned_data["file"]
        attach_document(piece=piece, upload=upload, by=request.user)

    effects = [_("The document is kept as it is, with its hash; it cannot be replaced.")]
    title = _("Attach the document: %(piece)s") % {"piece": piece}
    return _with_form(request, piece, DocumentForm, attach, title=title, label=_("Attach"), effects=effects)


def _with_form(
    request: SignedIn,
    piece: Evidence,
    make: type[forms.Form],
    perform: Callable[[Any], None],
    *,
    title: str,
    label: str,
    effects: list[str],
    danger: bool = False,
) -> HttpResponse:
    """Asks with a form, performs it, and comes back to the enterprise; what is refused stays beside its field."""
    form = make(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            perform(form)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Done: %(piece)s.") % {"piece": piece})
            return redirect(piece.owner.get_absolute_url())
    return _ask(request, piece, title=title, label=label, effects=effects, form=form, danger=danger)


def _ask(
    request: SignedIn,
    piece: Evidence,
    *,
    title: str,
    label: str,
    effects: list[str],
    form: forms.Form | None = None,
    danger: bool = False,
) -> HttpResponse:
    context = {
        "title": title,
        "label": label,
        "effects": effects,
        "form": form,
        "danger": danger,
        "enterprise": piece.owner,
        **proof_context(request, about=piece.owner),
    }
    return render(request, "enterprises/evidence/evidence_act.html", context, status=form_status(form) if form else 200)
