"""The API is kept: nothing that breaks a client since the last release; and a planted break is found."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from scripts.api_changes import breaks
from scripts.project import ROOT

pytestmark = pytest.mark.once
RELEASED = ROOT / "docs" / "api" / "openapi-1.0.0.yaml"


@pytest.fixture(scope="module")
def released() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(RELEASED.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def test_nothing_breaks_a_client_of_the_last_release(released: dict[str, Any]) -> None:
    text = (ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    assert breaks(released, yaml.load(text, Loader=yaml.CSafeLoader)) == []


def schemas(document: dict[str, Any]) -> Any:
    return document["components"]["schemas"]


FILINGS = "/api/v1/filings/"
PLANTED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "POST /api/v1/filings/{id}/submit/ is gone": lambda new: new["paths"].pop(f"{FILINGS}{{id}}/submit/"),
    "GET /api/v1/filings/: parameter state is gone": lambda new: new["paths"][FILINGS]["get"].update(
        parameters=[one for one in new["paths"][FILINGS]["get"]["parameters"] if one["name"] != "state"]
    ),
    "POST /api/v1/filings/: body.year is no longer taken": lambda new: schemas(new)["StartFormRequest"][
        "properties"
    ].pop("year"),
    "POST /api/v1/filings/: body.year: minimum is now 2020": lambda new: schemas(new)["StartFormRequest"]["properties"][
        "year"
    ].update(minimum=2020),
    "POST /api/v1/filings/{id}/recall/: body.seen is now required": lambda new: schemas(new)["ReasonRequest"][
        "required"
    ].append("seen"),
    "GET /api/v1/filings/{id}/: answer.number is gone": lambda new: schemas(new)["FilingRow"]["properties"].pop(
        "number"
    ),
    "GET /api/v1/filings/{id}/: answer.year may now be null": lambda new: schemas(new)["FilingRow"]["properties"][
        "year"
    ].update(type=["integer", "null"]),
    "POST /api/v1/filings/: 201 is no longer answered": lambda new: new["paths"][FILINGS]["post"]["responses"].pop(
        "201"
    ),
}


@pytest.mark.parametrize("sentence", PLANTED)
def test_a_planted_break_is_found(released: dict[str, Any], sentence: str) -> None:
    new = copy.deepcopy(released)
    PLANTED[sentence](new)
    assert sentence in breaks(released, new)


def test_what_is_added_breaks_nothing(released: dict[str, Any]) -> None:
    new = copy.deepcopy(released)
    schemas(new)["FilingRow"]["properties"]["more"] = {"type": "string"}
    schemas(new)["StartFormRequest"]["properties"]["more"] = {"type": "string"}
    new["paths"]["/api/v1/more/"] = new["paths"][FILINGS]
    assert breaks(released, new) == []
