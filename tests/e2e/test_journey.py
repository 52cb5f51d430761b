"""The main job, end to end, in a browser: notice, split, report, province, ministry. One story, in its order."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Desk, Desks

ANNUAL = "关于下达2021年度稀土开采、冶炼分离总量控制指标的通知"


def test_the_journey(desks: Desks, tmp_path: Path) -> None:
    the_notice_is_checked_signed_and_issued(desks, tmp_path)
    the_share_is_split_and_accepted(desks)
    september_is_reported_and_accepted(desks, tmp_path)
    the_province_sees_its_own_enterprises_only(desks)
    miit = desks.of("miit-officer")
    page = miit.page
    expect(page.locator("#execution tr.total")).to_contain_text("148,850")
    expect(page.locator("svg.chart-svg").first).to_be_visible()
    expect(page.locator("#late")).to_contain_text("厦门钨业")
    miit.picture("23-desk-of-the-ministry")
    page.locator("#execution a", has_text="北方稀土").first.click()
    expect(page.locator("main")).to_contain_text("白云示例稀土矿业有限公司")
    miit.picture("24-execution-of-a-group")


def press(desk: Desk, name: str) -> None:
    """A link or a button, by its words."""
    target = desk.page.get_by_role("link", name=name, exact=True).or_(
        desk.page.get_by_role("button", name=name, exact=True)
    )
    target.first.click()


def the_notice_is_checked_signed_and_issued(desks: Desks, folder: Path) -> None:
    clerk = desks.of("miit-clerk")
    clerk.picture("01-desk-of-the-clerk")
    press(clerk, ANNUAL)
    page = clerk.page
    expect(page.locator("tr.total").last).to_contain_text("148,850")
    expect(page.get_by_text("各类别集团指标与预留之和均等于总量控制指标")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("北方稀土"))).to_contain_text("56,220")
    clerk.picture("02-notice-draft")
    press(clerk, "送签")
    clerk.picture("03-send-for-signature")
    press(clerk, "送签")
    expect(page.locator("h1")).to_contain_text("待签署")

    signs(desks, "miit-officer", "04")
    officer = signs(desks, "mnr-officer", "05")
    page = officer.page
    expect(page.locator("h1")).to_contain_text("已下达")
    duties = page.locator("section", has=page.get_by_role("heading", name="各集团备案义务")).locator("tbody tr")
    expect(duties).to_have_count(6)
    expect(duties.first).to_contain_text("2021年9月7日")
    expect(duties.first).to_contain_text("10个工作日")
    officer.picture("06-notice-issued")
    document = officer.page.context.request.get(page.url + "notice.pdf")
    (folder / "notice.pdf").write_bytes(document.body())
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(folder / "notice.pdf").pages)
    assert "168000吨、162000吨" in text.replace("\n", "")


def signs(desks: Desks, name: str, number: str) -> Desk:
    officer = desks.of(name)
    press(officer, ANNUAL)
    press(officer, "签署通知")
    officer.picture(f"{number}-sign-{name}")
    press(officer, "签署通知")
    return officer


def the_share_is_split_and_accepted(desks: Desks) -> None:
    clerk = desks.of("northern-clerk")
    page = clerk.page
    clerk.place("指标分解")
    press(clerk, "开始2021年指标分解")
    expect(page.locator("tr.barred").first).to_contain_text("通知三")
    clerk.picture("07-split-begun")

    cells = page.locator("input[data-sum=mining_rock]")
    cells.nth(0).fill("999999")
    expect(page.locator("[data-remaining=mining_rock]")).to_have_class(re.compile("over"))
    # The totals stay in sight while one types at the top of a long table.
    expect(page.locator("[data-remaining=mining_rock]")).to_be_in_viewport()
    press(clerk, "保存数字")
    expect(page.locator("[data-grid-state]").first).to_contain_text("超出本集团指标")
    expect(page.locator("input[data-sum=mining_rock]").nth(0)).to_have_value("999999")
    clerk.picture("08-split-too-much-is-refused")

    cells.nth(0).fill("６０，０００")
    cells.nth(1).fill("40,350吨")
    separation = page.locator("input[data-sum=separation]")
    for number in range(separation.count()):
        separation.nth(number).fill("15000" if number < 5 else "0")
    expect(page.locator("[data-remaining=mining_rock]")).to_have_text("0")
    press(clerk, "保存数字")
    press(clerk, "征求省级主管部门意见")
    press(clerk, "征求省级主管部门意见")
    expect(page.locator("h1")).to_contain_text("征求意见中")
    expect(page.get_by_text("这是您本人起草的").or_(page.get_by_text("此项由以下单位的")).first).to_be_visible()
    clerk.picture("09-split-in-consultation")

    the_province_gives_its_opinion(desks)
    the_split_is_signed_and_accepted(desks, page.url)


def the_province_gives_its_opinion(desks: Desks) -> None:
    province = desks.of("neimenggu-industry")
    province.page.locator(".duty-list a", has_text="指标分解方案").first.click()
    province.page.get_by_label("同意").check()
    province.picture("10-opinion-of-the-province")
    press(province, "反馈此意见")


def the_split_is_signed_and_accepted(desks: Desks, address: str) -> None:
    officer = desks.of("northern-officer")
    officer.go(address.removeprefix(officer.address))
    press(officer, "签署并提交")
    officer.picture("11-split-check-page")
    press(officer, "签署并提交2021年指标分解方案")
    expect(officer.page.locator("main")).to_contain_text("F-2021-2-northern-re-v2")
    officer.picture("12-split-receipt")

    miit = desks.of("miit-officer")
    miit.go(address.removeprefix(miit.address))
    press(miit, "受理备案")
    press(miit, "受理备案")
    expect(miit.page.locator("h1")).to_contain_text("已备案")
    miit.picture("13-split-accepted")


def september_is_reported_and_accepted(desks: Desks, folder: Path) -> None:
    clerk = desks.of("northern-clerk")
    page = clerk.page
    expect(page.get_by_text("10月10日为周日，顺延至10月11日（周一）").first).to_be_visible()
    clerk.picture("14-desk-of-the-group")
    clerk.place("月度报表")
    clerk.picture("15-months-of-the-group")
    page.get_by_role("button", name=re.compile("9月")).click()
    clerk.picture("16-report-grid")

    with page.expect_download() as download:
        press(clerk, "下载填报工作簿")
    template = folder / "template.xlsx"
    download.value.save_as(template)
    filled = fill_in(template, folder / "filled.xlsx")
    press(clerk, "上传已填报的工作簿")
    page.set_input_files("input[type=file]", str(filled))
    clerk.follow(page.locator("form:has(input[type=file]) button"))
    clerk.picture("17-upload-preview")
    clerk.follow(page.locator("main form button.btn-primary").first)

    a_mine_over_its_quota_is_explained(clerk)
    the_report_is_signed_and_accepted(desks, page.url)


def a_mine_over_its_quota_is_explained(clerk: Desk) -> None:
    """Recorded, explained, flagged, never refused."""
    page = clerk.page
    if not page.url.endswith("/edit/"):
        page.goto(re.sub(r"(/reports/\d+/).*", r"\1edit/", page.url))
    row = page.locator("tbody tr", has_text="白云示例稀土矿业有限公司").first
    for name, value in {"output": "50000", "traceability_quantity": "50000", "closing_stock": left_over(row)}.items():
        row.locator(f"input[name^={name}-]").fill(value)
    press(clerk, "保存并核对")
    expect(page.locator(".fault-list a, .error-summary a").first).to_be_visible()
    clerk.picture("18-over-quota-asks-for-an-explanation")
    page.locator(".fault-list a, .error-summary a").first.click()
    expect(page.locator(".error-summary a[href^='#why_']").first).to_be_visible()
    for link in page.locator(".error-summary a[href^='#why_']").all():
        link.click()
        page.locator("textarea[name^=why_]:focus").fill("订单集中交付，超出部分已停止投料并报告省级主管部门。")
    press(clerk, "保存并核对")
    expect(page.get_by_text("应说明的均已说明")).to_be_visible()
    clerk.picture("19-report-checked")


def the_report_is_signed_and_accepted(desks: Desks, address: str) -> None:
    officer = desks.of("northern-officer")
    officer.go(address.removeprefix(officer.address))
    press(officer, "提交2021年9月报表")
    expect(officer.page.locator("main")).to_contain_text("R-2021-09-northern-re-v1")
    expect(officer.page.locator("main")).to_contain_text("按时")
    officer.picture("20-report-receipt")

    miit = desks.of("miit-officer")
    miit.place("月度报表")
    miit.go(re.sub(r"(/reports/\d+/).*", r"\1decide/", address).removeprefix(miit.address))
    miit.picture("21-report-decision")
    press(miit, "受理2021年9月报表")
    expect(miit.page.locator("main")).to_contain_text("已受理")


def fill_in(template: Path, target: Path) -> Path:
    """Behaves like a clerk with a spreadsheet: last month's output again, everything sold, one feed, one element."""
    book = openpyxl.load_workbook(template)
    for sheet in book.worksheets[:3]:
        heads = {str(cell.value).split("（")[0]: number for number, cell in enumerate(sheet[3], start=1)}
        for row in range(4, sheet.max_row + 1):
            if not sheet.cell(row, 2).value:
                break
            for head, value in a_month_like_the_last(sheet, row, heads).items():
                if head in heads and value is not None and not sheet.cell(row, heads[head]).protection.locked:
                    sheet.cell(row, heads[head]).value = value
    book.save(target)
    return target


def left_over(row: Locator) -> str:
    """The closing stock when 50,000 t are produced: what was there, and them, less what was sold."""
    opening, sales = (
        Decimal(row.locator(f"input[name^={name}-]").input_value()) for name in ("opening_stock", "sales")
    )
    return str(opening + 50000 - sales)


def a_month_like_the_last(sheet: Any, row: int, heads: dict[str, int]) -> dict[str, Any]:
    """What the clerk types into a row, by the column's head."""
    output = sheet.cell(row, heads["上月产量"]).value or 0
    opening = sheet.cell(row, heads["月初库存"]).value if "月初库存" in heads else None
    nothing = dict.fromkeys(("外购量", "自用量", "外购国内矿产品", "进口矿产品", "独居石等其他原料", "二次资源"), 0)
    same = dict.fromkeys(("本月产量", "销售量", "追溯系统数据", "镧 La"), output)
    return {**nothing, **same, "月末库存": opening, "自有及集团内矿产品": round(output / 0.92, 1)}


def the_province_sees_its_own_enterprises_only(desks: Desks) -> None:
    province = desks.of("neimenggu-industry")
    press(province, "辖区")
    main = province.page.locator("main")
    expect(main).to_contain_text("白云示例稀土矿业有限公司")
    assert "信丰" not in main.inner_text()
    province.picture("22-jurisdiction")
    province.place("月度报表")
    assert "信丰" not in main.inner_text()
