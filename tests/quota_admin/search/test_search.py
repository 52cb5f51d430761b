"""The search of the header: what fits is found, what one may not see is not, on the page and in the API."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from enterprises.models import Enterprise, FormerName
from quota_admin.reads.search import search
from tests.builders import enterprise
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def plant(cast: Cast) -> Enterprise:
    row = enterprise(7)
    row.name_zh, row.name_en = "廣晟示例稀土有限公司", "Guangsheng Example Rare Earth"
    row.save(update_fields=["name_zh", "name_en"])
    return row


def labels(user: Any, words: str, kind: str = "enterprise") -> list[str]:
    """The labels of one kind that a person finds."""
    return [hit.label for hits in search(user, words) if hits.kind == kind for hit in hits.shown]


@pytest.mark.parametrize("words", ["广晟", "廣晟", "示例稀土", "gssl", "ＧＳＳＬ", "rare  EARTH", "91150000ma0000007"])
def test_an_enterprise_is_found_by_each_of_its_forms(plant: Enterprise, cast: Cast, words: str) -> None:
    assert labels(cast.miit_officer, words) == [plant.name]


def test_a_former_name_finds_it_and_is_shown(plant: Enterprise, cast: Cast) -> None:
    FormerName.objects.create(
        enterprise=plant, name_zh="老名字矿业", name_en="Old Name Mining", last_day=date(2020, 5, 1)
    )
    for words in ("老名字", "lmz", "old name"):
        (hits,) = search(cast.miit_officer, words)
        assert "老名字矿业" in hits.shown[0].detail
    assert labels(cast.miit_officer, "老名字") == [plant.name]


def test_what_is_not_ones_own_is_not_found(plant: Enterprise, cast: Cast) -> None:
    assert labels(cast.northern_clerk, "gssl") == labels(cast.neimenggu_industry, "gssl") == [plant.name]
    assert search(cast.southern_clerk, "gssl") == search(cast.jiangxi_industry, "gssl") == []


def test_a_group_is_found_by_the_ministries_and_by_itself(cast: Cast) -> None:
    for words in ("厦门", "xmwy", "xiamen"):
        assert labels(cast.miit_officer, words, "group") == labels(cast.xiamen_clerk, words, "group") != []
        assert labels(cast.northern_clerk, words, "group") == []


def test_too_little_is_not_asked(cast: Cast, as_user: Any) -> None:
    client = as_user(cast.miit_officer)
    assert "至少" in client.get("/search/", {"q": "稀"}).content.decode()
    assert client.get("/api/v1/search/", {"q": "稀"}).status_code == 400
    assert search(cast.miit_officer, " 。 ") == []


def test_the_page_leads_to_the_row_and_says_how_many_more(cast: Cast, as_user: Any) -> None:
    rows = [enterprise(number) for number in range(1, 13)]
    page = as_user(cast.miit_officer).get("/search/", {"q": "示例企业"}).content.decode()
    assert rows[0].get_absolute_url() in page
    assert "12" in page
    assert f"{reverse('enterprise_list')}?search=" in page


def test_page_and_api_find_the_same(plant: Enterprise, cast: Cast, as_user: Any) -> None:
    client = as_user(cast.miit_officer)
    (kind,) = client.get("/api/v1/search/", {"q": "gssl"}).json()
    assert (kind["kind"], kind["count"]) == ("enterprise", 1)
    assert kind["shown"][0]["url"] == plant.get_absolute_url()
    assert kind["shown"][0]["url"] in client.get("/search/", {"q": "gssl"}).content.decode()
