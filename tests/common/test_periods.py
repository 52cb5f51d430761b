"""Months are values, and a day is a day in Shanghai."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from common.periods import SHANGHAI, Month, at, day_of, end_of, now, start_of


def test_a_month_knows_its_neighbours_across_the_year() -> None:
    assert str(Month(2021, 12).next) == "2022-01"
    assert str(Month(2022, 1).previous) == "2021-12"
    assert Month(2024, 2).last_day == date(2024, 2, 29)
    assert Month(2021, 9) < Month(2021, 10) < Month(2022, 1)


@pytest.mark.parametrize("text", ["2021-13", "2021-9", "21-09", "", "2021-09-01", "0000-01", "二〇二一-09"])
def test_nonsense_is_no_month(text: str) -> None:
    with pytest.raises(ValidationError):
        Month.parse(text)


def test_an_evening_in_utc_is_the_next_day_in_shanghai() -> None:
    assert day_of(datetime(2021, 10, 11, 16, 0, tzinfo=UTC)) == date(2021, 10, 12)
    assert day_of(datetime(2021, 10, 11, 15, 59, 59, tzinfo=UTC)) == date(2021, 10, 11)


def test_a_day_ends_where_the_next_begins() -> None:
    assert end_of(date(2021, 10, 11)) == start_of(date(2021, 10, 12)) == datetime(2021, 10, 12, tzinfo=SHANGHAI)


def test_the_label_is_in_the_readers_language() -> None:
    assert Month(2021, 9).label == "2021年9月"
    with translation.override("en"):
        assert Month(2021, 9).label == "Sep 2021"


def test_the_clock_can_be_made_to_stand_and_goes_on_afterwards() -> None:
    noon = datetime(2020, 1, 1, 12, tzinfo=SHANGHAI)
    before = now()
    with at(noon):
        assert now() == noon
    assert now() == before
