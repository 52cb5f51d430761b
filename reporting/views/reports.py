"""Reports: list, read, begin, fill in, check, submit, receipt, decide, correct."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from audit.models import Event
from common.constraints import NotValid, Refusal
from common.http import form_status, get_visible_or_404, month_or_404, refuse_form
from common.periods import now, speaks_chinese, today
from common.workflow import Action, next_state, refusal_of
from deadlines.models import Obligation
from deadlines.services import current_calendar
from reporting import permissions
from reporting.actions import report_actions
from reporting.cells import parse_readable, parse_texts
from reporting.forms import CorrectionForm, ReturnForm
from reporting.grid import grid_of, reason_label
from reporting.models import Finding, ProductionReport, ReportLine
from reporting.reads import lines_with_parts, members_of, notice_of
from reporting.rules.form import LABEL_EN, LABEL_ZH, NO_PRODUCTION, cell_name
from reporting.services.checks import Checked, check
from reporting.services.decisions import (
    accept_report,
    decide_finding,
    figures_hash,
    return_report,
    submit_report,
)
from reporting.services.drafts import remove_line, save_report, start_correction, start_report
from reporting.services.steps import LABELS
from reporting.timeliness import month_duties, years_with_duties
from reporting.transitions import REPORT


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """A group's months.

    For the ministries the groups by months; for a province the reports with its enterprises.
    """
    user = person(request)
    years = years_with_duties(user) or [today().year]
    year = _year(request, years)
    duties = month_duties(year, user=user, at=now())
    context = {
        "year": year,
        "years": years,
        "duties": duties,
        "months": list(dict.fromkeys(duty.month for duty in duties)),
        "by_group": _by_group(duties),
        "reports": ProductionReport.objects.visible_to(user).filter(year=year).select_related("group"),
        "drafting": permissions.draft_report(user, user.organisation),
        "late": [duty for duty in duties if duty.is_late and duty.is_open],
    }
    return render(request, "reporting/report_list.html", context)


def _by_group(duties: list) -> dict:  # type: ignore[type-arg]
    rows: dict[object, dict[object, object]] = {}
    for duty in duties:
        rows.setdefault(duty.group, {})[duty.month] = duty
    return rows


def _year(request: HttpRequest, years: list[int]) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else years[0]


@require_POST
def report_start(request: HttpRequest, month: str) -> HttpResponse:
    """Begins the own group's report of a month."""
    user = person(request)
    report = start_report(group=user.organisation, month=month_or_404(month), by=user)
    return redirect("report_edit", report.pk)


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A report as it stands, as far as this person may see its lines."""
    user = person(request)
    report = visible(request, pk)
    return render(request, "reporting/report_detail.html", whole_context(user, report))


def whole_context(user: User, report: ProductionReport) -> dict[str, object]:
    """What every page that shows a report needs."""
    whole = permissions.see_whole_report(user, report) is None
    lines = list(lines_with_parts(report).filter(pk__in=ReportLine.objects.visible_to(user)))
    others = (
        ProductionReport.objects.visible_to(user).of_month(report.group, report.period).exclude(pk=report.pk)
    )
    duty = Obligation.objects.filter(
        kind=Obligation.Kind.MONTHLY_REPORT, organisation=report.group, period=str(report.period)
    ).first()
    return {
        "report": report,
        "status": report_status(report),
        "whole": whole,
        "parts": grid_of(report, lines=lines),
        "findings": Finding.objects.visible_to(user)
        .filter(line__report=report)
        .select_related("line__enterprise"),
        "actions": report_actions(user, report),
        "events": Event.objects.about(report) if whole else [],
        "others": [(other, report_status(other)) for other in others],
        "notice": notice_of(report.year, user),
        "duty": duty,
        "punctuality": duty.punctuality(now(), current_calendar()) if duty else None,
        "form_label": LABEL_ZH if speaks_chinese() else LABEL_EN,
    }


def report_status(report: ProductionReport) -> str:
    """The code of the status component."""
    return "report_accepted" if report.state == ProductionReport.State.ACCEPTED else report.state


@require_http_methods(["GET", "POST"])
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid. What cannot be read comes back with its sentence, and nothing typed is lost."""
    user, report = person(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    next_state(REPORT, report.state, "edit", LABELS)
    if request.method == "GET":
        return _grid_page(request, report)
    texts = request.POST.dict()
    try:
        save_report(report=report, cells={**parse_texts(texts), **_added(texts)}, by=user)
    except NotValid as refusal:
        return _grid_page(request, report, texts=texts, refusal=refusal)
    messages.success(request, _("The draft is saved."))
    return redirect("report_check" if texts.get("then") == "check" else "report_edit", report.pk)


def _added(texts: Mapping[str, str]) -> dict[str, str]:
    """An enterprise that is to get a row: an empty note makes one."""
    enterprise, _dash, category = texts.get("add", "").partition("-")
    return {cell_name("note", int(enterprise), category): ""} if enterprise.isdecimal() else {}


def _grid_page(
    request: HttpRequest,
    report: ProductionReport,
    *,
    texts: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    everything = "check" in request.GET
    checked = check(report)
    faults = checked.faults if everything else tuple(fault for fault in checked.faults if not fault.blocks)
    errors = {name: str(sentence) for name, sentence in refusal.cells.items()} if refusal else {}
    chinese = speaks_chinese()
    entries = list(errors.items())
    if everything and not refusal:
        entries = [
            (fault.cell, fault.sentence(chinese=chinese))
            for fault in (*checked.blocking, *checked.unexplained)
        ]
    context = {
        "report": report,
        "parts": grid_of(report, texts=texts, errors=errors, faults=faults),
        "entries": entries,
        "refusal": refusal,
        "reasons": [(code, reason_label(code)) for code in NO_PRODUCTION],
        "addable": _addable(report),
        "notice": notice_of(report.year, person(request)),
        "form_label": LABEL_ZH if chinese else LABEL_EN,
    }
    return render(request, "reporting/report_edit.html", context, status=422 if refusal else 200)


def _addable(report: ProductionReport) -> list[tuple[str, str]]:
    """The group's enterprises that have no row yet."""
    there = set(report.lines.values_list("enterprise", "category"))
    return [
        (f"{member.pk}-{category}", f"{member.name} · {ReportLine(category=category).get_category_display()}")
        for member in members_of(report.group, report.period)
        for category in member.categories
        if (member.pk, category) not in there
    ]


@require_POST
def report_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Stores what can be read of the grid and says in one line what has been saved and what has not."""
    report = visible(request, pk)
    cells, faults = parse_readable(request.POST.dict())
    try:
        save_report(report=report, cells=cells, by=person(request))
        refusal = None
    except Refusal as refused:
        refusal = refused
    context = {"faults": len(faults), "refusal": refusal, "at": now()}
    return render(request, "reporting/_saved.html", context, status=refusal.status if refusal else 200)


@require_POST
def report_line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an enterprise's row out of a draft."""
    line = get_visible_or_404(ReportLine.objects.select_related("report"), request.user, pk=pk)
    remove_line(line=line, by=person(request))
    return redirect("report_edit", line.report_id)


@require_http_methods(["GET", "POST"])
def report_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The check page: all figures, what has to be corrected or explained, and the button that submits."""
    user, report = person(request), visible(request, pk)
    refusal_of(permissions.see_whole_report(user, report))
    if request.method == "GET":
        next_state(REPORT, report.state, "submit", LABELS)
        return _check_page(request, report)
    try:
        report = submit_report(report=report, by=user, seen=request.POST.get("seen", ""))
    except NotValid:
        return _check_page(request, report, status=422)
    messages.success(request, _("%(month)s is submitted.") % {"month": report.period.label})
    return redirect("report_receipt", report.pk)


def _check_page(request: HttpRequest, report: ProductionReport, *, status: int = 200) -> HttpResponse:
    user, checked = person(request), check(report)
    label = _("Submit the report of %(month)s") % {"month": report.period.label}
    refusal = permissions.submit_report(user, report) or _not_ready(checked)
    chinese = speaks_chinese()
    edit = reverse("report_edit", args=[report.pk])
    context = {
        **whole_context(user, report),
        "parts": grid_of(report, faults=checked.faults),
        "checked": checked,
        "blocking": [
            (f"{edit}?check=1#{fault.cell}", fault, fault.sentence(chinese=chinese))
            for fault in checked.blocking
        ],
        "unexplained": [
            (f"{edit}?check=1#{fault.cell}", fault, fault.sentence(chinese=chinese))
            for fault in checked.unexplained
        ],
        "explained": [(fault, fault.sentence(chinese=chinese), text) for fault, text in checked.explained],
        "seen": figures_hash(report),
        "submit": Action("submit", label, request.path, refusal, confirm=False),
        "drafting": permissions.draft_report(user, report.group),
    }
    return render(request, "reporting/report_check.html", context, status=status)


def _not_ready(checked: Checked) -> Refusal | None:
    if checked.passes:
        return None
    return Refusal("not_ready", _("First correct and explain what is listed above."))


@require_GET
def report_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt: number, exact time, in time or late, version, hash, and what happens next."""
    user, report = person(request), visible(request, pk)
    refusal_of(permissions.see_whole_report(user, report))
    if report.submitted_at is None:
        raise Http404
    return render(request, "reporting/report_receipt.html", whole_context(user, report))


@require_http_methods(["GET", "POST"])
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """MIIT accepts, or returns with a reason and at cells."""
    user, report = person(request), visible(request, pk)
    refusal_of(permissions.decide_report(user, report))
    context = whole_context(user, report)
    posted = request.POST if request.POST.get("decision") == "return" else None
    form = ReturnForm(posted, parts=context["parts"])  # type: ignore[arg-type]
    if request.method == "POST" and request.POST.get("decision") == "accept":
        accept_report(report=report, by=user)
        messages.success(request, _("The report is accepted; its figures count."))
        return redirect("report_detail", report.pk)
    if form.is_bound and form.is_valid():
        try:
            return_report(report=report, reason=form.cleaned_data["reason"], cells=form.pointed_at(), by=user)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The report is returned; the group sees the reason."))
            return redirect("report_detail", report.pk)
    next_state(REPORT, report.state, "accept", LABELS)
    return render(
        request, "reporting/report_decide.html", {**context, "form": form}, status=form_status(form)
    )


@require_http_methods(["GET", "POST"])
def report_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a new version, with the reason."""
    user, report = person(request), visible(request, pk)
    refusal_of(permissions.draft_report(user, report.group))
    next_state(REPORT, report.state, "correct", LABELS)
    form = CorrectionForm(request.POST or None, initial={"reason": report.return_reason})
    if form.is_bound and form.is_valid():
        try:
            successor = start_correction(report=report, reason=form.cleaned_data["reason"], by=user)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            return redirect("report_edit", successor.pk)
    context = {
        "title": _("Correct the report of %(month)s") % {"month": report.period.label},
        "label": _("Begin the new version"),
        "effects": [
            _("A new version begins with the figures of version %(version)s.") % {"version": report.version},
            _("Until the new version is accepted, the figures in force stay in force."),
            _("Every version stays readable."),
        ],
        "form": form,
        "back": reverse("report_detail", args=[report.pk]),
        "back_label": report.period.label,
    }
    return render(request, "confirm.html", context, status=form_status(form))


@require_POST
def finding_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """MIIT decides a finding in words."""
    finding = get_visible_or_404(Finding.objects.select_related("line"), request.user, pk=pk)
    decide_finding(finding=finding, decision=request.POST.get("decision", ""), by=person(request))
    return redirect("report_detail", finding.line.report_id)


def person(request: HttpRequest) -> User:
    """Who is signed in; every page here asks for it (LoginRequiredMiddleware)."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user


def visible(request: HttpRequest, pk: int) -> ProductionReport:
    """The report, if this person may see it."""
    return get_visible_or_404(
        ProductionReport.objects.select_related("group", "supersedes"), request.user, pk=pk
    )
