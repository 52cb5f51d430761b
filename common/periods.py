"""Time: the clock, days in Asia/Shanghai, and months as values. Logic takes a day; only edges ask the clock."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


# The simulated instant while the demo data are generated; else None.
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Fix the clock at an instant, for the generation of the demo data and for tests."""
    token = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(token)


def now() -> datetime:
    """The instant, aware. In the demo the day is CLOCK_DAY and the time of day runs."""
    if pretended := _pretended.get():
        return pretended
    instant = timezone.now().astimezone(SHANGHAI)
    if settings.CLOCK_DAY:
        return datetime.combine(settings.CLOCK_DAY, instant.time(), SHANGHAI)
    return instant


def today() -> date:
    """The day in Shanghai."""
    return now().date()


def day_of(instant: datetime) -> date:
    """The Shanghai day of an instant."""
    return instant.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """The first instant that is no longer `day` in Shanghai: what is done before it was done in time."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def start_of(day: date) -> datetime:
    """The first instant of `day` in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def speaks_chinese() -> bool:
    """Whether the page in hand is read in Chinese."""
    return (get_language() or "").startswith("zh")


def colon(name: object = "", value: object = "") -> str:
    """A name, the colon of the reader's language (full width in Chinese), and what the name stands for."""
    return f"{name}：{value}" if speaks_chinese() else f"{name}: {value}"


def bracketed(name: object, text: object) -> str:
    """A name, and a count or an addition in the brackets of the reader's language: full width in Chinese."""
    return f"{name}（{text}）" if speaks_chinese() else f"{name} ({text})"


def weekday_name(day: date) -> str:
    """周一 or Mon, by the reader's language."""
    return (WEEKDAYS_ZH if speaks_chinese() else WEEKDAYS_EN)[day.weekday()]


def instant_text(instant: datetime) -> str:
    """An instant to the second in Asia/Shanghai: “2021-10-08 09:00:00”."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def instant_in_words(instant: datetime) -> str:
    """An instant as a sentence names it: 2021年10月8日09:00:00, 8 Oct 2021, 09:00:00."""
    clock = instant.astimezone(SHANGHAI).strftime("%H:%M:%S")
    return f"{day_text(day_of(instant))}{'' if speaks_chinese() else ', '}{clock}"


def day_text(day: date) -> str:
    """A day with its year in the reader's language: 2021年10月11日, 11 Oct 2021."""
    if speaks_chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month: the period of a production report."""

    FIRST_YEAR: ClassVar[int] = 1990
    LAST_YEAR: ClassVar[int] = 2100

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (self.FIRST_YEAR <= self.year <= self.LAST_YEAR and 1 <= self.month <= 12):
            raise ValueError(f"{self.year}-{self.month} is no month")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """From “2021-09”. Raises ValidationError with a sentence."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text)
        try:
            if found:
                return cls(int(found[1]), int(found[2]))
        except ValueError:
            pass
        raise ValidationError(
            _("“%(text)s” is no month; write it like 2021-09."), code="no_month", params={"text": text}
        )

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def label(self) -> str:
        """2021年9月, or Sep 2021, by the reader's language."""
        if speaks_chinese():
            return f"{self.year}年{self.month}月"
        return f"{MONTHS_EN[self.month - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
