"""The terms of a notice in force: days, recipients and rule set as its last correction has them, and what a correction
changes of them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from allocations.models import Notice
from common.periods import day_text
from deadlines.models.derivations import DueDay
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import filing_due


@dataclass(frozen=True)
class TermChange:
    """A term that a correction changes, in words."""

    label: str
    before: str
    after: str


def due_of(notice: Notice) -> DueDay:
    """When the groups' filings are or will be due, as corrected, with the derivation."""
    terms = notice.terms_in_force
    clock_day, clock_kind = terms.filing_clock
    return filing_due(
        clock_day=clock_day,
        clock_kind=clock_kind,
        working_days=terms.filing_working_days,
        fixed_day=terms.filing_fixed_day,
        calendar=current_calendar(),
    )


def term_changes(before: Notice, after: Notice) -> list[TermChange]:
    """The terms that differ between a notice and a correction of it."""
    pairs = zip(_terms(before), _terms(after), strict=True)
    return [TermChange(label, old, new) for (label, old), (_same, new) in pairs if old != new]


def _terms(notice: Notice) -> list[tuple[str, str]]:
    clock_day, clock_kind = notice.filing_clock
    fixed = notice.filing_fixed_day
    days = _("%(count)s working days") % {"count": notice.filing_working_days}
    return [
        (_("the clock starts on"), f"{Notice.Clock(clock_kind).label} {day_text(clock_day)}"),
        (_("time to file"), day_text(fixed) if fixed else days),
        (_("filings go to"), "、".join(notice.recipients)),
        (_("reports are due on day"), str(notice.report_due_day)),
        (_("eligibility rule set"), notice.rule_set),
        (_("groups publish their producing enterprises"), _("yes") if notice.publish_enterprise_list else _("no")),
    ]


def clock_sentence(before: Notice, after: Notice) -> str:
    """What the document says where the clock's date was wrong; everything else is said by the clauses. Empty if not."""
    old, new = before.filing_clock, after.filing_clock
    if old == new:
        return ""
    names = {"signed": "成文日期", "published": "发布日期", "received": "收文日期"}
    texts = [f"{names[kind]}{day.year}年{day.month}月{day.day}日" for day, kind in (old, new)]
    return f"分解下达期限的起算日“{texts[0]}”更正为“{texts[1]}”"
