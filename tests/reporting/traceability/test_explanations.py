"""Differences are explained in one table, each explanation a cell of its own."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reporting.models import Difference
from reporting.services.differences import decide_difference, explain_difference
from tests.reporting.conftest import World
from tests.reporting.traceability.test_reconciliation import both, taken

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]


@pytest.fixture
def cases(world: World) -> list[Difference]:
    """Two differences of one group."""
    world.submitted()
    taken(world, both(world, plant=90, mine=80))
    return list(Difference.objects.order_by("pk"))


def address() -> str:
    return reverse("difference_explanations")


def test_several_are_explained_at_once_and_what_is_left_empty_stays_open(
    world: World, cases: list[Difference], as_user: SignIn
) -> None:
    client = as_user(world.cast.northern_clerk)
    page = client.get(address())
    assert [row.pk for row, *_rest in page.context["rows"]] == [case.pk for case in cases]
    body = {"was": page.context["was"], f"explanation-{cases[0].pk}": "在途产品", f"explanation-{cases[1].pk}": ""}
    assert client.post(address(), body).status_code == 302
    assert sorted(Difference.objects.values_list("state", "explanation")) == [("explained", "在途产品"), ("open", "")]


def test_two_people_in_the_same_cell_see_both_texts(world: World, cases: list[Difference], as_user: SignIn) -> None:
    name = f"explanation-{cases[0].pk}"
    client = as_user(world.cast.northern_clerk)
    explain_difference(difference=cases[0], explanation="计量误差", by=world.cast.northern_officer)
    body = {"was": json.dumps({}), name: "在途产品"}
    answer = client.post(address(), body, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["conflicts"][name]["stored"] == "计量误差"
    told = client.post(address(), body)
    assert told.status_code == 409
    assert "计量误差" in told.content.decode()
    assert "在途产品" in told.content.decode()
    assert client.post(address(), {"was": told.context["was"], name: "在途产品"}).status_code == 302
    cases[0].refresh_from_db()
    assert cases[0].explanation == "在途产品"


def test_an_explanation_is_not_taken_back_by_emptying_it(
    world: World, cases: list[Difference], as_user: SignIn
) -> None:
    name = f"explanation-{cases[0].pk}"
    explain_difference(difference=cases[0], explanation="计量误差", by=world.cast.northern_clerk)
    client = as_user(world.cast.northern_clerk)
    answer = client.post(address(), {"was": json.dumps({name: "计量误差"}), name: " "})
    assert answer.status_code == 422
    cases[0].refresh_from_db()
    assert cases[0].explanation == "计量误差"


def test_what_is_decided_or_another_groups_is_not_there(world: World, cases: list[Difference], as_user: SignIn) -> None:
    by = world.cast.neimenggu_industry
    decide_difference(difference=cases[0], outcome="to_correct", decision="请更正", by=by)
    own = as_user(world.cast.northern_clerk).get(address()).context["rows"]
    assert [row.pk for row, *_rest in own] == [cases[1].pk]
    foreign = as_user(world.cast.southern_clerk)
    assert foreign.get(address()).context["rows"] == []
    foreign.post(address(), {f"explanation-{cases[1].pk}": "x"})
    cases[1].refresh_from_db()
    assert cases[1].explanation == ""


def test_who_does_not_explain_is_told_why(world: World, as_user: SignIn) -> None:
    assert as_user(world.cast.miit_officer).get(address()).status_code == 403
