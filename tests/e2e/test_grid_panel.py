"""Beside the entry grid: the panel with a cell's story, the parts as tabs, the way from fault to fault; without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk, Desks
from tests.e2e.grid_cells import cell, empty, saved, saved_after
from tests.e2e.test_typing import report_of, split_of


@pytest.fixture
def desk(desks: Desks) -> Desk:
    """A clerk whose report of September has two rows in the first table."""
    return desks.of("northern-clerk")


@pytest.fixture
def page(desk: Desk) -> Page:
    opened = report_of(desk)
    empty(opened)
    return opened


def test_the_panel_follows_the_cell_and_tells_its_story(page: Page) -> None:
    cell(page, "output").fill("4321")
    saved_after(page)
    panel = page.locator("[data-grid-panel]")
    name = page.locator("section[data-sheet]:visible tbody th").first.inner_text().strip()
    expect(panel.locator("fieldset:visible legend")).to_contain_text(name[:6])
    expect(panel.locator("[data-story-place]")).to_contain_text("4321", timeout=10_000)
    expect(panel.locator("[data-story-place]")).to_contain_text("上年同月")
    cell(page, "output", 1).focus()
    expect(panel.locator("fieldset:visible")).to_have_count(1)
    expect(panel.locator("fieldset:visible legend")).not_to_contain_text(name[:6])
    panel.locator("fieldset:visible textarea").first.fill("设备检修三天")
    saved_after(page)
    page.reload()
    cell(page, "output", 1).focus()
    expect(panel.locator("fieldset:visible textarea").first).to_have_value("设备检修三天")


def test_parts_are_tabs_and_sums_stay_in_sight(page: Page) -> None:
    tabs = page.get_by_role("tab")
    assert tabs.count() >= 4
    tabs.last.click()
    expect(page.locator("section[data-sheet]:visible")).to_have_count(1)
    expect(page.locator("section[data-sheet]:visible tfoot")).to_be_in_viewport()
    page.keyboard.press("ArrowLeft")
    expect(tabs.nth(tabs.count() - 2)).to_have_attribute("aria-selected", "true")


def test_tab_goes_from_fault_to_fault(page: Page) -> None:
    saved(page)
    page.goto(page.url.split("?")[0] + "?check=1")
    summary = page.locator(".error-summary")
    assert summary.locator("ol > li").count() >= 2
    links = summary.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href').slice(1))")
    summary.locator("a").first.click()
    expect(page.locator(f"[id='{links[0]}']")).to_be_focused()
    for following in links[1:4]:
        page.keyboard.type("1")
        page.keyboard.press("Tab")
        expect(page.locator(f"[id='{following}']")).to_be_focused()


def test_the_check_button_saves_first(page: Page) -> None:
    cell(page, "output").fill("654")
    page.get_by_role("button", name="保存并核对").click()
    expect(page).to_have_url(re.compile("/check/$"))
    expect(page.locator("main")).to_contain_text("654")


def test_a_button_does_what_it_says_with_nothing_to_save(desks: Desks) -> None:
    page = report_of(desks.of("chinalco-clerk"))
    page.get_by_role("button", name="按未生产填写").scroll_into_view_if_needed()
    with page.expect_navigation():
        page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("form.grid-scripted")).to_be_visible()
    expect(page).to_have_url(re.compile("/edit/"))


def test_what_cannot_be_read_is_told_beside_its_cell(page: Page) -> None:
    cell(page, "output").fill("很多")
    said = cell(page, "output").locator("xpath=following-sibling::div")
    expect(said).to_contain_text("很多", timeout=10_000)
    expect(page.locator("#saved")).to_contain_text("无法识别")
    cell(page, "output").fill("5")
    expect(said).to_have_count(0)
    saved_after(page)


def test_the_split_has_the_same_grid(desks: Desks) -> None:
    page = split_of(desks.of("minmetals-clerk"))
    first = page.locator("table[data-grid] td.cell input").first
    before = first.input_value()
    first.focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+z")
    expect(first).to_have_value(before)
    first.focus()
    expect(page.locator("[data-story-place]")).to_contain_text("生效指标", timeout=10_000)


def test_without_script_the_same_form_is_filled_in_and_sent(desks: Desks) -> None:
    desk = desks.of("southern-clerk", script=False)
    page = desk.page
    desk.go("/reports/")
    begin = page.get_by_role("button", name="开始填报2021年9月报表")
    if begin.count():
        begin.click()
    else:
        page.locator("a[href$='/edit/']").first.click()
    page.locator("input[name^=output-]").first.fill("１，２３４．５吨")
    page.locator("textarea[name^=note-]").first.fill("无脚本填写")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("input[name^=output-]").first).to_have_value("1234.5")
    expect(page.locator("textarea[name^=note-]").first).to_have_value("无脚本填写")


def test_the_whole_draft_is_discarded_and_its_month_can_be_begun_again(desk: Desk) -> None:
    page = report_of(desk)
    desk.go(re.sub(r"^https?://[^/]+|edit/.*$", "", page.url))
    desk.follow(page.get_by_role("link", name="作废"))
    if page.locator("main form textarea").count():
        page.locator("main form textarea").first.fill("误填")
    desk.follow(page.locator("main form button.btn-danger"))
    desk.go("/reports/")
    expect(page.get_by_role("button", name="开始填报2021年9月报表")).to_be_visible()
