"""Successors take over what predecessors held when groups merged: enterprises, shares, and what was not split yet."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Succession, User
from accounts.reads.staleness import refuse_if_changed
from allocations import ledger, permissions
from allocations.ledger import Holder, Move
from allocations.models import ClosedYear, QuotaAccount, Takeover
from allocations.reads.quotas import group_quotas
from audit.services.record import System, record
from common.constraints import Refusal
from common.periods import day_text, now, today
from common.workflow import refusal_of
from deadlines.services.successions import hand_over
from enterprises.models import GroupMembership
from enterprises.services.enterprises import join_group, leave_group

ZERO = Decimal(0)
# The register is kept by others than who signs notices; the merger that they entered moves its enterprises.
MERGER = System("merger")
ACTION = "quota.takeover"


def open_successions() -> list[Succession]:
    """Mergers of groups whose day has come and after which the predecessor still holds quota or enterprises."""
    mergers = Succession.objects.filter(day__lte=today(), predecessor__kind=Organisation.Kind.GROUP)
    return [row for row in mergers.select_related("predecessor", "successor") if _holds(row)]


def is_open(merger: Succession) -> bool:
    """Its day has come, and the predecessor still holds quota or enterprises."""
    return merger.day <= today() and _holds(merger)


def _holds(row: Succession) -> bool:
    own = GroupMembership.objects.on(row.day).filter(group=row.predecessor)
    return own.exists() or any(shares for shares in (_held(row, year) for year in _years(row)))


def _years(row: Succession) -> list[int]:
    """Quota of years before the merger, and of closed ones, has lapsed and stays where it was."""
    accounts = QuotaAccount.objects.filter(group=row.predecessor, year__gte=row.day.year)
    accounts = accounts.exclude(year__in=ClosedYear.objects.values("year"))
    return sorted(set(accounts.values_list("year", flat=True)))


def _held(row: Succession, year: int) -> dict[str, tuple[Decimal, Decimal]]:
    """Share and what is not split of it by category, t REO, where there is a share."""
    quotas = group_quotas(year)
    return {
        category: (quota.share, quota.remaining)
        for (group, category), quota in quotas.items()
        if group == row.predecessor_id and quota.share
    }


@transaction.atomic
def take_over(*, succession: Succession, by: User, seen: int | None = None) -> list[Takeover]:
    """The successor takes over the predecessor's enterprises and quota from the merger's year on. Again, nothing.

    `seen` is of the successor, whose event the takeover is. Raises Refusal before the day of the merger, and when
    somebody has changed the successor meanwhile.
    """
    refusal_of(permissions.take_over(by))
    merger = _locked(succession)
    _refuse_early(merger)
    refuse_if_changed(merger.successor, seen, by=by, ignoring=(ACTION,))
    return carry_out(merger, by=by)


def _refuse_early(merger: Succession) -> None:
    if merger.day > today():
        raise Refusal(
            "merger_ahead",
            _("%(successor)s follows %(predecessor)s from %(day)s on; quota passes on that day, not before.")
            % {
                "successor": merger.successor.name,
                "predecessor": merger.predecessor.name,
                "day": day_text(merger.day),
            },
        )


def carry_out(succession: Succession, *, by: User) -> list[Takeover]:
    """The takeover itself, for the act above and for a notice that is issued after a merger."""
    merger = _locked(succession)
    _move_enterprises(merger)
    hand_over(predecessor=merger.predecessor, successor=merger.successor, day=merger.day, by=by)
    made = [takeover for year in _years(merger) for takeover in _take_year(merger, year, by=by)]
    if made:
        taken = [f"{one.year} {one.category} {one.share} ({one.unsplit})" for one in made]
        after = {"predecessor": merger.predecessor.name_zh, "document": merger.document, "taken": taken}
        record(ACTION, by=by, subject=merger.successor, after=after)
    return made


def _locked(succession: Succession) -> Succession:
    # Two at once queue at the succession; the second finds nothing left to take over.
    rows = Succession.objects.select_for_update(of=("self",)).select_related("predecessor", "successor")
    locked: Succession = rows.get(pk=succession.pk)
    list(QuotaAccount.objects.select_for_update().filter(group=locked.predecessor).order_by("pk"))
    return locked


def _move_enterprises(merger: Succession) -> None:
    members = GroupMembership.objects.on(merger.day).filter(group=merger.predecessor, valid_to=None)
    for membership in members.select_related("enterprise"):
        enterprise = membership.enterprise
        leave_group(enterprise=enterprise, last_day=merger.day - timedelta(days=1), by=MERGER)
        join_group(enterprise=enterprise, group=merger.successor, valid_from=merger.day, by=MERGER)


def _take_year(merger: Succession, year: int, *, by: User) -> list[Takeover]:
    at, made = now(), []
    for category, (share, unsplit) in _held(merger, year).items():
        made.append(
            Takeover.objects.create(
                succession=merger, year=year, category=category, share=share, unsplit=unsplit, taken_by=by, at=at
            )
        )
    source, target = Holder(group=merger.predecessor), Holder(group=merger.successor)
    ledger.move([Move(source, target, one.category, one.unsplit, one) for one in made], year=year, at=at, by=by)
    # A share that is split whole moves nothing; the successor's account then shows it all the same.
    for one in made:
        QuotaAccount.objects.get_or_create(
            holder=QuotaAccount.Holder.GROUP, group=merger.successor, year=year, category=one.category
        )
    return made
