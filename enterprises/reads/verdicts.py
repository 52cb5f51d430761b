"""The verdicts over the register."""

from collections.abc import Iterable
from datetime import date

from enterprises.models import Enterprise
from enterprises.reads.facts import each_with_facts
from enterprises.rules.eligibility import judge
from enterprises.rules.verdict import Verdict


def verdicts(
    enterprises: Iterable[Enterprise], *, as_of: date, rule_set: str, known_on: date | None = None
) -> dict[tuple[int, str], Verdict]:
    """The verdict by (enterprise id, category) for every category its kind may get. Constant queries.

    With `known_on`, by what the register knew at the end of that day, and not by what it knows now.
    """
    return {
        (enterprise.pk, str(category)): judge(facts, str(category), as_of, rule_set)
        for enterprise, facts in each_with_facts(list(enterprises), known_on=known_on)
        for category in enterprise.categories
    }
