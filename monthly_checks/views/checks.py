"""The pages of the monthly check: the months, one month, one enterprise, a question, closing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.reads.staleness import who_did
from accounts.views.confirmation import ask, proof_context, seen_after, seen_of
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, month_or_404, refuse_form
from common.listing import list_page
from common.periods import now, today
from common.workflow import Action, refusal_of
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from documents.files.workbooks import http_workbook
from documents.services.attachments import http_attachment
from enterprises.models import Enterprise
from enterprises.reads.past import named_then
from monthly_checks import permissions
from monthly_checks.files.checks import check_workbook, checks_workbook
from monthly_checks.forms import AnswerForm, CheckFilter, CloseForm, VerdictForm
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import (
    Checkable,
    CheckRow,
    Tally,
    check_rows_of,
    checkable,
    figures_digest,
    own_first,
    plain_enterprises,
    row_of,
    rows_of,
)
from monthly_checks.reads.reopening import reopening_actions
from monthly_checks.reads.sent_versions import plain_digest
from monthly_checks.reads.tallies import tallies_of
from monthly_checks.reads.versions import pairs_of
from monthly_checks.services.checks import (
    agree_to_plain,
    answer_question,
    close_check,
    give_verdict,
    not_ready_to_close,
    open_check,
)
from reporting.models import ProductionReport
from reporting.reads.enterprise_execution import by_enterprise
from reporting.reads.execution import Executed, Places
from reporting.reads.grid import GridPart, grid_of

METHODS = ["GET", "POST"]
ROW_SORTS = {
    "own": ("other", "enterprise__kind", "enterprise__credit_code"),
    "enterprise": ("enterprise__name_zh",),
    "group": ("group__position", "enterprise__credit_code"),
}


@dataclass(frozen=True)
class CheckLine:
    """A check in the list: its numbers, and its deadline."""

    check: MonthlyCheck
    tally: Tally
    duty: Obligation | None
    punctuality: Any


@require_GET
def check_list(request: SignedIn) -> HttpResponse:
    """The months of the own province; every province's for the ministries; to a group the questions put to it."""
    user = request.user
    if user.organisation.is_group:
        questions = list_page(_questions(request), request.GET)
        named_then([question.row for question in questions], lambda row: row.check_of.period.last_day)
        return render(request, "monthly_checks/check_questions.html", {"questions": questions})
    sees = user.sees_business and (user.organisation.is_province or user.sees_everything)
    waiting = checkable(now(), None if user.sees_everything else user.organisation.province) if sees else []
    may_begin = permissions.judge_check(user)
    page = list_page(_checks(request), request.GET)
    context = {
        "lines": replace(page, rows=_with_numbers(page.rows, _year(request))),
        "waiting": sorted(waiting, key=lambda one: (one.month, one.province.code), reverse=True),
        "may_begin": may_begin is None,
        "year": _year(request),
        "years": range(today().year, today().year - 5, -1),
    }
    return render(request, "monthly_checks/check_list.html", context)


def check_lines(request: SignedIn) -> list[CheckLine]:
    """The year's checks that the reader may see, with their numbers and deadlines."""
    return _with_numbers(list(_checks(request)), _year(request))


def _checks(request: SignedIn) -> QuerySet[MonthlyCheck]:
    checks = MonthlyCheck.objects.visible_to(request.user).filter(year=_year(request))
    return checks.select_related("province", "closed_by", "closed_for").order_by("-month", "province")


def _with_numbers(checks: Sequence[MonthlyCheck], year: int) -> list[CheckLine]:
    tallies, at, calendar = tallies_of(checks), now(), current_calendar()
    duties = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_CHECK, year=year)
    obligations = {(duty.organisation.province_id, duty.period): duty for duty in duties.select_related("organisation")}
    lines = []
    for check in checks:
        duty = obligations.get((check.province_id, str(check.period)))
        stands = duty.punctuality(at, calendar) if duty else None
        lines.append(CheckLine(check, tallies[check.pk], duty, stands))
    return lines


def _year(request: SignedIn) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and len(text) == 4 else today().year


def _questions(request: SignedIn) -> QuerySet[CheckVerdict]:
    rows = CheckVerdict.objects.visible_to(request.user).filter(row__check_of__year=_year(request))
    shown = rows.select_related("row__enterprise", "row__check_of__province", "answered_by", "answered_for")
    return shown.order_by("answered_at", "due_on", "pk")


@require_GET
def check_list_export(request: SignedIn) -> HttpResponse:
    """The list as a workbook."""
    data = checks_workbook(check_lines(request), year=_year(request), user=request.user, as_of=now())
    return http_workbook(f"按月调度检查-{_year(request)}.xlsx", data)


@require_POST
def check_begin(request: SignedIn, month: str) -> HttpResponse:
    """Opens the check of a month whose reports are in, when no sweeper has done so yet."""
    refusal_of(permissions.judge_check(request.user))
    period, province = month_or_404(month), request.user.organisation.province
    there = MonthlyCheck.objects.visible_to(request.user).filter(year=period.year, month=period.month).first()
    if there is not None:
        return redirect(there)
    found: list[Checkable] = [one for one in checkable(now(), province) if one.month == period]
    if not found:
        raise Http404
    return redirect(open_check(found[0], at=now(), by=request.user))


@require_GET
def check_detail(request: SignedIn, pk: int) -> HttpResponse:
    """A month of a province, enterprise by enterprise."""
    check = _check(request, pk)
    form = CheckFilter(request.GET)
    shown = form.rows(CheckedEnterprise.objects.filter(check_of=check).own_first(request.user.organisation))
    page = list_page(
        shown.select_related("enterprise__province", "group", "check_of__province"), request.GET, sorts=ROW_SORTS
    )
    page = replace(page, rows=check_rows_of(page.rows))
    rows, tally = list(page), tallies_of([check])[check.pk]
    executed = _executed(check, rows)
    duty = _duty(check)
    pairs = pairs_of(rows, request.user)
    context = {
        "check": check,
        "form": form,
        "page": page,
        "tally": tally,
        "rows": [(row, executed.get(row.row.enterprise_id, []), pairs.get(row.row.pk)) for row in rows],
        "places": Places.of(one for cells in executed.values() for one in cells),
        "actions": _actions(request, check, tally),
        "duty": duty,
        "punctuality": duty.punctuality(now(), current_calendar()) if duty else None,
        "events": Event.objects.about(check),
    }
    return render(request, "monthly_checks/check_detail.html", context)


def _executed(check: MonthlyCheck, rows: list[CheckRow]) -> dict[int, list[Executed]]:
    """The year until the month by enterprise, from the reports that count."""
    located = Enterprise.objects.filter(pk__in=[row.row.enterprise_id for row in rows])
    found: dict[int, list[Executed]] = {}
    for line in by_enterprise(check.period, located, province=check.province_id) if rows else []:
        found.setdefault(line.enterprise.pk, []).append(line.executed)
    return found


def _actions(request: SignedIn, check: MonthlyCheck, tally: Tally) -> list[Action]:
    if not request.user.organisation.is_province:
        return []
    if check.state == MonthlyCheck.State.CLOSED:
        return reopening_actions(check, request.user)
    plain = Action(
        "agree",
        _("Agree to all without remarks"),
        reverse("check_agree", args=[check.pk]),
        permissions.judge_check(request.user),
    )
    refusal = permissions.close_check(request.user, check) or not_ready_to_close(tally)
    closing = Action("close", _("Close the check"), reverse("check_close", args=[check.pk]), refusal)
    return [plain, closing] if plain_enterprises(check).exists() else [closing]


def _duty(check: MonthlyCheck) -> Obligation | None:
    duties = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_CHECK, period=str(check.period))
    return duties.filter(organisation__province=check.province_id).order_by("-opens_at", "pk").first()


@require_GET
def check_export(request: SignedIn, pk: int) -> HttpResponse:
    """The month as a workbook, with the content of its page."""
    check = _check(request, pk)
    rows = own_first(rows_of([check])[check.pk], request.user)
    data = check_workbook(check, rows, _executed(check, rows), user=request.user, as_of=now())
    return http_workbook(f"{check.number}.xlsx", data)


@require_http_methods(METHODS)
def check_agree(request: SignedIn, pk: int) -> HttpResponse:
    """Lists the enterprises whose reports raise no point, and agrees to all of them."""
    check = _check(request, pk)
    refusal_of(permissions.judge_check(request.user))
    if request.method == "POST":
        count = agree_to_plain(check=check, by=request.user, figures=request.POST.get("figures", ""))
        messages.success(request, _("Agreed: %(count)s enterprises.") % {"count": count})
        return redirect(check)
    listed = plain_enterprises(check).select_related("enterprise__province", "group", "check_of__province")
    page = list_page(listed, request.GET)
    left = check.rows.in_state("unjudged").count() - page.count
    plain = replace(page, rows=check_rows_of(page.rows, people=()))
    context = {"check": check, "plain": plain, "left": left, "figures": plain_digest(check)}
    return render(request, "monthly_checks/check_agree.html", context)


@require_http_methods(METHODS)
def check_close(request: SignedIn, pk: int) -> HttpResponse:
    """Says what closing does, and closes."""
    check = _check(request, pk)
    refusal_of(permissions.close_check(request.user, check))
    form = CloseForm(request.POST or None)
    if form.is_valid():
        close_check(check=check, by=request.user, seen=seen_of(request), **form.cleaned_data)
        said = _("The check is closed; the ministries have its summary.")
        messages.success(request, who_did(check, "check.close", by=request.user) or said)
        return redirect(check)
    tally = tallies_of([check])[check.pk]
    if request.method == "GET":
        refusal_of(not_ready_to_close(tally))
    counts = {"agree": tally.agree, "question": tally.question, "to_inspect": tally.to_inspect}
    effects = [
        _("%(agree)s agreed, %(question)s questions open, %(to_inspect)s to be inspected.") % counts,
        _("The summary is sent to both ministries, and the duty of both authorities of the province is met."),
        _("Figures that are corrected later, and answers to open questions, still come back to you."),
    ]
    label = _("Close the check of %(month)s") % {"month": check.period.label}
    back = check.get_absolute_url()
    return ask(
        request, title=label, label=label, effects=effects, back=back, back_label=str(check), form=form, about=check
    )


@require_http_methods(METHODS)
def checked_enterprise(request: SignedIn, pk: int) -> HttpResponse:
    """An enterprise's month: the figures, what changed since the last verdict, the verdicts, and the next one."""
    row = get_visible_or_404(
        CheckedEnterprise.objects.select_related("check_of__province", "enterprise", "group"), request.user, pk=pk
    )
    barred = permissions.judge_check(request.user)
    if request.method == "POST":
        refusal_of(barred)
    form, conflict = VerdictForm(request.POST or None), None
    if form.is_valid():
        digest = request.POST.get("figures", "")
        try:
            give_verdict(row=row, by=request.user, seen=seen_of(request), figures=digest, **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
            conflict = refusal
        else:
            messages.success(request, _("Recorded: %(enterprise)s.") % {"enterprise": row.enterprise.name})
            return redirect(row.check_of)
    stands = row_of(row)
    named_then([row], row.check_of.period.last_day)
    closed = row.check_of.state == MonthlyCheck.State.CLOSED
    context = {
        "row": row,
        "stands": stands,
        "pair": pairs_of([stands], request.user).get(row.pk),
        "check": row.check_of,
        "form": form,
        "barred": barred,
        "may_judge": barred is None and (not closed or stands.waits),
        "figures": figures_digest(stands.cells),
        "tables": _tables(stands, row),
        "paper": False,
        "whole": False,
        "events": Event.objects.about(row),
        "seen": seen_after(request, row, refusal=conflict),
    }
    return render(request, "monthly_checks/check_enterprise.html", context, status=form_status(form))


def _tables(stands: CheckRow, row: CheckedEnterprise) -> list[tuple[ProductionReport, list[GridPart]]]:
    """The reports that hold the enterprise's month, each with its lines alone."""
    place = row.check_of.province_id
    return [
        (
            report,
            grid_of(
                report, lines=[one for one in stands.lines if one.report_id == report.pk], whole=False, province=place
            ),
        )
        for report in stands.versions
    ]


@require_http_methods(METHODS)
def check_question(request: SignedIn, pk: int) -> HttpResponse:
    """A question and its answer; the group that was asked answers here."""
    question = _question(request, pk)
    barred = permissions.answer_question(request.user, question)
    if request.method == "POST":
        refusal_of(barred)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            answer_question(question=question, text=values["answer"], upload=values["file"], by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The answer is with the province."))
            return redirect(question)
    context = {
        "question": question,
        "check": question.row.check_of,
        "form": form,
        "barred": barred,
        "owed": question.is_unanswered and not question.replaced,
        **proof_context(request, about=question.row),
    }
    return render(request, "monthly_checks/check_question.html", context, status=form_status(form))


@require_GET
def check_answer_file(request: SignedIn, pk: int) -> HttpResponse:
    """The document of an answer, for whoever may see the question."""
    question = _question(request, pk)
    if question.attachment is None:
        raise Http404
    return http_attachment(question.attachment)


def _check(request: SignedIn, pk: int) -> MonthlyCheck:
    checks = MonthlyCheck.objects.select_related("province", "closed_by", "closed_for")
    return get_visible_or_404(checks, request.user, pk=pk)


def _question(request: SignedIn, pk: int) -> CheckVerdict:
    rows = CheckVerdict.objects.questions().select_related(
        "row__check_of__province", "row__enterprise", "row__group", "attachment", "given_by", "given_for",
        "answered_by", "answered_for",
    )  # fmt: skip
    return get_visible_or_404(rows, request.user, pk=pk)
