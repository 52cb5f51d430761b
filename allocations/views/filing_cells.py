"""The split as a grid of entry cells."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.views.cells import cells_answer, refuse_another_person, was_of
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.forms.filings import read_split
from allocations.models import Filing
from allocations.reads.split import Split, split_of
from allocations.reads.stories import story_in_split
from allocations.services.filing_cells import SavedFigures, save_figures
from common.constraints import NotValid, Refusal
from common.http import get_visible_or_404
from common.periods import today
from common.quantities import format_tonnes_plain
from common.workflow import refusal_of

Key = tuple[int, str]
EDITABLE = (Filing.State.DRAFT, Filing.State.RETURNED, Filing.State.CONSULTING)


@require_http_methods(["GET", "POST"])
def filing_edit(request: SignedIn, pk: int) -> HttpResponse:
    """The split as a grid. What cannot be saved comes back as typed, with a sentence beside each cell."""
    filing = get_visible_or_404(Filing.objects.select_related("group", "notice"), request.user, pk=pk)
    refusal_of(permissions.draft_filing(request.user, filing.group))
    if request.method == "GET":
        return _page(request, filing)
    if request.accepts("text/html"):
        return _save_page(request, filing)
    return _save_cells(request, filing)


@require_GET
def filing_story(request: SignedIn, pk: int) -> HttpResponse:
    """What the panel beside the grid shows of the cell that the address names."""
    filing = get_visible_or_404(Filing.objects.select_related("group", "notice"), request.user, pk=pk)
    refusal_of(permissions.draft_filing(request.user, filing.group))
    asked = request.GET.get("cell", "")
    story = story_in_split(filing, asked)
    if asked and story is None:
        raise Http404
    return render(request, "allocations/_story.html", {"story": story})


def _save_cells(request: SignedIn, filing: Filing) -> HttpResponse:
    """For the grid's script: what is saved, and the values of cells that somebody else changed meanwhile."""
    try:
        refuse_another_person(request)
        saved = _save(request, filing, request.POST.dict(), was_of(request))
    except Refusal as refusal:
        cells = {name: str(sentence) for name, sentence in refusal.cells.items()}
        # A sum has no entry cell at which its sentence could be shown.
        sums = [sentence for name, sentence in cells.items() if name.startswith("total-")]
        said = " ".join(filter(None, (str(refusal), *sums)))
        return cells_answer(said=said, saved={}, refused=cells, code=refusal.code, status=refusal.status)
    if not saved.conflicts:
        messages.success(request, _("The figures are saved."))
    sentence = _("%(count)s cells have since been changed by somebody else; check each of them.")
    said = sentence % {"count": len(saved.conflicts)} if saved.conflicts else _("The figures are saved.")
    return cells_answer(said=said, saved=saved.saved, conflicts=saved.conflicts)


def _save_page(request: SignedIn, filing: Filing) -> HttpResponse:
    texts, was = request.POST.dict(), was_of(request)
    try:
        refuse_another_person(request)
        saved = _save(request, filing, texts, was)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(
            request, filing, refusal=refusal, typed=texts, was={name: (was or {}).get(name, "") for name in texts}
        )
    if saved.conflicts:
        sentence = _(
            "Saved, except for %(count)s cells that have since been changed by somebody else; check each of them."
        )
        cells = {name: conflict.sentence for name, conflict in saved.conflicts.items()}
        conflict = Refusal("conflict", sentence % {"count": len(cells)}, cells=cells)
        return _page(request, filing, refusal=conflict, typed={name: texts[name] for name in cells})
    messages.success(request, _("The figures are saved."))
    return redirect("filing_edit" if "stay" in texts else "filing_detail", filing.pk)


def _save(request: SignedIn, filing: Filing, texts: Mapping[str, str], was: Mapping[str, str] | None) -> SavedFigures:
    """Raises NotValid with a sentence per cell that is no figure; then nothing is saved."""
    names = {name: _key(name) for name in _stored(split_of(filing, as_of=today()))}
    figures, faults = read_split(texts, names)
    if faults:
        sentence = _("Nothing was saved: %(count)s cells cannot be read.")
        raise NotValid("cells_not_readable", sentence % {"count": len(faults)}, cells=faults)
    before = None if was is None else read_split(was, names)[0]
    return save_figures(filing=filing, figures=figures, was=before, by=request.user)


def _page(
    request: SignedIn,
    filing: Filing,
    *,
    refusal: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
    was: Mapping[str, str] | None = None,
) -> HttpResponse:
    filing.refresh_from_db()
    split = split_of(filing, as_of=today())
    stored = {name: text for name, text in _stored(split).items() if text}
    context: dict[str, Any] = {
        "filing": filing,
        "split": split,
        "faults": {name: str(sentence) for name, sentence in refusal.cells.items()} if refusal else {},
        "sentence": str(refusal or ""),
        "typed": typed or {},
        "was": json.dumps({**stored, **(was or {})}, ensure_ascii=False),
        "editable": filing.state in EDITABLE,
        "locked": _locked(filing),
    }
    return render(request, "allocations/filings/filing_edit.html", context, status=refusal.status if refusal else 200)


def _locked(filing: Filing) -> str:
    """Why the figures cannot be edited, and until when; empty when they can."""
    if filing.state in EDITABLE:
        return ""
    if filing.state == Filing.State.SUBMITTED:
        return _(
            "Locked: this version is submitted. It can be edited again when your officer recalls it, as long as nobody "
            "has decided, or when MIIT returns it."
        )
    if filing.state == Filing.State.ACCEPTED:
        return _(
            "Locked: this version is accepted for record and stays as it is. For other figures begin a new version."
        )
    return _("Locked for good: this version is %(state)s.") % {"state": filing.get_state_display()}


def _stored(split: Split) -> dict[str, str]:
    """The entry cells of the table by name, with their texts."""
    figures = (figure for row in split.rows for figure in row.figures if figure)
    return {figure.cell: format_tonnes_plain(figure.stated) if figure.stated else "" for figure in figures}


def _key(name: str) -> Key:
    _line, enterprise, category = name.split("-", 2)
    return int(enterprise), category
