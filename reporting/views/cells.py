"""The cells of a report's grid: saved one by one, and the story of each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.cells import cells_answer, refuse_another_person, was_of
from common.constraints import NotValid, Refusal
from common.periods import instant_text, now
from common.workflow import next_state, refusal_of
from reporting import permissions
from reporting.models import ProductionReport
from reporting.reads.cells import CellName, parse_readable
from reporting.reads.stories import story_of
from reporting.services.cells import SavedCells, save_cells
from reporting.services.checks import check
from reporting.services.steps import LABELS
from reporting.transitions import REPORT
from reporting.views.reports import current_user, visible


@require_POST
def report_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Stores the cells that can be read and that nobody changed meanwhile; says what of the others."""
    report = visible(request, pk)
    try:
        refuse_another_person(request)
        saved, unreadable = store_readable(request, report)
    except Refusal as refusal:
        refused = refusal.cells if isinstance(refusal, NotValid) else {}
        return cells_answer(
            said=str(refusal),
            saved={},
            refused={name: str(sentence) for name, sentence in refused.items()},
            code=refusal.code,
            status=refusal.status,
        )
    said = _said(len(unreadable), len(saved.conflicts))
    return cells_answer(said=said, saved=saved.saved, refused=unreadable, conflicts=saved.conflicts)


def store_readable(request: HttpRequest, report: ProductionReport) -> tuple[SavedCells, dict[str, str]]:
    """Saves what can be read of the posted cells; also a sentence for each cell that cannot."""
    cells, unreadable = parse_readable(request.POST.dict())
    shown = was_of(request)
    was = None if shown is None else parse_readable(shown)[0]
    return save_cells(report=report, cells=cells, was=was, by=current_user(request)), unreadable


def _said(unreadable: int, conflicts: int) -> str:
    said = [_("saved %(at)s") % {"at": instant_text(now())}]
    if unreadable:
        said.append(_("%(count)s cells cannot be read and were not saved") % {"count": unreadable})
    if conflicts:
        said.append(_("%(count)s cells have since been changed by somebody else") % {"count": conflicts})
    return " · ".join(said)


@require_GET
def report_story(request: HttpRequest, pk: int) -> HttpResponse:
    """What the panel beside the grid shows of the cell that the address names."""
    report = visible(request, pk)
    refusal_of(permissions.draft_report(current_user(request), report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    asked = request.GET.get("cell", "")
    name = CellName.parse(asked)
    if asked and (name is None or not report.lines.filter(enterprise=name.enterprise, category=name.category).exists()):
        raise Http404
    story = story_of(report, name, check(report).faults) if name else None
    return render(request, "reporting/reports/_story.html", {"story": story})
