"""A province's enterprises with quota, output and eligibility; nothing of any other province."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Organisation, Province
from common.periods import Month, speaks_chinese
from enterprises.models import Enterprise, GroupMembership
from enterprises.rules import Verdict
from enterprises.services import verdicts
from reporting.execution import EnterpriseRow, Executed, by_enterprise


@dataclass(frozen=True)
class LocatedRow:
    """An enterprise in one category: its group, its execution up to a month, and its eligibility on a day."""

    enterprise: Enterprise
    group: Organisation | None
    category: str
    executed: Executed
    verdict: Verdict

    @property
    def why_not(self) -> str:
        """The grounds against it, with their clauses, in the reader's language."""
        zh, en = self.verdict.reasons()
        return zh if speaks_chinese() else en


def located_in(province: Province, *, until: Month, as_of: date, rule_set: str) -> list[LocatedRow]:
    """Every enterprise of the province in every category it may have; in a constant number of queries."""
    located = Enterprise.objects.filter(province=province).select_related("province")
    judged = verdicts(list(located), as_of=as_of, rule_set=rule_set)
    executed = {(row.enterprise.pk, row.executed.category): row for row in by_enterprise(until, located)}
    spells = GroupMembership.objects.on(as_of).filter(enterprise__in=located).select_related("group")
    groups = {spell.enterprise_id: spell.group for spell in spells}
    return [
        LocatedRow(
            enterprise=enterprise,
            group=groups.get(enterprise.pk),
            category=category,
            executed=_execution(executed.get((enterprise.pk, category)), category),
            verdict=judged[enterprise.pk, category],
        )
        for enterprise in located.order_by("credit_code")
        for category in enterprise.categories
    ]


def _execution(row: EnterpriseRow | None, category: str) -> Executed:
    return row.executed if row else Executed(category, Decimal(0), Decimal(0))
