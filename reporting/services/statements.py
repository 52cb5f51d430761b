"""Closing a year by its statement, and stating what was corrected afterwards: drafted by one person, closed by another."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations.models import QuotaAccount
from allocations.services.lapses import lapse_year, refuse_unfinished
from audit.services.record import Actor, record
from common.constraints import Refusal, constraint_refused, refuse_without_reason
from common.periods import Month, now, start_of, today
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.services.calendar import take_turn
from deadlines.services.inspection_duties import meet_duty
from deadlines.services.year_duties import open_statement_duty
from reporting import permissions
from reporting.models import StatementLine, YearStatement
from reporting.reads.produced import produced_of_year
from reporting.reads.statements import closed_statement, hash_of, open_findings, unfinished_months, year_lines
from reporting.services.findings import settle_awaited_output
from reporting.transitions import STATEMENT

LABELS = dict(YearStatement.State.choices)


def open_statement_duties(*, year: int, by: Actor) -> bool:
    """MIIT's duty to close a year that is over and in which somebody had to report. Opened once."""
    reports = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_REPORT, year=year)
    last = reports.order_by("-due_on").values_list("due_on", flat=True).first()
    if last is None or today().year <= year:
        return False
    miit = Organisation.objects.get(kind=Organisation.Kind.MIIT)
    return open_statement_duty(
        organisation=miit, year=year, counted_from=last, opens_at=start_of(Month(year, 12).next.first_day), by=by
    )


def not_ready_to_close(year: int) -> Refusal | None:
    """Why the year cannot be stated yet; the button says the same."""
    if today().year <= year:
        return Refusal("year_not_over", _("The year %(year)s is not over.") % {"year": year})
    unfinished = unfinished_months(year)
    if unfinished:
        named = [f"{one.group.short} {one.month.label}" for one in unfinished[:12]]
        more = len(unfinished) - len(named)
        sentence = _("Reports of %(year)s that are not accepted: %(what)s.") % {
            "year": year,
            "what": _("; ").join(named),
        }
        if more:
            sentence += " " + _("And %(count)s more.") % {"count": more}
        return Refusal("reports_not_accepted", sentence)
    try:
        refuse_unfinished(year)
    except Refusal as refusal:
        return refusal
    return None


@transaction.atomic
def draft_statement(*, year: int, by: User, reason: str = "") -> YearStatement:
    """The figures of the year as they are now. The first edition closes it; a later one needs the reason.

    Raises Refusal with what is not accepted or not decided yet, and NotValid for a later edition without a reason or
    in which nothing would change.
    """
    refusal_of(permissions.draft_statement(by))
    # What waited for quota in vain is a finding before the year is stated.
    settle_awaited_output(year=year, by=by)
    refusal_of(not_ready_to_close(year))
    former = closed_statement(year)
    lines = year_lines(year)
    figures = hash_of(lines)
    if former is not None:
        next_state(STATEMENT, former.state, "revise", LABELS)
        _refuse_idle_revision(former, figures, reason)
    exists = Refusal(
        "statement_exists", _("There is a draft of the statement of %(year)s already; open that one.") % {"year": year}
    )
    names = ("statement_one_draft_per_year", "statement_edition_once", "reporting_yearstatement.year")
    with constraint_refused(dict.fromkeys(names, exists)):
        statement = YearStatement.objects.create(
            year=year,
            edition=former.edition + 1 if former else 1,
            reason=reason.strip() if former else "",
            drafted_by=by,
            drafted_at=now(),
            figures_hash=figures,
        )
    for line in lines:
        line.statement = statement
    StatementLine.objects.bulk_create(lines, batch_size=1000)
    if former is not None:
        record("statement.revise", by=by, subject=former, after={"reason": statement.reason})
    record("statement.draft", by=by, subject=statement, after={"number": statement.number, "hash": figures})
    return statement


def _refuse_idle_revision(former: YearStatement, figures: str, reason: str) -> None:
    refuse_without_reason(reason, _("Another edition needs its reason; write what was corrected."))
    if figures == former.figures_hash:
        raise Refusal("nothing_corrected", _("Nothing of %(year)s was corrected since.") % {"year": former.year})


@transaction.atomic
def close_statement(*, statement: YearStatement, by: User, seen: int | None = None) -> YearStatement:
    """Another person closes the year: what was not used lapses, with a line in the ledger each. Closed twice, once.

    Raises Refusal when a figure has changed since it was drafted, or something of the year is under way again.
    """
    take_turn()
    statement = _locked(statement)
    refusal_of(permissions.close_statement(by, statement))
    if done_already(statement, "statement.close"):
        return statement
    refuse_if_changed(statement, seen, by=by)
    next_state(STATEMENT, statement.state, "close", LABELS)
    # Splits, reductions and releases of the year wait from here on.
    list(QuotaAccount.objects.select_for_update().filter(year=statement.year).order_by("pk"))
    refusal_of(not_ready_to_close(statement.year))
    if hash_of(year_lines(statement.year)) != statement.figures_hash:
        raise Refusal(
            "figures_changed",
            _("Figures of the year were corrected since the statement was drafted; discard it and draft it again."),
        )
    at = now()
    former = closed_statement(statement.year)
    if former is not None:
        _step(former, "supersede", by=by, edition=statement.edition)
    lapsed = lapse_year(
        year=statement.year, outputs=produced_of_year(statement.year), edition=statement.edition, at=at, by=by
    )
    statement.decided_by, statement.decided_for, statement.decided_at = by, by.acting_for, at
    _step(
        statement,
        "close",
        by=by,
        number=statement.number,
        lapsed=str(lapsed),
        findings=open_findings(statement.year),
    )
    meet_duty(
        kind=Obligation.Kind.YEAR_STATEMENT, organisation=by.organisation, reference=str(statement.year), at=at, by=by
    )
    return statement


@transaction.atomic
def discard_statement(*, statement: YearStatement, reason: str, by: User, seen: int | None = None) -> YearStatement:
    """The draft is dropped, with a reason, and stays readable; the year can be drafted again."""
    statement = _locked(statement)
    refusal_of(permissions.discard_statement(by, statement))
    if done_already(statement, "statement.discard"):
        return statement
    refuse_if_changed(statement, seen, by=by)
    next_state(STATEMENT, statement.state, "discard", LABELS)
    refuse_without_reason(reason, _("Write why it is discarded."))
    statement.discard_reason = reason.strip()
    statement.decided_by, statement.decided_for, statement.decided_at = by, by.acting_for, now()
    _step(statement, "discard", by=by, reason=statement.discard_reason)
    return statement


def _locked(statement: YearStatement) -> YearStatement:
    return YearStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)


def _step(statement: YearStatement, action: str, *, by: User, **details: Any) -> None:
    before = statement.state
    statement.state = next_state(STATEMENT, before, action, LABELS)
    statement.save()
    record(
        f"statement.{action}",
        by=by,
        subject=statement,
        before={"state": before},
        after={"state": statement.state, **details},
    )
