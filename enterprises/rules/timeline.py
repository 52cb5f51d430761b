"""The verdicts of an enterprise through time: between two days on which a fact begins or ends they are constant. Pure.

Each clause is judged on its own turning days only, and its answers are then laid over those of the others.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from enterprises.rules.facts import EnterpriseFacts
from enterprises.rules.grounds import NO_BREACH, POND_YEARS, RULES, RuleSet, months_after, years_after
from enterprises.rules.verdict import BARS, MISSING, Ground

NEXT = timedelta(days=1)
Grounds = tuple[Ground, ...]
Turns = Iterator[date | None]
Answers = dict[date | None, Grounds]


class Period(NamedTuple):
    """The grounds from a day to a day, both included; None where the register knows no beginning or end.

    `standing_since` is the first day of the time with, or without, eligibility to which it belongs.
    """

    since: date | None
    until: date | None
    grounds: Grounds
    standing_since: date | None

    @property
    def is_eligible(self) -> bool:
        return eligible(self.grounds)


def eligible(grounds: Iterable[Ground]) -> bool:
    """Whether no ground bars and no evidence is missing."""
    return not any(ground.outcome in (BARS, MISSING) for ground in grounds)


def against(grounds: Iterable[Ground]) -> Grounds:
    """The grounds that bar, and those whose evidence is missing."""
    return tuple(ground for ground in grounds if ground.outcome in (BARS, MISSING))


def turning_days(facts: EnterpriseFacts, rules: RuleSet) -> list[date]:
    """Every day on which a ground can change; between two of them the verdict is constant."""
    return sorted({day for turns in TURNS.values() for day in turns(facts, rules) if day})


def timeline(facts: EnterpriseFacts, rules: RuleSet) -> list[Period]:
    """All verdicts on the enterprise in order; together they cover every day exactly once."""
    return timelines(facts, {rules.code: rules})[rules.code]


def timelines(facts: EnterpriseFacts, rule_sets: Mapping[str, RuleSet]) -> dict[str, list[Period]]:
    """The timeline under each rule set; a clause that several read alike is judged once."""
    found: dict[tuple[object, ...], Answers] = {}
    lines = {}
    for code, rules in rule_sets.items():
        lines[code] = _laid_together([_shared(clause, facts, rules, found) for clause in rules.grounds])
    return lines


def _shared(clause: str, facts: EnterpriseFacts, rules: RuleSet, found: dict[tuple[object, ...], Answers]) -> Answers:
    """What a clause finds; read alike by another rule set, it is there already."""
    extended = rules.discharge and clause == "（三）"
    key = (clause, rules.halt_months, rules.counts, extended)
    if key not in found:
        if extended and not facts.breaches:
            # Without a breach the extension of 2024 adds the same ground on every day.
            before = _shared(clause, facts, replace(rules, discharge=False), found)
            found[key] = {day: (*grounds, NO_BREACH) for day, grounds in before.items()}
        else:
            found[key] = _answers(clause, facts, rules)
    return found[key]


def _laid_together(answers: list[Answers]) -> list[Period]:
    latest: list[Grounds] = [answer[None] for answer in answers]
    grounds: Grounds = tuple([ground for found in latest for ground in found])
    periods: list[Period] = []
    begun = standing = None
    is_eligible = eligible(grounds)
    for day in sorted({day for answer in answers for day in answer if day}):
        for place, answer in enumerate(answers):
            if day in answer:
                latest[place] = answer[day]
        following: Grounds = tuple([ground for found in latest for ground in found])
        if following == grounds:
            continue
        periods.append(Period(begun, day - NEXT, grounds, standing))
        begun, grounds, before, is_eligible = day, following, is_eligible, eligible(following)
        if is_eligible != before:
            standing = day
    periods.append(Period(begun, None, grounds, standing))
    return periods


def _answers(clause: str, facts: EnterpriseFacts, rules: RuleSet) -> Answers:
    """What a clause finds from each of its turning days on; under None, before the first of them."""
    rule = RULES[clause].rule
    days = sorted({day for day in TURNS[clause](facts, rules) if day is not None and day > date.min})
    answers: Answers = {None: tuple(rule(facts, days[0] - NEXT if days else date.min, rules))}
    for day in days:
        answers[day] = tuple(rule(facts, day, rules))
    return answers


def _after(day: date | None) -> date | None:
    """The day after the last one that counts; none after the last day there is."""
    return None if day is None or day == date.max else day + NEXT


def _of_orders(facts: EnterpriseFacts) -> Turns:
    for order in facts.orders:
        yield order.issued_on
        yield order.lifted_on


def _of_papers_and_orders(facts: EnterpriseFacts, _rules: RuleSet) -> Turns:
    for paper in facts.papers:
        yield paper.valid_from
        yield _after(paper.valid_to)
        yield paper.revoked_on
    yield from _of_orders(facts)


def _of_capacities_and_orders(facts: EnterpriseFacts, _rules: RuleSet) -> Turns:
    for capacity in facts.capacities:
        yield capacity.valid_from
    yield from _of_orders(facts)


def _of_tests_and_breaches(facts: EnterpriseFacts, _rules: RuleSet) -> Turns:
    for test in facts.tests:
        yield test.tested_on
        yield _after(test.valid_until)
    for breach in facts.breaches:
        yield breach.found_on
        yield breach.remedied_on


def _of_evaluations(facts: EnterpriseFacts, _rules: RuleSet) -> Turns:
    for evaluation in facts.evaluations:
        yield evaluation.evaluated_on
        yield _after(years_after(evaluation.evaluated_on, POND_YEARS))


def _of_halts(facts: EnterpriseFacts, rules: RuleSet) -> Turns:
    for halt in facts.halts:
        yield halt.since
        yield months_after(halt.since, rules.halt_months)
        yield halt.until


# Which facts can change what a clause finds, and on which days.
TURNS: dict[str, Callable[[EnterpriseFacts, RuleSet], Turns]] = {
    "（一）": _of_papers_and_orders,
    "（二）": _of_capacities_and_orders,
    "（三）": _of_tests_and_breaches,
    "（四）": _of_evaluations,
    "（五）": _of_halts,
}
