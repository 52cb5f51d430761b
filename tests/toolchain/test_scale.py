"""`make scale` knows what every route's address refers to; a route that is added without a line there fails here."""

import pytest
from django.apps import apps

from bench.scale.routes import FIXED, LEFT_OUT, ROWS, all_routes, unlisted_routes

pytestmark = pytest.mark.once


def test_every_route_can_be_asked() -> None:
    assert unlisted_routes() == []


def test_an_unlisted_route_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ROWS, "plan_")
    monkeypatch.delitem(FIXED, "month")
    assert set(unlisted_routes()) == {"plan_detail", "report_start", "check_begin"}


def test_what_addresses_refer_to_exists() -> None:
    assert {apps.get_model(label)._meta.label for label in ROWS.values()} == set(ROWS.values())


def test_what_is_left_out_is_a_route() -> None:
    assert set(LEFT_OUT) - {route.name for route in all_routes()} == set()
