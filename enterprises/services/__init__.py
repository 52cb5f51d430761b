"""The verbs of the register, and the verdicts over it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.services import Actor, record
from common.constraints import NotValid, Refusal
from enterprises.models import Enterprise, GroupMembership, StopOrder
from enterprises.rules import EnterpriseFacts, Verdict, judge
from enterprises.rules.facts import CapacityFact, HaltFact, OrderFact, Paper, PondFact, TestFact

EVIDENCE = ("licences", "capacities", "compliance_facts", "ponds__evaluations", "stop_orders", "halts")


def verdicts(enterprises: Iterable[Enterprise], *, as_of: date, rule_set: str) -> dict[tuple[int, str], Verdict]:
    """The verdict by (enterprise id, category) for every category its kind may get. Constant queries."""
    listed = list(enterprises)
    prefetch_related_objects(listed, *EVIDENCE)
    judged = {}
    for enterprise in listed:
        facts = facts_of(enterprise)
        for category in enterprise.categories:
            judged[enterprise.pk, str(category)] = judge(facts, str(category), as_of, rule_set)
    return judged


def facts_of(enterprise: Enterprise) -> EnterpriseFacts:
    """What the register holds about an enterprise, as the rules take it; evidence must be prefetched."""
    return EnterpriseFacts(
        name=enterprise.name_zh,
        kind=enterprise.kind,
        papers=tuple(
            Paper(row.kind, row.number, row.valid_from, row.valid_to, row.revoked_on)
            for row in enterprise.licences.all()
        ),
        capacities=tuple(
            CapacityFact(row.tonnes_per_year, row.process, row.eliminated, row.document, row.valid_from)
            for row in enterprise.capacities.all()
        ),
        tests=tuple(
            TestFact(row.kind, row.passed, row.tested_on, row.valid_until, row.report)
            for row in enterprise.compliance_facts.all()
        ),
        ponds=tuple(pond.name for pond in enterprise.ponds.all()),
        evaluations=tuple(
            PondFact(pond.name, row.grade, row.evaluated_on, row.report)
            for pond in enterprise.ponds.all()
            for row in pond.evaluations.all()
        ),
        orders=tuple(
            OrderFact(row.number, row.authority, row.issued_on, row.lifted_on) for row in enterprise.stop_orders.all()
        ),
        halts=tuple(HaltFact(row.since, row.until, row.reason) for row in enterprise.halts.all()),
    )


@transaction.atomic
def register_enterprise(*, by: Actor, **values: Any) -> Enterprise:
    """Enters an enterprise. Raises NotValid with a sentence per field (also for a wrong credit code)."""
    enterprise = Enterprise(**values)
    _refuse_invalid(enterprise)
    enterprise.save()
    record("enterprise.register", by=by, subject=enterprise, after=_values(enterprise))
    return enterprise


@transaction.atomic
def join_group(*, enterprise: Enterprise, group: Organisation, valid_from: date, by: Actor) -> GroupMembership:
    """The enterprise belongs to the group from that day; it must not belong to another one then."""
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    standing = enterprise.memberships.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=valid_from)).first()
    if standing:
        raise Refusal(
            "belongs_already",
            _("%(enterprise)s belongs to %(group)s on %(day)s; end that membership first.")
            % {"enterprise": enterprise.name, "group": standing.group.name, "day": valid_from},
        )
    membership = GroupMembership.objects.create(enterprise=enterprise, group=group, valid_from=valid_from)
    record("enterprise.join_group", by=by, subject=enterprise, after={"group": group.name_zh, "from": valid_from})
    return membership


@transaction.atomic
def add_evidence(evidence: models.Model, *, enterprise: Enterprise, by: Actor) -> None:
    """Stores new evidence: a licence, capacity, compliance fact, pond, evaluation, order or halt."""
    _refuse_invalid(evidence)
    evidence.save()
    record(f"evidence.add_{evidence._meta.model_name}", by=by, subject=enterprise, after=_values(evidence))


@transaction.atomic
def lift_stop_order(*, order: StopOrder, lifted_on: date, by: Actor) -> None:
    """Lifts an order after re-inspection; from that day it no longer bars."""
    order = StopOrder.objects.select_for_update().get(pk=order.pk)
    if order.lifted_on:
        raise Refusal("lifted_already", _("This order was lifted on %(day)s already.") % {"day": order.lifted_on})
    order.lifted_on = lifted_on
    _refuse_invalid(order)
    order.save(update_fields=["lifted_on"])
    record(
        "evidence.lift_stop_order",
        by=by,
        subject=order.enterprise,
        after={"number": order.number, "on": lifted_on},
    )


def _refuse_invalid(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as faults:
        cells = {name: " ".join(messages) for name, messages in faults.message_dict.items()}
        raise NotValid("not_valid", " ".join(cells.values()), cells=cells) from None


def _values(row: models.Model) -> dict[str, Any]:
    """The row's values for the log, related rows by their name."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return {
        field.name: str(getattr(row, field.name)) if field.is_relation else field.value_from_object(row)
        for field in fields
    }
