"""A province finds its reports by the places that the database keeps of them: never too few, whoever writes what."""

import pytest

from accounts.models import Province
from enterprises.models import Enterprise
from reporting.models import ProductionReport, ReportPlace
from tests.reporting.conftest import World

pytestmark = pytest.mark.django_db


def places(report: ProductionReport) -> set[str]:
    return set(ReportPlace.objects.filter(report=report).values_list("province", flat=True))


def test_a_line_brings_its_province(world: World) -> None:
    assert places(world.started()) == {"15"}


def test_an_enterprise_that_is_put_elsewhere_takes_its_reports_along(world: World) -> None:
    report = world.submitted()
    jiangxi = Province.objects.get(code="36")
    Enterprise.objects.filter(pk=world.plant.pk).update(province=jiangxi)
    assert places(report) == {"15", "36"}
    assert report in ProductionReport.objects.visible_to(world.cast.jiangxi_industry)
    assert report in ProductionReport.objects.visible_to(world.cast.neimenggu_industry), "the mine still lies there"
    Enterprise.objects.filter(pk=world.mine.pk).update(province=jiangxi)
    assert report not in ProductionReport.objects.visible_to(world.cast.neimenggu_industry), "a place is no right"


def test_an_update_of_something_else_writes_no_place(world: World) -> None:
    report = world.started()
    Enterprise.objects.filter(pk=world.plant.pk).update(city="包头市")
    assert places(report) == {"15"}
