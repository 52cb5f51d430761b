"""The pages of notices."""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Organisation
from accounts.reads.staleness import seen_now, who_did
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.files.notice import annex_workbook, notice_document
from allocations.forms.fields import ReasonForm
from allocations.forms.notices import NoticeFileForm, ReturnNoticeForm
from allocations.models import Notice, NoticeTotal
from allocations.reads.annex import annex_of, annex_seen
from allocations.reads.notice_amendments import changed_terms, figure_changes, text_changes
from allocations.reads.notice_facts import standing_faults
from allocations.reads.notice_places import notice_places
from allocations.reads.notice_terms import due_of
from allocations.reads.notice_text import notice_text
from allocations.services.notices import (
    discard_notice,
    load_notice,
    recall_notice,
    return_to_draft,
    send_for_signature,
    sign_notice,
)
from audit.models import Event
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.quantities import format_tonnes
from common.workflow import Action, refusal_of
from deadlines.models import Obligation
from deadlines.models.derivations import explain
from documents.files.pdf import http_pdf, pdf_refusal
from documents.files.workbooks import http_workbook


@require_GET
def notice_list(request: SignedIn) -> HttpResponse:
    """Every notice this person may see, newest first."""
    totals = Prefetch("totals", NoticeTotal.objects.visible_to(request.user))
    seen = Notice.objects.visible_to(request.user).select_related("imported_from").prefetch_related(totals)
    notices = list_page(seen, request.GET)
    refusal = permissions.draft_notice(request.user)
    load = Action("load", _("Load a notice from a file"), reverse("notice_new"), refusal)
    enter = Action("enter", _("Enter a notice"), reverse("notice_enter"), refusal)
    return render(request, "allocations/notices/notice_list.html", {"notices": notices, "load": load, "enter": enter})


@require_http_methods(["GET", "POST"])
def notice_new(request: SignedIn) -> HttpResponse:
    """Make a draft from a notice's JSON file; every error is shown by its path in the file."""
    refusal_of(permissions.draft_notice(request.user))
    form = NoticeFileForm(request.POST or None, request.FILES or None)
    cells: dict[str, str] = {}
    if form.is_bound and form.is_valid():
        try:
            notice = load_notice(data=form.cleaned_data["file"], by=request.user)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
            cells = {path: str(sentence) for path, sentence in refusal.cells.items()}
        else:
            messages.success(request, _("The draft is loaded. Check it, then send it for signature."))
            return redirect("notice_detail", notice.pk)
    context = {"form": form, "cells": cells}
    return render(request, "allocations/notices/notice_new.html", context, status=form_status(form))


@require_GET
def notice_detail(request: SignedIn, pk: int) -> HttpResponse:
    """The notice: parameters, annex 1 with increments and sums, signatures, obligations, history."""
    notice = get_visible_or_404(
        Notice.objects.select_related("imported_from").prefetch_related(
            "signatures__organisation", "signatures__signed_by", "signatures__signed_for"
        ),
        request.user,
        pk=pk,
    )
    duties = Obligation.objects.visible_to(request.user).filter(kind=Obligation.Kind.FILING, period=notice.period)
    due, terms = due_of(notice), notice.terms_in_force
    clock_day, clock_kind = terms.filing_clock
    changed = notice.kind == Notice.Kind.CORRECTION and permissions.see_whole_notice(request.user, notice) is None
    context = {
        "notice": notice,
        "annex": annex_seen(notice, request.user),
        "faults": standing_faults(notice) if notice.issued_at is None and not notice.imported_from_id else {},
        "whole": permissions.see_whole_notice(request.user, notice) is None,
        "paper": permissions.read_notice_document(request.user, notice) is None,
        "text": notice_text(notice),
        "amendments": Notice.objects.visible_to(request.user).filter(amends=notice),
        "figure_changes": figure_changes(notice) if changed else [],
        "text_changes": text_changes(notice) if changed else [],
        "term_changes": changed_terms(notice) if changed else [],
        "terms": terms,
        "clock": {"day": clock_day, "label": Notice.Clock(clock_kind).label},
        "due": due,
        "due_sentence": explain(due.derivation),
        "duties": duties.select_related("organisation") if notice.issued_at and notice.amends_id is None else [],
        "events": Event.objects.about(notice) if request.user.sees_everything else [],
        "actions": notice_actions(notice, request),
        "pdf_refusal": pdf_refusal(),
    }
    return render(request, "allocations/notices/notice_detail.html", context)


def notice_actions(notice: Notice, request: SignedIn) -> list[Action]:
    """The buttons of a ministry, and of who signs, on a notice in its present state."""
    user = request.user
    if not (user.sees_everything or user.organisation.kind in notice.signing_kinds):
        return []
    seen = f"?seen={seen_now(notice)}"

    def act(name: str, label: str, refusal: Refusal | None, *, danger: bool = False) -> Action:
        address = reverse(f"notice_{name}", args=[notice.pk]) + ("" if name == "edit" else seen)
        return Action(name, label, address, refusal, danger=danger)

    edit = permissions.edit_notice(user, notice)
    if notice.state == Notice.State.DRAFT:
        return [
            act("review", _("Send for signature"), edit),
            act("edit", _("Edit the draft"), edit),
            act("discard", _("Discard the draft"), edit, danger=True),
        ]
    if notice.state == Notice.State.IN_REVIEW:
        decide = [
            act("sign", _("Sign the notice"), permissions.sign_notice(user, notice)),
            act("return", _("Return to draft"), permissions.return_notice(user, notice), danger=True),
        ]
        recall = act("recall", _("Recall to draft"), edit, danger=True)
        if not user.sees_everything:
            return decide
        return [recall] if recall.allowed and not any(action.allowed for action in decide) else [*decide, recall]
    original = notice.amends_id is None and notice.imported_from_id is None
    if notice.state == Notice.State.ISSUED and original and user.sees_everything:
        return [
            act("correct", _("Correct the notice"), edit),
            act("revoke", _("Revoke the notice"), edit, danger=True),
        ]
    return []


@require_http_methods(["GET", "POST"])
def notice_review(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then sends the draft for signature to everybody whom it names as signer."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.edit_notice(request.user, notice))
    if request.method == "POST":
        send_for_signature(notice=notice, by=request.user, seen=seen_of(request))
        messages.success(request, _("Sent for signature to: %(signers)s.") % {"signers": _signers(notice)})
        return redirect("notice_detail", notice.pk)
    effects = [
        _("The figures are checked: groups and reserve must sum to the national totals."),
        _("An officer of each is asked to sign: %(signers)s; the draft can no longer be changed.")
        % {"signers": _signers(notice)},
    ]
    return _ask(request, notice, _("Send for signature"), effects)


def _signers(notice: Notice, *, but: Collection[str] = ()) -> str:
    """Who signs in this system, in the notice's order."""
    kinds = [party.kind for party in notice.parties.signing_here() if party.kind not in but]
    return _("; ").join(str(Organisation.Kind(kind).label) for kind in kinds)


@require_http_methods(["GET", "POST"])
def notice_sign(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then signs; the last signature issues the notice."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    if request.method == "GET":
        refusal_of(permissions.sign_notice(request.user, notice))
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and not fault:
        signed = sign_notice(notice=notice, by=request.user, seen=seen_of(request))
        issued = signed.state == Notice.State.ISSUED
        messages.success(request, _("Signed and issued; the quota has moved.") if issued else _("Signed."))
        return redirect("notice_detail", notice.pk)
    effects = [_("Your organisation's signature is put under “%(title)s”.") % {"title": notice.title}]
    effects += _increments(notice)
    done = {request.user.organisation.kind, *notice.signatures.values_list("organisation__kind", flat=True)}
    if missing := _signers(notice, but=done):
        effects.append(_("Before the notice is issued there still sign: %(signers)s.") % {"signers": missing})
    else:
        effects.append(
            _("It is the last signature: the notice is issued, the quota moves, and filing deadlines begin.")
        )
    return _ask(request, notice, _("Sign the notice"), effects, signing=True, refusal=fault)


def _increments(notice: Notice) -> list[str]:
    """What the nation has of each category before and with this notice."""
    annex = annex_of(notice)
    return [
        _("%(category)s: %(prior)s t REO so far this year, %(stated)s with this notice, %(increment)s more.")
        % {
            "category": category.label,
            "prior": format_tonnes(cell.prior),
            "stated": format_tonnes(cell.prior + cell.increment),
            "increment": format_tonnes(cell.increment),
        }
        for category, cell in zip(annex.categories, annex.totals, strict=True)
    ]


@require_http_methods(["GET", "POST"])
def notice_return(request: SignedIn, pk: int) -> HttpResponse:
    """Returns a notice to draft with a reason."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.return_notice(request.user, notice))
    form = ReturnNoticeForm(request.POST or None, places=notice_places(notice))
    if form.is_valid():
        try:
            reasons = {"reason": form.cleaned_data["reason"], "fields": form.at_fields}
            return_to_draft(notice=notice, **reasons, by=request.user, seen=seen_of(request))
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            said = who_did(notice, "notice.return", by=request.user) or _("Returned to draft.")
            messages.success(request, said)
            # Who only signs does not see it any more once it is a draft again.
            still_seen = request.user.sees_everything
            return redirect("notice_detail", notice.pk) if still_seen else redirect("notice_list")
    effects = [
        _("The notice becomes a draft again; signatures given so far are void and stay in the log."),
        _("A remark on a field is shown beside that field when the draft is revised; leave the others empty."),
    ]
    return _ask(request, notice, _("Return to draft"), effects, form=form, danger=True)


@require_http_methods(["GET", "POST"])
def notice_discard(request: SignedIn, pk: int) -> HttpResponse:
    """Discards a draft with a reason; its batch is free again."""
    effects = [
        _("The draft is discarded and stays readable; none of its figures count."),
        _("Its batch and its document number are free for another notice."),
    ]
    said = _("The draft is discarded; its batch is free again.")
    return _with_reason(request, pk, _("Discard the draft"), effects, discard_notice, said)


@require_http_methods(["GET", "POST"])
def notice_recall(request: SignedIn, pk: int) -> HttpResponse:
    """Takes a notice that was sent for signature back to draft, with a reason."""
    effects = [
        _("The notice becomes a draft again and can be edited; the ministries no longer see it among what they sign."),
        _("Signatures given so far are void and stay in the log."),
    ]
    return _with_reason(request, pk, _("Recall to draft"), effects, recall_notice, _("Recalled to draft."))


def _with_reason(
    request: SignedIn, pk: int, label: str, effects: list[str], service: Callable[..., None], said: str
) -> HttpResponse:
    """Asks for a reason, then takes the drafting ministry's step."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.edit_notice(request.user, notice))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            service(notice=notice, reason=form.cleaned_data["reason"], by=request.user, seen=seen_of(request))
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, said)
            return redirect("notice_detail", notice.pk)
    return _ask(request, notice, label, effects, form=form, danger=True)


@require_GET
def notice_pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The notice as a document."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.read_notice_document(request.user, notice))
    return http_pdf(f"{notice.title}.pdf", notice_document(notice))


@require_GET
def notice_annex(request: SignedIn, pk: int) -> HttpResponse:
    """Annex 1 as a workbook."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.see_whole_notice(request.user, notice))
    return http_workbook(f"{notice.title} 附件1.xlsx", annex_workbook(notice))


def _ask(request: HttpRequest, notice: Notice, label: str, effects: list[str], **more: Any) -> HttpResponse:
    back = reverse("notice_detail", args=[notice.pk])
    return ask(
        request, title=label, label=label, effects=effects, back=back, back_label=notice.title, about=notice, **more
    )
