"""The pages on which a draft notice is begun and edited: its fields, and annex 1 as an entry grid."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.reads.headings import names_of
from accounts.reads.merging import Conflict
from accounts.views.cells import cells_answer, refuse_another_person, was_of
from accounts.views.confirmation import seen_after, seen_of
from accounts.views.headings import match_in_form, matched_files
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.files.annex import LAYOUT, annex_template, read_annex, text_of_annex
from allocations.files.notice_file import AROUND
from allocations.forms.notice_entries import as_posted, entries_of, plain, stored_entries, texts_of
from allocations.forms.notice_grid import PostedAnnex, read_grid, typed_of
from allocations.forms.notice_text import around_fields, clause_fields, read_text
from allocations.forms.notices import NoticeFieldsForm
from allocations.models import Notice
from allocations.reads.notice_facts import standing_faults
from allocations.reads.notice_grid import groups_of, notice_grid
from allocations.reads.notice_text import values_of
from allocations.reads.stories import story_in_annex
from allocations.rules.notice_text import PLACES
from allocations.services.notice_entries import save_entries
from allocations.services.notices import begin_notice, edit_notice
from common.constraints import NotValid, Refusal
from common.http import form_status, get_visible_or_404
from common.periods import colon, speaks_chinese
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
    state = _Entry(form, texts_of(request.POST) if request.method == "POST" else None)
    if request.method == "POST":
        state.begin(request, notice, files)
        if not request.accepts("text/html"):
            return _save_cells(request, notice, state)
    form = state.form
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
    return _edit_page(request, notice, state)


@require_GET
def notice_story(request: SignedIn, pk: int) -> HttpResponse:
    """What the panel beside annex 1 shows of the cell that the address names; rows that are new have no story."""
    notice = get_visible_or_404(Notice.objects, request.user, pk=pk)
    refusal_of(permissions.edit_notice(request.user, notice))
    story = story_in_annex(notice, request.GET.get("cell", ""))
    return render(request, "allocations/_story.html", {"story": story})


def _save_cells(request: SignedIn, notice: Notice, state: "_Entry") -> HttpResponse:
    """For the grid's script: what is saved, and the values of entries that somebody else changed meanwhile."""
    try:
        conflicts = state.save(request, notice)
    except Refusal as refusal:
        state.refuse(refusal)
        said, refused = state.sentences(set(state.entries))
        return cells_answer(said=said, saved={}, refused=refused, code=refusal.code, status=refusal.status)
    saved = {name: text for name, text in state.entries.items() if name not in conflicts}
    notice.refresh_from_db()
    there = stored_entries(notice)
    stale = any(text and not there.get(name) for name, text in saved.items())
    if not conflicts:
        messages.success(request, _("The draft is saved."))
    sentence = _("%(count)s cells were changed by somebody else meanwhile; look at each.")
    said = sentence % {"count": len(conflicts)} if conflicts else _("The draft is saved.")
    return cells_answer(said=said, saved=saved, conflicts=conflicts, stale=stale)


def _edit_page(request: SignedIn, notice: Notice, state: "_Entry") -> HttpResponse:
    """The page in which a draft is edited, with what could not be stored as it was typed."""
    context = {
        "notice": notice,
        "form": state.form,
        "was": json.dumps(_filled(stored_entries(notice)) | (state.was or {}), ensure_ascii=False),
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
        "locked": _locked(notice),
        **state.match,
    }
    status = state.refused.status if state.refused else form_status(state.form) if not state.cells else 422
    status = 200 if request.method == "GET" else status
    return render(request, "allocations/notices/notice_edit.html", context, status=status)


def _locked(notice: Notice) -> str:
    """Why the notice cannot be edited, and what can be done instead; empty when it can."""
    state = Notice.State
    return {
        state.DRAFT: "",
        state.IN_REVIEW: _(
            "Locked: this notice is sent for signature. It can be edited again when you recall it, until every ministry "
            "has signed, or when one of them returns it."
        ),
        state.ISSUED: _(
            "Locked: this notice is issued and stays as it is. For other figures or another text begin a correction."
        ),
    }.get(state(notice.state), _("Locked for good: this notice is %(state)s.") % {"state": notice.get_state_display()})


def _filled(entries: Mapping[str, str]) -> dict[str, str]:
    """An entry that is not named was empty."""
    return {name: text for name, text in entries.items() if text}


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
        self.annex = PostedAnnex()
        # What the page says of its entries, and what they were changed from; None for a page that does not say.
        self.entries: dict[str, str] = {}
        self.was: dict[str, str] | None = None
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
        for sentence in (*(f"{cell}{colon()}{text}" for cell, text in annex.faults.items()), *unplaced):
            self.form.add_error("workbook", sentence)
        self.match = match_in_form(user, LAYOUT, upload.name, content, annex.headings)
        self.remarks = [f"{cell}{colon()}{text}" for cell, text in annex.remarks.items()]
        self.sentence = _("The grid shows the figures of the workbook. Nothing is stored yet; look at them, then save.")

    def begin(self, request: SignedIn, notice: Notice, files: Any) -> None:
        """From a page that says what its entries were changed from: the draft as it would be with them."""
        shown = was_of(request)
        if shown is None:
            return
        self.was = {name: plain(name, text) for name, text in shown.items()}
        self.entries = entries_of(request.POST, self.was, self.form.fields)
        posted = as_posted({**stored_entries(notice), **self.entries})
        self.form, self.typed = NoticeFieldsForm(posted, files, about=notice), texts_of(posted)

    def store(self, request: SignedIn, notice: Notice) -> bool:
        """Store the draft; return whether it was stored whole. If not, its errors and conflicts are set."""
        try:
            conflicts = self.save(request, notice)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            self.refuse(refusal)
            return False
        if conflicts:
            self.show_conflicts(notice, conflicts)
        return not conflicts

    def save(self, request: SignedIn, notice: Notice) -> Mapping[str, Conflict]:
        """Store what nobody else changed meanwhile; return the rest. Raises Refusal; then nothing is stored."""
        refuse_another_person(request)
        if self.was is None:
            data = self.data(notice, self.typed or {})
            edit_notice(notice=notice, data=data, by=request.user, seen=seen_of(request))
            return {}
        merged = partial(self.merged, notice)
        return save_entries(
            notice=notice, entries=self.entries, was=self.was, stored=stored_entries, data=merged, by=request.user
        )

    def sentences(self, names: set[str]) -> tuple[str, dict[str, str]]:
        """What is said of the whole, and the sentences of fields and cells, after a refusal."""
        fields = {name: " ".join(map(str, errors)) for name, errors in self.form.errors.items()}
        cells = {**{str(name): text for name, text in fields.items()}, **self.cells}
        shown = {row for row in cells if row in self.form.fields or row in names or row in self.annex.cells.values()}
        elsewhere = [text for name, text in cells.items() if name not in shown]
        said = " ".join(filter(None, (self.sentence, *elsewhere)))
        return said or _("Nothing was saved; see the fields that are marked."), {name: cells[name] for name in shown}

    def merged(self, notice: Notice, entries: Mapping[str, str]) -> dict[str, Any]:
        """The JSON form of the draft with these entries, which the page shows again if they cannot be stored."""
        posted = as_posted(entries)
        self.form = NoticeFieldsForm(posted, about=notice)
        self.typed = texts_of(posted)
        return self.data(notice, self.typed)

    def data(self, notice: Notice, typed: dict[str, str]) -> dict[str, Any]:
        """The JSON form of what was typed. Raises NotValid with a sentence per cell that cannot be read."""
        self.annex, text = read_grid(typed, groups_of(notice), notice), read_text(typed)
        self.annex.cells |= text.cells
        if not self.form.is_valid() or self.annex.faults:
            raise NotValid("cells_not_readable", "", cells=dict(self.annex.faults))
        return self.form.as_notice({**self.annex.data, **text.data})

    def refuse(self, refusal: Refusal) -> None:
        """Each sentence beside its field or cell."""
        self.refused = refusal
        left = self.form.add_sentences({path: str(text) for path, text in refusal.cells.items()})
        self.cells = self.annex.at_cells(left)
        self.sentence = "" if refusal.cells else str(refusal)

    def show_conflicts(self, notice: Notice, conflicts: Mapping[str, Conflict]) -> None:
        """What others saved meanwhile stands in the page, with one's own where the two contradict, and both in words."""
        notice.refresh_from_db()
        typed = {**stored_entries(notice), **{name: self.entries[name] for name in conflicts}}
        self.form, self.typed, self.was = NoticeFieldsForm(as_posted(typed), about=notice), typed, {}
        sentence = _(
            "Saved, except for %(count)s cells that have since been changed by somebody else; check each of them."
        )
        said = sentence % {"count": len(conflicts)}
        self.form.is_valid()
        self.refuse(Refusal("conflict", said, cells={name: one.sentence for name, one in conflicts.items()}))
        self.sentence = said


@require_GET
def annex_template_xlsx(request: SignedIn) -> HttpResponse:
    """The workbook of annex 1 to fill in."""
    refusal_of(permissions.draft_notice(request.user))
    return http_workbook("附件1模板.xlsx", annex_template())
