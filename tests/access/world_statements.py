"""Statements of two years long past: a draft of the ministry, and a closed one whose lines belong to everybody apart."""

from decimal import Decimal
from typing import Any

from common.periods import now
from reporting.models import Finding, ProductionReport, StatementLine, YearStatement
from reporting.reads.statements import hash_of

DRAFT_YEAR, CLOSED_YEAR, IDLE_YEAR = 2012, 2013, 2011


def build_statements(world: Any) -> None:
    """The same two for both sides."""
    people, canaries = world.people, world.canaries
    draft = YearStatement.objects.create(
        year=DRAFT_YEAR, edition=1, drafted_by=people["miit_clerk"], drafted_at=now(), figures_hash=hash_of([])
    )
    closed = YearStatement.objects.create(
        year=CLOSED_YEAR,
        edition=2,
        state="closed",
        reason=canaries.text("ministries", "更正"),
        drafted_by=people["miit_clerk"],
        drafted_at=now(),
        decided_by=people["miit_officer"],
        decided_at=now(),
        figures_hash=hash_of([]),
    )
    for (side, province), plant in world.plants.items():
        values = {"holder": "enterprise", "enterprise": plant, "group": world.groups[side], "name_zh": plant.name_zh}
        _line(world, closed, world.scope(side, province), **values)
    for side, group in world.groups.items():
        _line(world, closed, side, holder="group", group=group, name_zh=group.name_zh)
        world.rows["statement.draft", side], world.rows["statement.closed", side] = draft, closed
    _line(world, closed, "ministries", holder="nation", name_zh="全国合计")


def _line(world: Any, statement: YearStatement, scope: str, **values: Any) -> None:
    quota = world.canaries.figure(scope, world.tonnes() + 90000)
    StatementLine.objects.create(
        statement=statement,
        category="separation",
        name_en=values["name_zh"],
        quota=quota,
        output=Decimal(0),
        lapsed=quota,
        **values,
    )


def build_open_finding(world: Any, side: str, report: ProductionReport, plant: int) -> None:
    """One that was opened after the report was submitted, and that nobody has explained."""
    scope = world.scope(side, {row.pk: province for (_side, province), row in world.plants.items()}[plant])
    world.rows["finding.open", side] = Finding.objects.create(
        line=report.lines.get(enterprise=plant),
        code="output_since",
        clause="通知一",
        sentence_zh=world.canaries.text(scope, "事项"),
        sentence_en=world.canaries.text(scope, "finding"),
        opened_at=now(),
    )
