"""The outlook of a verdict: the day from which an enterprise is no longer eligible. Only days on which facts begin or end
are evaluated. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from enterprises.rules.facts import EnterpriseFacts
from enterprises.rules.grounds import RULES, RuleSet
from enterprises.rules.timeline import NEXT, turning_days
from enterprises.rules.verdict import Ground, Verdict

CEASED = "ceased"
WILL_CEASE = "will_cease"


@dataclass(frozen=True)
class EligibilityLapse:
    """That an enterprise is not eligible (`ceased`) or will not be (`will_cease`), and from which day.

    `day` is None for one that never was, as far as the register knows.
    """

    kind: str
    day: date | None
    grounds: tuple[Ground, ...]

    def reasons(self, *, chinese: bool) -> list[tuple[str, str]]:
        """(clause, sentence) of each ground; what is still to come is said so."""
        then = "" if self.kind == CEASED else "届时" if chinese else "By then: "
        return [(one.number(chinese=chinese), then + one.sentence(chinese=chinese)) for one in self.grounds]


def verdict_on(facts: EnterpriseFacts, category: str, day: date, rules: RuleSet) -> Verdict:
    """The verdict of a rule set on a day, every ground looked at."""
    grounds = tuple(found for clause in rules.grounds for found in RULES[clause].rule(facts, day, rules))
    return Verdict(category, day.isoformat(), rules.code, grounds)


def eligibility_lapse(
    facts: EnterpriseFacts, category: str, rules: RuleSet, *, as_of: date, days: int
) -> EligibilityLapse | None:
    """Whether the enterprise is not eligible, or will not be within so many days. None when it stays eligible."""
    turns = turning_days(facts, rules)
    now = verdict_on(facts, category, as_of, rules)
    if not now.is_eligible:
        return EligibilityLapse(
            CEASED, _ceased_on(facts, category, rules, [day for day in turns if day <= as_of]), now.against
        )
    for day in turns:
        if as_of < day <= as_of + timedelta(days=days):
            then = verdict_on(facts, category, day, rules)
            if not then.is_eligible:
                return EligibilityLapse(WILL_CEASE, day, then.against)
    return None


def _ceased_on(facts: EnterpriseFacts, category: str, rules: RuleSet, turns: list[date]) -> date | None:
    """The first day of the time without eligibility that is still going on."""
    for day in reversed(turns):
        if verdict_on(facts, category, day - NEXT, rules).is_eligible:
            return day
    return None
