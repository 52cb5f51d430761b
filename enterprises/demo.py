"""The demo's register, all fictional: every group can allot its quota, and every ground bars somebody."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Organisation, Province
from audit.services.record import Actor
from enterprises.models import (
    Capacity,
    ComplianceFact,
    Enterprise,
    Evidence,
    Halt,
    Licence,
    PermitBreach,
    PondEvaluation,
    StopOrder,
    TailingsPond,
)
from enterprises.services.enterprises import join_group, register_enterprise
from enterprises.services.evidence import add_evidence
from enterprises.services.verdicts import written_together

DATA = Path(__file__).parent / "data" / "demo_register.json"
MEMBER_SINCE = date(2016, 1, 1)
TYPES: dict[str, type[Evidence]] = {
    "licence": Licence,
    "capacity": Capacity,
    "test": ComplianceFact,
    "halt": Halt,
    "stop_order": StopOrder,
}


@transaction.atomic
def load_demo_register(*, by: Actor) -> None:
    """Enters the fictional enterprises with their evidence; those that are there already stay as they are."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    there = set(Enterprise.objects.values_list("credit_code", flat=True))
    groups = {group.code: group for group in Organisation.objects.groups()}
    provinces = Province.objects.in_bulk()
    with written_together():
        for row in rows:
            if row["credit_code"] in there:
                continue
            group, evidence = groups[row.pop("group")], row.pop("evidence")
            province = provinces[row.pop("province")]
            enterprise = register_enterprise(**row, province=province, is_fictional=True, by=by)
            join_group(enterprise=enterprise, group=group, valid_from=MEMBER_SINCE, by=by)
            for piece in evidence:
                _add(enterprise, piece, by)


def _add(enterprise: Enterprise, piece: dict[str, Any], by: Actor) -> None:
    """One piece of evidence; a pond comes with its evaluation, a breach names its permit by its number."""
    values = {name: value for name, value in piece.items() if name != "type"}
    if piece["type"] == "breach":
        permit = enterprise.licences.get(kind=Licence.Kind.DISCHARGE_PERMIT, number=values.pop("permit"))
        add_evidence(PermitBreach(enterprise=enterprise, permit=permit, **values), enterprise=enterprise, by=by)
        return
    if piece["type"] != "pond":
        add_evidence(TYPES[piece["type"]](**{"enterprise": enterprise, **values}), enterprise=enterprise, by=by)
        return
    pond = TailingsPond(enterprise=enterprise, name=values.pop("name"))
    add_evidence(pond, enterprise=enterprise, by=by)
    add_evidence(PondEvaluation(pond=pond, **values), enterprise=enterprise, by=by)
