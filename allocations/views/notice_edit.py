"""The pages on which a draft notice is begun and edited: its fields, and annex 1 as an entry grid."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.reads.headings import names_of
from accounts.views.confirmation import seen_after, seen_of
from accounts.views.headings import match_in_form, matched_files
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.files.annex import LAYOUT, annex_template, read_annex, text_of_annex
from allocations.files.notice_file import AROUND
from allocations.forms.notice_grid import read_grid, typed_of
from allocations.forms.notice_text import around_fields, clause_fields, read_text
from allocations.forms.notices import NoticeFieldsForm
from allocations.models import Notice
from allocations.reads.notice_facts import standing_faults
from allocations.reads.notice_grid import groups_of, notice_grid
from allocations.reads.notice_text import values_of
from allocations.rules.notice_text import PLACES
from allocations.services.notices import begin_notice, edit_notice
from common.constraints import NotValid, Refusal
from common.http import form_status, get_visible_or_404
from common.periods import speaks_chinese
from common.workflow import refusal_of
from documents.files.workbooks import http_workbook


@require_http_methods(["GET", "POST"])
def notice_enter(request: SignedIn) -> HttpResponse:
    """Begins a draft from its fields; annex 1 is filled in on the page that follows."""
    refusal_of(permissions.draft_notice(request.user))
    form = NoticeFieldsForm(request.POST or None)
    del form.fields["workbook"]
    if form.is_bound and form.is_valid():
        empty: dict[str, Any] = {"totals": {}, "allocations": [], "enterprises": []}
        try:
            notice = begin_notice(data=form.as_notice(empty), by=request.user)
        except Refusal as refusal:
            left = form.add_sentences({path: str(text) for path, text in refusal.cells.items()})
            if left or not refusal.cells:
                form.add_error(None, " ".join(left.values()) or str(refusal))
        else:
            messages.success(request, _("The draft is begun. Fill in annex 1."))
            return redirect("notice_edit", notice.pk)
    return render(request, "allocations/notices/notice_enter.html", {"form": form}, status=form_status(form))


@require_http_methods(["GET", "POST"])
def notice_edit(request: SignedIn, pk: int) -> HttpResponse:
    """The draft's fields and annex 1. What cannot be stored comes back as typed, each sentence beside its cell."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.edit_notice(request.user, notice))
    initial = NoticeFieldsForm.initial_of(notice)
    files = matched_files(request, LAYOUT, "workbook", by=request.user)
    form = NoticeFieldsForm(request.POST or None, files, initial=initial, about=notice)
    state = _Entry(form, request.POST.dict() if request.method == "POST" else None)
    if form.is_bound and form.files.get("workbook"):
        state.fill_from_workbook(notice, request.user)
        for remark in state.remarks:
            messages.info(request, remark)
    elif form.is_bound and state.store(request, notice):
        messages.success(request, _("The draft is saved."))
        return redirect("notice_edit" if "stay" in request.POST else "notice_detail", notice.pk)
    if not form.is_bound:
        cells = read_grid({}, groups_of(notice), notice).cells | _text_cells(notice)
        faults = standing_faults(notice).items()
        # What is about the whole, as that a fresh correction changes nothing yet, stands on the notice's page.
        state.cells = {cells.get(path, path): text for path, text in faults if path}
    context = {
        "notice": notice,
        "form": form,
        "grid": notice_grid(notice, state.typed),
        "around": around_fields(notice, state.typed),
        "clauses": clause_fields(notice, state.typed),
        "places": _legend(notice),
        "faults": state.cells,
        "sentence": state.sentence,
        "remarks": notice.return_fields,
        "seen": seen_after(request, notice, refusal=state.refused),
        "whole": notice.kind != Notice.Kind.REVOCATION,
        "editable": notice.state == Notice.State.DRAFT,
        **state.match,
    }
    status = state.refused.status if state.refused else form_status(form) if not state.cells else 422
    status = 200 if request.method == "GET" else status
    return render(request, "allocations/notices/notice_edit.html", context, status=status)


def _text_cells(notice: Notice) -> dict[str, str]:
    """The field of the page at which a sentence about the stored wording is shown."""
    return {f"clauses[{row.position}]": f"clause-{row.position}" for row in notice.clauses.all()} | {
        name: f"text-{name}" for name in (*AROUND, "text")
    }


def _legend(notice: Notice) -> list[tuple[str, str, str]]:
    """Each place of the wording: its name, what it is, and what it is filled with as the data are now."""
    values, chinese = values_of(notice), speaks_chinese()
    return [(f"【{name}】", words[0 if chinese else 1], values[name].strip()) for name, words in PLACES.items()]


class _Entry:
    """What was typed into the page, and its errors."""

    def __init__(self, form: NoticeFieldsForm, typed: dict[str, str] | None) -> None:
        self.form = form
        self.typed = typed
        self.cells: dict[str, str] = {}
        self.sentence = ""
        # What of an uploaded annex was left out.
        self.remarks: list[str] = []
        self.refused: Refusal | None = None
        # The fields in which its headings are matched by hand.
        self.match: dict[str, object] = {}

    def fill_from_workbook(self, notice: Notice, user: User) -> None:
        """Shows the figures of an uploaded annex in the grid; stores nothing."""
        if not self.form.is_valid() and "workbook" not in self.form.cleaned_data:
            return
        upload, names = self.form.cleaned_data["workbook"], names_of(user.organisation, LAYOUT.name)
        content = upload.read()
        try:
            annex = read_annex(text_of_annex(content, names), names)
        except NotValid as refusal:
            self.form.add_error("workbook", str(refusal))
            return
        filled, unplaced = typed_of(annex, groups_of(notice), notice)
        kept = {
            name: text
            for name, text in (self.typed or {}).items()
            if name in self.form.fields or name.startswith(("text-", "clause-"))
        }
        self.typed = kept | filled
        for sentence in (*(f"{cell}: {text}" for cell, text in annex.faults.items()), *unplaced):
            self.form.add_error("workbook", sentence)
        self.match = match_in_form(user, LAYOUT, upload.name, content, annex.headings)
        self.remarks = [f"{cell}: {text}" for cell, text in annex.remarks.items()]
        self.sentence = _("The grid shows the figures of the workbook. Nothing is stored yet; look at them, then save.")

    def store(self, request: SignedIn, notice: Notice) -> bool:
        """Store the draft; return whether it was stored. If not, its errors are set."""
        annex, text = read_grid(self.typed or {}, groups_of(notice), notice), read_text(self.typed or {})
        annex.cells |= text.cells
        self.cells = dict(annex.faults)
        if not self.form.is_valid() or self.cells:
            return False
        try:
            edit_notice(
                notice=notice,
                data=self.form.as_notice({**annex.data, **text.data}),
                by=request.user,
                seen=seen_of(request),
            )
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            self.refused = refusal
            left = self.form.add_sentences({path: str(text) for path, text in refusal.cells.items()})
            self.cells = annex.at_cells(left)
            self.sentence = "" if refusal.cells else str(refusal)
            return False
        return True


@require_GET
def annex_template_xlsx(request: SignedIn) -> HttpResponse:
    """The workbook of annex 1 to fill in."""
    refusal_of(permissions.draft_notice(request.user))
    return http_workbook("附件1模板.xlsx", annex_template())
