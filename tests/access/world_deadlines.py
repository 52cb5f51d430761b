"""Duties, extensions, calendars, and what could be subtracted from: totals and remainders."""

from datetime import date
from decimal import Decimal

from accounts.models import Province
from allocations.reads.split import split_of
from common.periods import now, today
from deadlines.models import Arrangement, Obligation, Parameter
from deadlines.services.extensions import ask_extension
from deadlines.services.general_extensions import propose_extension
from notifications.models import Message
from tests.access.actors import NORTH
from tests.access.world import FILING_YEARS, MONTHS, OF_ASKED, SIDES, START_MONTH, START_YEAR, World
from tests.access.world_register import build_stop_order


def build_general_extension(world: World) -> None:
    """A proposal of the ministry for each side, which the groups do not see."""
    for side, month in zip(SIDES, (MONTHS["draft"], START_MONTH), strict=True):
        world.rows["for all", side] = propose_extension(
            kind="monthly_report",
            period=f"2021-{month:02d}",
            until=date(2021, 10, 29),
            reason=world.canaries.text("ministries", "统一延期"),
            by=world.people["miit_clerk"],
        )


def build_totals(world: World, side: str) -> None:
    """Totals and remainders of a filing and of a report: for the group and the ministries alone."""
    for state in ("accepted", "submitted", "returned", "consulting"):
        split = split_of(world.rows[f"filing.{state}", side], as_of=today())
        column = next(foot for foot in split.columns if foot.category == "separation")
        world.canaries.figure(side, column.allotted)
        world.canaries.figure(side, column.remaining)
    for state in ("accepted", "submitted"):
        lines = list(world.rows[f"report.{state}", side].lines.all())
        world.canaries.figure(side, sum((line.output or Decimal(0) for line in lines), Decimal(0)))
    group = world.groups[side]
    filing_duty = Obligation.objects.get(organisation=group, kind="filing", period="2021-1")
    world.rows["obligation", side] = filing_duty
    _of_deadlines(world, side)
    build_stop_order(world, side)
    clerk = world.people[f"{side}_clerk"]
    world.rows["message", side] = Message.objects.create(
        obligation=filing_duty, recipient=clerk, occasion="before-7", queued_at=now(), due_on=filing_duty.due_on
    )
    world.rows["person", side] = world.people["north_viewer" if side == NORTH else "south_clerk"]
    world.rows["group", side] = group
    world.rows["province", side] = Province.objects.get(code=OF_ASKED[side])


def _of_deadlines(world: World, side: str) -> None:
    """A duty that is open, one whose extension is asked for, and a calendar that waits for its second person."""
    duties = Obligation.objects.filter(organisation=world.groups[side], kind="filing")
    clerk, people = world.people[f"{side}_clerk"], world.people
    world.rows["duty", side] = duties.get(period=f"{FILING_YEARS['draft']}-1")
    world.rows["extension", side] = ask_extension(
        obligation=duties.get(period=f"{START_YEAR}-1"),
        reason=world.canaries.text(side, "延期"),
        wanted_until=date(2021, 10, 20),
        by=clerk,
    )
    for kind, state, since in (("proposed", "proposed", date(2022, 1, 1)), ("in force", "in_force", date(2021, 1, 1))):
        proposed = state == "proposed"
        world.rows[f"parameter.{kind}", side] = Parameter.objects.get_or_create(
            name="execution_warnings",
            since=since,
            defaults={
                "value": "70,90",
                "state": state,
                "reason": world.canaries.text("ministries", "参数") if proposed else "",
                "entered_by": people["miit_clerk"],
                "entered_at": now(),
                "decided_by": None if proposed else people["miit_officer"],
                "decided_at": None if proposed else now(),
            },
        )[0]
    for kind, state, year in (("proposed", "proposed", 2098), ("in force", "in_force", 2099)):
        world.rows[f"arrangement.{kind}", side] = Arrangement.objects.get_or_create(
            year=year,
            version=1,
            defaults={
                "state": state,
                "document": f"https://example.org/{world.canaries.text('ministries', '日历')}"
                if state == "proposed"
                else "https://example.org/",
                "entered_by": people["miit_clerk"],
                "entered_at": now(),
                "sequence": 1000 if state == "in_force" else None,
                "decided_by": people["miit_officer"] if state == "in_force" else None,
                "decided_at": now() if state == "in_force" else None,
            },
        )[0]
