"""Releasing the nation's reserve: one person of the ministry drafts with the document, another orders."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations import ledger, permissions
from allocations.ledger import NATION, Holder, Move
from allocations.models import Release, ReleaseLine
from allocations.reads.quotas import nation_quotas
from allocations.services.lapses import refuse_closed
from allocations.services.orders import decide, withdraw
from allocations.transitions import RELEASE
from audit.services.record import record
from common.constraints import NotValid
from common.periods import now, today
from common.quantities import Category, format_tonnes
from common.workflow import refusal_of
from documents.services.attachments import store

ZERO = Decimal(0)
Figures = Mapping[tuple[Organisation, str], Decimal]


@transaction.atomic
def draft_release(
    *,
    year: int,
    figures: Figures,
    reason: str,
    by: User,
    document_number: str = "",
    document: "UploadedFile[bytes] | None" = None,
) -> Release:
    """A draft; nothing moves. `figures` are t REO by group and category. Raises NotValid with a sentence per cell."""
    refusal_of(permissions.draft_release(by))
    refuse_closed(year)
    given = {key: tonnes for key, tonnes in figures.items() if tonnes}
    cells = _incomplete(given, document_number, document, reason) | _ended(given) | _beyond_reserve(year, given)
    if cells:
        raise NotValid("release_not_valid", " ".join(cells.values()), cells=cells)
    release = Release.objects.create(
        year=year,
        document_number=document_number.strip(),
        document=store(document) if document else None,
        reason=reason.strip(),
        drafted_by=by,
        drafted_at=now(),
    )
    ReleaseLine.objects.bulk_create(
        ReleaseLine(release=release, group=group, category=category, tonnes=tonnes)
        for (group, category), tonnes in given.items()
    )
    record("release.draft", by=by, subject=release, after=_told(release))
    return release


@transaction.atomic
def order_release(*, release: Release, by: User, seen: int | None = None) -> Release:
    """Another officer orders it: the tonnes leave the reserve for the groups. Ordered twice, it is ordered once.

    Raises Refusal with the figures where the reserve has become less than the release.
    """
    release = _locked(release)
    refusal_of(permissions.order_release(by, release))
    if done_already(release, "release.order"):
        return release
    refuse_if_changed(release, seen, by=by)
    decide(release, "order", table=RELEASE, told=_told(release), by=by)
    moves = [
        Move(NATION, Holder(group=line.group), line.category, line.tonnes, line)
        for line in release.lines.select_related("group")
    ]
    ledger.move(moves, year=release.year, at=release.decided_at or now(), by=by)
    return release


@transaction.atomic
def withdraw_release(*, release: Release, reason: str, by: User, seen: int | None = None) -> Release:
    """The draft is dropped with a reason and stays readable. Withdrawn twice, it is withdrawn once.

    Who would order it, or has drafted it, is notified. Raises NotValid without a reason.
    """
    release = _locked(release)
    refusal_of(permissions.withdraw_release(by, release))
    if done_already(release, "release.withdraw"):
        return release
    refuse_if_changed(release, seen, by=by)
    url = reverse("release_detail", args=[release.pk])
    withdraw(release, reason, table=RELEASE, told=_told(release), url=url, by=by)
    return release


def _locked(release: Release) -> Release:
    locked: Release = Release.objects.select_for_update().get(pk=release.pk)
    return locked


def _incomplete(given: Figures, number: str, document: object, reason: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    if not given:
        cells["year"] = _("Type what at least one group gets.")
    if not number.strip() and not document:
        cells["document_number"] = _("Give the number of the document that releases it, or attach the document.")
    if not reason.strip():
        cells["reason"] = _("Write why it is released.")
    return cells


def _ended(given: Figures) -> dict[str, str]:
    return {
        f"figures-{group.pk}-{category}": _("%(group)s has ended; its successor gets the quota.")
        % {"group": group.name}
        for group, category in given
        if not group.existed_on(today())
    }


def _beyond_reserve(year: int, given: Figures) -> dict[str, str]:
    cells, quotas = {}, nation_quotas(year)
    for category in Category:
        asked = sum((tonnes for (_group, one), tonnes in given.items() if one == category), ZERO)
        left = quotas[category].reserve if category in quotas else ZERO
        if asked > left:
            cells[f"total-{category}"] = _(
                "The reserve of %(category)s in %(year)s is %(left)s t REO, and %(asked)s t would leave it; "
                "reduce the figures by %(excess)s t."
            ) % {
                "category": category.label,
                "year": year,
                "left": format_tonnes(left),
                "asked": format_tonnes(asked),
                "excess": format_tonnes(asked - left),
            }
    return cells


def _told(release: Release) -> dict[str, str]:
    lines = release.lines.select_related("group")
    return {
        "document": release.document_number or (release.document.hash if release.document else ""),
        "reason": release.reason,
        "lines": "；".join(f"{line.group.name_zh} {line.category} {line.tonnes}" for line in lines),
    }
