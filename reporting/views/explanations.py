"""The explanations of differences from the traceability system as a table of cells."""

import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.cells import cells_answer, refuse_another_person, was_of
from accounts.views.signed_in import SignedIn
from common.constraints import Refusal
from common.workflow import refusal_of
from reporting import permissions
from reporting.models import Difference
from reporting.models.traceability import DifferenceQuerySet
from reporting.services.difference_cells import SavedExplanations, explain_differences

# Names of cells: “explanation-12”.
CELL = "explanation-"
LONGEST_NUMBER = 12
# By which headings a pasted block may mean the column.
HEADINGS = "说明|说明原因|情况说明|explanation"


@require_http_methods(["GET", "POST"])
def difference_explanations(request: SignedIn) -> HttpResponse:
    """The group's pending differences with a cell for each explanation."""
    refusal_of(permissions.explain_differences(request.user))
    if request.method == "GET":
        return _page(request)
    try:
        refuse_another_person(request)
        saved = _save(request)
    except Refusal as refusal:
        if not request.accepts("text/html"):
            return cells_answer(said=str(refusal), saved={}, code=refusal.code, status=refusal.status)
        return _page(request, refusal=refusal, typed=request.POST.dict())
    if not saved.conflicts:
        messages.success(request, _("The explanations are on record; the province and the ministry see them."))
    if not request.accepts("text/html"):
        return _answer(saved)
    if not saved.conflicts:
        return redirect("difference_explanations")
    cells = {f"{CELL}{pk}": conflict.sentence for pk, conflict in saved.conflicts.items()}
    sentence = _("%(count)s cells have since been changed by somebody else; check each of them.") % {
        "count": len(cells)
    }
    typed = {name: request.POST[name] for name in cells}
    return _page(request, refusal=Refusal("conflict", sentence, cells=cells), typed=typed)


def _pending(request: SignedIn) -> DifferenceQuerySet:
    """Those of the own group that are not decided."""
    own = Difference.objects.visible_to(request.user).filter(group=request.user.organisation)
    return own.filter(state__in=(Difference.State.OPEN, Difference.State.EXPLAINED))


def _save(request: SignedIn) -> SavedExplanations:
    texts, was = _by_difference(request.POST.dict()), was_of(request)
    before = None if was is None else _by_difference(was)
    # Who sends the form whole, without script, leaves empty what stays unexplained.
    typed = {pk: text for pk, text in texts.items() if text.strip() or (before or {}).get(pk)}
    return explain_differences(differences=_pending(request), texts=typed, was=before, by=request.user)


def _by_difference(texts: Mapping[str, str]) -> dict[int, str]:
    numbers = {name.removeprefix(CELL): text for name, text in texts.items() if name.startswith(CELL)}
    return {
        int(number): text for number, text in numbers.items() if number.isdecimal() and len(number) < LONGEST_NUMBER
    }


def _answer(saved: SavedExplanations) -> HttpResponse:
    said = _("The explanations are on record; the province and the ministry see them.")
    if saved.conflicts:
        sentence = _("%(count)s cells have since been changed by somebody else; check each of them.")
        said = sentence % {"count": len(saved.conflicts)}
    return cells_answer(
        said=said,
        saved={f"{CELL}{pk}": text for pk, text in saved.saved.items()},
        conflicts={f"{CELL}{pk}": conflict for pk, conflict in saved.conflicts.items()},
    )


def _page(request: SignedIn, *, refusal: Refusal | None = None, typed: Mapping[str, str] | None = None) -> HttpResponse:
    rows = list(
        _pending(request).with_people().select_related("enterprise").prefetch_related("enterprise__former_names")
    )
    stored = {f"{CELL}{row.pk}": row.explanation for row in rows}
    was = stored if refusal is None or refusal.code == "conflict" else was_of(request) or {}
    faults = {name: str(sentence) for name, sentence in refusal.cells.items()} if refusal else {}
    context = {
        "rows": [
            (row, name, (typed or {}).get(name, row.explanation), faults.get(name, ""))
            for row, name in zip(rows, stored, strict=True)
        ],
        "was": json.dumps({name: text for name, text in was.items() if text}, ensure_ascii=False),
        "headings": HEADINGS,
        "faults": faults,
        "sentence": str(refusal or ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "reporting/traceability/difference_explanations.html", context, status=status)
