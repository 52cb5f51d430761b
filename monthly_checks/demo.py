"""The demo's monthly checks, through the verbs of everybody: Inner Mongolia checks every month, asks once and is
answered, demands one inspection; and July's figures are corrected after it was checked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from accounts.models import Province, User
from audit.services.record import System
from common.periods import SHANGHAI, Month, now
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import report_due
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import checkable, row_of
from monthly_checks.services.checks import answer_question, close_check, give_verdict, open_check

PROVINCE = "15"
DUE_DAY = 10
ASKED_IN, INSPECTED_IN = 8, 6
QUESTION = "本月产量与上月相比变化较大，请说明原因并提供依据。"
ANSWER = "本月按集团计划安排检修，检修后恢复正常生产，有关记录已留存企业备查。"
TO_INSPECT = "月末库存较大，请核对库存实物与台账。"
SUMMARY = "本月各企业产量未超过指标，与追溯系统数据基本一致，未发现异常。"
SWEEPER = System("inspections")


@dataclass(frozen=True)
class Step:
    """Something that happened at an instant."""

    at: datetime
    do: Callable[[], object]


def demo_checks(months: list[Month]) -> Iterator[Step]:
    """Both authorities of Inner Mongolia, month by month: one judges, the other closes."""
    calendar = current_calendar()
    for month in months:
        day = calendar.add_workdays(report_due(month, DUE_DAY, calendar).day, 3)
        yield Step(_at(day, 8), partial(_open, month))
        yield Step(_at(day, 9), partial(_judge, month))
        if month.month == ASKED_IN:
            day = calendar.next_workday(day)
            yield Step(_at(day, 10), partial(_answer, month))
            yield Step(_at(day, 14), partial(_agree, month))
        yield Step(_at(day, 16), partial(_close, month))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), SHANGHAI)


def _check(month: Month) -> MonthlyCheck:
    return MonthlyCheck.objects.get(province=PROVINCE, year=month.year, month=month.month)


def _rows(month: Month) -> list[CheckedEnterprise]:
    return list(CheckedEnterprise.objects.filter(check_of=_check(month)).order_by("enterprise__credit_code"))


def _judge_of() -> User:
    return User.objects.get(username="neimenggu-resources")


def _open(month: Month) -> None:
    found = [one for one in checkable(now(), Province.objects.get(code=PROVINCE)) if one.month == month]
    for one in found:
        if one.is_ready:
            open_check(one, at=now(), by=SWEEPER)


def _judge(month: Month) -> None:
    """The first enterprise is asked in one month and to be inspected in another; everything else is agreed to."""
    first = {ASKED_IN: ("question", QUESTION), INSPECTED_IN: ("inspect", TO_INSPECT)}
    for place, row in enumerate(_rows(month)):
        verdict, text = first.get(month.month, ("agree", "")) if place == 0 else ("agree", "")
        give_verdict(row=row, verdict=verdict, text=text, by=_judge_of())


def _answer(month: Month) -> None:
    for question in CheckVerdict.objects.unanswered().filter(row__check_of=_check(month)):
        clerk = User.objects.get(organisation=question.row.group, roles="clerk", username__endswith="-clerk")
        answer_question(question=question, text=ANSWER, by=clerk)


def _agree(month: Month) -> None:
    for row in _rows(month):
        if row_of(row).waits:
            give_verdict(row=row, verdict="agree", by=_judge_of())


def _close(month: Month) -> None:
    _agree(month)
    close_check(check=_check(month), summary=SUMMARY, by=User.objects.get(username="neimenggu-industry"))
