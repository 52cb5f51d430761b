"""The search of the header: every app is asked, and nobody finds what is not theirs to see."""

from collections.abc import Callable

from accounts.models import User
from accounts.reads.search import search_people
from allocations.reads.search import search_filings, search_notices
from common.search import SHORTEST, Hits, normalised
from enterprises.reads.search import search_enterprises
from inspections.reads.search import search_inspections
from monthly_checks.reads.search import search_checks
from reporting.reads.search import search_groups, search_reports

# What is longer is no name and no number.
LONGEST = 100
SEARCHES: tuple[Callable[[User, str], list[Hits]], ...] = (
    search_enterprises,
    search_groups,
    search_notices,
    search_filings,
    search_reports,
    search_checks,
    search_inspections,
    search_people,
)


def long_enough(words: str) -> bool:
    """Whether it is worth asking."""
    return len(normalised(words)) >= SHORTEST


def search(user: User, words: str) -> list[Hits]:
    """What fits, kind by kind; kinds without any are left out."""
    return [found for ask in SEARCHES for found in ask(user, words) if found.count] if long_enough(words) else []
