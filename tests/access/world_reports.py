"""Reports in every state with their findings, and the traceability system against them."""

from decimal import Decimal
from typing import Any

from common.periods import Month
from reporting.models import Difference, Finding, ProductionReport
from reporting.rules.form import cell_name
from reporting.services import decisions, drafts, reopening
from reporting.services.checks import check, explanation_cell
from reporting.services.differences import explain_difference
from reporting.services.extracts import preview_extract, take_extract
from reporting.services.report_workbook import preview_upload, template_workbook
from tests.access.world import MONTHS, OF_ASKED, World, fresh, provinces
from tests.access.world_statements import build_open_finding
from tests.documents.pdf_text import upload


def build_report(world: World, side: str, state: str, month: Month) -> ProductionReport:
    people = world.people
    clerk, officer, miit = people[f"{side}_clerk"], people[f"{side}_officer"], people["miit_officer"]
    report = drafts.start_report(group=world.groups[side], month=month, by=clerk)
    for province in provinces(side):
        drafts.save_report(report=report, cells=_cells(world, side, province, state), by=clerk)
    scopes = {world.plants[side, province].pk: world.scope(side, province) for province in provinces(side)}
    explained: dict[str, Any] = {}
    for violation in check(report).unexplained:
        owner = next(scope for pk, scope in scopes.items() if f"-{pk}-" in violation.cell)
        scope = f"{side}-draft" if state == "draft" else owner
        explained[explanation_cell(violation)] = world.canaries.text(scope, "说明")
    report = drafts.save_report(report=report, cells=explained, by=clerk)
    if state == "draft":
        world.workbooks[side] = template_workbook(report)
        world.uploads[side] = preview_upload(report, world.workbooks[side]).to_json()
        return fresh(report)
    report = decisions.submit_report(report=report, by=officer)
    world.canaries.add(side, report.receipt_hash)
    if state == "accepted":
        decisions.accept_report(report=report, by=miit)
    if state == "returned":
        pointed = {cell_name("output", next(iter(scopes)), "separation"): world.canaries.text(side, "指出")}
        reason = world.canaries.text(side, "退回月报")
        decisions.return_report(report=report, reason=reason, cells=pointed, by=miit)
    if state == "submitted":
        pk = world.plants[side, OF_ASKED[side]].pk
        build_open_finding(world, side, report, pk)
        world.rows["finding", side] = Finding.objects.filter(
            line__report=report, line__enterprise=pk, state="explained"
        ).first()
    if state in ("accepted", "returned"):
        _decided(world, side, report, asked=state == "returned")
    return fresh(report)


def _decided(world: World, side: str, report: ProductionReport, *, asked: bool) -> None:
    """A decided finding; of the returned report one that somebody of MIIT asks to reopen."""
    finding = Finding.objects.filter(line__report=report, line__enterprise=world.plants[side, OF_ASKED[side]]).first()
    assert finding is not None
    finding = decisions.decide_finding(finding=finding, decision="属实", by=world.people["miit_officer"])
    if asked:
        reason = world.canaries.text("ministries", "重开")
        finding = reopening.ask_to_reopen(finding=finding, reason=reason, by=world.people["miit_clerk"])
    world.rows["finding.asked" if asked else "finding.decided", side] = finding


def _cells(world: World, side: str, province: str, state: str) -> dict[str, Any]:
    """A month that passes: its output and its sales are canaries."""
    scope = f"{side}-draft" if state == "draft" else world.scope(side, province)
    plant, output, sales = world.plants[side, province], world.tonnes() + 50000, world.tonnes()
    world.canaries.figure(scope, output)
    world.canaries.figure(scope, sales)
    values: dict[str, Any] = {
        "output": output,
        "opening_stock": Decimal(0),
        "sales": sales,
        "closing_stock": output - sales,
        "traceability_quantity": output,
        "feed_own": output / Decimal("0.9") // 1,
        "el_La": output - 1,
        "el_Nd": Decimal(1),
        "note": world.canaries.text(scope, "备注"),
    }
    return {cell_name(name, plant.pk, "separation"): value for name, value in values.items()}


def build_traced(world: World, side: str) -> None:
    """An extract of the accepted month with a canary for each plant, and a difference that the group has explained."""
    clerk, month = world.people[f"{side}_clerk"], Month(2021, MONTHS["accepted"])
    lines = ["统一社会信用代码,产品类别,产量"]
    for province in provinces(side):
        traced = world.tonnes()
        world.canaries.figure(world.scope(side, province), traced)
        lines.append(f"{world.plants[side, province].credit_code},separation,{traced}")
    data = "\n".join(lines).encode()
    preview = preview_extract(month=month, data=data, file_name="追溯.csv", by=clerk)
    world.rows["extract", side] = take_extract(preview=preview.to_json(), by=clerk)
    plant = world.plants[side, OF_ASKED[side]]
    case = Difference.objects.get(group=world.groups[side], enterprise=plant, quantity="output")
    scope = world.scope(side, OF_ASKED[side])
    attachment = upload(f"{world.canaries.text(scope, '依据')}.pdf")
    text = world.canaries.text(scope, "差异说明")
    world.rows["difference", side] = explain_difference(difference=case, explanation=text, upload=attachment, by=clerk)
