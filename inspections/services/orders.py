"""Orders to rectify: issued, re-inspected, lifted by a second person, who thereby closes the inspection."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import refuse_if_changed
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import now, today
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.services.inspection_duties import meet_duty, open_dated_duty
from enterprises.models import StopOrder
from enterprises.services.evidence import add_evidence
from enterprises.services.stop_orders import ask_to_lift, lift_stop_order
from inspections import permissions
from inspections.models import Inspection, RectificationOrder
from inspections.services.inspections import LABELS, locked, undecided
from inspections.services.register_facts import write_remedy
from inspections.transitions import INSPECTION

RECTIFICATION = Obligation.Kind.RECTIFICATION


@transaction.atomic
def issue_order(
    *, inspection: Inspection, number: str, demands: str, due_on: date, stop: bool, by: User, seen: int | None = None
) -> RectificationOrder:
    """Orders what to rectify by when; with `stop` production stops, and quota is barred until the order is lifted."""
    inspection = locked(inspection)
    refusal_of(permissions.issue_order(by, inspection))
    state = next_state(INSPECTION, inspection.state, "order", LABELS)
    refuse_if_changed(inspection, seen, by=by)
    _refuse_groundless(inspection)
    _refuse_incomplete(number, demands, due_on)
    order = RectificationOrder(
        inspection=inspection,
        number=number.strip(),
        demands=demands.strip(),
        issued_on=today(),
        due_on=due_on,
        issued_by=by,
    )
    if stop:
        order.stop_order = _stopped(order, by=by)
    order.save()
    inspection.state = state
    inspection.save()
    if inspection.group:
        open_dated_duty(kind=RECTIFICATION, organisation=inspection.group, reference=order.number,
                        about=inspection.organisation, at=now(), until=due_on, by=by)  # fmt: skip
    after = {"number": order.number, "demands": order.demands, "due_on": due_on, "stop": stop}
    record("inspection.order", by=by, subject=inspection, after=after)
    return order


def _refuse_groundless(inspection: Inspection) -> None:
    if undecided(inspection):
        raise Refusal("findings_open", _("A finding is not final; it is decided before an order rests on it."))
    if inspection.nothing_stands:
        raise Refusal("nothing_found", _("No finding is open; there is nothing to rectify. Close the inspection."))


def _refuse_incomplete(number: str, demands: str, due_on: date) -> None:
    cells = {}
    if not number.strip():
        cells["number"] = _("Write the order's number.")
    elif (
        RectificationOrder.objects.filter(number=number.strip()).exists()
        or StopOrder.objects.filter(number=number.strip()).exists()
    ):
        cells["number"] = _("An order with this number exists already.")
    if not demands.strip():
        cells["demands"] = _("Write what is to be rectified.")
    if due_on < today():
        cells["due_on"] = _("The day is over; choose a later one.")
    if cells:
        raise NotValid("order_incomplete", " ".join(cells.values()), cells=cells)


def _stopped(order: RectificationOrder, *, by: User) -> StopOrder:
    inspection = order.inspection
    piece = StopOrder(
        enterprise=inspection.enterprise,
        number=order.number,
        authority=inspection.organisation.name_zh,
        issued_on=order.issued_on,
    )
    add_evidence(piece, enterprise=inspection.enterprise, by=by)
    return piece


@transaction.atomic
def reinspect(*, order: RectificationOrder, on: date, passed: bool, result: str, by: User) -> RectificationOrder:
    """Store the result of the re-inspection. If passed, request the lifting of the orders; if failed, they stay in force."""
    inspection = locked(order.inspection)
    order = RectificationOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    refusal_of(permissions.reinspect(by, order))
    state = next_state(INSPECTION, inspection.state, "reinspect", LABELS)
    if not result.strip():
        sentence = _("Write what the re-inspection found.")
        raise NotValid("result_missing", sentence, cells={"result": sentence})
    if not order.issued_on <= on <= today():
        sentence = _("The re-inspection took place after the order and not in the future.")
        raise NotValid("no_such_visit", sentence, cells={"on": sentence})
    order.reinspected_on, order.passed, order.result, order.reinspected_by = on, passed, result.strip(), by
    order.save()
    inspection.state = state
    inspection.save()
    if passed:
        for stop in _stops(inspection, order):
            ask_to_lift(order=stop, lifted_on=on, reason=order.result, by=by)
    after = {"number": order.number, "on": on, "passed": passed, "reason": order.result}
    record("inspection.reinspect", by=by, subject=inspection, after=after)
    return order


def _stops(inspection: Inspection, order: RectificationOrder | None) -> list[StopOrder]:
    """The order's own stop and those that findings of illegal feed wrote; unless the register lifted them already."""
    written = inspection.findings.filter(fact_kind="order").values_list("fact_id", flat=True)
    numbers = {*written, *([order.stop_order_id] if order and order.stop_order_id else [])}
    return list(StopOrder.objects.filter(pk__in=[pk for pk in numbers if pk], lifted_on=None).order_by("pk"))


@transaction.atomic
def close(*, inspection: Inspection, by: User, seen: int | None = None) -> Inspection:
    """A second person lifts the order, writes what the re-inspection found into the register, and closes."""
    inspection = locked(inspection)
    refusal_of(permissions.close(by, inspection))
    if inspection.state == Inspection.State.CLOSED:
        return inspection
    state = next_state(INSPECTION, inspection.state, "close", LABELS)
    refuse_if_changed(inspection, seen, by=by)
    if undecided(inspection):
        raise Refusal("findings_open", _("A finding is not final; it is decided before the inspection is closed."))
    order = RectificationOrder.objects.select_for_update(of=("self",)).filter(inspection=inspection).first()
    if order is None and not inspection.nothing_stands:
        raise Refusal("order_missing", _("A finding is open; order its rectification first."))
    if order is not None:
        _lift(order, inspection, by=by)
    inspection.state, inspection.closed_at, inspection.closed_by = state, now(), by
    inspection.save()
    record("inspection.close", by=by, subject=inspection, after={"order": order.number if order else ""})
    return inspection


def _lift(order: RectificationOrder, inspection: Inspection, *, by: User) -> None:
    if not order.passed or order.reinspected_on is None:
        raise Refusal(
            "not_rectified", _("The re-inspection was not passed; re-inspect again before the order is lifted.")
        )
    for stop in _stops(inspection, order):
        lift_stop_order(order=stop, by=by)
    for finding in inspection.findings.final():
        write_remedy(finding, order.reinspected_on, by=by)
    order.lifted_on, order.lifted_by = order.reinspected_on, by
    order.save()
    if inspection.group:
        meet_duty(kind=RECTIFICATION, organisation=inspection.group, reference=order.number, at=now(), by=by)
