"""What the rules say: grounds with the fact they rest on, and the verdict. Stored with a filing line."""

from collections.abc import Iterable
from typing import Any, NamedTuple

ELIGIBLE = "eligible"
NOT_ELIGIBLE = "not_eligible"
EVIDENCE_MISSING = "evidence_missing"

CLEAR = "clear"
BARS = "bars"
MISSING = "missing"
NOT_APPLICABLE = "not_applicable"


# How English texts number the clauses of the notice.
NUMBERS = {"（一）": "(1)", "（二）": "(2)", "（三）": "(3)", "（四）": "(4)", "（五）": "(5)"}


class Ground(NamedTuple):
    """One ground of the notice: whether it bars, in both languages, with the fact's day and document.

    `confirmation_status` is the province's judgement of that fact: confirmed, unconfirmed or disputed; empty without a fact.
    """

    clause: str
    outcome: str
    zh: str
    en: str
    day: str = ""
    document: str = ""
    confirmation_status: str = ""

    @property
    def clause_en(self) -> str:
        """Its clause as English texts number it."""
        return NUMBERS[self.clause]

    def number(self, *, chinese: bool) -> str:
        """Its clause as the reader's language numbers it."""
        return self.clause if chinese else self.clause_en

    def sentence(self, *, chinese: bool) -> str:
        """The sentence in the reader's language."""
        return self.zh if chinese else self.en


def status_of(grounds: Iterable[Ground]) -> str:
    """What grounds together say: `not_eligible` when one bars, `evidence_missing` when evidence is missing."""
    outcomes = {ground.outcome for ground in grounds}
    if BARS in outcomes:
        return NOT_ELIGIBLE
    return EVIDENCE_MISSING if MISSING in outcomes else ELIGIBLE


class Verdict(NamedTuple):
    """May the enterprise get quota of this category on this day? With every ground that was looked at."""

    category: str
    as_of: str
    rule_set: str
    grounds: tuple[Ground, ...]

    @property
    def status(self) -> str:
        """`not_eligible` when a ground bars, `evidence_missing` when evidence is missing, else `eligible`."""
        return status_of(self.grounds)

    @property
    def is_eligible(self) -> bool:
        return self.status == ELIGIBLE

    @property
    def against(self) -> tuple[Ground, ...]:
        """The grounds that bar, and those whose evidence is missing."""
        return tuple(ground for ground in self.grounds if ground.outcome in (BARS, MISSING))

    def reasons(self) -> tuple[str, str]:
        """Why not, in Chinese and in English, each ground with its clause."""
        zh = "".join(f"通知三{ground.clause}{ground.zh}" for ground in self.against)
        en = " ".join(f"Notice 3{ground.clause_en}: {ground.en}" for ground in self.against)
        return zh, en

    def to_json(self) -> dict[str, Any]:
        """For storage with a filing line."""
        return {**self._asdict(), "grounds": [ground._asdict() for ground in self.grounds], "status": self.status}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Verdict":
        """The verdict as it was stored."""
        grounds = tuple(Ground(**ground) for ground in stored["grounds"])
        return cls(stored["category"], stored["as_of"], stored["rule_set"], grounds)
