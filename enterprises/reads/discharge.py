"""Discharge against the pollutant-discharge permit (未按照排污许可证规定排放污染物): what is not remedied, and the ground of
the notices since 2024 that it falls under."""

from dataclasses import dataclass
from datetime import date

from enterprises.models import Enterprise
from enterprises.reads.verdicts import verdicts
from enterprises.rules.eligibility import RULE_SETS, WITH_DISCHARGE, rule_set_on
from enterprises.rules.verdict import BARS, Ground

WITHOUT, WITH = "2021", "2024"


@dataclass(frozen=True)
class Discharge:
    """The breaches of permits that are not remedied on a day; whether the rules of that day bar for them."""

    clause: str
    grounds: tuple[Ground, ...]
    bars: bool


def discharge_of(enterprise: Enterprise, *, as_of: date, known_on: date | None = None) -> Discharge | None:
    """None where the register holds no such breach; without one it takes one query."""
    if not enterprise.permit_breaches.exists():
        return None
    old, new = (
        verdicts([enterprise], as_of=as_of, rule_set=rules, known_on=known_on).values() for rules in (WITHOUT, WITH)
    )
    before = {ground for verdict in old for ground in verdict.grounds}
    found = [ground for verdict in new for ground in verdict.grounds if ground.outcome == BARS]
    grounds = tuple(dict.fromkeys(ground for ground in found if ground not in before))
    return Discharge(WITH_DISCHARGE, grounds, RULE_SETS[rule_set_on(as_of)].discharge) if grounds else None
