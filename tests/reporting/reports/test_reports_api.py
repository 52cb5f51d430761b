"""Reports in the API: the same verbs, the same sentences as on the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from tests.reporting.conftest import World, t

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
JSON = "application/json"


def post(client: Client, name: str, body: dict[str, Any] | None = None, **where: Any) -> Any:
    return client.post(reverse(name, **where), body or {}, content_type=JSON)


def lines(world: World) -> dict[str, Any]:
    """A month of both enterprises that passes."""
    common = {
        "opening_stock": "0",
        "sales": "90",
        "closing_stock": "10",
        "traceability_quantity": "100",
        "output": "100",
    }
    return {
        "lines": [
            {
                "enterprise": world.plant.pk,
                "category": "separation",
                **common,
                "feed_own": "110",
                "elements": {"La": "100"},
            },
            {"enterprise": world.mine.pk, "category": "mining_rock", **common},
        ]
    }


def test_the_whole_way_through_the_api(world: World, as_user: Browser) -> None:
    clerk, officer, ministry = (
        as_user(getattr(world.cast, who)) for who in ("northern_clerk", "northern_officer", "miit_officer")
    )
    begun = post(clerk, "api-report-list", {"month": "2021-09"})
    assert begun.status_code == 201
    where: Any = {"args": [begun.json()["id"]]}
    stored = post(clerk, "api-report-lines", lines(world), **where)
    assert stored.status_code == 200
    rows = clerk.get(reverse("api-report-lines", **where)).json()
    assert (rows["count"], {line["output"] for line in rows["results"]}) == (2, {"100.000"})
    checked = officer.get(reverse("api-report-check", **where)).json()
    assert checked["passes"], checked
    submitted = post(officer, "api-report-submit", {"seen": checked["seen"]}, **where).json()
    assert (submitted["state"], submitted["number"]) == ("submitted", "R-2021-09-northern-re-v1")
    assert post(ministry, "api-report-accept", **where).json()["state"] == "accepted"
    corrected = post(clerk, "api-report-correct", {"reason": "漏记"}, **where)
    assert (corrected.status_code, corrected.json()["version"]) == (201, 2)
    nation = ministry.get(reverse("api-execution-list")).json()
    northern = next(group for group in nation["groups"] if group["code"] == "northern-re")
    assert {row["output"] for row in northern["categories"]} == {"100.000"}


def test_a_refusal_has_the_code_the_sentence_and_the_cells_of_the_page(world: World, as_user: Browser) -> None:
    report = world.started()
    answer = post(as_user(world.cast.northern_officer), "api-report-submit", args=[report.pk])
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "blank"
    assert cell_name("sales", world.plant.pk, "separation") in body["cells"]


@pytest.mark.parametrize(
    ("who", "verb", "status"),
    [("northern_clerk", "submit", 403), ("northern_officer", "accept", 403), ("miit_officer", "submit", 404),
     ("southern_officer", "submit", 404)],
)  # fmt: skip
def test_the_api_refuses_people_without_the_right(
    world: World, as_user: Browser, who: str, verb: str, status: int
) -> None:
    report = world.filled()
    answer = post(as_user(getattr(world.cast, who)), f"api-report-{verb}", args=[report.pk])
    assert answer.status_code == status
    report.refresh_from_db()
    assert report.state == "draft"


@pytest.mark.parametrize(
    "change",
    [
        {"output": "-1"},
        {"output": "1.2345"},
        {"output": "NaN"},
        {"elements": {"Xx": "1"}},
        {"category": "gold"},
        {"no_production_reason": "lazy"},
    ],
)
def test_bad_lines_are_refused_and_nothing_is_stored(world: World, as_user: Browser, change: dict[str, Any]) -> None:
    report, body = world.started(), lines(world)
    body["lines"][0] |= change
    answer = post(as_user(world.cast.northern_clerk), "api-report-lines", body, args=[report.pk])
    assert answer.status_code in (400, 422)
    assert report.lines.get(enterprise=world.mine).output is None


def test_a_return_points_at_cells(world: World, as_user: Browser) -> None:
    report = world.submitted()
    cell = cell_name("sales", world.plant.pk, "separation")
    body = {"reason": "请核对", "cells": {cell: "与发票不符"}}
    answer = post(as_user(world.cast.miit_officer), "api-report-send-back", body, args=[report.pk])
    assert (answer.status_code, answer.json()["return_reason"]) == (200, "请核对")
    assert ProductionReport.objects.get().return_cells == {cell: "与发票不符"}
    # The group reads them; a province sees its own enterprises' lines, and nothing that is said of others.
    where = reverse("api-report-detail", args=[report.pk])
    assert as_user(world.cast.northern_clerk).get(where).json()["return_cells"] == {cell: "与发票不符"}
    assert as_user(world.cast.neimenggu_industry).get(where).json()["return_cells"] == {}


def test_execution_of_a_group_is_for_it_and_the_ministries(world: World, as_user: Browser) -> None:
    world.accepted()
    where = reverse("api-execution-detail", args=["northern-re"])
    rows = as_user(world.cast.northern_clerk).get(where, {"until": "2021-09"}).json()["results"]
    assert {(row["enterprise"], row["executed"]["output"]) for row in rows} == {
        (world.plant.pk, "100.000"), (world.mine.pk, "100.000"),
    }  # fmt: skip
    assert as_user(world.cast.southern_clerk).get(where).status_code == 404
    assert as_user(world.cast.neimenggu_industry).get(reverse("api-execution-list")).status_code == 403
    assert as_user(world.cast.northern_clerk).get(where, {"until": "2021-99"}).status_code == 404


def test_figures_are_decimal_strings_in_tonnes(world: World, as_user: Browser) -> None:
    report = world.submitted(output="100.125")
    rows = as_user(world.cast.miit_officer).get(reverse("api-report-lines", args=[report.pk])).json()["results"]
    assert {t(line["output"]) for line in rows} == {t("100.125")}
    assert all(isinstance(line["output"], str) for line in rows)


def test_lines_come_by_page_and_reports_without_them(world: World, as_user: Browser) -> None:
    report, ministry = world.submitted(), as_user(world.cast.miit_officer)
    where = reverse("api-report-lines", args=[report.pk])
    first = ministry.get(where, {"limit": 1}).json()
    rest = ministry.get(first["next"]).json()
    assert (first["count"], rest["next"]) == (2, None)
    assert {row["enterprise"] for row in first["results"] + rest["results"]} == {world.plant.pk, world.mine.pk}
    assert "lines" not in ministry.get(reverse("api-report-list")).json()["results"][0]
