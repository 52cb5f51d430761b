"""Every constraint of a year's statement is broken once, past the services: the database itself keeps it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from common.periods import now
from reporting.models import StatementLine, YearStatement
from tests.reporting.conftest import World, t

pytestmark = pytest.mark.django_db


def made(world: World, **values: Any) -> YearStatement:
    """Create a statement without the services: a draft of the first edition unless given otherwise."""
    defaults = {
        "year": 2021, "edition": 1, "drafted_by": world.cast.miit_clerk, "drafted_at": now(), "figures_hash": "0" * 64,
    }  # fmt: skip
    return YearStatement.objects.create(**{**defaults, **values})


def closed(world: World, **values: Any) -> dict[str, Any]:
    return {"state": "closed", "decided_by": world.cast.miit_officer, "decided_at": now(), **values}


def line(world: World, **values: Any) -> StatementLine:
    defaults = {"statement": values.pop("statement", None) or made(world), "holder": "nation", "name_zh": "全国",
                "name_en": "nation", "category": "separation", "quota": t(1), "output": t(1), "lapsed": t(0)}  # fmt: skip
    return StatementLine.objects.create(**{**defaults, **values})


def same_line(world: World, **values: Any) -> None:
    statement = made(world)
    line(world, statement=statement, **values)
    line(world, statement=statement, **values)


def same_edition(world: World) -> None:
    made(world, **closed(world, state="superseded"))
    made(world)


def two_drafts(world: World) -> None:
    made(world)
    made(world, edition=2, reason="更正")


def two_in_force(world: World) -> None:
    made(world, **closed(world))
    made(world, edition=2, reason="更正", **closed(world))


BREAKS: dict[str, Callable[[World], Any]] = {
    "statement_edition_once": same_edition,
    "statement_one_draft_per_year": two_drafts,
    "statement_one_in_force": two_in_force,
    "statement_later_edition_says_why": lambda world: made(world, edition=2),
    "statement_decided_by_somebody": lambda world: made(world, state="closed"),
    "statement_closed_by_a_second_person": lambda world: made(world, **closed(world, decided_by=world.cast.miit_clerk)),
    "statement_discarded_with_a_reason": lambda world: made(world, **closed(world, state="discarded")),
    "statement_line_has_its_holder": lambda world: line(world, holder="group"),
    "statement_line_once_for_the_nation": same_line,
    "statement_line_once_per_group": lambda world: same_line(world, holder="group", group=world.group),
    "statement_line_once_per_enterprise": lambda world: same_line(world, holder="enterprise", enterprise=world.plant),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_the_database_keeps(world: World, name: str) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        BREAKS[name](world)
    # SQLite names a unique constraint by its columns.
    assert name in str(broken.value) or "UNIQUE" in str(broken.value)


def test_every_constraint_is_broken_here() -> None:
    named = {
        constraint.name
        for model in (YearStatement, StatementLine)
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    assert named == set(BREAKS)
