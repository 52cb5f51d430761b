"""Who may get quota: the grounds of notice 三 by clause, the rule sets that hold them, and the verdict."""

from datetime import date

from enterprises.rules.facts import EnterpriseFacts
from enterprises.rules.grounds import RULES, RuleSet
from enterprises.rules.outlook import verdict_on
from enterprises.rules.verdict import ELIGIBLE, EVIDENCE_MISSING, NOT_ELIGIBLE, Ground, Verdict

__all__ = [
    "ELIGIBLE",
    "EVIDENCE_MISSING",
    "NOT_ELIGIBLE",
    "RULE_SETS",
    "EnterpriseFacts",
    "Ground",
    "RuleSet",
    "Verdict",
    "clause_text",
    "judge",
    "rule_set_on",
]

_FIVE = ("（一）", "（二）", "（三）", "（四）", "（五）")
# Ground （三） as the notices have it since 2024.
WITH_DISCHARGE = "（三）达不到《稀土工业污染物排放标准》和放射性防护等环保要求，或者未按照排污许可证规定排放污染物的。"
DISCHARGE_FROM = date(2024, 1, 1)
RULE_SETS = {
    "2021": RuleSet("2021", _FIVE),
    "2024": RuleSet("2024", _FIVE, discharge=True),
}


def rule_set_on(day: date) -> str:
    """The rule set whose grounds hold on a day: that of 2024 from its first day on, that of 2021 before."""
    return "2024" if day >= DISCHARGE_FROM else "2021"


def judge(facts: EnterpriseFacts, category: str, as_of: date, rule_set: str) -> Verdict:
    """The verdict on one enterprise and category on a day, every ground of the rule set looked at.

    Raises KeyError for a rule set that does not exist.
    """
    return verdict_on(facts, category, as_of, RULE_SETS[rule_set])


def clause_text(clause: str, rule_set: str) -> str:
    """The clause in the words of the notices of a rule set."""
    if clause == "（三）" and RULE_SETS[rule_set].discharge:
        return WITH_DISCHARGE
    return (RULES[clause].rule.__doc__ or "").splitlines()[0]
