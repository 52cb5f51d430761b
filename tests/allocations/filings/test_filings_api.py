"""The API does what the pages do, through the same services, with the same sentences."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from allocations.models import Filing, Notice
from tests.builders import enterprise, issued, notice_data
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def api(user: Any) -> APIClient:
    """A program that signs in with a token, as programs do."""
    name = base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    token = Client().post("/api/v1/token/", headers={"authorization": f"Basic {name}"}).json()["token"]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_notice_goes_from_draft_to_issued(cast: Any) -> None:
    draft = api(cast.miit_clerk).post("/api/v1/notices/", notice_data(1), format="json")
    assert draft.status_code == 201
    address = f"/api/v1/notices/{draft.json()['id']}/"
    assert api(cast.miit_clerk).post(f"{address}review/").status_code == 200
    assert api(cast.miit_officer).post(f"{address}sign/").json()["state"] == "in_review"
    assert api(cast.mnr_officer).post(f"{address}sign/").json()["state"] == "issued"


def test_a_validation_error_is_returned_by_path_with_422(cast: Any) -> None:
    data = {**notice_data(1), "totals": {"separation": "81001"}}
    answer = api(cast.miit_clerk).post("/api/v1/notices/", data, format="json")
    assert answer.status_code == 422
    assert "totals.separation" in answer.json()["cells"]
    assert not Notice.objects.exists()


def test_a_split_is_drafted_filed_and_accepted(cast: Any) -> None:
    issued(cast, 1)
    plant = enterprise(1)
    clerk, officer, miit = api(cast.northern_clerk), api(cast.northern_officer), api(cast.miit_officer)
    filing = clerk.post("/api/v1/filings/", {"year": 2021}, format="json").json()
    address = f"/api/v1/filings/{filing['id']}/"
    lines = [{"enterprise": plant.pk, "category": "separation", "stated": "1000.5"}]
    assert clerk.put(f"{address}lines/", {"lines": lines}, format="json").json()["state"] == "draft"
    assert clerk.get(f"{address}lines/").json()["results"][0]["stated"] == "1000.500"
    assert clerk.post(f"{address}consult/").json()["state"] == "consulting"
    refused = clerk.post(f"{address}submit/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_role")
    assert officer.post(f"{address}submit/").json()["state"] == "submitted"
    assert miit.post(f"{address}accept/").json()["state"] == "accepted"
    assert Filing.objects.get().lines.get().stated == Decimal("1000.5")


def test_a_foreign_filing_is_404_and_a_provinces_lines_are_its_own(cast: Any) -> None:
    issued(cast, 1)
    home, away = enterprise(1), enterprise(2, province="37")
    clerk = api(cast.northern_clerk)
    address = f"/api/v1/filings/{clerk.post('/api/v1/filings/', {'year': 2021}, format='json').json()['id']}/"
    lines = [{"enterprise": row.pk, "category": "separation", "stated": "10"} for row in (home, away)]
    clerk.put(f"{address}lines/", {"lines": lines}, format="json")
    clerk.post(f"{address}consult/")
    assert api(cast.southern_clerk).get(address).status_code == 404
    assert api(cast.jiangxi_industry).get(address).status_code == 404
    assert api(cast.southern_clerk).get(f"{address}lines/").status_code == 404
    seen = api(cast.neimenggu_industry).get(f"{address}lines/").json()["results"]
    assert [line["enterprise"] for line in seen] == [home.pk]


@pytest.mark.parametrize("path", ["notices", "filings", "reports", "execution", "enterprises", "obligations"])
def test_nobody_reads_without_signing_in(path: str) -> None:
    assert APIClient().get(f"/api/v1/{path}/").status_code in {401, 403}


def test_the_token_is_not_stored_as_it_is(cast: Any, django_assert_max_num_queries: Any) -> None:
    from knox.models import AuthToken

    user = cast.miit_clerk
    name = base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    token = Client().post("/api/v1/token/", headers={"authorization": f"Basic {name}"}).json()["token"]
    stored = AuthToken.objects.get()
    assert token not in (stored.digest, stored.token_key)
