"""How often something was returned or corrected: by reason, group and month of a year."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Organisation, User
from allocations.models import CodedReason
from allocations.models.reason import CODES, label_of

MONTHS = range(1, 13)


@dataclass(frozen=True)
class ReasonRow:
    """One reason or one group: how often in each month of the year."""

    label: str
    months: list[int]
    # Of a reason: the groups that have it.
    groups: list["ReasonRow"] = field(default_factory=list)

    @property
    def total(self) -> int:
        """In the whole year."""
        return sum(self.months)


@dataclass(frozen=True)
class ReasonTable:
    """What of one kind was returned or corrected in a year: by reason, and by group."""

    kind: str
    label: str
    reasons: list[ReasonRow]
    groups: list[ReasonRow]

    @property
    def total(self) -> ReasonRow:
        """All of them, by month."""
        return ReasonRow("", [sum(row.months[number - 1] for row in self.reasons) for number in MONTHS])


def reason_tables(year: int, user: User) -> list[ReasonTable]:
    """As far as this person may see them; every reason of the list stands there, groups only where there is one."""
    rows = CodedReason.objects.visible_to(user).filter(year=year)
    found = list(rows.values_list("kind", "code", "group", "month"))
    groups = list(Organisation.objects.filter(pk__in={group for _kind, _code, group, _month in found}))
    tables = []
    for kind in CodedReason.Kind:
        by_code = Counter((code, month) for one, code, _group, month in found if one == kind)
        by_group = Counter((group, month) for one, _code, group, month in found if one == kind)
        crossed = Counter((code, group, month) for one, code, group, month in found if one == kind)
        reasons = [
            ReasonRow(
                label_of(kind, code), [by_code[code, number] for number in MONTHS], _groups_of(code, groups, crossed)
            )
            for code in CODES[kind].values
        ]
        owners = [ReasonRow(group.name, [by_group[group.pk, number] for number in MONTHS]) for group in groups]
        tables.append(ReasonTable(kind.value, str(kind.label), reasons, [row for row in owners if row.total]))
    return tables


def _groups_of(code: str, groups: list[Organisation], crossed: Mapping[tuple[str, int, int], int]) -> list[ReasonRow]:
    """Which groups have a reason, by month; of those without it nothing."""
    rows = [ReasonRow(group.name, [crossed[code, group.pk, number] for number in MONTHS]) for group in groups]
    return [row for row in rows if row.total]
