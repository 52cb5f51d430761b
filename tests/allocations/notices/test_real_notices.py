"""Any notice of 2018 to 2024 is loaded, signed and issued without a change of code.

The figures of 2021 are the official ones. For the other years the sources at hand have the parameters and not annex 1:
those notices have the real form, and figures that are marked as made up for the test in their titles.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Organisation
from allocations.files.notice import annex_workbook
from allocations.models import Notice
from allocations.reads.notice_terms import due_of
from allocations.reads.quotas import group_quotas, nation_quotas
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from common.periods import SHANGHAI, at
from documents.files.reading import read_workbook
from tests.allocations.takeovers.test_mergers import merged
from tests.builders import SEEDS

pytestmark = pytest.mark.django_db
SIX = ("chinalco-re", "minmetals-re", "northern-re", "xiamen-tungsten", "southern-re", "guangdong-re")
FOUR = ("china-re", "northern-re", "xiamen-tungsten", "guangdong-re")
TWO = ("china-re", "northern-re")
MINISTRIES, ALL_FOUR = ["miit", "province_miit"], ["miit", "mnr", "province_miit", "province_mnr"]
CATEGORIES = ("mining_rock", "mining_ionic", "separation")


def shaped(year: int, batch: int, groups: tuple[str, ...], each: int, day: str, **values: Any) -> dict[str, Any]:
    """A notice of the year's form; every group gets `each` tonnes of every category, a figure made up for the test."""
    held = {key: int(tonnes) for key, tonnes in values.get("reserve", {}).items()}
    names = [Organisation.objects.get(code=code).name_zh for code in groups]
    return {
        "year": year,
        "batch": batch,
        "title": f"{year}年第{batch}批（测试数据，非官方数字）",
        "signed_on": day,
        "published_on": day,
        "clock_starts_on": "published",
        "figures_include_prior": False,
        "filing": {"working_days": 10},
        "file_to": MINISTRIES,
        "rule_set": "2021",
        "totals": {key: str(each * len(groups) + held.get(key, 0)) for key in CATEGORIES},
        "allocations": [{"group": name, **dict.fromkeys(CATEGORIES, str(each))} for name in names],
        **values,
    }


def issue(cast: Any, data: dict[str, Any]) -> Notice:
    day = date.fromisoformat(data["published_on"] or data["signed_on"])
    with at(datetime(day.year, day.month, day.day, 16, tzinfo=SHANGHAI)):
        notice = load_notice(data=data, by=cast.miit_clerk)
        send_for_signature(notice=notice, by=cast.miit_clerk)
        sign_notice(notice=notice, by=cast.miit_officer)
        return sign_notice(notice=notice, by=cast.mnr_officer)


def total(year: int) -> dict[str, int]:
    return {category: int(quota.total) for category, quota in nation_quotas(year).items()}


def test_every_file_of_a_real_notice_that_comes_with_the_product_is_issued(cast: Any) -> None:
    files = sorted(Path(SEEDS).glob("notice_*.json"))
    assert len(files) == 2
    for file in files:
        data = notice_of(file)
        notice = issue(cast, data)
        assert notice.state == Notice.State.ISSUED
        assert {key: int(value) for key, value in data["totals"].items()} == total(2021)


def notice_of(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data


@pytest.mark.parametrize("year", [2019, 2020])
def test_2019_and_2020_an_annual_notice_that_includes_the_first_batch(cast: Any, year: int) -> None:
    issue(cast, shaped(year, 1, SIX, 60, f"{year}-03-15", filing={"working_days": 20}, publish_enterprise_list=True))
    annual = issue(
        cast, shaped(year, 2, SIX, 132, f"{year}-07-15", figures_include_prior=True, filing={"working_days": 15})
    )
    assert {line.increment for line in annual.allocations.all()} == {72}
    assert total(year) == dict.fromkeys(CATEGORIES, 132 * 6)


def test_a_fixed_calendar_date_is_the_due_day(cast: Any) -> None:
    notice = issue(cast, shaped(2019, 1, SIX, 10, "2019-03-15", filing={"fixed_day": "2019-04-15"}))
    assert str(due_of(notice).day) == "2019-04-15"


def test_2018_is_before_the_calendar_and_its_dates_say_that_they_are_provisional(cast: Any) -> None:
    notice = issue(cast, shaped(2018, 1, SIX, 10, "2018-04-12"))
    assert due_of(notice).derivation["provisional"]


def test_2022_to_2024_mergers_increments_reserve_and_the_sixth_ground(cast: Any) -> None:
    issue(cast, shaped(2021, 1, SIX, 30, "2021-02-19"))
    successor = merged("chinalco-re", "minmetals-re", "southern-re")
    issue(cast, shaped(2022, 1, FOUR, 100, "2022-01-29", publish_enterprise_list=True))
    assert group_quotas(2021)[successor.pk, "separation"].share == 90, "taken over when the next notice was issued"
    second = issue(cast, shaped(2022, 2, FOUR, 20, "2022-08-17", file_to=ALL_FOUR))
    assert {line.increment for line in second.allocations.all()} == {20}
    assert total(2022) == dict.fromkeys(CATEGORIES, 480)
    issue(cast, shaped(2023, 1, FOUR, 100, "2023-03-24", reserve={"separation": "40"}, filing={"working_days": 3}))
    assert int(nation_quotas(2023)["separation"].reserve) == 40
    merged("xiamen-tungsten", "guangdong-re", day=date(2023, 12, 1))
    issue(cast, shaped(2023, 3, TWO, 50, "2023-12-15"))
    shares = {key: int(quota.share) for key, quota in group_quotas(2023).items() if quota.share}
    assert shares[successor.pk, "separation"] == 3 * 100 + 50
    assert {group for group, _category in shares} == set(
        Organisation.objects.filter(code__in=TWO).values_list("pk", flat=True)
    )
    last = issue(cast, shaped(2024, 1, TWO, 100, "2024-02-06", rule_set="2024", document_number="测试〔2024〕1号"))
    assert last.rule_set == "2024"
    assert total(2024) == dict.fromkeys(CATEGORIES, 200)


@pytest.mark.once
def test_the_annex_as_a_workbook_has_of_which_rows_and_the_reserve(cast: Any) -> None:
    data = shaped(2021, 1, TWO[1:], 100, "2021-02-19", reserve={"separation": "40"})
    data["allocations"][0]["of_which"] = [{"name": "某公司", "separation": "10"}]
    sheet = next(iter(read_workbook(annex_workbook(issue(cast, data))).sheets.values()))
    rows = {str(row[0].value): [cell.value for cell in row[1:4]] for row in sheet if row and row[0].value}
    assert [row[-1] for name, row in rows.items() if "某公司" in name] == [10]
    assert 40 in [row[-1] for row in rows.values()]
