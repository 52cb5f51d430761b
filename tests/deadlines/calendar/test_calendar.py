"""Working days: every day of 2019–2026 against two independent packages, and the traps of 顺延."""

import calendar as gregorian
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.periods import Month
from deadlines.models.derivations import after_workdays, on_day_of_month, on_fixed_day
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import calendar_known_until, current_calendar, load_calendar
from deadlines.services.obligations import report_due

ONE = timedelta(days=1)
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
ALL_DAYS = [FIRST + ONE * step for step in range((LAST - FIRST).days + 1)]
DUE_DAYS = (3, 10, 15, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(db: None) -> WorkCalendar:
    return current_calendar()


class TestEveryDay:
    def test_agrees_with_chinesecalendar(self, work: WorkCalendar) -> None:
        assert [day for day in ALL_DAYS if work.is_workday(day) != chinese_calendar.is_workday(day)] == []

    def test_agrees_with_holidays(self, work: WorkCalendar) -> None:
        theirs = holidays.country_holidays("CN", years=range(2019, 2027))
        assert [day for day in ALL_DAYS if work.is_workday(day) != theirs.is_working_day(day)] == []

    def test_knows_the_years_that_are_published_and_no_other(self, work: WorkCalendar) -> None:
        assert work.years == frozenset(range(2019, 2027))
        assert calendar_known_until() == LAST
        assert work.knows(LAST)
        assert not work.knows(LAST + ONE)

    def test_loading_again_changes_nothing_not_even_the_version(self, work: WorkCalendar) -> None:
        load_calendar()
        assert current_calendar() == work


class TestTraps:
    def test_a_saturday_that_is_worked(self, work: WorkCalendar) -> None:
        saturday = date(2020, 10, 10)
        assert saturday.weekday() == 5
        assert work.is_workday(saturday)
        assert report_due(Month(2020, 9), 10, work).day == saturday

    def test_a_holiday_rolls_to_a_sunday_that_is_worked(self, work: WorkCalendar) -> None:
        due = report_due(Month(2024, 1), 10, work)
        assert due.derivation["nominal"] == "2024-02-10"
        assert due.day == date(2024, 2, 18)
        assert due.day.weekday() == 6

    def test_the_october_of_the_journey(self, work: WorkCalendar) -> None:
        assert report_due(Month(2021, 9), 10, work).day == date(2021, 10, 11)

    def test_ten_working_days_over_mid_autumn(self, work: WorkCalendar) -> None:
        """2021-09-18 was a worked Saturday, the 19th to the 21st were off."""
        assert work.add_workdays(date(2021, 9, 10), 10) == date(2021, 9, 26)
        assert work.is_workday(date(2021, 9, 26))

    def test_a_december_report_is_due_in_the_next_year(self, work: WorkCalendar) -> None:
        assert report_due(Month(2021, 12), 10, work).day == date(2022, 1, 10)

    def test_new_year_arranged_in_the_year_before(self, work: WorkCalendar) -> None:
        assert not work.is_workday(date(2018, 12, 31))
        assert work.is_workday(date(2018, 12, 29))


class TestAYearThatIsNotPublished:
    def test_is_provisional(self, work: WorkCalendar) -> None:
        assert report_due(Month(2027, 3), 10, work).provisional
        assert not report_due(Month(2026, 3), 10, work).provisional

    def test_a_count_that_crosses_into_it_is_provisional(self, work: WorkCalendar) -> None:
        assert after_workdays(work, date(2026, 12, 28), "signed", 10).provisional
        assert not after_workdays(work, date(2026, 12, 1), "signed", 10).provisional

    def test_a_day_that_the_notice_names_is_certain(self, work: WorkCalendar) -> None:
        assert not on_fixed_day(work, date(2027, 3, 1)).provisional

    def test_a_count_that_begins_in_one_is_provisional_even_where_it_ends(self, work: WorkCalendar) -> None:
        assert after_workdays(work, date(2018, 12, 20), "signed", 10).provisional
        gap = WorkCalendar(years=frozenset({2031, 2033}))
        assert after_workdays(gap, date(2031, 12, 1), "signed", 300).provisional
        assert not after_workdays(gap, date(2031, 12, 1), "signed", 10).provisional

    def test_rolled_into_it_is_provisional(self, work: WorkCalendar) -> None:
        assert on_day_of_month(work, Month(2027, 1), 1).provisional

    def test_the_fixed_holidays_are_known_all_the_same(self, work: WorkCalendar) -> None:
        for day in (date(2027, 1, 1), date(2027, 5, 1), date(2027, 10, 1)):
            assert not work.is_workday(day)
        assert work.is_workday(date(2027, 1, 4))


def _free(day: date) -> bool:
    """From another package and in another way than the product's."""
    return bool(chinese_calendar.is_holiday(day))


@pytest.mark.parametrize("due_day", DUE_DAYS)
def test_the_due_day_of_every_month(work: WorkCalendar, due_day: int) -> None:
    for year in range(2019, 2027):
        for number in range(1, 13):
            if (year, number) == (2026, 12):
                continue  # due in 2027, of which nobody knows
            last = date(year, number, gregorian.monthrange(year, number)[1])
            nominal = last + ONE * due_day
            expected = next(day for day in (nominal + ONE * step for step in range(30)) if not _free(day))
            assert report_due(Month(year, number), due_day, work).day == expected, (year, number)


days = st.dates(date(2018, 6, 1), date(2027, 12, 31))


class TestCounting:
    @pytest.fixture(autouse=True)
    def _calendar(self, work: WorkCalendar) -> None:
        type(self).work = work

    work: WorkCalendar

    @settings(max_examples=200, deadline=None)
    @given(start=days, count=st.integers(0, 60))
    def test_add_workdays_counts_exactly_that_many(self, start: date, count: int) -> None:
        end = self.work.add_workdays(start, count)
        passed = [start + ONE * step for step in range(1, (end - start).days + 1)]
        assert sum(map(self.work.is_workday, passed)) == count
        assert self.work.workdays_between(start, end) == count
        assert count == 0 or self.work.is_workday(end)

    @settings(max_examples=200, deadline=None)
    @given(start=days, count=st.integers(1, 60))
    def test_add_workdays_goes_one_further_with_each(self, start: date, count: int) -> None:
        before = self.work.add_workdays(start, count - 1)
        assert self.work.add_workdays(start, count) == self.work.next_workday(before)

    @settings(max_examples=200, deadline=None)
    @given(day=days)
    def test_rolling_forward_twice_is_rolling_once(self, day: date) -> None:
        rolled = self.work.roll_forward(day)
        assert self.work.roll_forward(rolled) == rolled
        assert self.work.is_workday(rolled)
        assert not any(self.work.is_workday(day + ONE * step) for step in range((rolled - day).days))

    @settings(max_examples=200, deadline=None)
    @given(start=days, count=st.integers(1, 40))
    def test_taking_back_what_was_added(self, start: date, count: int) -> None:
        start = self.work.roll_forward(start)
        assert self.work.take_workdays(self.work.add_workdays(start, count), count) == start

    @settings(max_examples=200, deadline=None)
    @given(one=days, other=days)
    def test_between_is_the_same_both_ways_but_for_the_sign(self, one: date, other: date) -> None:
        assert self.work.workdays_between(one, other) == -self.work.workdays_between(other, one)
