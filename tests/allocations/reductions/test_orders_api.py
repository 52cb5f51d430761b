"""Programs take quota back, release the reserve and have mergers taken over, as the pages do and with their sentences."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organisation, Succession
from accounts.services.organisations import NAMES, rename
from allocations.models import Release, Takeover
from allocations.reads.quotas import enterprise_quotas, nation_quotas
from common.periods import at
from enterprises.models import Enterprise
from tests.allocations.filings.test_filings_api import api
from tests.allocations.splits import SEPARATION, accepted
from tests.allocations.takeovers.test_mergers import AFTER, DAY, merged
from tests.builders import enterprise, issued
from tests.documents.pdf_text import PDF, upload

pytestmark = pytest.mark.django_db
WORDS = {"document_number": "演示〔2021〕4号", "reason": "演示理由"}


@pytest.fixture
def xiamen(cast: Any) -> Organisation:
    """900 t are the group's, 100 t are held back. The figures are for the test."""
    row = {"group": "厦门钨业股份有限公司", SEPARATION: "900"}
    issued(cast, 1, totals={SEPARATION: "1000"}, reserve={SEPARATION: "100"}, allocations=[row])
    return Organisation.objects.get(code="xiamen-tungsten")


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    row = enterprise(1)
    accepted(cast, {(row.pk, SEPARATION): 1000})
    return row


def draft(user: Any, group: Organisation, *tonnes: str) -> Any:
    lines = [{"group": group.code, "category": SEPARATION, "tonnes": one} for one in tonnes]
    return api(user).post("/api/v1/releases/", {"year": 2021, "lines": lines, **WORDS}, format="json")


def test_the_reserve_is_released_by_a_second_person(cast: Any, xiamen: Organisation) -> None:
    made = draft(cast.miit_clerk, xiamen, "60.5")
    assert (made.status_code, made.json()["lines"][0]["tonnes"]) == (201, "60.500")
    address = f"/api/v1/releases/{made.json()['id']}/"
    assert api(cast.miit_clerk).post(f"{address}order/").status_code == 403
    assert api(cast.xiamen_clerk).get(address).status_code == 404
    assert api(cast.miit_officer).post(f"{address}order/").json()["state"] == "ordered"
    assert nation_quotas(2021)[SEPARATION].reserve == Decimal("39.5")
    assert [line["group"] for line in api(cast.xiamen_clerk).get(address).json()["lines"]] == ["xiamen-tungsten"]


def test_more_than_the_reserve_is_refused_at_its_cell(cast: Any, xiamen: Organisation) -> None:
    refused = draft(cast.miit_clerk, xiamen, "101")
    assert refused.status_code == 422
    assert "100" in refused.json()["cells"]["total-separation"]
    assert not Release.objects.exists()


def test_a_group_that_stands_twice_is_refused(cast: Any, xiamen: Organisation) -> None:
    refused = draft(cast.miit_clerk, xiamen, "1", "2")
    assert refused.status_code in {400, 422}
    assert "xiamen-tungsten" in refused.content.decode()
    assert not Release.objects.exists()


def test_a_release_that_was_withdrawn_since_it_was_read_is_not_ordered(cast: Any, xiamen: Organisation) -> None:
    row = draft(cast.miit_clerk, xiamen, "60").json()
    address = f"/api/v1/releases/{row['id']}/"
    assert (
        api(cast.miit_clerk).post(f"{address}withdraw/", {"seen": row["seen"], "reason": "数字有误"}).json()["state"]
        == "withdrawn"
    )
    refused = api(cast.miit_officer).post(f"{address}order/", {"seen": row["seen"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
    assert nation_quotas(2021)[SEPARATION].reserve == 100


def test_a_reduction_comes_with_its_document_and_hands_it_out(cast: Any, plant: Enterprise) -> None:
    body = {"enterprise": plant.pk, "year": 2021, "category": SEPARATION, "tonnes": "400", "reason": "超指标生产"}
    clerk, officer = api(cast.miit_clerk), api(cast.miit_officer)
    without = clerk.post("/api/v1/reductions/", body)
    assert set(without.json()["cells"]) == {"document_number"}
    made = clerk.post("/api/v1/reductions/", {**body, "document": upload()}, format="multipart").json()
    address = f"/api/v1/reductions/{made['id']}/"
    assert officer.get(f"{address}document/").content == PDF
    assert api(cast.northern_clerk).get(f"{address}document/").status_code == 404
    assert officer.post(f"{address}order/", {"seen": made["seen"]}).json()["state"] == "ordered"
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 600


def test_a_merger_is_taken_over_once_and_on_its_day(cast: Any) -> None:
    issued(cast, 1)
    merged("northern-re")
    officer, address = api(cast.miit_officer), f"/api/v1/takeovers/{Succession.objects.get().pk}/"
    early = officer.post(f"{address}take/")
    assert (early.status_code, early.json()["code"]) == (409, "merger_ahead")
    assert api(cast.xiamen_clerk).get(address).status_code == 404
    with at(AFTER):
        assert officer.get(address).json()["is_open"]
        officer.post(f"{address}take/")
        taken = officer.post(f"{address}take/").json()
        own = api(cast.northern_clerk).get(address).json()
    assert (taken["is_open"], taken["day"], own["successor"]) == (False, str(DAY), "china-re")
    assert {row["category"]: row["share"] for row in taken["taken"]}[SEPARATION] == "38270.000"
    assert Takeover.objects.count() == 2


def test_a_successor_that_was_changed_since_is_looked_at_again(cast: Any) -> None:
    issued(cast, 1)
    successor = merged("northern-re")
    with at(AFTER):
        officer, address = api(cast.miit_officer), f"/api/v1/takeovers/{Succession.objects.get().pk}/"
        seen = officer.get(address).json()["seen"]
        names = {name: getattr(successor, name) for name in NAMES} | {"short_zh": "中稀"}
        keeper = cast.person("keeper", "operator", "system_admin")
        rename(organisation=successor, names=names, first_day=date(2021, 12, 24), by=keeper)
        refused = officer.post(f"{address}take/", {"seen": seen})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
    assert not Takeover.objects.exists()
