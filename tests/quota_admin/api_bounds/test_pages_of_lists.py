"""`limit` and `offset` of the API's lists: within their bounds, or a sentence that names them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db
HUGE = "3359254950980871692222464"


@pytest.fixture
def client(cast: Any) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(cast.miit_clerk)
    return signed_in


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("value", [HUGE, "-1", "x", "1.5", "１" * 3, "9" * 4000])
def test_what_is_out_of_bounds_is_400_with_the_bounds(client: APIClient, name: str, value: str) -> None:
    answer = client.get("/api/v1/filings/", {name: value})
    assert answer.status_code == 400
    assert name in answer.json()["cells"]
    assert name in answer.json()["detail"]


@pytest.mark.parametrize("query", [{}, {"limit": "1"}, {"limit": "1000", "offset": "10000000"}])
def test_what_is_within_them_is_answered(client: APIClient, query: dict[str, str]) -> None:
    assert client.get("/api/v1/filings/", query).status_code == 200


LISTS = [
    "filings", "reports", "notices", "obligations", "extensions", "reductions", "releases", "enterprises",
    "differences",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("key", ["year", "limit", "offset", "month", "state", "obligation", "version"])
def test_no_list_falls_over_a_number_that_no_database_holds(client: APIClient, name: str, key: str) -> None:
    assert client.get(f"/api/v1/{name}/", {key: HUGE}).status_code < 500
    assert client.get(f"/api/v1/{name}/{HUGE}/").status_code == 404
