"""A year in which everything happens that may happen, as clerks and officers take it through the pages: a typo that comes
back, a recall, a discard, corrections of a report and of the notice, an enterprise that changes its group, a merger, the end.

The same script runs a year whose first notice comes in July and one whose first notice comes in February.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from accounts.models import Organisation, Succession
from allocations.models import Filing, Notice
from common.periods import Month, at
from deadlines.models import Obligation
from enterprises.models import Enterprise, EnterpriseChange
from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from tests.builders import enterprise
from tests.journeys.desks import Desks
from tests.journeys.the_year import figures_of, noon

CONCERNED = NORTHERN, SOUTHERN, MINMETALS = "northern-re", "southern-re", "minmetals-re"
SEPARATION, ROCK = "separation", "mining_rock"
# Whose it is at first, its province and category, t REO a month, and what the split gives it.
PLAN = {
    "one": (NORTHERN, "15", SEPARATION, "90.5", "1500"),
    "mine": (NORTHERN, "15", ROCK, "410", "5000"),
    "south": (SOUTHERN, "36", SEPARATION, "60.2", "800"),
    "mover": (SOUTHERN, "36", SEPARATION, "20.4", "250"),
    "merged": (MINMETALS, "43", SEPARATION, "33.3", "420"),
}
# June is the first month that the mover's new group reports, September the first of the merged plant's.
MOVES_IN, MERGES_IN = 6, 9
TYPO, RECALLED, CORRECTED = ("south", 3), ("one", 4), ("one", 2)
MORE = {RECALLED: Decimal("1.5"), CORRECTED: Decimal("3.2")}
SHIFTED, SHIFTED_LATER = 100, 40


@dataclass
class Incidents:
    """The year, its enterprises, and what stood on the pages at its dates."""

    desks: Desks
    year: int
    first_notice: int
    rows: dict[str, Enterprise] = field(default_factory=dict)
    notice: Notice | None = None
    statement: int = 0
    seen: dict[str, Any] = field(default_factory=dict)

    def day(self, month: int, day: int) -> datetime:
        """Noon of a day of the year; month 13 is January of the next one."""
        return noon(month, day, self.year) if month <= 12 else noon(month - 12, day, self.year + 1)

    def group_of(self, name: str, month: int) -> str:
        """Who reports the enterprise's month."""
        if (name == "mover" and month >= MOVES_IN) or (name == "merged" and month >= MERGES_IN):
            return NORTHERN
        return PLAN[name][0]

    def organisation(self, code: str) -> Organisation:
        return Organisation.objects.get(code=code)

    def people(self, code: str) -> Any:
        return self.desks.people(code)


def live_through(cast: Any, year: int, first_notice: int) -> Incidents:
    """January to December and the January after it; the notice comes in the month `first_notice`."""
    story = Incidents(Desks(cast), year, first_notice)
    for number, (name, (group, province, category, _output, _share)) in enumerate(PLAN.items(), start=1):
        kind: dict[str, Any] = {"kind": "mine", "has_rock": True} if category == ROCK else {}
        story.rows[name] = enterprise(number, group=group, province=province, **kind)
    with at(story.day(1, 6)):
        for group in CONCERNED:
            story.desks.name_to_report(group, year, "上年度指标通知")
    for month in range(1, 13):
        for group in CONCERNED:
            if any(story.group_of(name, month) == group for name in PLAN):
                report(story, group, month)
        after_the_month(story, month)
    end(story)
    return story


def report(story: Incidents, group: str, month: int) -> None:
    """Typed, checked, sent and accepted by the 9th; what goes wrong on the way is mended on the way."""
    names = [name for name in PLAN if story.group_of(name, month) == group]
    with at(story.day(month + 1, 8)):
        draft = story.desks.begin(group, Month(story.year, month))
        type_in(story, draft, names, month, typo=TYPO[0] in names and month == TYPO[1])
        story.desks.submit(draft)
        if RECALLED[0] in names and month == RECALLED[1]:
            draft = recalled(story, draft)
    with at(story.day(month + 1, 9)):
        if TYPO[0] in names and month == TYPO[1]:
            draft = mended(story, draft)
        story.desks.accept(draft)


def type_in(story: Incidents, draft: ProductionReport, names: list[str], month: int, *, typo: bool = False) -> None:
    typed: dict[str, str] = {}
    for name in names:
        _group, _province, category, output, _share = PLAN[name]
        tonnes = Decimal(output) * (10 if typo and name == TYPO[0] else 1)
        figures = figures_of(category, tonnes)
        typed |= {cell_name(field, story.rows[name].pk, category): str(value) for field, value in figures.items()}
    story.desks.type_in(draft, typed)


def retyped(story: Incidents, draft: ProductionReport, name: str, tonnes: Decimal) -> None:
    row, figures = story.rows[name], figures_of(SEPARATION, tonnes)
    story.desks.type_in(draft, {cell_name(field, row.pk, SEPARATION): str(value) for field, value in figures.items()})


def recalled(story: Incidents, sent: ProductionReport) -> ProductionReport:
    """The officer takes it back before anybody decides: another ton and a half are found."""
    _clerk, officer = story.people(NORTHERN)
    story.desks.send(officer, "report_recall", sent.pk, reason="漏记一批产品")
    again = story.desks.correct(sent)
    retyped(story, again, RECALLED[0], Decimal(PLAN[RECALLED[0]][3]) + MORE[RECALLED])
    story.desks.submit(again)
    return again


def mended(story: Incidents, sent: ProductionReport) -> ProductionReport:
    """The ministry returns ten times too much at its cell; the clerk types it right."""
    name = TYPO[0]
    story.desks.give_back(sent, cell_name("output", story.rows[name].pk, SEPARATION), "产量是上月的十倍，请核对")
    again = story.desks.correct(sent)
    retyped(story, again, name, Decimal(PLAN[name][3]))
    story.desks.submit(again)
    return again


def after_the_month(story: Incidents, month: int) -> None:
    """What happens once the month is reported."""
    if month == 3:
        corrected(story)
    if month == 4:
        begun_by_mistake(story)
    if month == MOVES_IN - 1:
        moves(story)
    if month == story.first_notice - 1:
        issued_and_split(story, month + 1)
    if month == 7:
        story.seen["before the correction"] = shares(story, story.day(8, 19))
        correct_the_notice(story, SHIFTED, drafted=story.day(8, 20))
        story.seen["after the correction"] = shares(story, story.day(8, 21))
    if month == MERGES_IN - 1:
        merges(story)


def corrected(story: Incidents) -> None:
    """In April 3.2 t more are found to have been made in February."""
    name, month = CORRECTED
    with at(story.day(4, 20)):
        accepted = ProductionReport.objects.get(group__code=NORTHERN, year=story.year, month=month)
        later = story.desks.correct(accepted, "漏记一批产品")
        retyped(story, later, name, Decimal(PLAN[name][3]) + MORE[CORRECTED])
        story.desks.submit(later)
        story.desks.accept(later)


def begun_by_mistake(story: Incidents) -> None:
    """A correction of what is right is begun and given up."""
    clerk, _officer = story.people(SOUTHERN)
    with at(story.day(5, 10)):
        accepted = ProductionReport.objects.get(group__code=SOUTHERN, year=story.year, month=4)
        draft = story.desks.correct(accepted, "误点更正")
        story.desks.send(clerk, "report_discard", draft.pk)


def moves(story: Incidents) -> None:
    """On the 1st of June the mover belongs to another group; the old one enters it, the province confirms."""
    clerk, _officer = story.people(SOUTHERN)
    row = story.rows["mover"]
    with at(story.day(MOVES_IN, 10)):
        new = {"new_group": story.organisation(NORTHERN).pk, "day": f"{story.year}-06-01"}
        story.desks.send(clerk, "change_new", row.pk, kind="group", document="划转协议", **new)
        change = EnterpriseChange.objects.get(enterprise=row)
        story.desks.send(story.desks.cast.jiangxi_industry, "change_confirm", change.pk)


def issued_and_split(story: Incidents, month: int) -> None:
    """The notice, and a split by each group; a second version begun by mistake is discarded."""
    title = {"title": f"关于下达{story.year}年指标的通知", "year": story.year}
    days = {"signed_on": f"{story.year}-{month:02d}-14", "published_on": f"{story.year}-{month:02d}-15"}
    issued = story.day(month, 15)
    story.notice = story.desks.notice(1, drafted=issued, issued=issued, **title, **days)
    for number, group in enumerate(CONCERNED, start=20):
        cells = {
            f"line-{story.rows[name].pk}-{plan[2]}": plan[4]
            for name, plan in PLAN.items()
            if story.group_of(name, month) == group
        }
        story.desks.split(group, cells, day=story.day(month, number), year=story.year)
    clerk, _officer = story.people(NORTHERN)
    with at(story.day(month, 25)):
        story.desks.send(clerk, "filing_start", story.year)
        second = Filing.objects.open().get(group=clerk.organisation, year=story.year)
        story.desks.send(clerk, "filing_discard", second.pk, reason="误点新版本")


def the_others_owe_nothing(story: Incidents) -> None:
    """Three groups of the notice have no people in this story."""
    duties = Obligation.objects.filter(kind__in=("monthly_report", "filing"), year=story.year)
    duties.exclude(organisation__code__in=CONCERNED).delete()


def correct_the_notice(story: Incidents, tonnes: int, *, drafted: datetime) -> Notice:
    """Separation moves from Northern to Southern in annex 1: drafted in the grid, sent, signed by both ministries."""
    cast, desks, base = story.desks.cast, story.desks, story.notice
    assert base is not None
    with at(drafted):
        desks.send(cast.miit_clerk, "notice_correct", base.pk, reason="附件1笔误")
        draft = Notice.objects.get(amends=base, state="draft")
        page = desks.browser(cast.miit_clerk).get(reverse("notice_edit", args=[draft.pk])).context
        form = page["form"]
        typed = {cell.name: cell.text for row in page["grid"].rows for cell in row.cells}
        typed |= {
            name: value if isinstance(value, list) else str(value or "")
            for name, value in form.initial.items()
            if name in form.fields and value is not False
        }
        typed |= {name: "on" for name, value in form.initial.items() if name in form.fields and value is True}
        for code, change in ((NORTHERN, -tonnes), (SOUTHERN, tonnes)):
            cell = f"group-{story.organisation(code).pk}-{SEPARATION}"
            typed[cell] = str(Decimal(typed[cell].replace(",", "")) + change)
        desks.send(cast.miit_clerk, "notice_edit", draft.pk, **typed)
        desks.send(cast.miit_clerk, "notice_review", draft.pk)
        for officer in (cast.mnr_officer, cast.miit_officer):
            desks.send(officer, "notice_sign", draft.pk)
    return draft


def merges(story: Incidents) -> None:
    """On the 9th of September, when August is reported, Minmetals ends; Northern takes over its plant and its quota."""
    cast, desks, day = story.desks.cast, story.desks, f"{story.year}-09-09"
    keeper = cast.person("system-keeper", "operator", "system_admin")
    with at(story.day(MERGES_IN, 9)):
        ends, follows = story.organisation(MINMETALS).pk, story.organisation(NORTHERN).pk
        merger = {"predecessors": ends, "successor": follows, "day": day, "document": "批复1号", "confirmed": "1"}
        desks.send(keeper, "organisation_merge", **merger)
        desks.send(cast.miit_officer, "take_over", Succession.objects.get().pk)


def end(story: Incidents) -> None:
    """The year is closed on the 20th of January."""
    with at(story.day(13, 19)):
        story.seen["before the closing"] = shares(story, story.day(13, 19))
    the_others_owe_nothing(story)
    with at(story.day(13, 20)):
        story.statement = story.desks.close_year(story.year)


def shares(story: Incidents, when: datetime) -> dict[str, Decimal]:
    """The quota of separation of each group, as the page of execution shows it."""
    with at(when):
        browser = story.desks.browser(story.desks.cast.mnr_officer)
        page = browser.get(reverse("execution") + f"?until={story.year}-12").context
    return {row.group.code: row.by_category[SEPARATION].quota for row in page["rows"] if SEPARATION in row.by_category}
