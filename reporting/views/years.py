"""The year in reports: who has still to report, its statement, and its comparison with the year before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.reads.staleness import seen_now, who_did
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import NotValid
from common.http import get_visible_or_404, refuse_form, year_or_404
from common.periods import Month, now, today
from common.workflow import Action, refusal_of
from documents.files.pdf import http_pdf, pdf_refusal
from documents.files.workbooks import http_workbook
from reporting import permissions
from reporting.files.statement import statement_document, statement_workbook
from reporting.forms.statements import DiscardForm, RevisionForm
from reporting.models import StatementLine, YearStatement
from reporting.reads.statements import (
    Correction,
    beside_last_year,
    closed_statement,
    corrections,
    notices_since,
    open_findings,
    unfinished_months,
)
from reporting.reads.timeliness import years_with_duties
from reporting.services import statements as services

STATES = {"closed": "year_closed", "discarded": "discarded"}


def status_of(statement: YearStatement) -> str:
    """The code of the status component."""
    return STATES.get(statement.state, statement.state)


@require_GET
def year_list(request: SignedIn) -> HttpResponse:
    """Every year with reports or a statement."""
    user = request.user
    refusal_of(permissions.see_execution(user))
    stated: dict[int, list[tuple[YearStatement, str]]] = {}
    for statement in YearStatement.objects.visible_to(user).exclude(state=YearStatement.State.DISCARDED):
        stated.setdefault(statement.year, []).append((statement, status_of(statement)))
    years = sorted({*years_with_duties(user), *stated}, reverse=True)
    return render(
        request, "reporting/statements/year_list.html", {"rows": [(year, stated.get(year, [])) for year in years]}
    )


@require_GET
def year_detail(request: SignedIn, year: int) -> HttpResponse:
    """What the year still needs before it can be closed, its statements, and the year beside the one before."""
    user, year = request.user, year_or_404(year)
    refusal_of(permissions.see_execution(user))
    ministry = user.sees_everything
    statements = list(
        YearStatement.objects.visible_to(user).filter(year=year).select_related("drafted_by", "decided_by")
    )
    until = Month(year, 12) if today().year > year else Month.of(today()).previous
    context = {
        "year": year,
        "statements": [(statement, status_of(statement)) for statement in statements],
        "over": today().year > year,
        "unfinished": unfinished_months(year) if ministry else [],
        "findings": open_findings(year) if ministry else 0,
        "ministry": ministry,
        "actions": _year_actions(request, year, statements) if ministry else [],
        "until": until,
        "compared": beside_last_year(until) if ministry and until.year == year else [],
    }
    return render(request, "reporting/statements/year_detail.html", context)


def _year_actions(request: SignedIn, year: int, statements: list[YearStatement]) -> list[Action]:
    """Draft the statement, or another edition of it, while there is no draft."""
    if any(statement.is_draft for statement in statements):
        return []
    refusal = permissions.draft_statement(request.user) or services.not_ready_to_close(year)
    closed = closed_statement(year)
    label = _("Draft another edition") if closed else _("Draft the statement")
    return [Action("draft", label, reverse("statement_draft", args=[year]), refusal)]


@require_http_methods(["GET", "POST"])
def statement_draft(request: SignedIn, year: int) -> HttpResponse:
    """Asks, then drafts; a later edition with what was corrected."""
    user, year = request.user, year_or_404(year)
    refusal_of(permissions.draft_statement(user))
    refusal_of(services.not_ready_to_close(year))
    former = closed_statement(year)
    form = RevisionForm(request.POST or None) if former else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            statement = services.draft_statement(year=year, by=user, reason=reason)
        except NotValid as refusal:
            if form is None:
                raise
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Drafted. Another officer of the ministry has to close the year."))
            return redirect("statement_detail", statement.pk)
    effects = [
        _("The figures of the year are taken as they are now; nothing lapses yet."),
        _("Undecided findings: %(count)s. They are listed in the statement and can be decided later.")
        % {"count": open_findings(year)},
    ]
    label = _("Draft another edition") if former else _("Draft the statement")
    back = reverse("year_detail", args=[year])
    return ask(request, title=label, label=label, effects=effects, back=back, back_label=str(year), form=form)


@require_GET
def statement_detail(request: SignedIn, pk: int) -> HttpResponse:
    """A statement as far as this person may see its lines, and what was corrected since."""
    statement, lines = _shown(request, pk)
    changed = corrections(statement, request.user)
    own = request.user.sees_everything
    context = {
        "statement": statement,
        "status": status_of(statement),
        "tables": _tables(lines),
        "corrections": changed,
        "notices_since": notices_since(statement, request.user),
        "actions": _actions(request, statement, changed),
        "pdf_refusal": pdf_refusal(),
        "whole": own,
        "findings": open_findings(statement.year) if own else 0,
        "events": Event.objects.about(statement) if own else [],
    }
    return render(request, "reporting/statements/statement_detail.html", context)


def _shown(request: SignedIn, pk: int) -> tuple[YearStatement, list[StatementLine]]:
    rows = YearStatement.objects.select_related("drafted_by", "decided_by", "decided_for")
    statement = get_visible_or_404(rows, request.user, pk=pk)
    lines = StatementLine.objects.visible_to(request.user).filter(statement=statement)
    return statement, list(lines.select_related("group", "enterprise__province"))


def _tables(lines: list[StatementLine]) -> list[tuple[str, str, list[StatementLine]]]:
    """By kind of holder: its code, its heading, its lines."""
    headings = {
        StatementLine.Holder.NATION: _("Nation"),
        StatementLine.Holder.GROUP: _("Groups"),
        StatementLine.Holder.ENTERPRISE: _("Enterprises"),
    }
    found = [
        (str(holder), heading, [line for line in lines if line.holder == holder])
        for holder, heading in headings.items()
    ]
    return [table for table in found if table[2]]


def _actions(request: SignedIn, statement: YearStatement, changed: list[Correction]) -> list[Action]:
    user = request.user
    if not user.sees_everything:
        return []
    if statement.state == YearStatement.State.CLOSED and changed:
        refusal = permissions.draft_statement(user) or services.not_ready_to_close(statement.year)
        url = reverse("statement_draft", args=[statement.year])
        return [Action("draft", _("Draft another edition"), url, refusal)]
    if not statement.is_draft:
        return []
    query = f"?seen={seen_now(statement)}"
    close, discard = (reverse(f"statement_{name}", args=[statement.pk]) + query for name in ("close", "discard"))
    return [
        Action("close", _("Close the year"), close, permissions.close_statement(user, statement)),
        Action("discard", _("Discard the draft"), discard, permissions.discard_statement(user, statement), danger=True),
    ]


@require_http_methods(["GET", "POST"])
def statement_close(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then closes the year: unused quota lapses."""
    statement, _lines = _shown(request, pk)
    refusal_of(permissions.close_statement(request.user, statement))
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and not fault:
        services.close_statement(statement=statement, by=request.user, seen=seen_of(request))
        said = _("The year is closed; its unused quota has lapsed.")
        messages.success(request, who_did(statement, "statement.close", by=request.user) or said)
        return redirect("statement_detail", statement.pk)
    effects = [
        _("Unused quota lapses, with a line in the ledger for each holder; nothing is carried over."),
        _("From then on no quota of %(year)s is split, reduced or released.") % {"year": statement.year},
        _("Reports can still be corrected; the statement then notes this, and another edition can follow."),
    ]
    return _ask(request, statement, _("Close the year"), effects, signing=True, refusal=fault)


@require_http_methods(["GET", "POST"])
def statement_discard(request: SignedIn, pk: int) -> HttpResponse:
    """Asks why, then drops the draft."""
    statement, _lines = _shown(request, pk)
    refusal_of(permissions.discard_statement(request.user, statement))
    form = DiscardForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        services.discard_statement(statement=statement, reason=reason, by=request.user, seen=seen_of(request))
        messages.success(request, _("Discarded; it stays readable, and the year can be drafted again."))
        return redirect("year_detail", statement.year)
    effects = [_("The draft is discarded and stays readable; no quota lapses.")]
    return _ask(request, statement, _("Discard the draft"), effects, form=form, danger=True)


def _ask(request: SignedIn, statement: YearStatement, label: str, effects: list[str], **more: Any) -> HttpResponse:
    back = reverse("statement_detail", args=[statement.pk])
    return ask(
        request,
        title=label,
        label=label,
        effects=effects,
        back=back,
        back_label=statement.number,
        about=statement,
        **more,
    )


@require_GET
def statement_xlsx(request: SignedIn, pk: int) -> HttpResponse:
    """The statement as a workbook, as far as this person may see it."""
    statement, lines = _shown(request, pk)
    data = statement_workbook(statement, lines, corrections(statement, request.user), request.user, now())
    return http_workbook(f"{statement}.xlsx", data)


@require_GET
def statement_pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The statement as a PDF, as far as this person may see it."""
    statement, lines = _shown(request, pk)
    return http_pdf(
        f"{statement}.pdf",
        statement_document(statement, lines, corrections(statement, request.user), request.user, now()),
    )
