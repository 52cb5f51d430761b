"""Every constraint of reporting is broken once, past the services: the database itself keeps it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from common.periods import now
from reporting.models import (
    Difference,
    ElementOutput,
    EnterpriseOutput,
    Finding,
    OutputSum,
    ProductionReport,
    Remark,
    ReportLine,
    ReportPlace,
    TraceabilityExtract,
    TraceabilityFigure,
)
from reporting.rules.form import COLUMNS
from reporting.rules.reconciliation import QUANTITIES
from tests.reporting.conftest import World, t

pytestmark = pytest.mark.django_db


def made(world: World, **values: Any) -> ProductionReport:
    """Create a report without the services: a draft with its own version unless given otherwise."""
    defaults = {
        "group": world.group, "year": 2021, "month": 9, "version": 1, "drafted_by": world.cast.northern_clerk,
        "drafted_at": now(), "saved_at": now(),
    }  # fmt: skip
    return ProductionReport.objects.create(**{**defaults, **values})


def sent(world: World) -> dict[str, Any]:
    return {"state": "submitted", "signed_by": world.cast.northern_officer, "submitted_at": now()}


def decided(world: World, state: str) -> dict[str, Any]:
    return {**sent(world), "state": state, "decided_by": world.cast.miit_officer, "decided_at": now()}


def recalled(world: World) -> dict[str, Any]:
    return {**sent(world), "state": "recalled"}


def line(world: World, **values: Any) -> ReportLine:
    return ReportLine.objects.create(report=made(world), enterprise=world.plant, category="separation", **values)


def finding(world: World, **values: Any) -> Finding:
    defaults = {"line": line(world), "code": "x", "clause": "通知一", "sentence_zh": "。", "sentence_en": ".",
                "opened_at": now()}  # fmt: skip
    return Finding.objects.create(**{**defaults, **values})


def twice(make: Callable[[], Any]) -> None:
    make()
    make()


def same_version(world: World) -> None:
    made(world, **decided(world, "superseded"))
    made(world)


def two_open(world: World) -> None:
    made(world, **sent(world))
    made(world, version=2)


def two_in_force(world: World) -> None:
    made(world, **decided(world, "accepted"), in_force=True, counts_from=now())
    made(world, version=2, **decided(world, "accepted"), in_force=True, counts_from=now())


def same_line(world: World) -> None:
    report = made(world)
    twice(lambda: ReportLine.objects.create(report=report, enterprise=world.plant, category="separation"))


def same_element(world: World) -> None:
    row = line(world)
    twice(lambda: ElementOutput.objects.create(line=row, element="La", tonnes=t(1)))


def same_finding(world: World) -> None:
    row = line(world)
    twice(lambda: Finding.objects.create(
        line=row, code="x", clause="", sentence_zh="。", sentence_en=".", opened_at=now()
    ))  # fmt: skip


def signed_by_the_clerk(world: World) -> None:
    made(world, **{**sent(world), "signed_by": world.cast.northern_clerk})


def summed(world: World, **values: Any) -> OutputSum:
    defaults = {"group": world.group, "category": "separation", "year": 2021, "month": 9, "output": t(1)}
    return OutputSum.objects.create(**{**defaults, **values})


def produced(world: World, **values: Any) -> EnterpriseOutput:
    defaults = {"group": world.group, "enterprise": world.plant, "category": "separation", "year": 2021, "m09": t(1)}
    return EnterpriseOutput.objects.create(**{**defaults, **values})


def extract(world: World, **values: Any) -> TraceabilityExtract:
    defaults = {"group": world.group, "year": 2021, "month": 9, "version": 1, "file_name": "x", "file_hash": "x",
                "uploaded_by": world.cast.northern_clerk, "uploaded_at": now()}  # fmt: skip
    return TraceabilityExtract.objects.create(**{**defaults, **values})


def traced(world: World, **values: Any) -> TraceabilityFigure:
    whole = TraceabilityExtract.objects.first() or extract(world)
    defaults = {"extract": whole, "enterprise": world.plant, "category": "separation", "output": t(1)}
    return TraceabilityFigure.objects.create(**{**defaults, **values})


def difference(world: World, **values: Any) -> Difference:
    report = ProductionReport.objects.filter(version=1).first() or made(world)
    whole = TraceabilityExtract.objects.first() or extract(world)
    defaults = {"group": world.group, "enterprise": world.plant, "category": "separation", "year": 2021, "month": 9,
                "quantity": "output", "reported": t(1), "traced": t(2), "report": report, "extract": whole,
                "opened_at": now()}  # fmt: skip
    return Difference.objects.create(**{**defaults, **values})


def remark(world: World, **values: Any) -> Remark:
    return Remark.objects.create(
        **{"report": made(world), "text": "示例", "written_by": world.cast.mnr_clerk, "written_at": now(), **values}
    )


BREAKS: dict[str, Callable[[World], Any]] = {
    "remark_about_one_thing": lambda world: remark(world, report=None),
    "remark_says_something": lambda world: remark(world, text=""),
    "remark_withdrawn_by_somebody": lambda world: remark(world, withdrawn_at=now()),
    "report_version_once": same_version,
    "report_one_open_per_group_and_month": two_open,
    "report_one_in_force_per_group_and_month": two_in_force,
    "report_in_force_fits_state": lambda world: made(world, in_force=True, counts_from=now()),
    "report_in_force_counts_from_an_instant": lambda world: made(world, **decided(world, "accepted"), in_force=True),
    "report_month_exists": lambda world: made(world, month=13),
    "report_signed_when_submitted": lambda world: made(world, state="submitted"),
    "report_decided_by_somebody": lambda world: made(
        world, **{**decided(world, "accepted"), "decided_by": None, "in_force": True, "counts_from": now()}
    ),
    "report_returned_with_a_reason": lambda world: made(world, **decided(world, "returned")),
    "report_recalled_with_a_reason": lambda world: made(world, **recalled(world), recalled_at=now()),
    "report_recalled_by_somebody": lambda world: made(world, **recalled(world)),
    "report_discarded_with_a_reason": lambda world: made(world, **{**sent(world), "state": "discarded"}),
    "report_corrected_with_a_reason": lambda world: made(world, correction_reason="x"),
    "report_signed_by_a_second_person": signed_by_the_clerk,
    "report_line_once_per_enterprise_and_category": same_line,
    # Its own trigger has written it already.
    "report_place_once": lambda world: ReportPlace.objects.create(report=line(world).report, province_id="15"),
    "element_once_per_line": same_element,
    "element_not_negative": lambda world: ElementOutput.objects.create(line=line(world), element="La", tonnes=t(-1)),
    "enterprise_output_once": lambda world: twice(lambda: produced(world)),
    "enterprise_output_not_negative": lambda world: produced(world, m09=t(-1)),
    "output_summed_once": lambda world: twice(lambda: summed(world)),
    "output_sum_not_negative": lambda world: summed(world, output=t(-1)),
    "extract_version_once": lambda world: twice(lambda: extract(world)),
    "extract_month_exists": lambda world: extract(world, month=0),
    "traced_once": lambda world: twice(lambda: traced(world)),
    "difference_pending_once": lambda world: twice(lambda: difference(world)),
    "difference_explained_in_words": lambda world: difference(world, state="explained"),
    "difference_decided_by_somebody_in_words": lambda world: difference(world, state="decided", closed_at=now()),
    "difference_closed_when_it_is": lambda world: difference(world, state="settled"),
    "finding_once_per_rule": same_finding,
    "finding_explained_in_words": lambda world: finding(world, state="explained"),
    "finding_decided_by_somebody_in_words": lambda world: finding(world, state="decided"),
}


def negative(column: str) -> Callable[[World], Any]:
    return lambda world: line(world, **{column: t("-0.001")})


def negative_traced(column: str) -> Callable[[World], Any]:
    return lambda world: traced(world, **{column: t("-0.001")})


BREAKS |= {f"traced_{column}_not_negative": negative_traced(column) for column in QUANTITIES}
BREAKS |= {f"report_line_{column}_not_negative": negative(column) for column in COLUMNS}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_the_database_keeps(world: World, name: str) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        BREAKS[name](world)
    # SQLite names a unique constraint by its columns.
    assert name in str(broken.value) or "UNIQUE" in str(broken.value)


def test_every_constraint_is_broken_here() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("reporting").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    # Those of the year's statement are broken in tests/reporting/statements.
    assert {name for name in named if not name.startswith("statement_")} == set(BREAKS)
