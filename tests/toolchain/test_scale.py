"""`make scale` knows what every route's address refers to; a route that is added without a line there fails here."""

import pytest
from django.apps import apps

from bench.scale.routes import FIXED, LEFT_OUT, ROWS, Route, all_routes

pytestmark = pytest.mark.once


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.name)
def test_every_route_can_be_asked(route: Route) -> None:
    if route.name in LEFT_OUT or {"slug", "code"} & set(route.parameters):
        return
    assert [name for name in route.parameters if name not in FIXED and name != "pk"] == []
    if "pk" in route.parameters and not route.name.startswith("api-evidence"):
        assert [one for one in ROWS if route.name.startswith(one)] != []


def test_what_addresses_refer_to_exists() -> None:
    assert {apps.get_model(label)._meta.label for label in ROWS.values()} == set(ROWS.values())


def test_what_is_left_out_is_a_route() -> None:
    assert set(LEFT_OUT) - {route.name for route in all_routes()} == set()
