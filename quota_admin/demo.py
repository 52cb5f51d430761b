"""Generate the demo data of 2021 up to a day, with the product's own services: so all figures are consistent."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_DOWN, Decimal
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.demo import load_demo_people
from accounts.models import Organisation, User
from allocations.models import Consultation, Filing, Notice
from allocations.reads.filing_checks import split_cells
from allocations.reads.quotas import shares_of
from allocations.services.filings import (
    accept_filing,
    consult,
    give_opinion,
    save_draft,
    start_filing,
    submit_filing,
)
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from allocations.services.reporting_years import add_reporting_group, open_reporting_year
from audit.services.record import System
from common.periods import SHANGHAI, Month, at, today
from common.quantities import Category
from deadlines.services.calendar import current_calendar
from enterprises.demo import load_demo_register
from history.demo import import_past_years
from inspections.demo import demo_random
from monthly_checks.demo import demo_checks
from quota_admin.services.reference import load_all_reference
from reporting.demo import demo_steps
from reporting.models import YearStatement
from reporting.services.statements import close_statement, draft_statement, open_statement_duties

YEAR = 2021
NOTICES = Path(settings.BASE_DIR) / "allocations" / "data"
STORYTELLER = System("demo")
NOTICE_2020 = "2020年度稀土开采、冶炼分离总量控制指标通知（系统启用前印发）"
# Northern keeps a little unsplit, so that a remainder is there to see.
SPLIT = {"northern-re": Decimal("0.97")}


@dataclass(frozen=True)
class Step:
    """Something that happened at an instant."""

    when: datetime
    act: Callable[[], object]


def load_demo(until: date) -> None:
    """Load the demo as of the morning of a day in 2021 or later; do nothing when it is loaded."""
    if Notice.objects.exists():
        return
    morning = datetime.combine(until, time(), SHANGHAI)
    with transaction.atomic(), at(on(2021, 1, 4)):
        load_all_reference()
        load_demo_people()
        load_demo_register(by=STORYTELLER)
    _play(_the_year(), morning)


def _play(steps: Iterable[Step], until: datetime) -> None:
    for step in sorted(steps, key=lambda step: step.when):
        if step.when < until:
            with transaction.atomic(), at(step.when):
                step.act()


def on(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant in Beijing time."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def play_notice(batch: int) -> None:
    """Drafts, signs and issues one of the year's notices at one instant; for benches."""
    drafted = on(2021, 2, 18)
    _play(_notice_steps(batch, drafted=drafted, issued=drafted), on(2022, 1, 1))


def _the_year() -> Iterator[Step]:
    """Both notices, the splits of six groups after each, every group's reports, the provinces' checks, inspections."""
    yield Step(on(2021, 1, 4, 14), _name_reporting_groups)
    yield Step(on(2021, 1, 5), lambda: import_past_years(clerk=_user("miit-clerk"), officer=_user("miit-officer")))
    yield from _notice_steps(1, drafted=on(2021, 2, 18, 16), issued=on(2021, 2, 19))
    yield from _notice_steps(2, drafted=on(2021, 9, 30, 17), issued=on(2021, 10, 8, 15))
    calendar = current_calendar()
    expected = _first_shares()
    for number, group in enumerate(Organisation.objects.groups(), start=1):
        yield from _filing_steps(group, calendar.add_workdays(date(2021, 2, 19), number))
        yield from _filing_steps(group, calendar.add_workdays(date(2021, 10, 8), number))
        reports = demo_steps(
            group=group,
            months=[Month(YEAR, month) for month in range(1, 13)],
            clerk=person(group, "clerk"),
            officer=person(group, "officer"),
            miit_officer=_user("miit-officer"),
            expected=expected[group.name_zh],
        )
        yield from (Step(report.at, report.do) for report in reports)
    checks = demo_checks([Month(YEAR, month) for month in range(1, 13)])
    yield from (Step(told.at, told.do) for told in (*checks, *demo_random()))
    yield from _end_of_the_year()


def _name_reporting_groups() -> None:
    """The six groups had quota of 2020 by notices that are not in this system."""
    for group in Organisation.objects.groups():
        add_reporting_group(group=group, year=YEAR, document=NOTICE_2020, by=_user("miit-clerk"))


def _first_shares() -> dict[str, dict[str, Decimal]]:
    """The first batch's shares by group and category, t REO, as its file states them."""
    data = json.loads((NOTICES / f"notice_{YEAR}_1.json").read_text(encoding="utf-8"))
    return {
        row["group"]: {category: Decimal(row[category]) for category in Category.values if category in row}
        for row in data["allocations"]
    }


def _end_of_the_year() -> Iterator[Step]:
    """2022 opens with its duties; 2021 is closed by its statement when December is accepted."""
    yield Step(on(2022, 1, 1, 0, 1), partial(open_reporting_year, year=YEAR + 1, by=STORYTELLER))
    yield Step(on(2022, 1, 1, 0, 2), partial(open_statement_duties, year=YEAR, by=STORYTELLER))
    yield Step(on(2022, 1, 24), lambda: draft_statement(year=YEAR, by=_user("miit-clerk")))
    yield Step(on(2022, 1, 25), _close_the_year)


def _close_the_year() -> None:
    close_statement(statement=YearStatement.objects.get(year=YEAR), by=_user("miit-officer"))


def person(group: Organisation, role: str) -> User:
    """The demo's person of that role in an organisation."""
    return User.objects.get(organisation=group, roles=role, username__endswith=f"-{role}")


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _notice_steps(batch: int, *, drafted: datetime, issued: datetime) -> Iterator[Step]:
    def draft() -> None:
        data = json.loads((NOTICES / f"notice_{YEAR}_{batch}.json").read_text(encoding="utf-8"))
        load_notice(data=data, by=_user("miit-clerk"))

    def issue() -> None:
        notice = Notice.objects.get(year=YEAR, batch=batch)
        send_for_signature(notice=notice, by=_user("miit-clerk"))
        sign_notice(notice=notice, by=_user("miit-officer"))
        sign_notice(notice=notice, by=_user("mnr-officer"))

    yield Step(drafted, draft)
    yield Step(issued, issue)


def _filing_steps(group: Organisation, day: date) -> Iterator[Step]:
    begin = datetime.combine(day, time(9, 30), SHANGHAI)
    yield Step(begin, partial(_draft_and_consult, group))
    yield Step(begin.replace(hour=11), partial(_give_opinions, group))
    yield Step(begin.replace(hour=15), partial(_submit, group))
    yield Step(begin.replace(hour=17), partial(_accept, group))


def _open(group: Organisation) -> Filing:
    return Filing.objects.open().get(group=group, year=YEAR)


def _draft_and_consult(group: Organisation) -> None:
    clerk = person(group, "clerk")
    filing = start_filing(group=group, year=YEAR, by=clerk)
    save_draft(filing=filing, figures=demo_split(filing), by=clerk)
    consult(filing=filing, by=clerk)


def demo_split(filing: Filing) -> dict[tuple[int, str], Decimal | None]:
    """The share over the eligible enterprises, the first of them a little more; whole tonnes, t REO."""
    cells = [cell for cell in split_cells(filing, as_of=today()) if cell.verdict.is_eligible]
    figures: dict[tuple[int, str], Decimal | None] = {}
    for category, share in shares_of(filing.group, filing.year).items():
        own = [cell for cell in cells if cell.category == category]
        weights = [Decimal(len(own) + 1 - place) for place in range(len(own))]
        available = (share * SPLIT.get(filing.group.code, Decimal(1))).quantize(Decimal(1), ROUND_DOWN)
        left = available
        for cell, weight in zip(own[1:], weights[1:], strict=True):
            part = (available * weight / sum(weights)).quantize(Decimal(1), ROUND_DOWN)
            figures[cell.enterprise.pk, category] = part
            left -= part
        if own:
            figures[own[0].enterprise.pk, category] = left
    return figures


def _give_opinions(group: Organisation) -> None:
    """The authorities that have people in the demo agree; the others stay silent, which is shown as silence."""
    asked = Consultation.objects.filter(filing=_open(group)).select_related("authority", "filing")
    for consultation in asked:
        officer = User.objects.filter(organisation=consultation.authority, roles="officer").first()
        if officer:
            give_opinion(consultation=consultation, opinion="agree", reason="", by=officer)


def _submit(group: Organisation) -> None:
    submit_filing(filing=_open(group), by=person(group, "officer"))


def _accept(group: Organisation) -> None:
    accept_filing(filing=_open(group), by=_user("miit-officer"))
