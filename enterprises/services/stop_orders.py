"""Lifting an order to stop and rectify."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import Actor, record
from common.constraints import Refusal
from enterprises.models import StopOrder
from enterprises.services.validation import refuse_invalid


@transaction.atomic
def lift_stop_order(*, order: StopOrder, lifted_on: date, by: Actor) -> None:
    """Lifts an order after re-inspection; from that day it no longer bars."""
    order = StopOrder.objects.select_for_update().get(pk=order.pk)
    if order.lifted_on:
        raise Refusal("lifted_already", _("This order was lifted on %(day)s already.") % {"day": order.lifted_on})
    order.lifted_on = lifted_on
    refuse_invalid(order)
    order.save(update_fields=["lifted_on"])
    record(
        "evidence.lift_stop_order",
        by=by,
        subject=order.enterprise,
        after={"number": order.number, "on": lifted_on},
    )
