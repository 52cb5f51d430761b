"""Taking quota back after a violation: one person of the ministry drafts with the document, another orders."""

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations import ledger, permissions
from allocations.ledger import Holder, Move
from allocations.models import Reduction
from allocations.reads.quotas import enterprise_quotas
from allocations.services.lapses import refuse_closed
from allocations.services.orders import decide, withdraw
from allocations.transitions import REDUCTION
from audit.services.record import record
from common.constraints import NotValid
from common.periods import now, today
from common.quantities import format_tonnes
from common.workflow import refusal_of
from documents.services.attachments import store
from enterprises.models import Enterprise


@transaction.atomic
def draft_reduction(
    *,
    enterprise: Enterprise,
    year: int,
    category: str,
    tonnes: Decimal,
    reason: str,
    by: User,
    document_number: str = "",
    document: "UploadedFile[bytes] | None" = None,
) -> Reduction:
    """A draft; nothing moves. Raises NotValid with a sentence per field."""
    refusal_of(permissions.draft_reduction(by))
    refuse_closed(year)
    group = enterprise.group_on(today())
    if group is None:
        sentence = _("The enterprise belongs to no group to which its quota could return.")
        raise NotValid("no_group", sentence, cells={"enterprise": sentence})
    _refuse_incomplete(document_number, document, reason)
    _refuse_too_much(enterprise, year, category, tonnes)
    reduction = Reduction.objects.create(
        group=group,
        enterprise=enterprise,
        year=year,
        category=category,
        tonnes=tonnes,
        document_number=document_number.strip(),
        document=store(document) if document else None,
        reason=reason.strip(),
        drafted_by=by,
        drafted_at=now(),
    )
    record("reduction.draft", by=by, subject=reduction, after=_told(reduction))
    return reduction


@transaction.atomic
def order_reduction(*, reduction: Reduction, by: User, seen: int | None = None) -> Reduction:
    """Another officer orders it: the tonnes return to the group. Ordered twice, it is ordered once."""
    reduction = _locked(reduction)
    refusal_of(permissions.order_reduction(by, reduction))
    if done_already(reduction, "reduction.order"):
        return reduction
    refuse_if_changed(reduction, seen, by=by)
    decide(reduction, "order", table=REDUCTION, told=_told(reduction), by=by)
    source, target = Holder(enterprise=reduction.enterprise), Holder(group=reduction.group)
    back = Move(source, target, reduction.category, reduction.tonnes, reduction)
    ledger.move([back], year=reduction.year, at=reduction.decided_at or now(), by=by)
    return reduction


@transaction.atomic
def withdraw_reduction(*, reduction: Reduction, reason: str, by: User, seen: int | None = None) -> Reduction:
    """The draft is dropped with a reason and stays readable. Withdrawn twice, it is withdrawn once.

    Who would order it, or has drafted it, is notified. Raises NotValid without a reason.
    """
    reduction = _locked(reduction)
    refusal_of(permissions.withdraw_reduction(by, reduction))
    if done_already(reduction, "reduction.withdraw"):
        return reduction
    refuse_if_changed(reduction, seen, by=by)
    url = reverse("reduction_detail", args=[reduction.pk])
    withdraw(reduction, reason, table=REDUCTION, told=_told(reduction), url=url, by=by)
    return reduction


def _refuse_incomplete(number: str, document: object, reason: str) -> None:
    cells: dict[str, str] = {}
    if not number.strip() and not document:
        cells["document_number"] = _("Give the number of the document that orders it, or attach the document.")
    if not reason.strip():
        cells["reason"] = _("Write which violation it follows.")
    if cells:
        raise NotValid(
            "incomplete", _("The reduction cannot be drafted without the document and the reason."), cells=cells
        )


def _refuse_too_much(enterprise: Enterprise, year: int, category: str, tonnes: Decimal) -> None:
    held = enterprise_quotas(year, enterprises=[enterprise.pk]).get((enterprise.pk, category), Decimal(0))
    if not Decimal(0) < tonnes <= held:
        sentence = _("%(name)s has %(held)s t REO of this category in %(year)s; give a figure above 0 and up to that.")
        message = sentence % {"name": enterprise.name, "held": format_tonnes(held), "year": year}
        raise NotValid("more_than_held", message, cells={"tonnes": message})


def _told(reduction: Reduction) -> dict[str, Any]:
    return {
        "enterprise": reduction.enterprise.name_zh,
        "category": reduction.category,
        "tonnes": str(reduction.tonnes),
        "document": reduction.document_number or (reduction.document.hash if reduction.document else ""),
        "reason": reduction.reason,
    }


def _locked(reduction: Reduction) -> Reduction:
    rows = Reduction.objects.select_for_update(of=("self",)).select_related("group", "enterprise", "document")
    found: Reduction = rows.get(pk=reduction.pk)
    return found
