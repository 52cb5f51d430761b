"""The verdicts over the register: those that are kept, and judged on the spot where none is."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from enterprises.models import Enterprise, KeptVerdict
from enterprises.models.enterprise import EnterpriseQuerySet
from enterprises.reads.facts import each_with_facts
from enterprises.rules.eligibility import judge
from enterprises.rules.verdict import Ground, Verdict

Key = tuple[int, str]
# So many keys are named one by one: a row has all its grounds, and is dear to read in vain.
NAMED = 3_000


def verdicts(
    enterprises: Iterable[Enterprise], *, as_of: date, rule_set: str, known_on: date | None = None
) -> dict[Key, Verdict]:
    """The verdict by (enterprise id, category) for every category its kind may get, as it is kept. One query.

    What is not kept (a day before it was written, a fact that came past the services) is judged; and so, with
    `known_on`, is what the register knew at the end of that day. Constant queries all the same.
    """
    wanted = list(enterprises)
    if known_on is not None:
        return judged(wanted, as_of=as_of, rule_set=rule_set, known_on=known_on)
    kept = _kept(KeptVerdict.objects.on(as_of, rule_set), wanted, as_of)
    missing = [one for one in wanted if any((one.pk, str(category)) not in kept for category in one.categories)]
    if missing:
        kept |= judged(missing, as_of=as_of, rule_set=rule_set)
    keys = [(enterprise.pk, str(category)) for enterprise in wanted for category in enterprise.categories]
    return {key: kept[key] for key in keys}


def judged(
    enterprises: Iterable[Enterprise], *, as_of: date, rule_set: str, known_on: date | None = None
) -> dict[Key, Verdict]:
    """The same, judged from the facts of this moment: for decisions that are taken under a lock. Eight queries."""
    found = {}
    for enterprise, facts in each_with_facts(list(enterprises), known_on=known_on):
        first: Verdict | None = None
        for category in map(str, enterprise.categories):
            # What is asked of an enterprise is the same for each of its categories.
            first = first._replace(category=category) if first else judge(facts, category, as_of, rule_set)
            found[enterprise.pk, category] = first
    return found


def read_grounds(stored: Iterable[Sequence[str]]) -> tuple[Ground, ...]:
    """The grounds of a kept verdict as the rules gave them."""
    return tuple([Ground._make(ground) for ground in stored])


def owned_by(enterprises: Sequence[int]) -> Q:
    """The kept verdicts on these; very many are read as one range, and the caller leaves out what lies between."""
    if len(enterprises) <= NAMED:
        return Q(enterprise__in=enterprises)
    return Q(enterprise__gte=min(enterprises), enterprise__lte=max(enterprises))


def _kept(rows: QuerySet[KeptVerdict], wanted: Sequence[Enterprise], as_of: date) -> dict[Key, Verdict]:
    day = as_of.isoformat()
    values = rows.filter(owned_by([one.pk for one in wanted])).order_by()
    read = values.values_list("enterprise", "category", "rule_set", "grounds")
    return {
        (enterprise, category): Verdict(category, day, rule_set, read_grounds(grounds))
        for enterprise, category, rule_set, grounds in read
    }


def without_verdict(rows: EnterpriseQuerySet, *, as_of: date, rule_set: str) -> list[Enterprise]:
    """Those among them for which no verdict of that day is kept; none in service, as long as nobody writes past it."""
    kept = KeptVerdict.objects.on(as_of, rule_set).filter(enterprise=OuterRef("pk"))
    return list(rows.exclude(Exists(kept)))


def of_status(rows: EnterpriseQuerySet, status: str, *, as_of: date, rule_set: str) -> EnterpriseQuerySet:
    """Those with that status in one of their categories, chosen by the database. Two queries, one of them later."""
    kept = KeptVerdict.objects.on(as_of, rule_set).filter(status=status)
    missing = without_verdict(rows, as_of=as_of, rule_set=rule_set)
    found = {pk for (pk, _category), verdict in _judged_if_any(missing, as_of, rule_set) if verdict.status == status}
    return rows.filter(Q(pk__in=kept.values("enterprise")) | Q(pk__in=found))


def count_by_status(rows: EnterpriseQuerySet, *, as_of: date, rule_set: str) -> dict[str, int]:
    """How many of them have each status in at least one of their categories. Two queries."""
    kept = KeptVerdict.objects.on(as_of, rule_set).filter(enterprise__in=rows.order_by().values("pk"))
    counts = dict(kept.values_list("status").annotate(Count("enterprise", distinct=True)).order_by())
    missing = without_verdict(rows, as_of=as_of, rule_set=rule_set)
    pairs = {(pk, verdict.status) for (pk, _category), verdict in _judged_if_any(missing, as_of, rule_set)}
    for _pk, status in pairs:
        counts[status] = counts.get(status, 0) + 1
    return counts


def _judged_if_any(enterprises: list[Enterprise], as_of: date, rule_set: str) -> Iterable[tuple[Key, Verdict]]:
    return judged(enterprises, as_of=as_of, rule_set=rule_set).items() if enterprises else ()
