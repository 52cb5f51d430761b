"""Which enterprises are not eligible, or will not be: from the kept verdicts, which know the days to come."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import F

from enterprises.models import Enterprise, KeptVerdict
from enterprises.models.enterprise import EnterpriseQuerySet
from enterprises.reads.facts import each_with_facts
from enterprises.reads.verdicts import Key, read_grounds, without_verdict
from enterprises.rules.eligibility import RULE_SETS
from enterprises.rules.outlook import CEASED, WILL_CEASE, EligibilityLapse, eligibility_lapse
from enterprises.rules.timeline import against
from enterprises.rules.verdict import ELIGIBLE

COLUMNS = ("enterprise", "category", "since", "standing_since", "grounds")


def eligibility_lapses(
    enterprises: EnterpriseQuerySet, *, as_of: date, days: int, rule_set: str
) -> dict[Key, EligibilityLapse]:
    """The lapse by (enterprise id, category) of those among them that are not eligible, or will not be within so many
    days. Two queries, and those of judging whom no verdict is kept of."""
    lapses: dict[Key, EligibilityLapse] = {}
    rows = _barring(enterprises, as_of, days, rule_set)
    for enterprise, category, since, standing_since, grounds in rows.values_list(*COLUMNS):
        if (enterprise, category) not in lapses:
            barring = against(read_grounds(grounds))
            if since is None or since <= as_of:
                lapse = EligibilityLapse(CEASED, standing_since, barring)
            else:
                lapse = EligibilityLapse(WILL_CEASE, since, barring)
            lapses[enterprise, category] = lapse
    missing = without_verdict(enterprises, as_of=as_of, rule_set=rule_set)
    return lapses | dict(_judged(missing, as_of, days, rule_set))


def lapse_ends(
    enterprises: EnterpriseQuerySet, *, as_of: date, days: int, rule_set: str
) -> dict[Key, tuple[bool, date, str]]:
    """The same without the grounds, as what sorts by urgency: whether it is still to come, the day, and the code."""
    ends: dict[Key, tuple[bool, date, str]] = {}
    rows = _barring(enterprises, as_of, days, rule_set)
    for enterprise, category, since, standing_since, code in rows.values_list(*COLUMNS[:-1], "enterprise__credit_code"):
        if (enterprise, category) not in ends:
            ceased = since is None or since <= as_of
            day = standing_since if ceased else since
            ends[enterprise, category] = (not ceased, day or date.min, code)
    missing = list(without_verdict(enterprises, as_of=as_of, rule_set=rule_set))
    codes = {enterprise.pk: enterprise.credit_code for enterprise in missing}
    judged = _judged(missing, as_of, days, rule_set)
    return ends | {key: (lapse.kind != CEASED, lapse.day or date.min, codes[key[0]]) for key, lapse in judged}


def _barring(enterprises: EnterpriseQuerySet, as_of: date, days: int, rule_set: str) -> Any:
    """The kept verdicts of these days that bar, the earliest first."""
    rows = KeptVerdict.objects.between(as_of, as_of + timedelta(days=days), rule_set).exclude(status=ELIGIBLE)
    rows = rows.filter(enterprise__in=enterprises.order_by().values("pk"))
    return rows.order_by(F("since").asc(nulls_first=True))


def _judged(
    enterprises: Iterable[Enterprise], as_of: date, days: int, rule_set: str
) -> Iterator[tuple[Key, EligibilityLapse]]:
    rules, rows = RULE_SETS[rule_set], list(enterprises)
    for enterprise, facts in each_with_facts(rows) if rows else ():
        for category in map(str, enterprise.categories):
            if lapse := eligibility_lapse(facts, category, rules, as_of=as_of, days=days):
                yield (enterprise.pk, category), lapse
