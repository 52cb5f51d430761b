"""The pieces of evidence in the register that wait for a province's word: confirmed or disputed, each on its page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from accounts.models import Organisation, User
from enterprises.models import ConfirmationStatus, Enterprise, Evidence
from enterprises.reads.evidence_kinds import KINDS
from monthly_checks.reads.checks import competent_kind


@dataclass(frozen=True)
class WaitingPiece:
    """A piece that nobody has judged, and whose matter it is first of all."""

    piece: Evidence
    slug: str
    title: str
    own: bool


def waiting_evidence(user: User) -> list[WaitingPiece]:
    """Those of the reader's province, the own authority's first, then by the day they were entered; a query a kind."""
    home = user.organisation
    if not home.is_province or not user.sees_business:
        return []
    found: list[WaitingPiece] = []
    for kind in KINDS.values():
        place = "enterprise" if kind.related else "pond__enterprise"
        # Every kind's manager has visible_to; the abstract base has no manager of its own.
        visible = kind.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        rows = visible.filter(
            confirmation_status=ConfirmationStatus.UNCONFIRMED, **{f"{place}__province": home.province_id}
        )
        pieces = rows.select_related(place, "entered_by", "attachment")
        found.extend(WaitingPiece(piece, kind.slug, kind.title, _is_own(piece, home)) for piece in pieces)
    return sorted(found, key=lambda one: (not one.own, one.piece.entered_at, one.slug, one.piece.pk))


def count_own_evidence(user: User) -> int:
    """How many of them are first of all the own authority's. One query."""
    home = user.organisation
    if not home.is_province or not user.sees_business:
        return 0
    counts: list[QuerySet[Any, Any]] = []
    for kind in KINDS.values():
        place = "enterprise" if kind.related else "pond__enterprise"
        rows = kind.model._default_manager.filter(
            confirmation_status=ConfirmationStatus.UNCONFIRMED, **{f"{place}__province": home.province_id}
        )
        is_mine = Q(**{f"{place}__kind": Enterprise.Kind.MINE})
        own = rows.filter(is_mine if home.kind == Organisation.Kind.PROVINCE_MNR else ~is_mine)
        counts.append(
            own.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk")).values_list("count")
        )
    return sum(count for (count,) in counts[0].union(*counts[1:], all=True))


def _is_own(piece: Evidence, home: Organisation) -> bool:
    return competent_kind(piece.owner) == home.kind
