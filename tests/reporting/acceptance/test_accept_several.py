"""Several reports accepted at once: what is left out and why, and one that has changed meanwhile."""

from typing import Any

import pytest
from django.urls import reverse

from audit.models import Event
from common.constraints import NotAllowed
from common.periods import at
from reporting.models import ProductionReport
from reporting.reads.acceptance import candidates
from reporting.services.acceptance import accept_several
from tests.markup import squeezed
from tests.reporting.conftest import World, noon

pytestmark = pytest.mark.django_db


def test_every_plain_report_is_accepted_and_each_stands_in_the_log(world: World, two: Any) -> None:
    with at(noon(10, 9)):
        seen = {row.report.pk: row.seen for row in candidates(world.cast.miit_officer) if not row.warnings}
        outcomes = accept_several(seen=seen, by=world.cast.miit_officer)
    assert outcomes
    assert all(outcome.refusal is None for outcome in outcomes)
    for outcome in outcomes:
        assert ProductionReport.objects.get(pk=outcome.report.pk).state == "accepted"
        assert Event.objects.about(outcome.report).filter(action="report.accept").count() == 1


def test_one_that_has_changed_since_is_left_and_the_others_are_accepted(world: World, two: Any) -> None:
    plain = [row for row in candidates(world.cast.miit_officer) if not row.warnings]
    assert len(plain) >= 2
    first, *others = plain
    seen = {first.report.pk: first.seen - 1, **{row.report.pk: row.seen for row in others}}
    outcomes = {one.report.pk: one.refusal for one in accept_several(seen=seen, by=world.cast.miit_officer)}
    assert outcomes[first.report.pk] is not None
    assert ProductionReport.objects.get(pk=first.report.pk).state == "submitted"
    assert all(outcomes[row.report.pk] is None for row in others)


def test_a_report_with_an_undecided_finding_is_left_out_even_when_it_is_named(world: World, two: Any) -> None:
    plain, _jumps = two
    line = plain.lines.first()
    line.findings.create(
        code="output_jump", clause="异常波动", sentence_zh="示例", sentence_en="example", explanation="检修",
        state="explained", explained_by=world.cast.northern_officer, opened_at=noon(9, 8),
    )  # fmt: skip
    [row] = [row for row in candidates(world.cast.miit_officer) if row.report == plain]
    assert row.warnings
    outcomes = accept_several(seen={plain.pk: row.seen}, by=world.cast.miit_officer)
    assert outcomes == []
    plain.refresh_from_db()
    assert plain.state == "submitted"


def test_nobody_else_accepts(world: World, two: Any) -> None:
    plain, _jumps = two
    with pytest.raises(NotAllowed):
        accept_several(seen={plain.pk: 1}, by=world.cast.miit_clerk)


def test_the_page_says_what_will_happen_and_accepts_what_is_chosen(world: World, two: Any, as_user: Any) -> None:
    plain, jumps = two
    browser, address = as_user(world.cast.miit_officer), reverse("reports_accept")
    page = squeezed(browser.get(address).content.decode())
    assert plain.number in page
    assert "所选报表逐份受理" in page
    seen = next(row.seen for row in candidates(world.cast.miit_officer) if row.report == plain)
    answer = browser.post(address, {"report": [plain.pk], f"seen-{plain.pk}": seen}, follow=True)
    assert "已受理1份报表" in answer.content.decode()
    jumps.refresh_from_db()
    assert jumps.state == "submitted"
