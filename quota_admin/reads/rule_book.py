"""The rule book: every rule of the product with its clause, text, first day, sentence and an example, from the code.

The text is the first paragraph of the rule's docstring, the sentences are what the rule says of the example's facts.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop

from allocations.rules import filing_lines, notice_amendments, notice_sums
from common.periods import speaks_chinese
from enterprises.rules.day_words import en_day, zh_day
from enterprises.rules.eligibility import DISCHARGE_FROM, WITH_DISCHARGE
from enterprises.rules.grounds import RULES as GROUNDS
from enterprises.rules.verdict import NUMBERS
from quota_admin.reads import rule_examples as examples
from quota_admin.reads.rule_examples import Example
from reporting.rules.registry import FIRST_NOTICE
from reporting.rules.registry import RULES as REPORT_RULES
from reporting.rules.report import PERIOD, of_the_whole
from reporting.rules.violations import BLOCKING, clause_in_english

# What a rule does to what breaks it.
BARS = (gettext_noop("no quota"), "bars")
REFUSES = (gettext_noop("must be corrected"), "blocks")
EXPLAINS = (gettext_noop("to be explained"), "explains")
COMPUTES = (gettext_noop("computed"), "computes")
# {part of the book: its title}
PARTS = {
    "eligibility": gettext_noop("Who may get quota"),
    "notices": gettext_noop("Figures of a notice"),
    "filings": gettext_noop("Splits"),
    "reports": gettext_noop("Monthly reports"),
    "deadlines": gettext_noop("Deadlines"),
}
_CHINESE_THEN_ENGLISH = re.compile(r"^(?P<zh>.*[一-鿿。（）《》；，…」”])\s+(?P<en>[A-Z“].*)$", re.DOTALL)


class Rule(NamedTuple):
    """One rule of the book. `code` is its stable code, `effect` what it does to what breaks it."""

    part: str
    code: str
    clause_zh: str
    clause_en: str
    text_zh: str
    text_en: str
    effective_from: date
    effect: tuple[str, str]
    example: Example
    where: str

    @property
    def clause(self) -> str:
        """The clause in the reader's language."""
        return self.clause_zh if speaks_chinese() else self.clause_en

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        return self.text_zh if speaks_chinese() else self.text_en

    @property
    def since(self) -> str:
        """The day from which it holds, in the reader's language."""
        return zh_day(self.effective_from) if speaks_chinese() else en_day(self.effective_from)


def rule_book() -> list[Rule]:
    """Every rule, by part, in the order in which the rules are applied."""
    return [*_grounds(), *_of_notices(), *_of_filings(), *_of_reports(), *_of_deadlines()]


def texts_of(function: Callable[..., Any]) -> tuple[str, str]:
    """The Chinese and the English text of a rule: the beginning of its docstring, up to the end of the first English
    sentence. Raises ValueError for a rule without both."""
    words = " ".join((function.__doc__ or "").split())
    first = _CHINESE_THEN_ENGLISH.match(words.split(" [", maxsplit=1)[0])
    if not first:
        raise ValueError(f"{function.__module__}.{function.__name__} does not say its rule in both languages")
    english = re.split(r"(?<=[a-z0-9)])\. (?=[A-Z])", first["en"], maxsplit=1)[0]
    return first["zh"].strip(), english.rstrip(".") + "."


def _place(function: Callable[..., Any]) -> str:
    return f"{function.__module__.replace('.', '/')}.py"


def _grounds() -> Iterable[Rule]:
    for clause, found in GROUNDS.items():
        zh, en = texts_of(found.rule)
        example = examples.GROUNDS[clause]
        clauses = f"通知三{clause}", f"Notice, 3{NUMBERS[clause]}"
        yield Rule(
            "eligibility",
            f"ground{NUMBERS[clause]}",
            *clauses,
            zh,
            en,
            found.effective_from,
            BARS,
            example,
            _place(found.rule),
        )
        if clause == "（三）":
            english = "Enterprises that fail the emission standard or radiation protection, or breach their permit."
            yield Rule(
                "eligibility",
                "ground(3)-2024",
                *clauses,
                WITH_DISCHARGE,
                english,
                DISCHARGE_FROM,
                BARS,
                examples.DISCHARGE,
                _place(found.rule),
            )


def _of_notices() -> Iterable[Rule]:
    annex = "附件1", "Notice, annex 1"
    for function, code, (zh, en) in (
        (notice_sums.sums_agree, "sums_disagree", annex),
        (notice_sums.of_which_fits, "of_which_too_much", annex),
        (notice_sums.nothing_taken_that_is_gone, "takes_back_too_much", annex),
        (notice_amendments.due_day_too_early, "due_day_too_early", ("通知二", "Notice, 2")),
        (notice_amendments.barred_by_the_rule_set, "barred_by_rule_set", ("通知三", "Notice, 3")),
    ):
        yield _of(function, "notices", code, zh, en, REFUSES, examples.NOTICES[code])


def _of_filings() -> Iterable[Rule]:
    for function, code, zh, en in (
        (filing_lines.of_the_group, "not_a_member", "通知二", "Notice, 2"),
        (filing_lines.of_its_kind, "wrong_category", "通知三", "Notice, 3"),
        (filing_lines.eligible, "not_eligible", "通知三", "Notice, 3"),
        (filing_lines.within_the_share, "over_the_share", "通知一", "Notice, 1"),
        (filing_lines.not_below_production, "below_production", "本系统规则", "this system's rule"),
    ):
        yield _of(function, "filings", code, zh, en, REFUSES, examples.FILINGS[code])


def _of_reports() -> Iterable[Rule]:
    for code in ("wrong_period", "not_due", "no_lines"):
        yield _of(of_the_whole, "reports", code, PERIOD, clause_in_english(PERIOD), REFUSES, examples.REPORTS[code])
    for found in REPORT_RULES.values():
        effect = REFUSES if found.severity == BLOCKING else EXPLAINS
        rule = _of(
            found.find,
            "reports",
            found.code,
            found.clause,
            clause_in_english(found.clause),
            effect,
            examples.LINES[found.code],
        )
        yield rule._replace(effective_from=found.effective_from)


def _of_deadlines() -> Iterable[Rule]:
    yield from (
        Rule(
            "deadlines",
            code,
            *clauses,
            zh,
            en,
            FIRST_NOTICE,
            COMPUTES,
            examples.deadline(code),
            "deadlines/models/derivations.py",
        )
        for code, clauses, zh, en in (
            (
                "day_of_month",
                ("通知七", "Notice, 7"),
                "于每月10日（节假日顺延）前上报上月生产数据。",
                "Last month's production is reported by the 10th, rolled to the next working day.",
            ),
            (
                "workdays",
                ("通知二", "Notice, 2"),
                "自通知起算日起，于规定工作日内报备案；从次一工作日起算。",
                "The split is filed within the working days of the notice; the first one counted is the next working day.",
            ),
        )
    )


def _of(
    function: Callable[..., Any],
    part: str,
    code: str,
    clause_zh: str,
    clause_en: str,
    effect: tuple[str, str],
    example: Example,
) -> Rule:
    """A rule whose text is the docstring of its function."""
    return Rule(part, code, clause_zh, clause_en, *texts_of(function), FIRST_NOTICE, effect, example, _place(function))
