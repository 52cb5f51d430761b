"""The demo's monthly checks, through the verbs of everybody: every province checks every month. Inner Mongolia asks once
and is answered, and demands one inspection; Fujian is late where a report is; Jiangxi's question is answered and waits
for its verdict; and July's figures are corrected after it was checked.
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
from enterprises.models import Enterprise
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import checkable, row_of
from monthly_checks.services.checks import answer_question, close_check, give_verdict, open_check

NEIMENGGU, FUJIAN, JIANGXI = "15", "35", "36"
DUE_DAY = 10
ASKED_IN, INSPECTED_IN = 8, 6
# Jiangxi asks about August as well; its question is answered, and it judges the answer in October only.
JUDGED_LATE = date(2021, 10, 12)
# Fujian waits for the report of August that Xiamen sends on 9 October.
LATE = {(FUJIAN, 8): date(2021, 10, 12)}
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
    """Both authorities of every province with enterprises, month by month: one judges, the other closes."""
    for code in sorted(set(Enterprise.objects.values_list("province", flat=True))):
        for month in months:
            yield from _month_steps(Province.objects.get(code=code), month)


def _month_steps(province: Province, month: Month) -> Iterator[Step]:
    calendar, key = current_calendar(), (province.code, month.month)
    day = LATE.get(key) or calendar.add_workdays(report_due(month, DUE_DAY, calendar).day, 3)
    yield Step(_at(day, 8), partial(_open, province, month))
    yield Step(_at(day, 9), partial(_judge, province, month))
    answered = calendar.next_workday(day)
    if key == (JIANGXI, ASKED_IN):
        # Closed in time while the question was open; the answer waits for its verdict.
        yield Step(_at(answered, 10), partial(_answer, province, month))
        yield Step(_at(JUDGED_LATE, 14), partial(_agree, province, month))
    elif key == (NEIMENGGU, ASKED_IN):
        yield Step(_at(answered, 10), partial(_answer, province, month))
        yield Step(_at(answered, 14), partial(_agree, province, month))
        day = answered
    yield Step(_at(day, 16), partial(_close, province, month))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), SHANGHAI)


def _check(province: Province, month: Month) -> MonthlyCheck:
    return MonthlyCheck.objects.get(province=province, year=month.year, month=month.month)


def _rows(province: Province, month: Month) -> list[CheckedEnterprise]:
    rows = CheckedEnterprise.objects.filter(check_of=_check(province, month))
    return list(rows.order_by("enterprise__credit_code"))


def _officer(province: Province, kind: str) -> User:
    """The authority's officer in the demo; of two the one who bears its name."""
    people = User.objects.filter(organisation__province=province, organisation__kind=kind, roles="officer")
    return people.order_by("username")[0]


def _open(province: Province, month: Month) -> None:
    for found in checkable(now(), province):
        if found.month == month and found.is_ready:
            open_check(found, at=now(), by=SWEEPER)


def _judge(province: Province, month: Month) -> None:
    """The first enterprise is asked in one month and to be inspected in another; everything else is agreed to."""
    first = {
        (NEIMENGGU, ASKED_IN): ("question", QUESTION),
        (JIANGXI, ASKED_IN): ("question", QUESTION),
        (NEIMENGGU, INSPECTED_IN): ("inspect", TO_INSPECT),
    }
    for place, row in enumerate(_rows(province, month)):
        verdict, text = first.get((province.code, month.month), ("agree", "")) if place == 0 else ("agree", "")
        give_verdict(row=row, verdict=verdict, text=text, by=_officer(province, "province_mnr"))


def _answer(province: Province, month: Month) -> None:
    for question in CheckVerdict.objects.unanswered().filter(row__check_of=_check(province, month)):
        clerk = User.objects.get(organisation=question.row.group, roles="clerk", username__endswith="-clerk")
        answer_question(question=question, text=ANSWER, by=clerk)


def _agree(province: Province, month: Month) -> None:
    for row in _rows(province, month):
        if row_of(row).waits:
            give_verdict(row=row, verdict="agree", by=_officer(province, "province_mnr"))


def _close(province: Province, month: Month) -> None:
    _agree(province, month)
    close_check(check=_check(province, month), summary=SUMMARY, by=_officer(province, "province_miit"))
