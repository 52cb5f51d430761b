"""Enterprises with quota that are no longer eligible, or soon will not be: right without a worker, for the kept verdicts
hold the days to come."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Organisation, User
from common.periods import speaks_chinese
from common.quantities import Category
from deadlines.reads.parameters import Name, count_on
from enterprises.models import Enterprise, GroupMembership
from enterprises.models.enterprise import EnterpriseQuerySet
from enterprises.reads.lapses import eligibility_lapses, lapse_ends
from enterprises.rules.eligibility import rule_set_on
from enterprises.rules.outlook import CEASED, EligibilityLapse

Holders = Callable[[int, Collection[int]], set[tuple[int, str]]]


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


def reassess(as_of: date, *, enterprises: EnterpriseQuerySet | None = None, days: int | None = None) -> list[Alert]:
    """Every enterprise with quota of the year (or of those given) that is not eligible, or will not be within the days
    of the warning (those of the parameter). Those that have ceased come first, then by day. Constant queries,
    whatever their number."""
    asked = Enterprise.objects.all() if enterprises is None else enterprises
    warned = count_on(Name.ELIGIBILITY_WARNING_DAYS, as_of) if days is None else days
    lapses = eligibility_lapses(asked, as_of=as_of, days=warned, rule_set=rule_set_on(as_of))
    if not lapses:
        return []
    find: Holders = import_string(settings.QUOTA_HOLDERS)
    concerned = sorted(find(as_of.year, {pk for pk, _category in lapses}) & lapses.keys())
    rows, groups = _with_groups({pk for pk, _category in concerned}, as_of)
    alerts = [Alert(rows[pk], category, groups.get(pk), lapses[pk, category]) for pk, category in concerned]
    return sorted(alerts, key=_urgency)


def _with_groups(wanted: Collection[int], day: date) -> tuple[dict[int, Enterprise], dict[int, Organisation]]:
    """These enterprises, and the group of each on a day; one query where every one of them has a group."""
    rows, groups = {}, {}
    memberships = GroupMembership.objects.on(day).filter(enterprise__in=wanted)
    for membership in memberships.select_related("enterprise__province", "group"):
        rows[membership.enterprise_id], groups[membership.enterprise_id] = membership.enterprise, membership.group
    others = [pk for pk in wanted if pk not in rows]
    return rows | Enterprise.objects.select_related("province").in_bulk(others), groups


def _urgency(alert: Alert) -> tuple[bool, date, str]:
    return not alert.ceased, alert.lapse.day or date.min, alert.enterprise.credit_code


def most_urgent(user: User, as_of: date, number: int) -> tuple[list[Alert], int]:
    """The first of those that concern this person, and how many there are: grounds are read of the first only."""
    rule_set, days = rule_set_on(as_of), count_on(Name.ELIGIBILITY_WARNING_DAYS, as_of)
    ends = lapse_ends(_concerning(user, as_of), as_of=as_of, days=days, rule_set=rule_set)
    if not ends:
        return [], 0
    find: Holders = import_string(settings.QUOTA_HOLDERS)
    held = find(as_of.year, {pk for pk, _category in ends}) & ends.keys()
    first = sorted(held, key=lambda key: (*ends[key], key[1]))[:number]
    chosen = {pk for pk, _category in first}
    lapses = eligibility_lapses(Enterprise.objects.filter(pk__in=chosen), as_of=as_of, days=days, rule_set=rule_set)
    rows, groups = _with_groups(chosen, as_of)
    return [Alert(rows[pk], category, groups.get(pk), lapses[pk, category]) for pk, category in first], len(held)


def alerts_for(user: User, as_of: date) -> list[Alert]:
    """Those that concern this person: a group's own of today, a province's, all for a ministry."""
    return reassess(as_of, enterprises=_concerning(user, as_of))


def _concerning(user: User, as_of: date) -> EnterpriseQuerySet:
    rows = Enterprise.objects.visible_to(user)
    return rows.in_group(user.organisation, as_of) if user.organisation.is_group else rows
