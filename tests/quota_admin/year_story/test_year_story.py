"""The page that tells a year: what it says of quota, findings and corrections, and what it does not show to others."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from allocations.reads.quota_steps import enterprise_steps, group_steps, nation_steps, province_steps
from common.periods import Month, at
from quota_admin.templatetags.charts import months_since
from tests.markup import squeezed
from tests.reporting.conftest import World, build, noon

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(built_once: Any) -> World:
    world: World = built_once(build)
    return world


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


def test_the_steps_of_the_quota_end_at_what_the_year_was_given(world: World) -> None:
    last = {step.category: step.level for step in group_steps(2021, world.group)}
    nation = {step.category: step.level for step in nation_steps(2021)}
    assert all(nation[category] >= level for category, level in last.items())
    [step] = enterprise_steps(2021, world.plant.pk)
    assert (step.level, step.day, step.document.kind) == (world.quotas["separation"], date(2021, 3, 3), "filing")
    located = {one.category: one.level for one in province_steps(2021, world.plant.province_id)}
    assert located["separation"] == world.quotas["separation"]


def test_a_day_of_another_year_stands_at_the_edge() -> None:
    assert months_since(date(2020, 12, 31), 2021) == 0
    assert months_since(date(2022, 1, 1), 2021) == 12
    assert months_since(date(2021, 7, 1), 2021) == 6


def test_each_page_shows_its_picture_its_figures_and_what_happened(world: World, as_user: Any) -> None:
    with at(noon(9, 8)):
        world.submitted(Month(2021, 8))
    officer = as_user(world.cast.miit_officer)
    with at(noon(10, 8)):
        for address in (
            reverse("year_nation"),
            reverse("year_group", args=[world.group.code]),
            reverse("year_enterprise", args=[world.plant.pk]),
            reverse("year_province", args=[world.plant.province_id]),
        ):
            page = squeezed(officer.get(address).content.decode())
            assert 'role="img"' in page, address
            assert "2021年8月" in page, address
            assert "指标下达或调整" in page, address


def test_a_month_without_reports_is_the_month_that_is_over(world: World, as_user: Any) -> None:
    with at(noon(10, 8)):
        page = as_user(world.cast.miit_officer).get(reverse("year_nation")).content.decode()
    assert "2021年9月" in page


def test_a_province_reads_its_own_year_only(world: World, as_user: Any) -> None:
    own = as_user(world.cast.neimenggu_industry)
    assert own.get(reverse("year_province", args=["15"])).status_code == 200
    assert own.get(reverse("year_province", args=["36"])).status_code == 404
    assert own.get(reverse("year_nation")).status_code == 403


CRUMBS = re.compile(r'<ol class="crumbs">(.*?)</ol>', re.S)


@pytest.mark.parametrize(
    ("name", "address", "above"),
    [
        ("miit_officer", "year_nation", ["执行情况"]),
        ("miit_officer", "year_group", ["执行情况", "group"]),
        ("northern_clerk", "year_group", ["执行情况"]),
        ("miit_officer", "year_enterprise", ["执行情况", "plant"]),
        ("northern_clerk", "year_enterprise", ["执行情况", "plant"]),
        ("neimenggu_industry", "year_enterprise", ["辖区", "plant"]),
        ("miit_officer", "year_province", ["执行情况", "分省情况"]),
        ("neimenggu_industry", "year_province", ["辖区"]),
        ("miit_officer", "execution_group_years", ["执行情况", "group"]),
        ("neimenggu_industry", "execution_enterprise_years", ["辖区", "plant"]),
        ("neimenggu_industry", "execution_enterprise", ["辖区"]),
    ],
)
def test_the_breadcrumb_names_each_page_above_and_each_opens(
    world: World, as_user: Any, name: str, address: str, above: list[str]
) -> None:
    argument = {"group": world.group.code, "province": world.plant.province_id, "enterprise": world.plant.pk}
    names = {"group": world.group.short, "plant": world.plant.name}
    browser = as_user(getattr(world.cast, name))
    with at(noon(10, 8)):
        page = browser.get(reverse(address, args=[of for kind, of in argument.items() if kind in address]))
        [crumbs] = CRUMBS.findall(page.content.decode())
        links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', crumbs)
        assert [label for _url, label in links] == [names.get(label, label) for label in above]
        assert {browser.get(url).status_code for url, _label in links} == {200}
