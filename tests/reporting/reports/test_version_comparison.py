"""Two versions of a report, cell by cell, to each reader as far as the lines are theirs to see."""

from typing import Any

import pytest
from django.urls import reverse

from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from reporting.services.decisions import submit_report
from reporting.services.drafts import save_report, start_correction
from tests.builders import enterprise
from tests.reporting.conftest import World, figures, t

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def corrected(world: World) -> ProductionReport:
    """The plant's output goes from 100 to 120 t, its purchases are filled in, the mine's note is written."""
    first = world.accepted()
    clerk = world.cast.northern_clerk
    draft = start_correction(report=first, reason="漏报", by=clerk)
    cells = figures(world.plant, 120) | {
        cell_name("purchases", world.plant.pk, "separation"): t(0),
        cell_name("el_Nd", world.plant.pk, "separation"): None,
        cell_name("el_La", world.plant.pk, "separation"): t(120),
        cell_name("note", world.mine.pk, "mining_rock"): "已核对",
    }
    draft = save_report(report=draft, cells=cells, by=clerk)
    return submit_report(report=draft, by=world.cast.northern_officer)


def test_by_default_the_version_in_force_is_shown_beside_this_one(
    world: World, corrected: ProductionReport, as_user: Any
) -> None:
    page = as_user(world.cast.miit_officer).get(reverse("report_compare", args=[corrected.pk]))
    found = {change.name: (change.kind, change.old, change.new) for change in page.context["comparison"].changes}
    plant, mine = f"{world.plant.pk}-separation", f"{world.mine.pk}-mining_rock"
    assert found[f"output-{plant}"] == ("changed", "100", "120")
    assert found[f"purchases-{plant}"] == ("added", "", "0")
    assert found[f"el_Nd-{plant}"] == ("removed", "1", "")
    assert found[f"note-{mine}"] == ("added", "", "已核对")
    assert f"output-{mine}" not in found
    text = page.content.decode()
    assert "△ 更改" in text
    assert "+ 新填" in text
    assert "+20" in text


def test_the_report_leads_to_it_and_any_version_can_be_chosen(
    world: World, corrected: ProductionReport, as_user: Any
) -> None:
    client = as_user(world.cast.northern_clerk)
    first = ProductionReport.objects.get(version=1)
    url = reverse("report_compare", args=[first.pk]) + "?with=2"
    assert url in client.get(reverse("report_detail", args=[first.pk])).content.decode()
    comparison = client.get(url).context["comparison"]
    assert (comparison.old.version, comparison.new.version) == (2, 1)
    assert client.get(reverse("report_compare", args=[first.pk]) + "?with=9").status_code == 404


def test_a_province_compares_its_own_lines_only(world: World, corrected: ProductionReport, as_user: Any) -> None:
    page = as_user(world.cast.neimenggu_industry).get(reverse("report_compare", args=[corrected.pk]))
    names = {change.enterprise for change in page.context["comparison"].changes}
    assert names == {world.plant, world.mine}
    world.plant.province_id = enterprise(3, province="36").province_id
    world.plant.save()
    page = as_user(world.cast.neimenggu_industry).get(reverse("report_compare", args=[corrected.pk]))
    assert {change.enterprise for change in page.context["comparison"].changes} == {world.mine}
    assert world.plant.name_zh not in page.content.decode()


def test_a_draft_is_compared_within_the_group_only(world: World, as_user: Any) -> None:
    first = world.accepted()
    start_correction(report=first, reason="漏报", by=world.cast.northern_clerk)
    page = as_user(world.cast.miit_officer).get(reverse("report_compare", args=[first.pk]))
    assert page.context["comparison"] is None
    assert (
        as_user(world.cast.miit_officer).get(reverse("report_compare", args=[first.pk]) + "?with=2").status_code == 404
    )
    assert as_user(world.cast.southern_clerk).get(reverse("report_compare", args=[first.pk])).status_code == 404
