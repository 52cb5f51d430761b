"""Before a correction is sent its effect is shown: on later cumulatives, on completion, on findings."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.periods import Month
from reporting.models import OutputSum, ProductionReport
from reporting.reads.effects import effects_of
from reporting.rules.form import cell_name
from reporting.services.decisions import accept_report, submit_report
from reporting.services.drafts import save_report, start_correction
from tests.reporting.conftest import World, figures, t

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JUNE, JULY, AUGUST = Month(2021, 6), Month(2021, 7), Month(2021, 8)


@pytest.fixture
def corrected(world: World) -> ProductionReport:
    """June is corrected to 200 t at the plant after June, July and August were accepted at 100 t each."""
    first = world.accepted(JUNE)
    world.accepted(JULY, opening=10)
    world.accepted(AUGUST, opening=20)
    clerk = world.cast.northern_clerk
    draft = start_correction(report=first, reason="漏报一条生产线", by=clerk)
    return save_report(report=draft, cells=figures(world.plant, 200), by=clerk)


def test_every_later_cumulative_and_the_completion_stand_before_and_after(
    world: World, corrected: ProductionReport
) -> None:
    effects = effects_of(corrected)
    assert effects is not None
    rows = [(row.enterprise, row.month, row.before, row.after) for row in effects.cumulatives]
    assert rows == [
        (world.plant, JUNE, t(100), t(200)),
        (world.plant, JULY, t(200), t(300)),
        (world.plant, AUGUST, t(300), t(400)),
    ]
    last = effects.cumulatives[-1]
    assert (last.completion_before, last.completion_after) == (t("0.3"), t("0.4"))


def test_a_finding_of_a_later_month_is_shown_before_the_correction_is_sent(
    world: World, corrected: ProductionReport
) -> None:
    """August alone does not exceed 1,000 t; with 850 t in June it does."""
    clerk = world.cast.northern_clerk
    save_report(report=corrected, cells=figures(world.plant, 850), by=clerk)
    effects = effects_of(corrected)
    assert effects is not None
    opened = {(finding.month, finding.fault.code) for finding in effects.findings if finding.kind == "opens"}
    assert (AUGUST, "over_quota") in opened
    assert (JULY, "over_quota") not in opened
    assert (JULY, "output_jump") in opened
    assert (JUNE, "over_quota") not in opened


def test_a_finding_that_the_correction_mends_no_longer_applies(world: World) -> None:
    wrong = {cell_name("traceability_quantity", world.plant.pk, "separation"): t(60)}
    why = {cell_name("why_traceability_differs", world.plant.pk, "separation"): "系统录入延迟"}
    clerk = world.cast.northern_clerk
    draft = save_report(report=world.started(JUNE), cells=world.cells() | wrong | why, by=clerk)
    from_ministry = _accept(world, draft)
    again = start_correction(report=from_ministry, reason="追溯数据已补录", by=clerk)
    save_report(report=again, cells=figures(world.plant, 100), by=clerk)
    effects = effects_of(again)
    assert effects is not None
    assert not effects.cumulatives
    assert [(finding.kind, finding.fault.code) for finding in effects.findings] == [("closes", "traceability_differs")]


def test_nothing_is_stored_and_the_queries_do_not_grow(world: World, corrected: ProductionReport) -> None:
    sums = list(OutputSum.objects.values())
    with CaptureQueriesContext(connection) as queries:
        effects_of(corrected)
    assert len(queries) <= 10
    assert list(OutputSum.objects.values()) == sums


def test_the_check_page_shows_it_and_a_first_version_has_none(
    world: World, corrected: ProductionReport, as_user: Any
) -> None:
    page = as_user(world.cast.northern_officer).get(reverse("report_check", args=[corrected.pk])).content.decode()
    assert "更正前累计" in page
    assert "40.0%" in page
    first = world.filled()
    assert effects_of(first) is None
    page = as_user(world.cast.northern_officer).get(reverse("report_check", args=[first.pk])).content.decode()
    assert "更正前累计" not in page


def _accept(world: World, draft: ProductionReport) -> ProductionReport:
    sent = submit_report(report=draft, by=world.cast.northern_officer)
    return accept_report(report=sent, by=world.cast.miit_officer)
