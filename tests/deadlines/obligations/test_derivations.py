"""The derivation of a due day as a sentence in both languages."""

from datetime import date

import pytest
from django.utils import translation

from common.periods import Month
from deadlines.models.derivations import DueDay, explain
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import filing_due, report_due

pytestmark = pytest.mark.django_db


def sentence(due: DueDay, language: str) -> str:
    with translation.override(language):
        return explain(due.derivation)


def filing(**changes: object) -> DueDay:
    values = {
        "clock_day": date(2021, 8, 24),
        "clock_kind": "signed",
        "working_days": 10,
        "fixed_day": None,
        "calendar": current_calendar(),
    }
    return filing_due(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("month", "zh", "en"),
    [
        (Month(2021, 9), "10月10日为周日，顺延至10月11日（周一）", "10 Oct is Sun; rolled to 11 Oct (Mon)"),
        (Month(2021, 10), "11月10日（周三）为工作日", "10 Nov is a working day (Wed)"),
        (
            Month(2024, 1),
            "2月10日为春节，顺延至2月18日（周日）",
            "10 Feb is a public holiday; rolled to 18 Feb (Sun)",
        ),
        (Month(2020, 9), "10月10日（周六）为工作日", "10 Oct is a working day (Sat)"),
    ],
)  # fmt: skip
def test_a_monthly_due_day(month: Month, zh: str, en: str) -> None:
    due = report_due(month, 10, current_calendar())
    assert sentence(due, "zh-hans") == zh
    assert sentence(due, "en") == en


def test_working_days_after_the_clocks_date() -> None:
    due = filing()
    assert due.day == date(2021, 9, 7)
    assert sentence(due, "zh-hans") == "自2021年8月24日（成文日期）起10个工作日，从次一工作日起算"
    assert sentence(due, "en") == (
        "10 working days after 24 Aug 2021 (date signed); the first counted is the next working day"
    )


@pytest.mark.parametrize(("kind", "zh"), [("published", "发布日期"), ("received", "收文日期")])
def test_the_clock_names_its_date(kind: str, zh: str) -> None:
    assert zh in sentence(filing(clock_kind=kind), "zh-hans")


def test_a_day_that_the_notice_names_is_not_rolled() -> None:
    sunday = date(2021, 10, 10)
    due = filing(fixed_day=sunday, working_days=None)
    assert due.day == sunday
    assert sentence(due, "zh-hans") == "通知规定的日期"


def test_a_day_that_is_no_notices_is_not_given_a_kind() -> None:
    due = filing(clock_kind="")
    assert sentence(due, "zh-hans") == "自2021年8月24日起10个工作日，从次一工作日起算"


@pytest.mark.parametrize(
    ("count", "day"),
    [(3, date(2021, 8, 27)), (10, date(2021, 9, 7)), (15, date(2021, 9, 14)), (20, date(2021, 9, 22))],
)
def test_the_counts_that_notices_have_had(count: int, day: date) -> None:
    """Twenty pass the worked Saturday 2021-09-18 and Mid-Autumn, 19 to 21 September."""
    assert filing(working_days=count).day == day


def test_a_derivation_is_data_with_the_calendars_version() -> None:
    calendar = current_calendar()
    assert report_due(Month(2021, 9), 10, calendar).derivation == {
        "rule": "day_of_month",
        "nominal": "2021-10-10",
        "holiday": "",
        "due": "2021-10-11",
        "calendar": calendar.version,
    }
