"""Timeliness in the API: who reported in time, late and not at all, to whom it concerns."""

from typing import Any

import pytest

from common.periods import at
from tests.conftest import Cast
from tests.reporting.timeliness.test_provinces import NOW, year

__all__ = ["year"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESS = "/api/v1/timeliness/2021/"


def asked(as_user: Any, user: Any, query: str = "") -> Any:
    with at(NOW):
        return as_user(user).get(ADDRESS + query)


def months(answer: Any) -> dict[str, dict[str, str]]:
    return {row["group"]: {one["month"]: one["status"] for one in row["months"]} for row in answer.json()}


def test_the_ministries_see_every_group_with_its_counts(cast: Cast, as_user: Any, year: None) -> None:
    answer = asked(as_user, cast.mnr_clerk)
    found = months(answer)
    assert set(found) == {"northern-re", "southern-re"}
    assert found["southern-re"]["2021-03"] == "met_on_time"
    # March to September are due by 13 October, of which southern met one and northern none.
    counts = {row["group"]: (row["met_on_time"], row["met_late"], row["not_reported"]) for row in answer.json()}
    assert counts == {"northern-re": (0, 0, 7), "southern-re": (1, 0, 6)}


def test_a_province_sees_what_concerns_it(cast: Cast, as_user: Any, year: None) -> None:
    found = months(asked(as_user, cast.person("jiangxi", "jiangxi-industry", "officer")))
    assert {code: list(rows) for code, rows in found.items()} == {
        "northern-re": [f"2021-{number:02d}" for number in range(6, 13)],
        "southern-re": ["2021-03", "2021-04", "2021-05"],
    }
    assert months(asked(as_user, cast.person("sichuan", "sichuan-industry", "officer"))) == {}


def test_only_the_months_of_a_status(cast: Cast, as_user: Any, year: None) -> None:
    found = months(asked(as_user, cast.miit_officer, "?status=met_on_time"))
    assert found == {"southern-re": {"2021-03": "met_on_time"}}
    assert asked(as_user, cast.miit_officer, "?status=never").status_code == 400


def test_each_month_has_its_deadline_and_by_how_much_it_is_missed(cast: Cast, as_user: Any, year: None) -> None:
    [southern] = [row for row in asked(as_user, cast.miit_officer).json() if row["group"] == "southern-re"]
    march, september = southern["months"][0], southern["months"][6]
    assert (march["due_on"], march["met_at"] is None, march["report"]) == ("2021-04-12", False, None)
    # Due on the 11th of October, the 10th being a Sunday; two working days until the 13th.
    assert (september["due_on"], september["status"], september["workdays"]) == ("2021-10-11", "not_reported", 2)
    assert september["provisional"] is False


def test_a_group_has_its_own_months_elsewhere(cast: Cast, as_user: Any, year: None) -> None:
    assert asked(as_user, cast.northern_viewer).status_code == 403
