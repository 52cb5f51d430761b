"""What a rule found.

A code, the cell, the severity, the clause or reason, and the sentence in both languages.
"""

from dataclasses import dataclass
from decimal import Decimal

BLOCKING = "blocking"
EXPLAIN = "explain"

CATEGORY_NAMES = {
    "mining_rock": ("岩矿型稀土（轻）", "rock-type (light) rare earth"),
    "mining_ionic": ("离子型稀土（以中重为主）", "ion-adsorption (mostly medium-heavy) rare earth"),
    "separation": ("冶炼分离", "smelting-separation"),
}


@dataclass(frozen=True)
class Violation:
    """A violation of a rule; `cell` is its cell, empty for the whole report.

    A violation to explain passes with a written explanation.
    """

    code: str
    cell: str
    severity: str
    clause: str
    zh: str
    en: str

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCKING

    def sentence(self, *, chinese: bool) -> str:
        """The sentence in the reader's language."""
        return self.zh if chinese else self.en

    def clause_text(self, *, chinese: bool) -> str:
        """The clause or reason in the reader's language."""
        return self.clause if chinese else clause_in_english(self.clause)


# The clauses and reasons that rules cite.
CLAUSES_EN = {
    "通知一": "Notice, 1",
    "通知四": "Notice, 4",
    "通知四（原料来源）": "Notice, 4 (origin of feed)",
    "通知七": "Notice, 7",
    "通知七（追溯系统数据）": "Notice, 7 (traceability data)",
    "2020年通知（分元素产量）": "Notice of 2020 (output by element)",
    "填报规则": "filling-in rule",
    "物料平衡": "mass balance",
    "异常波动": "unusual change",
}


def clause_in_english(clause: str) -> str:
    """The English name of a clause or reason; what is not known stays as it is."""
    return CLAUSES_EN.get(clause, clause)


def plain(value: Decimal) -> str:
    """A figure without idle zeros and separators."""
    return f"{value.normalize():f}" if value else "0"
