"""A violation of a rule: a stable code, its cell, and its sentence in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """`cell` is the name of the form field or the path in the file; empty for the whole."""

    code: str
    cell: str
    zh: str
    en: str

    def sentence(self, *, chinese: bool) -> str:
        """The sentence in the reader's language."""
        return self.zh if chinese else self.en


CATEGORY_NAMES = {
    "mining_rock": ("岩矿型稀土（轻）", "rock-type (light) rare earth"),
    "mining_ionic": ("离子型稀土（以中重为主）", "ion-adsorption (mostly medium-heavy) rare earth"),
    "separation": ("冶炼分离", "smelting-separation"),
}
