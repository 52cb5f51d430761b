"""Filling in a report: begin, the grid, check and submit, correct."""

import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.cells import refuse_another_person, was_of
from accounts.views.confirmation import ask, proof_context, proved
from common.constraints import NotValid, Refusal
from common.http import get_visible_or_404, month_or_404, refuse_form
from common.periods import speaks_chinese
from common.workflow import Action, next_state, refusal_of
from reporting import permissions
from reporting.forms.reports import CorrectionForm
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import entered_texts, parse_readable, parse_texts
from reporting.reads.effects import effects_of
from reporting.reads.fault_groups import group_by_row
from reporting.reads.grid import grid_of
from reporting.reads.histories import members_of, notice_of
from reporting.reads.labels import reason_label
from reporting.rules.form import LABEL_EN, LABEL_ZH, NO_PRODUCTION, cell_name
from reporting.services.cells import SavedCells, save_cells
from reporting.services.checks import Checked, check, explanation_cell
from reporting.services.decisions import (
    figures_hash,
    submit_report,
)
from reporting.services.drafts import correction_code, remove_line, save_report, start_correction, start_report
from reporting.services.idle import EVERYBODY, fill_idle
from reporting.services.steps import LABELS
from reporting.transitions import REPORT
from reporting.views.reports import current_user, visible, whole_context


@require_POST
def report_start(request: HttpRequest, month: str) -> HttpResponse:
    """Begins the own group's report of a month."""
    user = current_user(request)
    report = start_report(group=user.organisation, month=month_or_404(month), by=user)
    return redirect("report_edit", report.pk)


@require_http_methods(["GET", "POST"])
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid. What cannot be read comes back with its sentence, and nothing typed is lost."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    if request.method == "GET":
        return _grid_page(request, report)
    texts = request.POST.dict()
    try:
        refuse_another_person(request)
        was = was_of(request)
        before = None if was is None else parse_readable(was)[0]
        saved = save_cells(report=report, cells=parse_texts(texts), was=before, by=user)
        save_report(report=report, cells=_added(texts), by=user)
        if saved.conflicts:
            return _conflict_page(request, report, texts, saved)
        if texts.get("then") == "idle":
            which, why = texts.get("idle_which", ""), texts.get("idle_reason", "")
            filled = fill_idle(report=report, which=which, reason=why, by=user)
            said = _("%(count)s lines without production are filled in; look at their stocks.") % {"count": filled}
            messages.success(request, said)
            return redirect("report_edit", report.pk)
    except Refusal as refusal:
        if not isinstance(refusal, NotValid):
            raise
        shown = {**entered_texts(report), **{name: (was or {}).get(name, "") for name in texts}}
        return _grid_page(request, report, texts=texts, refusal=refusal, was=shown)
    if texts.get("remove", "").isdecimal():
        remove_line(line=get_visible_or_404(report.lines.all(), user, pk=texts["remove"]), by=user)
    messages.success(request, _("The draft is saved."))
    return redirect("report_check" if texts.get("then") == "check" else "report_edit", report.pk)


def _added(texts: Mapping[str, str]) -> dict[str, str]:
    """An enterprise that is to get a row: an empty note makes one."""
    enterprise, _dash, category = texts.get("add", "").partition("-")
    return {cell_name("note", int(enterprise), category): ""} if enterprise.isdecimal() else {}


def _conflict_page(
    request: HttpRequest, report: ProductionReport, texts: Mapping[str, str], saved: SavedCells
) -> HttpResponse:
    """The grid with what was typed into cells that somebody else changed meanwhile; saved again, it replaces that."""
    sentence = _("Saved, except for %(count)s cells that have since been changed by somebody else; check each of them.")
    cells = {name: conflict.sentence for name, conflict in saved.conflicts.items()}
    refusal = Refusal("conflict", sentence % {"count": len(cells)}, cells=cells)
    typed = {name: texts[name] for name in saved.conflicts}
    return _grid_page(request, report, texts=typed, refusal=refusal)


def _grid_page(
    request: HttpRequest,
    report: ProductionReport,
    *,
    texts: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    was: Mapping[str, str] | None = None,
) -> HttpResponse:
    everything = "check" in request.GET
    checked = check(report)
    faults = checked.faults if everything else tuple(fault for fault in checked.faults if not fault.blocks)
    errors = {name: str(sentence) for name, sentence in refusal.cells.items()} if refusal else {}
    chinese = speaks_chinese()
    entries = list(errors.items())
    if everything and not refusal:
        entries = [(fault.cell, fault.sentence(chinese=chinese)) for fault in checked.blocking]
        entries += [(explanation_cell(fault), fault.sentence(chinese=chinese)) for fault in checked.unexplained]
    parts = grid_of(report, texts=texts, errors=errors, faults=faults)
    context = {
        "report": report,
        "parts": parts,
        "groups": group_by_row(entries, parts),
        "entry_count": len(entries),
        "refusal": refusal,
        "reasons": [(code, reason_label(code)) for code in NO_PRODUCTION],
        "addable": _addable(report),
        "everybody": EVERYBODY,
        "notice": notice_of(report.year, current_user(request)),
        "form_label": LABEL_ZH if chinese else LABEL_EN,
        "was": json.dumps(entered_texts(report) if was is None else was, ensure_ascii=False),
    }
    return render(request, "reporting/reports/report_edit.html", context, status=refusal.status if refusal else 200)


def _addable(report: ProductionReport) -> list[tuple[str, str]]:
    """The group's enterprises that have no row yet."""
    there = set(report.lines.values_list("enterprise", "category"))
    return [
        (f"{member.pk}-{category}", f"{member.name} · {ReportLine(category=category).get_category_display()}")
        for member in members_of(report.group, report.period)
        for category in member.categories
        if (member.pk, category) not in there
    ]


@require_http_methods(["GET", "POST"])
def report_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The check page: all figures, what has to be corrected or explained, and the button that submits."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.see_whole_report(user, report))
    if request.method == "GET":
        next_state(REPORT, report.state, "submit", LABELS)
        return _check_page(request, report)
    refusal_of(permissions.submit_report(user, report))
    fault = proved(request)
    if fault:
        return _check_page(request, report, fault=fault)
    try:
        report = submit_report(report=report, by=user, seen=request.POST.get("seen", ""))
    except NotValid:
        return _check_page(request, report, status=422)
    messages.success(request, _("%(month)s is submitted.") % {"month": report.period.label})
    return redirect("report_receipt", report.pk)


def _check_page(
    request: HttpRequest, report: ProductionReport, *, status: int = 200, fault: Refusal | None = None
) -> HttpResponse:
    user, checked = current_user(request), check(report)
    label = _("Submit the report of %(month)s") % {"month": report.period.label}
    refusal = permissions.submit_report(user, report) or _not_ready(checked)
    chinese = speaks_chinese()
    edit = reverse("report_edit", args=[report.pk])
    context = {
        **whole_context(user, report, request.GET),
        "parts": grid_of(report, faults=checked.faults),
        "effects": effects_of(report),
        "checked": checked,
        "blocking": [
            (f"{edit}?check=1#{fault.cell}", fault.clause_text(chinese=chinese), fault.sentence(chinese=chinese))
            for fault in checked.blocking
        ],
        "unexplained": [
            (
                f"{edit}?check=1#{explanation_cell(fault)}",
                fault.clause_text(chinese=chinese),
                fault.sentence(chinese=chinese),
            )
            for fault in checked.unexplained
        ],
        "explained": [
            (fault.clause_text(chinese=chinese), fault.sentence(chinese=chinese), text)
            for fault, text in checked.explained
        ],
        **proof_context(request, about=None, signing=True, refusal=fault),
        "seen": figures_hash(report),
        "submit": Action("submit", label, request.path, refusal, confirm=False),
        "drafting": permissions.draft_report(user, report.group),
    }
    return render(request, "reporting/reports/report_check.html", context, status=fault.status if fault else status)


def _not_ready(checked: Checked) -> Refusal | None:
    if checked.passes:
        return None
    return Refusal("not_ready", _("First correct and explain what is listed above."))


@require_http_methods(["GET", "POST"])
def report_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a new version, with the reason."""
    user, report = current_user(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    next_state(REPORT, report.state, "correct", LABELS)
    first = {"reason": report.return_reason or report.recall_reason, "code": correction_code(report)}
    form = CorrectionForm(request.POST or None, initial=first)
    form.fields["reason"].required = not (report.return_reason or report.recall_reason)
    if form.is_bound and form.is_valid():
        try:
            successor = start_correction(report=report, by=user, **form.cleaned_data)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            return redirect("report_edit", successor.pk)
    effects = [
        _("A new version begins with the figures of version %(version)s.") % {"version": report.version},
        _("Until the new version is accepted, the figures in force stay in force."),
        _("Every version stays readable."),
    ]
    return ask(
        request,
        title=_("Correct the report of %(month)s") % {"month": report.period.label},
        label=_("Begin the new version"),
        effects=effects,
        form=form,
        back=reverse("report_detail", args=[report.pk]),
        back_label=report.period.label,
    )
