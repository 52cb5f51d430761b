"""The world on the journey's day, built once through the product's verbs."""

from accounts.models import Delegation, Organisation
from accounts.reads.notes import Subject
from accounts.services.notes import write_note
from accounts.services.phrases import add_phrase
from accounts.services.saved_filters import keep_filter
from common.periods import Month, now
from notifications.services.made_files import ask_for_file
from reporting.models import Remark
from tests.access.actors import NORTH, SOUTH, delegation, make_people
from tests.access.world import ASKED, CODES, FILING_YEARS, MONTHS, OF_ASKED, PLANTS, SIDES, World, stand_in
from tests.access.world_checks import build_checks, build_closed_checks
from tests.access.world_deadlines import build_general_extension, build_totals
from tests.access.world_filings import build_filing, build_merger, build_reduction, build_release
from tests.access.world_history import build_history
from tests.access.world_inspections import Inspecting
from tests.access.world_integrations import build_integrations
from tests.access.world_notices import build_notices
from tests.access.world_register import build_plant
from tests.access.world_reports import build_report, build_traced
from tests.access.world_statements import build_statements


def build() -> World:
    """The world on the journey's day."""
    world = World(people=make_people())
    world.groups = {side: Organisation.objects.get(code=code) for side, code in CODES.items()}
    for (side, province), number in PLANTS.items():
        world.plants[side, province] = build_plant(world, side, province, number)
    build_notices(world)
    world.rows["delegation", NORTH] = Delegation.objects.get(officer=world.people["north_officer"])
    world.rows["delegation", SOUTH] = delegation(world.people["south_officer"], stand_in())
    for side in SIDES:
        words = world.canaries.text(f"{side}-clerk", "常用意见")
        world.rows["phrase", side] = add_phrase(text=words, by=world.people[f"{side}_clerk"])
        owner, title = world.people[f"{side}_clerk"], world.canaries.text(f"{side}-clerk", "本月名录")
        world.rows["saved_filter", side] = keep_filter(name=title, page="execution", query="", by=owner)
        world.rows["made_file", side] = ask_for_file(title=title, page="execution", query="", ending="xlsx", by=owner)
        for state, year in FILING_YEARS.items():
            world.rows[f"filing.{state}", side] = build_filing(world, side, state, year)
        world.rows["reduction", side] = build_reduction(world, side)
        world.rows["release", side] = build_release(world, side)
        for state, month in MONTHS.items():
            world.rows[f"report.{state}", side] = build_report(world, side, state, Month(2021, month))
        build_traced(world, side)
        build_totals(world, side)
        world.rows["merger", side] = build_merger(world, side)
    build_checks(world)
    build_general_extension(world)
    build_statements(world)
    build_history(world)
    build_integrations(world)
    for side in SIDES:
        build_closed_checks(world, side)
        plant, clerk = world.plants[side, OF_ASKED[side]], world.people[f"{side}_clerk"]
        Inspecting(world, side, ASKED[side], plant, clerk, world.scope(side, OF_ASKED[side])).build()
    _noted(world)
    _remarked(world)
    return world


def _remarked(world: World) -> None:
    """A remark of the Ministry of Natural Resources on each side's accepted filing."""
    for side in SIDES:
        row, person = world.row("filing.accepted", side), world.people["mnr_clerk"]
        text = world.canaries.text(side, "自然资源部意见")
        world.rows["remark", side] = Remark.objects.create(filing=row, text=text, written_by=person, written_at=now())


def _noted(world: World) -> None:
    """Everybody who sees a row has written an internal note about it, on each kind of row that has notes."""
    kinds = {"notice": "notice", "filing": "filing", "report": "report", "inspection": "inspection",
             "finding": "finding", "visit finding": "inspection-finding"}  # fmt: skip
    writers = {"north-notes": "north_clerk", "south-notes": "south_clerk", "miit-notes": "miit_clerk",
               "neimenggu-notes": "neimenggu_clerk"}  # fmt: skip
    for (name, side), row in list(world.rows.items()):
        kind = kinds.get(name.partition(".")[0])
        for scope, writer in writers.items():
            person = world.people[writer]
            if kind and type(row)._default_manager.visible_to(person).filter(pk=row.pk).exists():
                text = world.canaries.text(scope, "备注")
                note = write_note(subject=Subject(kind, row), text=text, by=person)
                if (name, scope) == ("filing.accepted", f"{side}-notes"):
                    world.rows["note", side] = note
