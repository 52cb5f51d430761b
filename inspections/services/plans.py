"""The verbs of plans and of the pool of inspectors."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.workflow import refusal_of
from enterprises.models import Enterprise
from inspections import permissions
from inspections.models import Inspector, Plan, Recusal


@transaction.atomic
def add_plan(plan: Plan, *, by: User) -> Plan:
    """Stores a plan of the own authority. Raises NotValid with a sentence per field."""
    refusal_of(permissions.keep_plans(by))
    plan.organisation, plan.drafted_by = by.organisation, by
    _whole(plan)
    if plan.inspectors_each < 2:
        sentence = _("An inspection is made by at least two inspectors.")
        raise NotValid("two_inspectors", sentence, cells={"inspectors_each": sentence})
    if not 1 <= plan.percent <= 100:
        sentence = _("The ratio is between 1 and 100 per cent.")
        raise NotValid("no_ratio", sentence, cells={"percent": sentence})
    if plan.last_day < plan.first_day:
        sentence = _("The period ends before it begins.")
        raise NotValid("no_period", sentence, cells={"last_day": sentence})
    plan.save()
    record("inspection_plan.add", by=by, subject=plan, after=_values(plan, "percent", "inspectors_each", "first_day",
           "last_day", "over_quota", "differences", "late_reports", "years_since", "demanded"))  # fmt: skip
    return plan


@transaction.atomic
def add_inspector(inspector: Inspector, *, by: User) -> Inspector:
    """Puts somebody into the own pool."""
    refusal_of(permissions.keep_plans(by))
    inspector.organisation = by.organisation
    _whole(inspector)
    known = Inspector.objects.filter(organisation=by.organisation, id_number=inspector.id_number)
    if known.exists():
        sentence = _("An inspector with this ID is in the pool already.")
        raise NotValid("inspector_known", sentence, cells={"id_number": sentence})
    inspector.save()
    record("inspector.add", by=by, subject=inspector, after=_values(inspector, "name", "id_number", "employer"))
    return inspector


@transaction.atomic
def recuse(*, inspector: Inspector, enterprise: Enterprise, reason: str, by: User) -> None:
    """From now on the inspector is never drawn for this enterprise."""
    refusal_of(permissions.keep_plans(by) or permissions.prepare_draw(by, inspector.organisation))
    if not reason.strip():
        sentence = _("Give the reason; it is kept in the record of every draw.")
        raise NotValid("reason_needed", sentence, cells={"reason": sentence})
    _row, made = Recusal.objects.get_or_create(
        inspector=inspector, enterprise=enterprise, defaults={"reason": reason.strip()}
    )
    if not made:
        raise Refusal("recused_already", _("The inspector is recused from this enterprise already."))
    record("inspector.recuse", by=by, subject=inspector, after={"enterprise": str(enterprise), "reason": reason})


def _whole(row: Any) -> None:
    try:
        row.clean_fields()
    except ValidationError as fault:
        cells = {name: " ".join(texts) for name, texts in fault.message_dict.items()}
        raise NotValid("invalid", " ".join(cells.values()), cells=cells) from None


def _values(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
