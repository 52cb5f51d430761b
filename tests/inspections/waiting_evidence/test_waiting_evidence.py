"""Evidence that awaits a province's judgement is on its desk until then, its own authority's evidence first."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from enterprises.services.evidence import confirm_evidence
from inspections.reads.waiting_evidence import waiting_evidence
from tests.builders import enterprise
from tests.reporting.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_mines_come_first_for_natural_resources_and_plants_for_industry(world: World) -> None:
    first = {person: waiting_evidence(person)[0].piece.owner.kind for person in people(world)}
    assert list(first.values()) == ["separation", "mine"]
    both = [{(one.slug, one.piece.pk) for one in waiting_evidence(person)} for person in people(world)]
    assert both[0] == both[1], "both see both"


def test_what_is_judged_waits_no_longer(world: World) -> None:
    officer = world.cast.neimenggu_industry
    piece = waiting_evidence(officer)[0]
    confirm_evidence(piece=piece.piece, by=officer)
    assert (piece.slug, piece.piece.pk) not in {(one.slug, one.piece.pk) for one in waiting_evidence(officer)}


def test_the_page_and_the_desk_show_it_to_the_province_alone(world: World, as_user: Callable[[User], Client]) -> None:
    foreign = enterprise(9, province="36")
    page = as_user(world.cast.neimenggu_industry).get(reverse("evidence_waiting")).content.decode()
    assert world.plant.name_zh in page and foreign.name_zh not in page
    assert reverse("evidence_waiting") in as_user(world.cast.jiangxi_industry).get("/").content.decode()
    assert as_user(world.cast.northern_clerk).get(reverse("evidence_waiting")).status_code == 403


def people(world: World) -> list[User]:
    return [world.cast.neimenggu_industry, world.cast.neimenggu_resources]
