"""The panel beside a split and beside annex 1: what the cell was before, what speaks to it, and who set it to what."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from allocations.reads.stories import Story
from allocations.services.filings import save_draft
from allocations.services.notices import begin_notice, edit_notice
from enterprises.models import Enterprise
from tests.allocations.splits import accepted, drafted
from tests.builders import enterprise, issued, notice_data
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]


@pytest.fixture
def plant(cast: Cast) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


def facts_of(story: Story) -> dict[str, Decimal | None]:
    return {fact.label: fact.tonnes for fact in story.facts}


def test_a_splits_cell_says_what_it_was_and_who_set_it(cast: Cast, as_user: AsUser, plant: Enterprise) -> None:
    key = (plant.pk, "separation")
    accepted(cast, {key: 1000})
    issued(cast, 2)
    filing = drafted(cast, {key: 1500})
    save_draft(filing=filing, figures={key: Decimal("1800.5")}, by=cast.northern_clerk)
    address = reverse("filing_story", args=[filing.pk])
    story = as_user(cast.northern_clerk).get(address, {"cell": f"line-{plant.pk}-separation"}).context["story"]
    assert list(facts_of(story).values()) == [None, Decimal(1000), None]
    assert [(change.who, change.old, change.new) for change in story.changes] == [
        (cast.northern_clerk.name, "1500", "1800.5"),
        (cast.northern_clerk.name, "1000", "1500"),
    ]
    assert story.verdict.is_eligible


def test_a_barred_enterprises_cell_names_the_ground(cast: Cast, as_user: AsUser, plant: Enterprise) -> None:
    filing = drafted(cast, {(plant.pk, "separation"): 1000})
    bare = enterprise(2, papers=False)
    address = reverse("filing_story", args=[filing.pk])
    answer = as_user(cast.northern_clerk).get(address, {"cell": f"line-{bare.pk}-separation"})
    (ground, *_more) = answer.context["story"].verdict.against
    assert ground.zh in answer.content.decode()


@pytest.mark.parametrize("cell", ["x", "line-999999-separation", "line-1-gold", "total-separation"])
def test_a_cell_that_the_split_does_not_have_is_not_found(
    cast: Cast, as_user: AsUser, plant: Enterprise, cell: str
) -> None:
    filing = drafted(cast, {(plant.pk, "separation"): 1000})
    address = reverse("filing_story", args=[filing.pk])
    assert as_user(cast.northern_clerk).get(address, {"cell": cell}).status_code == 404


def test_an_enterprise_of_another_group_is_not_found(cast: Cast, as_user: AsUser, plant: Enterprise) -> None:
    filing = drafted(cast, {(plant.pk, "separation"): 1000})
    foreign = enterprise(3, group="southern-re", province="36")
    address = reverse("filing_story", args=[filing.pk])
    answer = as_user(cast.northern_clerk).get(address, {"cell": f"line-{foreign.pk}-separation"})
    assert answer.status_code == 404


def test_a_groups_cell_of_annex_1_says_what_it_had_and_who_set_it(cast: Cast, as_user: AsUser) -> None:
    issued(cast, 1)
    notice = begin_notice(data=notice_data(2), by=cast.miit_clerk)
    group = Organisation.objects.get(code="northern-re")
    data = notice_data(2)
    row = next(one for one in data["allocations"] if one["group"] in group.names)
    stated = row["separation"]
    row["separation"] = "777"
    edit_notice(notice=notice, data=data, by=cast.miit_clerk)
    client, address = as_user(cast.miit_clerk), reverse("notice_story", args=[notice.pk])
    story = client.get(address, {"cell": f"group-{group.pk}-separation"}).context["story"]
    first = next(one for one in notice_data(1)["allocations"] if one["group"] in group.names)
    assert list(facts_of(story).values()) == [None, Decimal(first["separation"])]
    assert [(change.who, Decimal(change.old), change.new) for change in story.changes] == [
        (cast.miit_clerk.name, Decimal(stated), "777")
    ]
    total = client.get(address, {"cell": "total-separation"}).context["story"]
    assert list(facts_of(total).values()) == [None, Decimal(notice_data(1)["totals"]["separation"])]
    assert client.get(address, {"cell": "part-1-separation"}).context["story"] is None


def test_both_pages_ask_for_the_story_of_the_cell_in_hand(cast: Cast, as_user: AsUser, plant: Enterprise) -> None:
    filing = drafted(cast, {(plant.pk, "separation"): 1000})
    notice = begin_notice(data=notice_data(2), by=cast.miit_clerk)
    for user, row, page in (
        (cast.northern_clerk, filing, "filing"),
        (cast.miit_clerk, notice, "notice"),
    ):
        text = as_user(user).get(reverse(f"{page}_edit", args=[row.pk])).content.decode()
        assert f'data-story="{reverse(f"{page}_story", args=[row.pk])}?cell=CELL"' in text
        assert "data-story-place" in text
