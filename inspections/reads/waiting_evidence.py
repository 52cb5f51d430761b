"""The pieces of evidence in the register that wait for a province's word: confirmed or disputed, each on its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from accounts.models import Organisation, User
from enterprises.models import ConfirmationStatus, Enterprise, Evidence
from enterprises.reads.evidence_kinds import KINDS
from monthly_checks.reads.checks import competent_to


@dataclass(frozen=True)
class WaitingPiece:
    """A piece that nobody has judged, and whose matter it is first of all."""

    piece: Evidence
    slug: str
    title: str
    own: bool


@dataclass(frozen=True)
class WaitingKey:
    """The same before the piece is read: what the list is sorted by."""

    pk: int
    entered_at: datetime
    name: str
    slug: str
    title: str
    own: bool


def waiting_keys(user: User) -> list[WaitingKey]:
    """Those of the reader's province, the own authority's first, then by the day they were entered; a query a kind."""
    home = user.organisation
    if not home.is_province or not user.sees_business:
        return []
    found: list[WaitingKey] = []
    for kind in KINDS.values():
        place = _place(kind)
        # Every kind's manager has visible_to; the abstract base has no manager of its own.
        visible = kind.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        rows = visible.filter(
            confirmation_status=ConfirmationStatus.UNCONFIRMED, **{f"{place}__province": home.province_id}
        )
        columns = rows.order_by().values_list("pk", "entered_at", f"{place}__name_zh", f"{place}__kind")
        found.extend(WaitingKey(*key, kind.slug, kind.title, competent_to(of) == home.kind) for *key, of in columns)
    return sorted(found, key=lambda one: (not one.own, one.entered_at, one.slug, one.pk))


def pieces_of(keys: Iterable[WaitingKey]) -> list[WaitingPiece]:
    """The pieces themselves, in their order; a query for each kind among them."""
    listed = list(keys)
    read: dict[tuple[str, int], Evidence] = {}
    for kind in KINDS.values():
        ids = [one.pk for one in listed if one.slug == kind.slug]
        if ids:
            rows = kind.model._default_manager.select_related(_place(kind), "entered_by", "attachment")
            read |= {(kind.slug, pk): piece for pk, piece in rows.in_bulk(ids).items()}
    return [WaitingPiece(read[one.slug, one.pk], one.slug, one.title, one.own) for one in listed]


def waiting_evidence(user: User) -> list[WaitingPiece]:
    """All of them."""
    return pieces_of(waiting_keys(user))


def _place(kind: Any) -> str:
    return "enterprise" if kind.related else "pond__enterprise"


def count_own_evidence(user: User) -> int:
    """How many of them are first of all the own authority's. One query."""
    home = user.organisation
    if not home.is_province or not user.sees_business:
        return 0
    counts: list[QuerySet[Any, Any]] = []
    for kind in KINDS.values():
        place = _place(kind)
        rows = kind.model._default_manager.filter(
            confirmation_status=ConfirmationStatus.UNCONFIRMED, **{f"{place}__province": home.province_id}
        )
        is_mine = Q(**{f"{place}__kind": Enterprise.Kind.MINE})
        own = rows.filter(is_mine if home.kind == Organisation.Kind.PROVINCE_MNR else ~is_mine)
        counts.append(
            own.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk")).values_list("count")
        )
    return sum(count for (count,) in counts[0].union(*counts[1:], all=True))
