"""What the rules know of an enterprise: frozen facts with documents and dates. No Django here."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

CONFIRMED, UNCONFIRMED, DISPUTED = "confirmed", "unconfirmed", "disputed"


class Paper(NamedTuple):
    """A licence, permit or approval; valid on its last day too, unless revoked before."""

    kind: str
    number: str
    valid_from: date
    valid_to: date | None = None
    revoked_on: date | None = None
    confirmation_status: str = CONFIRMED

    def valid_on(self, day: date) -> bool:
        """In force on that day; on the day of its revocation no more."""
        begun = self.valid_from <= day
        ended = (self.valid_to is not None and self.valid_to < day) or (
            self.revoked_on is not None and self.revoked_on <= day
        )
        return begun and not ended


class CapacityFact(NamedTuple):
    """Approved separation capacity, t REO a year, and whether the process is on the eliminated list."""

    tonnes_per_year: Decimal
    process: str
    eliminated: bool
    document: str
    valid_from: date
    confirmation_status: str = CONFIRMED


class TestFact(NamedTuple):
    """A verdict on emission or radiation."""

    kind: str
    passed: bool
    tested_on: date
    valid_until: date | None
    report: str
    confirmation_status: str = CONFIRMED


# It is not a test class, whatever a test runner thinks of its name.
TestFact.__test__ = False  # type: ignore[attr-defined]


class PondFact(NamedTuple):
    """A tailings pond's evaluation: 正常, 病, 险 or 危库, good for three years."""

    pond: str
    grade: str
    evaluated_on: date
    report: str
    confirmation_status: str = CONFIRMED


class OrderFact(NamedTuple):
    """An order to stop and rectify (停产整改); in force until the day before it is lifted."""

    number: str
    authority: str
    issued_on: date
    lifted_on: date | None
    confirmation_status: str = CONFIRMED

    def in_force(self, day: date) -> bool:
        """On the day it is lifted it no longer bars."""
        return self.issued_on <= day and (self.lifted_on is None or day < self.lifted_on)


class BreachFact(NamedTuple):
    """A breach of a pollutant-discharge permit, until the day on which it was remedied."""

    permit: str
    found_on: date
    remedied_on: date | None
    document: str
    confirmation_status: str = CONFIRMED


class HaltFact(NamedTuple):
    """Production has stood still since a day; `is_closure` when the enterprise is closed."""

    since: date
    until: date | None
    reason: str
    is_closure: bool = False
    confirmation_status: str = CONFIRMED


class EnterpriseFacts(NamedTuple):
    """Everything the register holds about one enterprise that a rule may rest on."""

    name: str
    kind: str
    papers: tuple[Paper, ...] = ()
    capacities: tuple[CapacityFact, ...] = ()
    tests: tuple[TestFact, ...] = ()
    ponds: tuple[str, ...] = ()
    evaluations: tuple[PondFact, ...] = ()
    orders: tuple[OrderFact, ...] = ()
    halts: tuple[HaltFact, ...] = ()
    breaches: tuple[BreachFact, ...] = ()
