"""Enterprises with quota that are no longer eligible, or soon will not be. Read from the facts: right without a worker."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.module_loading import import_string

from accounts.models import Organisation, User
from common.periods import speaks_chinese
from common.quantities import Category
from enterprises.models import Enterprise
from enterprises.reads.facts import facts_of
from enterprises.rules.eligibility import RULE_SETS, rule_set_on
from enterprises.rules.outlook import CEASED, EligibilityLapse, eligibility_lapse

Holders = Callable[[int], set[tuple[int, str]]]


@dataclass(frozen=True)
class Alert:
    """One enterprise and category with quota, the group it belongs to, and from when on which ground it is barred."""

    enterprise: Enterprise
    category: str
    group: Organisation | None
    lapse: EligibilityLapse

    @property
    def ceased(self) -> bool:
        return self.lapse.kind == CEASED

    @property
    def status(self) -> str:
        """As the page shows it."""
        return "not_eligible" if self.ceased else "ceases_soon"

    @property
    def category_label(self) -> str:
        """In the reader's language."""
        return str(Category(self.category).label)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """(clause, sentence) in the reader's language."""
        return self.lapse.reasons(chinese=speaks_chinese())


def reassess(as_of: date, *, enterprises: Iterable[Enterprise] | None = None) -> list[Alert]:
    """Judges every enterprise with quota of the year (or those given), today and for the days of the warning.

    Those that have ceased come first, then by day. Constant queries, whatever the number of enterprises.
    """
    find: Holders = import_string(settings.QUOTA_HOLDERS)
    held: dict[int, list[str]] = {}
    for pk, category in find(as_of.year):
        held.setdefault(pk, []).append(category)
    rows = Enterprise.objects.filter(pk__in=held) if enterprises is None else enterprises
    listed = [row for row in rows if row.pk in held]
    prefetch_related_objects(listed, "memberships__group", "province")
    return sorted(_alerts(listed, held, as_of), key=_urgency)


def _alerts(rows: Sequence[Enterprise], held: Mapping[int, list[str]], as_of: date) -> Iterator[Alert]:
    rules, days = RULE_SETS[rule_set_on(as_of)], settings.ELIGIBILITY_WARNING_DAYS
    facts = facts_of(rows)
    for row in rows:
        for category in sorted(held[row.pk]):
            if lapse := eligibility_lapse(facts[row.pk], category, rules, as_of=as_of, days=days):
                yield Alert(row, category, row.group_on(as_of), lapse)


def _urgency(alert: Alert) -> tuple[bool, date, str]:
    return not alert.ceased, alert.lapse.day or date.min, alert.enterprise.credit_code


def alerts_for(user: User, as_of: date) -> list[Alert]:
    """Those that concern this person: a group's own of today, a province's, all for a ministry."""
    rows = Enterprise.objects.visible_to(user)
    if user.organisation.is_group:
        rows = rows.in_group(user.organisation, as_of)
    return reassess(as_of, enterprises=rows)
