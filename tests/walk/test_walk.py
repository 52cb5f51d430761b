"""The walk finds no difference between the services and the model; and it finds the faults that are planted."""

import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from allocations import ledger
from allocations.models import Filing
from allocations.services import filings, withdrawals
from audit.services.record import first_fault
from tests.builders import enterprise, issued
from tests.conftest import Cast
from tests.walk.machine import Walk

pytestmark = pytest.mark.django_db
STEPS = int(os.environ.get("WALK_STEPS", "40"))
LENGTH = 50 if "WALK_STEPS" in os.environ else 14
# A difference, or the database's own constraint before there is one.
FOUND = (AssertionError, IntegrityError)


@pytest.fixture
def world(cast: Cast) -> None:
    """The first notice of 2021 is issued; both groups have two enterprises."""
    issued(cast, 1)
    north = tuple(enterprise(number).pk for number in (1, 2))
    south = tuple(enterprise(number, group="southern-re", province="36").pk for number in (3, 4))
    Walk.plants, Walk.steps = (north, south), 0


@pytest.mark.usefixtures("world")
def test_no_step_makes_them_differ() -> None:
    taken = settings(
        max_examples=max(3, STEPS // LENGTH // 8), stateful_step_count=LENGTH, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    while Walk.steps < STEPS:
        run_state_machine_as_test(Walk, settings=taken)  # type: ignore[no-untyped-call]
    assert first_fault() is None
    if "WALK_STEPS" in os.environ:
        print(f"\n{Walk.steps} steps, 0 differences")


def walked(path: Callable[[Walk], None]) -> None:
    """The steps of a path in a world of their own."""
    machine = Walk()
    try:
        path(machine)
    finally:
        machine.teardown()


def to_acceptance(walk: Walk, first: int, second: int) -> None:
    """A version of the northern group is accepted, and everything is as it should be before each step."""
    for step in (
        lambda: walk.start(0),
        lambda: walk.save(0, first, second),
        lambda: walk.consult(0),
        lambda: walk.submit(0),
        lambda: walk.accept(0),
    ):
        step()
        walk.nothing_differs()


def a_kilogram_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    move = ledger.move

    def wrong(moves: Any, **more: Any) -> Any:
        return move([replace(one, tonnes=one.tonnes + Decimal("0.001")) for one in moves], **more)

    monkeypatch.setattr(ledger, "move", wrong)


def nothing_is_superseded(monkeypatch: pytest.MonkeyPatch) -> None:
    step = filings.step

    def wrong(filing: Filing, action: str, **more: Any) -> Any:
        return None if action == "supersede" else step(filing, action, **more)

    monkeypatch.setattr(filings, "step", wrong)


def the_decision_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filings, "decided", lambda **values: None)


def anybody_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filings.permissions, "decide_filing", lambda by, filing: None)


def a_recall_leaves_the_duty_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawals, "recalled", lambda **values: None)


def twice(walk: Walk) -> None:
    to_acceptance(walk, 1_000_000, 2_000_000)
    to_acceptance(walk, 3_000_000, 0)


def by_the_other_group(walk: Walk) -> None:
    for step in (walk.start, lambda who: walk.save(who, 5, 0), walk.consult, walk.submit, walk.other_group_accepts):
        step(0)
        walk.nothing_differs()


def taken_back(walk: Walk) -> None:
    for step in (walk.start, lambda who: walk.save(who, 5, 0), walk.consult, walk.submit, walk.recall):
        step(0)
        walk.nothing_differs()


PLANTED: list[tuple[Callable[[pytest.MonkeyPatch], None], Callable[[Walk], None]]] = [
    (a_kilogram_too_much, twice),
    (nothing_is_superseded, twice),
    (the_decision_is_forgotten, twice),
    (anybody_decides, by_the_other_group),
    (a_recall_leaves_the_duty_met, taken_back),
]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("fault", "path"), PLANTED, ids=lambda value: value.__name__)
def test_a_planted_fault_is_a_difference(monkeypatch: pytest.MonkeyPatch, fault: Any, path: Any) -> None:
    walked(path)  # Without the fault the same steps make none.
    fault(monkeypatch)
    with pytest.raises(FOUND):
        walked(path)
