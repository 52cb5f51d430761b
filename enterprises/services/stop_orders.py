"""Lifting an order to stop and rectify: one person asks after the re-inspection, another officer lifts."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import done_already, refuse_if_changed
from audit.services.record import record
from common.constraints import NotValid, Refusal, refuse_without_reason
from common.periods import now
from common.workflow import refusal_of
from enterprises import permissions
from enterprises.models import StopOrder
from enterprises.services.validation import refuse_invalid
from enterprises.services.verdicts import hold_enterprise, keep_verdicts


@transaction.atomic
def ask_to_lift(*, order: StopOrder, lifted_on: date, reason: str, by: User) -> StopOrder:
    """Request that the order be lifted on a day, with the result of the re-inspection. It bars until it is lifted.

    A second request before that replaces the first. Raises NotValid with a sentence per field.
    """
    order = _locked(order)
    refusal_of(permissions.ask_to_lift(by, order))
    _refuse_lifted(order)
    refuse_without_reason(reason, _("Write what the re-inspection found; an order is not lifted without it."))
    if lifted_on < order.issued_on:
        sentence = _("The order was given on %(day)s; it cannot be lifted before.") % {"day": order.issued_on}
        raise NotValid("before_the_order", sentence, cells={"lifted_on": sentence})
    if (order.lift_asked_on, order.lift_reason, order.lift_asked_by) == (lifted_on, reason.strip(), by):
        # The same request twice, by a double click or a retry, is one.
        return order
    order.lift_asked_on, order.lift_reason = lifted_on, reason.strip()
    order.lift_asked_by, order.lift_asked_at = by, now()
    order.save()
    after = {"number": order.number, "on": lifted_on, "reason": order.lift_reason}
    record("evidence.ask_to_lift", by=by, subject=order.enterprise, after=after)
    return order


@transaction.atomic
def lift_stop_order(*, order: StopOrder, by: User, seen: int | None = None) -> StopOrder:
    """Another officer of the province lifts the order; from the day asked for it no longer bars.

    Lifted twice, it is lifted once. Raises Refusal with what has changed at the enterprise since event `seen`.
    """
    order = _locked(order)
    refusal_of(permissions.lift_stop_order(by, order))
    if order.lifted_on and done_already(order.enterprise, "evidence.lift_stop_order"):
        return order
    _refuse_lifted(order)
    refuse_if_changed(order.enterprise, seen, by=by)
    if order.lift_asked_on is None:
        raise Refusal(
            "not_asked", _("There is no request to lift this order; another person has to request that first.")
        )
    order.lifted_on, order.lifted_by, order.lifted_for = order.lift_asked_on, by, by.acting_for
    refuse_invalid(order)
    order.save()
    piece = {"number": order.number, "kind": order._meta.model_name, "piece_id": order.pk}
    record(
        "evidence.lift_stop_order",
        by=by,
        subject=order.enterprise,
        before={"number": order.number, "lifted_on": None},
        after={**piece, "lifted_on": order.lifted_on, "asked_by": str(order.lift_asked_by)},
    )
    keep_verdicts(order.enterprise_id)
    return order


def _refuse_lifted(order: StopOrder) -> None:
    if order.lifted_on:
        raise Refusal("lifted_already", _("This order was lifted on %(day)s already.") % {"day": order.lifted_on})


def _locked(order: StopOrder) -> StopOrder:
    hold_enterprise(order.enterprise_id)
    rows = StopOrder.objects.select_for_update(of=("self",)).select_related("enterprise", "lift_asked_by")
    found: StopOrder = rows.get(pk=order.pk)
    return found
