"""The draw (双随机), pure: from a record alone it gives the same names again. docs/draw.md writes it out by hand.

No generator of the language is used, whose numbers may change from version to version: every ticket is a hash of the
seed, of the public value fixed after the population was closed, of what is drawn for, and of a counter.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

VERSION = 1
# The most that one risk counts: three differences weigh as much as thirty, or one bad year would be a sentence.
MOST = 3


class CannotDraw(ValueError):
    """The record does not allow a draw; the code says why: `no_candidates` or `too_few_inspectors`."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.about = about


@dataclass(frozen=True)
class Risk:
    """What is known of one enterprise on the day the population is closed."""

    over_quota: int = 0
    differences: int = 0
    late_reports: int = 0
    years_since: int = MOST
    # Inspections that the monthly check asked for and that have not taken place; records before it have none.
    demanded: int = 0


@dataclass(frozen=True)
class Weights:
    """What each risk adds to the weight 1 that everybody has."""

    over_quota: int = 0
    differences: int = 0
    late_reports: int = 0
    years_since: int = 0
    demanded: int = 0

    def of(self, risk: Risk) -> int:
        """The weight of one enterprise: a whole number, at least 1."""
        parts = (
            (self.over_quota, risk.over_quota),
            (self.differences, risk.differences),
            (self.late_reports, risk.late_reports),
            (self.years_since, risk.years_since),
            (self.demanded, risk.demanded),
        )
        return 1 + sum(weight * min(count, MOST) for weight, count in parts)


@dataclass(frozen=True)
class Result:
    """The enterprises in the order they were drawn, and each one's inspectors; all by their codes."""

    enterprises: tuple[str, ...]
    inspectors: Mapping[str, tuple[str, ...]]

    def to_json(self) -> dict[str, Any]:
        """The value as written in the record."""
        return {
            "enterprises": list(self.enterprises),
            "inspectors": {code: list(self.inspectors[code]) for code in self.enterprises},
        }


def commitment(seed: str, algorithm: str) -> str:
    """What is published of a seed before the population is closed."""
    return hashlib.new(algorithm, seed.encode()).hexdigest()


def how_many(candidates: int, percent: int) -> int:
    """The ratio of the candidates, rounded up; at least one where there is any."""
    return -(-candidates * percent // 100)


def draw(record: Mapping[str, Any]) -> Result:
    """The names that follow from a record. Raises CannotDraw; KeyError for a record that lacks a part."""
    if record["version"] != VERSION:
        raise ValueError(f"this draws records of version {VERSION}, not {record['version']}")
    excluded = {row["code"] for row in record["exclusions"]}
    weights = {row["code"]: int(row["weight"]) for row in record["population"] if row["code"] not in excluded}
    if not weights:
        raise CannotDraw("no_candidates")
    lots = _Lots(record["algorithm"], record["seed"], record["public"])
    chosen = lots.choose("enterprises", weights, how_many(len(weights), int(record["percent"])))
    return Result(tuple(chosen), {code: _inspectors(record, lots, code) for code in chosen})


def _inspectors(record: Mapping[str, Any], lots: "_Lots", code: str) -> tuple[str, ...]:
    free = _free(record["inspectors"], record["recusals"], code)
    if len(free) < int(record["inspectors_each"]):
        raise CannotDraw("too_few_inspectors", code)
    return tuple(lots.choose(f"inspectors/{code}", dict.fromkeys(free, 1), int(record["inspectors_each"])))


def _free(inspectors: Iterable[Mapping[str, Any]], recusals: Iterable[Mapping[str, Any]], code: str) -> list[str]:
    recused = {row["inspector"] for row in recusals if row["enterprise"] == code}
    return [row["code"] for row in inspectors if row["code"] not in recused]


def short_of_inspectors(record: Mapping[str, Any]) -> list[str]:
    """The candidates for whom fewer inspectors are free than each inspection needs: the draw could fail on them."""
    excluded = {row["code"] for row in record["exclusions"]}
    codes: Sequence[str] = [row["code"] for row in record["population"] if row["code"] not in excluded]
    needed = int(record["inspectors_each"])
    return [code for code in codes if len(_free(record["inspectors"], record["recusals"], code)) < needed]


class _Lots:
    """Tickets out of hashes."""

    def __init__(self, algorithm: str, seed: str, public: str) -> None:
        self.algorithm = algorithm
        self.material = f"{seed}|{public}"

    def choose(self, purpose: str, weights: Mapping[str, int], count: int) -> list[str]:
        """`count` codes, one after the other, each with a chance in proportion to its weight, none twice."""
        left = dict(sorted(weights.items()))
        chosen: list[str] = []
        for number in range(min(count, len(left))):
            ticket = self._below(f"{purpose}|{number}", sum(left.values()))
            reached = zip(left, accumulate(left.values()), strict=True)
            code = next(code for code, until in reached if ticket < until)
            chosen.append(code)
            del left[code]
        return chosen

    def _below(self, purpose: str, limit: int) -> int:
        """A whole number from 0 to below `limit`, each as likely: what the division would favour is thrown away."""
        attempt = 0
        while True:
            digest = hashlib.new(self.algorithm, f"{self.material}|{purpose}|{attempt}".encode()).digest()
            number, whole = int.from_bytes(digest, "big"), 1 << (8 * len(digest))
            if number < whole - whole % limit:
                return number % limit
            attempt += 1
