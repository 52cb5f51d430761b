"""What a monthly report must and what it may have to explain: pure rules over frozen facts."""

from collections.abc import Iterable

from enterprises.rules.day_words import en_day, zh_day
from reporting.rules import blocking, explain
from reporting.rules.facts import Limits, LineFacts, ReportFacts
from reporting.rules.registry import RULES, Registered
from reporting.rules.violations import BLOCKING, EXPLAIN, Violation

__all__ = [
    "BLOCKING",
    "EXPLAIN",
    "RULES",
    "Limits",
    "LineFacts",
    "ReportFacts",
    "Violation",
    "blocking",
    "check_lines",
    "check_report",
    "explain",
]  # fmt: skip

PERIOD = "通知七"


def check_report(report: ReportFacts) -> list[Violation]:
    """Every rule of a report.

    Those of the whole first, then line by line, blocking ones before those to explain.
    """
    return [*of_the_whole(report), *check_lines(report.lines, report.limits)]


def check_lines(lines: Iterable[LineFacts], limits: Limits) -> list[Violation]:
    """Every rule that looks at one line."""
    rules = sorted(RULES.values(), key=_blocking_first)
    return [fault for line in lines for rule in rules for fault in rule.faults(line, limits)]


def of_the_whole(report: ReportFacts) -> list[Violation]:
    """于每月10日前……上报上月生产数据（通知七）。

    A month is reported when it is over, by a group that has the obligation.
    """
    faults = []
    if report.as_of < report.period_over_on:
        faults.append(
            Violation(
                "wrong_period",
                "",
                BLOCKING,
                PERIOD,
                f"{report.period}尚未结束，{zh_day(report.period_over_on)}起方可报送；请核对所属月份。",
                f"{report.period} is not over; it can be reported from {en_day(report.period_over_on)}. Check the month.",
            )
        )
    if not report.is_due:
        faults.append(
            Violation(
                "not_due",
                "",
                BLOCKING,
                PERIOD,
                f"{report.group_zh}在{report.period}没有报送义务；请核对所属月份。",
                f"{report.group_en} does not have to report {report.period}; check the month.",
            )
        )
    if not report.lines:
        faults.append(
            Violation(
                "no_lines",
                "",
                BLOCKING,
                PERIOD,
                "报表没有企业行；请先添加本集团的企业。",
                "The report has no enterprise; add one of the group first.",
            )
        )
    return faults


def _blocking_first(rule: Registered) -> bool:
    return rule.severity != BLOCKING
