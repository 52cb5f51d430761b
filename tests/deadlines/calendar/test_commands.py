"""`manage.py workday` and `manage.py load_calendar`."""

from datetime import date, timedelta
from io import StringIO

import chinese_calendar
import holidays
import pytest
from django.core.management import call_command

from deadlines.models import CalendarDay
from deadlines.services.calendar import calendar_of_the_file, current_calendar

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str, int]:
    """What the command says, what it complains of, and its exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return out.getvalue(), err.getvalue(), status


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("2021-08-24", "--plus", "10"),
            "2021-09-07  周二  自2021年8月24日起10个工作日，从次一工作日起算",
        ),
        (("--due", "2021-10"), "2021-10-11  周一  10月10日为周日，顺延至10月11日（周一）"),
        (("--due", "2024-02"), "2024-02-18  周日  2月10日为春节，顺延至2月18日（周日）"),
        (("--due", "2020-10"), "2020-10-10  周六  10月10日（周六）为工作日"),
        (("--due", "2021-11", "--day", "20"), "2021-11-22  周一  11月20日为周六，顺延至11月22日（周一）"),
    ],
)
def test_workday_prints_day_weekday_and_derivation(arguments: tuple[str, ...], line: str) -> None:
    assert run("workday", *arguments) == (line + "\n", "", 0)


def test_the_command_gives_the_due_date_of_every_month_of_eight_years() -> None:
    """The table from 2019-01 to 2026-12, against days counted one by one with two other packages' holidays."""
    theirs = holidays.country_holidays("CN", years=range(2019, 2027))
    table, expected = {}, {}
    for year in range(2019, 2027):
        for number in range(1, 13):
            month = f"{year}-{number:02d}"
            out, _err, status = run("workday", "--due", month)
            assert status == 0
            table[month] = out[:10]
            day = date(year, number, 10)
            while chinese_calendar.is_holiday(day):
                assert not theirs.is_working_day(day)
                day += timedelta(days=1)
            assert theirs.is_working_day(day)
            expected[month] = day.isoformat()
    assert len(table) == 96
    assert table == expected
    out, err, status = run("workday", "--due", "2019-01..2026-12")
    assert [line[:10] for line in out.splitlines()] == list(expected.values())
    assert (err, status) == ("", 0)


def test_workday_marks_a_year_that_is_not_published() -> None:
    out, _err, status = run("workday", "--due", "2027-04")
    assert "（暂定：该年度放假安排尚未公布）" in out
    assert "暂定" not in run("workday", "--due", "2026-12")[0]
    assert status == 0


def test_workday_knows_the_calendar_before_the_database_is_loaded() -> None:
    kept = current_calendar()
    CalendarDay.objects.all().delete()
    assert run("workday", "--due", "2024-02")[0].startswith("2024-02-18  周日")
    assert "暂定" not in run("workday", "--due", "2024-02")[0]
    assert calendar_of_the_file() == kept


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("2021-08-24",),
        ("--plus", "3"),
        ("2021-02-30", "--plus", "3"),
        ("soon", "--plus", "3"),
        ("2021-08-24", "--plus", "0"),
        ("2021-08-24", "--plus", "-1"),
        ("2021-08-24", "--plus", "ten"),
        ("2021-08-24", "--plus", "99999999"),
        ("--due", "2021-13"),
        ("--due", "2021"),
        ("--due", "2021-10", "--day", "32"),
        ("--due", "2021-10", "--day", "x"),
        ("--due", "2021-10", "--day", "29"),
        ("--due", "2021-10", "--plus", "3"),
        ("2021-08-24", "--plus", "10", "--due", "2021-10"),
        ("2021-08-24", "--plus", "9" * 5000),
        ("9999-12-31", "--plus", "3"),
        ("", "--plus", "3"),
        ("--due", ""),
        ("--due", "2021-10..2021-09"),
        ("--due", "2021-10.."),
        ("--due", "..2021-10"),
        ("--due", "0001-01..9999-12"),
        ("--due", "9999-12"),
    ],
)
def test_nonsense_ends_with_status_2_and_one_sentence(arguments: tuple[str, ...]) -> None:
    out, err, status = run("workday", *arguments)
    assert (out, status) == ("", 2)
    assert err.count("\n") == 1
    assert err.rstrip().endswith(("。", "！"))


def test_load_calendar_says_how_many_days() -> None:
    out, _err, status = run("load_calendar")
    assert status == 0
    assert int(out.split()[0]) > 250
