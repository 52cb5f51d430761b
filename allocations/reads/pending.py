"""What is under way beside what is booked (在途): submitted splits, drafted reductions and releases, and the balances
that each would change once it is accepted or ordered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models import User
from allocations.models import Filing, FilingLine, Reduction, Release, ReleaseLine
from allocations.reads.quotas import enterprise_quotas

ZERO = Decimal(0)
NATION, GROUP, ENTERPRISE = "nation", "group", "enterprise"
# Whose balance, its id (0 for the nation), and the category.
Key = tuple[str, int, str]


@dataclass(frozen=True)
class PendingChange:
    """By how many t REO one thing that is under way would change a balance; its number and the kind of its page."""

    kind: str
    pk: int
    number: str
    tonnes: Decimal


@dataclass
class Pending:
    """Everything under way in a year that a person may see, by the balance that it would change."""

    changes: dict[Key, list[PendingChange]] = field(default_factory=dict)

    def of(self, holder: str, pk: int, category: str) -> list[PendingChange]:
        """What would change this balance."""
        return self.changes.get((holder, pk, category), [])

    def without(self, kind: str, pk: int) -> "Pending":
        """Everything but one thing, for its own page."""
        return Pending(
            {key: [one for one in found if (one.kind, one.pk) != (kind, pk)] for key, found in self.changes.items()}
        )

    def add(self, key: Key, change: PendingChange) -> None:
        """Notes a change; one of nothing is none."""
        if change.tonnes:
            self.changes.setdefault(key, []).append(change)


def pending_of(year: int, user: User) -> Pending:
    """As far as this person may see it: a draft of the ministry is the ministries' own."""
    pending = Pending()
    if not user.sees_business:
        return pending
    for key, change in (*_splits(year, user), *_reductions(year, user), *_releases(year, user)):
        pending.add(key, change)
    return pending


def pending_releases(year: int, user: User) -> Pending:
    """Only the drafted releases: a group's share is changed by them, not by its split."""
    pending = Pending()
    for key, change in _releases(year, user) if user.sees_business else ():
        pending.add(key, change)
    return pending


def _splits(year: int, user: User) -> Iterator[tuple[Key, PendingChange]]:
    """A submitted split moves the differences between the group and its enterprises."""
    filings = Filing.objects.visible_to(user).filter(year=year, state=Filing.State.SUBMITTED)
    listed = list(filings.select_related("group", "notice").order_by("pk"))
    if not listed:
        return
    lines_of: dict[int, list[FilingLine]] = {}
    for line in FilingLine.objects.visible_to(user).filter(filing__in=listed):
        lines_of.setdefault(line.filing_id, []).append(line)
    named = {line.enterprise_id for lines in lines_of.values() for line in lines}
    booked = enterprise_quotas(year, enterprises=named)
    for filing in listed:
        lines = lines_of.get(filing.pk, [])
        sums: dict[str, Decimal] = {}
        for line in lines:
            moved = line.stated - booked.get((line.enterprise_id, line.category), ZERO)
            sums[line.category] = sums.get(line.category, ZERO) - moved
            change = PendingChange("filing", filing.pk, filing.number, moved)
            yield (ENTERPRISE, line.enterprise_id, line.category), change
        if not user.organisation.is_province:
            for category, tonnes in sums.items():
                change = PendingChange("filing", filing.pk, filing.number, tonnes)
                yield (GROUP, filing.group_id, category), change


def _reductions(year: int, user: User) -> Iterator[tuple[Key, PendingChange]]:
    """A drafted reduction takes from the enterprise and gives back to its group."""
    drafts = Reduction.objects.visible_to(user).filter(year=year, state=Reduction.State.DRAFT)
    for draft in drafts.order_by("pk"):
        taken = PendingChange("reduction", draft.pk, draft.number, -draft.tonnes)
        given = PendingChange("reduction", draft.pk, draft.number, draft.tonnes)
        yield (ENTERPRISE, draft.enterprise_id, draft.category), taken
        yield (GROUP, draft.group_id, draft.category), given


def _releases(year: int, user: User) -> Iterator[tuple[Key, PendingChange]]:
    """A drafted release takes from the reserve and gives to groups."""
    drafts = Release.objects.visible_to(user).filter(year=year, state=Release.State.DRAFT)
    lines = ReleaseLine.objects.filter(release__in=drafts).select_related("release")
    reserve: dict[tuple[int, str], PendingChange] = {}
    for line in lines.order_by("release", "pk"):
        draft = line.release
        yield (GROUP, line.group_id, line.category), PendingChange("release", draft.pk, draft.number, line.tonnes)
        before = reserve.get((draft.pk, line.category))
        taken = (before.tonnes if before else ZERO) - line.tonnes
        reserve[draft.pk, line.category] = PendingChange("release", draft.pk, draft.number, taken)
    for (_release, category), change in reserve.items():
        yield (NATION, 0, category), change
