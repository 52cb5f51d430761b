"""A correction carries a code of a list; what answers a return says so by itself."""

import pytest

from allocations.models import CodedReason
from allocations.reads.reasons import reason_tables
from reporting.services.decisions import accept_report, return_report
from reporting.services.drafts import start_correction
from tests.reporting.conftest import World

pytestmark = pytest.mark.django_db


def corrections(user: object) -> int:
    return next(one for one in reason_tables(2021, user) if one.kind == "correction").total.total  # type: ignore[arg-type]


def test_a_correction_says_why_and_an_answer_to_a_return_says_so_by_itself(world: World) -> None:
    report = return_report(report=world.submitted(), reason="请补充", code="explanation", by=world.cast.miit_officer)
    second = start_correction(report=report, reason="", by=world.cast.northern_clerk)
    kinds = {(row.kind, row.code) for row in CodedReason.objects.all()}
    assert kinds == {("report_return", "explanation"), ("correction", "after_return")}
    assert second.version == 2


def test_a_group_sees_its_own_and_a_province_none(world: World) -> None:
    first = accept_report(report=world.submitted(), by=world.cast.miit_officer)
    start_correction(report=first, reason="盘点", code="stock_count", by=world.cast.northern_clerk)
    assert corrections(world.cast.northern_clerk) == 1
    assert corrections(world.cast.southern_clerk) == 0
    assert corrections(world.cast.neimenggu_industry) == 0
