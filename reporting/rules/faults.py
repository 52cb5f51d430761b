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
class Fault:
    """`cell` is where it stands.

    Empty for the whole report. One to explain passes with a written explanation.
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


def plain(value: Decimal) -> str:
    """A figure without idle zeros and separators."""
    return f"{value.normalize():f}" if value else "0"
