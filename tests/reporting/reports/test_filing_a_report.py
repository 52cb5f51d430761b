"""A month's report: begun, filled in, signed, submitted, accepted, returned, corrected."""

from typing import Any

import pytest

from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import Month, at
from deadlines.models import Obligation
from reporting.models import Finding, ProductionReport
from reporting.reads.cells import Cells
from reporting.rules.form import cell_name
from reporting.services.decisions import (
    accept_report,
    decide_finding,
    figures_hash,
    return_report,
    submit_report,
)
from reporting.services.drafts import remove_line, save_report, start_correction, start_report
from tests.builders import enterprise
from tests.reporting.conftest import SEPTEMBER, World, figures, noon, t

pytestmark = pytest.mark.django_db


def cell(world: World, name: str) -> str:
    return cell_name(name, world.plant.pk, "separation")


def test_a_draft_has_a_row_for_every_enterprise_with_quota(world: World) -> None:
    idle = enterprise(3)
    report = world.started()
    rows = set(report.lines.values_list("enterprise", "category"))
    assert rows == {(world.plant.pk, "separation"), (world.mine.pk, "mining_rock")}
    assert not report.lines.filter(enterprise=idle).exists()


def test_an_empty_cell_is_not_zero(world: World) -> None:
    report = save_report(report=world.started(), cells={cell(world, "sales"): t(0)}, by=world.cast.northern_clerk)
    line = report.lines.get(enterprise=world.plant)
    assert line.sales == 0
    assert line.output is None


def test_the_opening_stock_is_last_months_closing_stock(world: World) -> None:
    world.submitted(Month(2021, 8), opening=5)
    assert world.started().lines.get(enterprise=world.plant).opening_stock == t(15)


def test_a_month_that_is_not_over_cannot_be_begun(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        world.started(Month(2021, 10))
    assert refused.value.code == "wrong_period"


@pytest.mark.parametrize("month", [Month(2020, 12), Month(2022, 1)])
def test_a_month_without_obligation_cannot_be_begun(world: World, month: Month) -> None:
    with pytest.raises(Refusal) as refused:
        world.started(month)
    assert refused.value.code == "not_due"


def test_the_same_month_cannot_be_begun_twice(world: World) -> None:
    world.started()
    with pytest.raises(Refusal) as refused:
        world.started()
    assert refused.value.code == "report_exists"


@pytest.mark.parametrize("who", ["northern_officer", "southern_clerk", "miit_clerk", "neimenggu_industry"])
def test_only_a_clerk_of_the_group_fills_in(world: World, who: str) -> None:
    by = getattr(world.cast, who)
    with pytest.raises(NotAllowed):
        start_report(group=world.group, month=SEPTEMBER, by=by)
    report = world.started()
    with pytest.raises(NotAllowed):
        save_report(report=report, cells=world.cells(), by=by)


def test_a_foreign_enterprise_is_refused_at_its_cell_and_nothing_is_stored(world: World) -> None:
    foreign = enterprise(9, group="southern-re")
    report = world.started()
    name = cell_name("output", foreign.pk, "separation")
    with pytest.raises(NotValid) as refused:
        save_report(report=report, cells={cell(world, "output"): t(5), name: t(1)}, by=world.cast.northern_clerk)
    assert list(refused.value.cells) == [name]
    assert report.lines.get(enterprise=world.plant).output is None


def test_a_plant_does_not_report_ore(world: World) -> None:
    name = cell_name("output", world.plant.pk, "mining_rock")
    with pytest.raises(NotValid):
        save_report(report=world.started(), cells={name: t(1)}, by=world.cast.northern_clerk)


def test_an_enterprise_of_the_group_can_be_added_and_taken_out(world: World) -> None:
    idle = enterprise(3)
    report = save_report(report=world.started(), cells=figures(idle), by=world.cast.northern_clerk)
    line = report.lines.get(enterprise=idle)
    remove_line(line=line, by=world.cast.northern_clerk)
    assert not report.lines.filter(enterprise=idle).exists()


def test_elements_are_stored_changed_and_emptied(world: World) -> None:
    clerk, report = world.cast.northern_clerk, world.filled()
    save_report(report=report, cells={cell(world, "el_La"): t(90), cell(world, "el_Nd"): None}, by=clerk)
    parts = dict(report.lines.get(enterprise=world.plant).elements.values_list("element", "tonnes"))
    assert parts == {"La": t(90)}


def test_submitting_signs_numbers_and_meets_the_obligation(world: World) -> None:
    report = world.submitted()
    duty = Obligation.objects.get(kind="monthly_report", organisation=world.group, period="2021-09")
    assert report.state == "submitted"
    assert report.in_force
    assert report.signed_by == world.cast.northern_officer
    assert report.number == "R-2021-09-northern-re-v1"
    assert len(report.receipt_hash) == 64
    assert report.receipt_head.partition(":")[0].isdecimal()
    assert duty.met_at == report.submitted_at
    assert duty not in Obligation.objects.met_late()


def test_late_is_possible_and_marked(world: World) -> None:
    with at(noon(10, 12)):
        world.submitted()
    duty = Obligation.objects.get(kind="monthly_report", organisation=world.group, period="2021-09")
    assert duty in Obligation.objects.met_late()


@pytest.mark.parametrize("who", ["northern_clerk", "southern_officer", "miit_officer", "neimenggu_industry"])
def test_only_an_officer_of_the_group_submits(world: World, who: str) -> None:
    report = world.filled()
    with pytest.raises(NotAllowed):
        submit_report(report=report, by=getattr(world.cast, who))


def test_who_filled_it_in_does_not_sign_it(world: World) -> None:
    world.cast.northern_clerk.roles.add("officer")
    report = world.filled()
    with pytest.raises(NotAllowed) as refused:
        submit_report(report=report, by=world.cast.northern_clerk)
    assert refused.value.code == "same_person"


def test_a_report_with_holes_is_refused_at_its_cells(world: World) -> None:
    report = world.filled()
    save_report(report=report, cells={cell(world, "sales"): None}, by=world.cast.northern_clerk)
    with pytest.raises(NotValid) as refused:
        submit_report(report=report, by=world.cast.northern_officer)
    assert refused.value.code == "blank"
    assert cell(world, "sales") in refused.value.cells


def test_over_quota_passes_with_an_explanation_and_opens_a_finding(world: World) -> None:
    clerk, officer = world.cast.northern_clerk, world.cast.northern_officer
    report = world.filled(output=100)
    save_report(report=report, cells=figures(world.plant, 1200), by=clerk)
    with pytest.raises(NotValid) as refused:
        submit_report(report=report, by=officer)
    assert list(refused.value.cells) == [cell(world, "why_over_quota")]
    save_report(report=report, cells={cell(world, "why_over_quota"): "订单集中交付，已报告"}, by=clerk)
    submit_report(report=report, by=officer)
    finding = Finding.objects.get()
    assert (finding.code, finding.state, finding.clause) == ("over_quota", "explained", "通知一")
    assert "200" in finding.sentence_zh
    assert finding.explanation == "订单集中交付，已报告"


def test_figures_changed_behind_the_signers_back_are_not_submitted(world: World) -> None:
    report = world.filled()
    seen = figures_hash(report)
    save_report(report=report, cells=figures(world.plant, 90), by=world.cast.northern_clerk)
    with pytest.raises(Refusal) as refused:
        submit_report(report=report, by=world.cast.northern_officer, seen=seen)
    assert refused.value.code == "changed_since"
    assert world.cast.northern_clerk.name in str(refused.value)


def test_sending_the_same_page_twice_submits_once(world: World) -> None:
    report = world.filled()
    seen = figures_hash(report)
    first = submit_report(report=report, by=world.cast.northern_officer, seen=seen)
    again = submit_report(report=report, by=world.cast.northern_officer, seen=seen)
    assert first.submitted_at == again.submitted_at
    assert Event.objects.filter(action="report.submit").count() == 1


def test_a_submitted_figure_is_never_edited(world: World) -> None:
    report = world.submitted()
    with pytest.raises(Refusal) as refused:
        save_report(report=report, cells=world.cells(90), by=world.cast.northern_clerk)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("who", ["miit_clerk", "mnr_officer", "northern_officer", "neimenggu_industry"])
def test_only_a_miit_officer_decides(world: World, who: str) -> None:
    report = world.submitted()
    with pytest.raises(NotAllowed):
        accept_report(report=report, by=getattr(world.cast, who))
    with pytest.raises(NotAllowed):
        return_report(report=report, reason="x", by=getattr(world.cast, who))


def test_a_draft_cannot_be_accepted(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        accept_report(report=world.filled(), by=world.cast.miit_officer)
    assert refused.value.code == "wrong_state"


def test_accepting_twice_has_one_effect(world: World) -> None:
    report = world.accepted()
    again = accept_report(report=report, by=world.cast.person("miit-second", "miit", "officer"))
    assert again.decided_by == world.cast.miit_officer
    assert Event.objects.filter(action="report.accept").count() == 1


def test_a_return_needs_a_reason_and_points_at_cells(world: World) -> None:
    report = world.submitted()
    with pytest.raises(NotValid):
        return_report(report=report, reason=" ", by=world.cast.miit_officer)
    wrong = {"output-999-separation": "不存在"}
    with pytest.raises(NotValid):
        return_report(report=report, reason="数据有误", cells=wrong, by=world.cast.miit_officer)
    points = {cell(world, "sales"): "与发票不符"}
    returned = return_report(report=report, reason="数据有误", cells=points, by=world.cast.miit_officer)
    assert returned.return_cells == points
    assert not returned.in_force


def test_a_returned_report_is_answered_by_a_new_version_with_its_figures(world: World) -> None:
    clerk = world.cast.northern_clerk
    first = return_report(report=world.submitted(), reason="数据有误", by=world.cast.miit_officer)
    second = start_correction(report=first, reason="", by=clerk)
    assert (second.version, second.state, second.correction_reason) == (2, "draft", "数据有误")
    assert second.lines.get(enterprise=world.plant).elements.count() == 2
    first.refresh_from_db()
    assert first.state == "returned"
    with pytest.raises(Refusal):
        save_report(report=first, cells=world.cells(90), by=clerk)


def test_what_was_accepted_stays_in_force_until_the_correction_is(world: World) -> None:
    first = world.accepted()
    second = start_correction(report=first, reason="漏记一批", by=world.cast.northern_clerk)
    save_report(report=second, cells=world.cells(120), by=world.cast.northern_clerk)
    submit_report(report=second, by=world.cast.northern_officer)
    assert ProductionReport.objects.in_force().get() == first
    accept_report(report=second, by=world.cast.miit_officer)
    assert ProductionReport.objects.in_force().get() == second
    first.refresh_from_db()
    assert first.state == "superseded"
    assert first.lines.get(enterprise=world.plant).output == t(100)


def test_a_correction_that_is_returned_leaves_the_accepted_version_in_force(world: World) -> None:
    first = world.accepted()
    second = start_correction(report=first, reason="漏记一批", by=world.cast.northern_clerk)
    submit_report(report=second, by=world.cast.northern_officer)
    return_report(report=second, reason="不应更正", by=world.cast.miit_officer)
    assert ProductionReport.objects.in_force().get() == first


def test_a_correction_needs_a_reason_and_the_latest_version(world: World) -> None:
    clerk, first = world.cast.northern_clerk, world.accepted()
    with pytest.raises(NotValid):
        start_correction(report=first, reason=" ", by=clerk)
    start_correction(report=first, reason="漏记一批", by=clerk)
    with pytest.raises(Refusal) as refused:
        start_correction(report=first, reason="再来", by=clerk)
    assert refused.value.code == "not_the_latest"


def test_a_finding_is_decided_by_miit_in_words(world: World) -> None:
    clerk = world.cast.northern_clerk
    report = world.filled()
    changed: Cells = {
        cell(world, "traceability_quantity"): t(50),
        cell(world, "why_traceability_differs"): "系统延迟",
    }
    save_report(report=report, cells=changed, by=clerk)
    submit_report(report=report, by=world.cast.northern_officer)
    finding = Finding.objects.get()
    with pytest.raises(NotAllowed):
        decide_finding(finding=finding, decision="同意", by=world.cast.northern_officer)
    with pytest.raises(NotValid):
        decide_finding(finding=finding, decision="", by=world.cast.miit_officer)
    assert decide_finding(finding=finding, decision="同意说明", by=world.cast.miit_officer).state == "decided"
    with pytest.raises(Refusal):
        decide_finding(finding=finding, decision="再次", by=world.cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        decide_finding(finding=finding, decision="不同意", by=world.cast.person("miit-second", "miit", "officer"))
    assert world.cast.miit_officer.name in str(refused.value)


def test_every_step_has_its_audit_line(world: World) -> None:
    report = world.accepted()
    actions = list(Event.objects.about(report).values_list("action", flat=True))
    assert actions == ["report.draft", "report.edit", "report.submit", "report.accept"]


def test_saving_the_same_figures_again_changes_and_logs_nothing(world: World) -> None:
    report = world.filled()
    save_report(report=report, cells=world.cells(), by=world.cast.northern_clerk)
    assert Event.objects.filter(action="report.edit").count() == 1
    changes: dict[str, Any] = Event.objects.get(action="report.edit").after["cells"]
    assert changes[cell(world, "output")] == [None, "100"]
