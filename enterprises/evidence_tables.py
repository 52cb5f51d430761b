"""An enterprise's evidence as tables: what the detail page shows, one table per kind of evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from common.periods import day_text
from common.quantities import format_tonnes
from enterprises.models import (
    Capacity,
    ComplianceFact,
    Enterprise,
    GroupMembership,
    Halt,
    Licence,
    PondEvaluation,
    StopOrder,
)

SHOWN: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (GroupMembership, "memberships", ("group", "valid_from", "valid_to")),
    (Licence, "licences", ("kind", "number", "holder", "issuer", "valid_from", "valid_to", "revoked_on")),
    (Capacity, "capacities", ("tonnes_per_year", "process", "eliminated", "document", "valid_from")),
    (
        ComplianceFact,
        "compliance_facts",
        ("kind", "passed", "tested_on", "valid_until", "tested_by", "report"),
    ),
    (PondEvaluation, "", ("pond", "grade", "evaluated_on", "report")),
    (StopOrder, "stop_orders", ("number", "authority", "issued_on", "lifted_on")),
    (Halt, "halts", ("since", "until", "reason")),
)


@dataclass(frozen=True)
class Table:
    """A table of one kind of evidence; without rows there is none of it."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def evidence_tables(enterprise: Enterprise) -> list[Table]:
    """Every kind of evidence, those without a row too."""
    return [
        Table(
            name=str(model._meta.model_name),
            title=str(model._meta.verbose_name_plural),
            heads=tuple(_head(model, name) for name in names),
            rows=tuple(tuple(_text(row, name) for name in names) for row in _rows(enterprise, related)),
        )
        for model, related, names in SHOWN
    ]


def _head(model: type[Model], name: str) -> str:
    if name == "group":
        return _("rare-earth group")
    if name == "pond":
        return _("tailings pond")
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return f"{label} (t REO)" if name == "tonnes_per_year" else label


def _rows(enterprise: Enterprise, related: str) -> Iterable[Model]:
    if related:
        rows: Iterable[Model] = getattr(enterprise, related).all()
        return rows
    return PondEvaluation.objects.filter(pond__enterprise=enterprise).select_related("pond")


def _text(row: Any, name: str) -> str:
    """A value as a person reads it."""
    if label := getattr(row, f"get_{name}_display", None):
        return str(label())
    value = getattr(row, name)
    if name == "group":
        return str(value.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day_text(value)
    if name == "tonnes_per_year":
        return format_tonnes(value)
    return "–" if value in (None, "") else str(value)
