"""A population closed and names drawn by two people at the same moment: one effect each; controls without the lock."""

from typing import Any

import pytest
from django.db import IntegrityError

from audit.models import Event
from inspections.models import Draw, Inspection
from inspections.services import draws
from inspections.services.draws import begin_draw, close_population, make_draw
from tests.at_once import at_once, read_together
from tests.inspections.stage import plan, second
from tests.reporting.conftest import build

pytestmark = pytest.mark.service


@pytest.fixture
def begun(real_db: None, cast: Any) -> Draw:
    """A draw whose seed is committed, in a database with real transactions."""
    build(cast)
    return begin_draw(plan=plan(cast, 100), by=cast.neimenggu_industry)


@pytest.fixture
def closed(begun: Draw, cast: Any) -> Draw:
    """The same with its population closed."""
    return close_population(draw=begun, by=cast.neimenggu_industry)


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Draw.objects.select_related("plan__organisation__province")
    monkeypatch.setattr(draws, "_locked", read_together(lambda row: rows.get(pk=row.pk), 2))


def close_at_once(draw: Draw, cast: Any) -> list[Any]:
    people = (cast.neimenggu_industry, second(cast))
    return at_once(*(lambda by=by: close_population(draw=draw, by=by) for by in people))


def draw_at_once(draw: Draw, cast: Any) -> list[Any]:
    people = (second(cast), cast.person("neimenggu-third", "neimenggu-industry", "officer"))
    return at_once(*(lambda by=by: make_draw(draw=draw, by=by) for by in people))


def test_a_population_closed_by_two_at_once_is_closed_once(begun: Draw, cast: Any) -> None:
    close_at_once(begun, cast)
    assert Event.objects.filter(action="draw.close").count() == 1


def test_control_without_the_lock_it_is_closed_twice(begun: Draw, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    take_the_lock_away(monkeypatch)
    close_at_once(begun, cast)
    assert Event.objects.filter(action="draw.close").count() == 2


def test_names_drawn_by_two_at_once_are_drawn_once(closed: Draw, cast: Any) -> None:
    outcomes = draw_at_once(closed, cast)
    assert [one.record["result"] for one in outcomes] == [Draw.objects.get().record["result"]] * 2
    assert Event.objects.filter(action="draw.draw").count() == 1
    assert Inspection.objects.count() == len(outcomes[0].record["result"]["enterprises"])


def test_control_without_the_lock_the_second_draw_breaks(
    closed: Draw, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_lock_away(monkeypatch)
    assert any(isinstance(one, IntegrityError) for one in draw_at_once(closed, cast))
