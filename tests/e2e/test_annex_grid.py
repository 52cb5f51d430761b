"""Annex 1 is typed as the other grids are: two tabs, a choice where they contradict, a killed browser, a workbook."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Desk, Desks
from tests.history.workbooks import content


def shares(page: Page) -> Locator:
    """The groups' cells of separation."""
    return page.locator("tr[data-row^=group-] td.cell input[name$=separation]")


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator("form.grid-scripted").wait_for()
    return page


def saved(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_text("草稿已保存").first).to_be_visible(timeout=15_000)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    """The ministry's clerk at the draft of the annual notice."""
    desk = desks.of("miit-clerk")
    desk.go("/notices/")
    desk.follow(desk.page.get_by_role("row").filter(has_text="草稿").get_by_role("link").first)
    opened(desk.page, f"{desk.page.url}edit/")
    return desk


def test_two_tabs_merge_and_where_they_contradict_both_values_are_there_to_choose(desk: Desk) -> None:
    first = desk.page
    second = opened(first.context.new_page(), first.url)
    before = [shares(first).nth(row).input_value() for row in (2, 3)]
    shares(second).nth(2).fill("777")
    saved(second)
    shares(first).nth(2).fill("999")
    shares(first).nth(3).fill("3964")
    first.get_by_role("button", name="保存草稿").click()
    said = first.locator("td.cell .wrong:has(button)")
    expect(said).to_contain_text("现为777，您填写的是999")
    said.get_by_role("button", name="采用现有的：777").click()
    expect(shares(first).nth(2)).to_have_value("777")
    for row, text in enumerate(before, start=2):
        shares(first).nth(row).fill(text)
    saved(first)
    expect(shares(first).nth(3)).to_have_value(before[1])
    shares(first).nth(2).focus()
    expect(first.locator("[data-story-place]")).to_contain_text("777", timeout=10_000)
    second.close()
    desk.complaints = [text for text in desk.complaints if "409" not in text]


def test_what_was_typed_before_the_browser_was_killed_stands_there_again(desk: Desk) -> None:
    page, address = desk.page, desk.page.url
    before = shares(page).nth(2).input_value()
    box = page.locator("[name=signs]").nth(2)
    ticked = box.is_checked()
    page.context.set_offline(True)
    shares(page).nth(2).fill("888")
    box.set_checked(not ticked)
    expect(page.locator("[data-grid-state]")).to_contain_text("已暂存在本浏览器中")
    page.close(run_before_unload=False)
    desk.page = again = desk.page.context.new_page()
    desk.page.context.set_offline(False)
    opened(again, address)
    expect(again.get_by_text("您填写的内容已恢复")).to_be_visible()
    expect(shares(again).nth(2)).to_have_value("888")
    expect(again.locator("[name=signs]").nth(2)).to_be_checked(checked=not ticked)
    again.get_by_role("button", name="放弃未保存的内容").click()
    expect(shares(again).nth(2)).to_have_value(before)
    desk.complaints = [text for text in desk.complaints if "ERR_INTERNET_DISCONNECTED" not in text]


def test_a_workbook_fills_the_grid_and_is_saved_or_taken_back(desk: Desk, tmp_path: Path) -> None:
    page, file = desk.page, tmp_path / "附件1.xlsx"
    before = shares(page).nth(3).input_value()
    file.write_bytes(content({"附件1": [["集团", "冶炼分离", "备用"], ["厦门钨业", 4000, "x"]]}))
    page.set_input_files("[name=workbook]", file)
    page.get_by_role("button", name="用工作簿填入表格").click()
    expect(page.get_by_text("表格中显示的是工作簿的数字")).to_be_visible(timeout=15_000)
    expect(shares(page).nth(3)).to_have_value("4000")
    expect(page.get_by_text("“备用”不是本表的栏目")).to_be_visible()
    page.get_by_role("button", name="放弃未保存的内容").click()
    expect(shares(page).nth(3)).to_have_value(before)
