"""The entry grid has a spreadsheet's manners, and nothing typed is lost: tabs, networks, sessions, browsers."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Desk, Desks
from tests.e2e.grid_cells import cell, copied, empty, saved, saved_after
from tests.e2e.test_typing import paste, report_of, say_yes, session_ends, signs_in

CASE_3 = (
    "本月产量\t月初库存\t外购量\t自用量\t销售量\t月末库存\t追溯系统数据\n"
    "3,100.5\t1443.1\t0\t0\t2,000\t2543.6\t3100.5\n"
    "１，９００\t1035.6\t\t\t1000吨\t1935.6\t1900\n"
    "合计\t\t\t\t3000\n"
)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    """A clerk whose report of September has two rows in the first table."""
    return desks.of("northern-clerk")


@pytest.fixture
def page(desk: Desk) -> Page:
    opened = report_of(desk)
    empty(opened)
    return opened


# --- a spreadsheet's manners -------------------------------------------------------------------------------------


def test_a_range_is_drawn_by_mouse_copied_out_and_pasted_back(page: Page) -> None:
    cell(page, "output").focus()
    paste(page, "1\t2\n3\t4")
    page.mouse.move(*center(cell(page, "output")))
    page.mouse.down()
    page.mouse.move(*center(cell(page, "opening_stock", 1)), steps=5)
    page.mouse.up()
    expect(page.locator("td.selected")).to_have_count(4)
    assert copied(page) == "1\t2\n3\t4"
    cell(page, "purchases").focus()
    paste(page, "1\t2\n3\t4")
    expect(cell(page, "used", 1)).to_have_value("4")


def center(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_shift_and_arrows_extend_and_delete_empties_the_range(page: Page) -> None:
    cell(page, "output").focus()
    paste(page, "1\t2\n3\t4")
    cell(page, "output").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("td.selected")).to_have_count(4)
    page.keyboard.press("Delete")
    for field in ("output", "opening_stock"):
        for row in (0, 1):
            expect(cell(page, field, row)).to_have_value("")


def test_a_paste_is_one_step_of_undo_and_redo(page: Page) -> None:
    cell(page, "output").focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    cell(page, "output").focus()
    paste(page, "1\t2\n3\t4")
    page.keyboard.press("Control+z")
    expect(cell(page, "output")).to_have_value("9")
    expect(cell(page, "opening_stock", 1)).to_have_value("")
    page.keyboard.press("Control+z")
    expect(cell(page, "output")).to_have_value("")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    expect(cell(page, "opening_stock", 1)).to_have_value("4")


def test_fill_down_and_cut(page: Page) -> None:
    cell(page, "sales").focus()
    page.keyboard.type("5")
    page.keyboard.press("Escape")
    expect(cell(page, "sales")).to_have_value("")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, "sales", 1)).to_be_focused()
    page.keyboard.press("Control+d")
    expect(cell(page, "sales", 1)).to_have_value("5")
    page.evaluate(
        """() => document.activeElement.dispatchEvent(
            new ClipboardEvent("cut", {clipboardData: new DataTransfer(), bubbles: true, cancelable: true}))"""
    )
    expect(cell(page, "sales", 1)).to_have_value("")


def test_one_value_fills_the_range_that_is_chosen(page: Page) -> None:
    cell(page, "purchases").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    paste(page, "0")
    for field in ("purchases", "used"):
        for row in (0, 1):
            expect(cell(page, field, row)).to_have_value("0")


def test_f2_edits_in_the_text_and_arrows_then_stay_in_it(page: Page) -> None:
    cell(page, "output").focus()
    page.keyboard.type("12")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "opening_stock")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("3")
    expect(cell(page, "output")).to_be_focused()
    expect(cell(page, "output")).to_have_value("132")


def test_control_and_arrows_jump_to_the_edge(page: Page) -> None:
    cell(page, "output").focus()
    paste(page, "1\t2\t3")
    cell(page, "output").focus()
    page.keyboard.press("Control+ArrowRight")
    expect(cell(page, "purchases")).to_be_focused()
    page.keyboard.press("Control+ArrowRight")
    expect(cell(page, "traceability_quantity")).to_be_focused()
    page.keyboard.press("Control+Home")
    expect(cell(page, "output")).to_be_focused()
    page.keyboard.press("Control+End")
    expect(cell(page, "traceability_quantity", 1)).to_be_focused()


def test_an_input_method_keeps_its_keys(page: Page) -> None:
    cell(page, "output").focus()
    page.evaluate(
        """() => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {key: "Enter", isComposing: true, keyCode: 229, bubbles: true, cancelable: true}))"""
    )
    expect(cell(page, "output")).to_be_focused()


def test_headings_and_names_stay_in_sight(desks: Desks) -> None:
    page = report_of(desks.of("northern-clerk"))
    box = page.locator(".grid-box:visible")
    box.evaluate("box => { box.style.maxHeight = '90px'; box.style.width = '600px'; box.scrollTo(300, 40); }")
    top, left = box.evaluate("box => [box.getBoundingClientRect().top, box.getBoundingClientRect().left]")
    heading = box.locator("thead th").nth(4).bounding_box()
    name = box.locator("tbody th").nth(1).bounding_box()
    assert heading is not None
    assert name is not None
    assert abs(heading["y"] - top) < 3
    assert abs(name["x"] - left) < 3


# --- pasting ----------------------------------------------------------------------------------------------------


def test_case_3_headings_and_totals_are_left_out_after_a_yes(page: Page) -> None:
    cell(page, "output").focus()
    paste(page, CASE_3)
    dialog = page.locator("dialog.paste-preview")
    expect(dialog).to_contain_text("将填入14个单元格，略过2处，拒绝0处")
    expect(dialog).to_contain_text("合计行")
    expect(cell(page, "output")).to_have_value("")
    say_yes(page)
    expect(cell(page, "output")).to_have_value("3,100.5")
    expect(cell(page, "output", 1)).to_have_value("１，９００")
    expect(cell(page, "sales", 1)).to_have_value("1000吨")
    expect(page.locator("[data-grid-news]")).to_have_text("粘贴完成：已填14个单元格，略过2处，拒绝0处。")
    expect(page.locator("tfoot:visible [data-total$='-output']").first).to_have_text("5,000.5")
    saved(page)
    page.reload()
    expect(cell(page, "output", 1)).to_have_value("1900")


def test_rows_follow_the_names_and_no_means_nothing(page: Page) -> None:
    # The name alone: behind it a mark may say that a rule speaks of the row.
    names = [text.split()[0] for text in page.locator("section[data-sheet]:visible tbody th").all_inner_texts()]
    block = f"企业名称\t销售量\n{names[1]}\t2\n{names[0]}\t1\n不认识的企业\t3\n"
    cell(page, "output").focus()
    paste(page, block)
    expect(page.locator("dialog.paste-preview")).to_contain_text("本表没有此名称")
    page.keyboard.press("Escape")
    expect(cell(page, "sales")).to_have_value("")
    cell(page, "output").focus()
    paste(page, block)
    say_yes(page)
    expect(cell(page, "sales")).to_have_value("1")
    expect(cell(page, "sales", 1)).to_have_value("2")
    expect(cell(page, "output")).to_have_value("")


def test_what_is_no_figure_is_refused_and_named(page: Page) -> None:
    cell(page, "output").focus()
    paste(page, "5\t1.2万\n-3\t7")
    dialog = page.locator("dialog.paste-preview")
    expect(dialog).to_contain_text("单位不是吨")
    expect(dialog).to_contain_text("为负数")
    say_yes(page)
    expect(cell(page, "output")).to_have_value("5")
    expect(cell(page, "opening_stock")).to_have_value("")
    expect(cell(page, "opening_stock", 1)).to_have_value("7")


# --- nobody's typing is lost -------------------------------------------------------------------------------------


def test_case_9_two_tabs_merge(desk: Desk, page: Page) -> None:
    saved(page)
    second = desk.page.context.new_page()
    second.goto(page.url)
    cell(second, "output").fill("777")
    saved_after(second)
    cell(page, "sales").fill("5")
    saved_after(page)
    page.reload()
    expect(cell(page, "output")).to_have_value("777")
    expect(cell(page, "sales")).to_have_value("5")
    second.close()


def test_a_conflict_shows_both_values_and_asks(desk: Desk, page: Page) -> None:
    saved(page)
    second = desk.page.context.new_page()
    second.goto(page.url)
    cell(second, "output").fill("777")
    saved_after(second)
    desk.complaints = []
    cell(page, "output").fill("5")
    said = cell(page, "output").locator("xpath=following-sibling::div[contains(@class, 'wrong')]")
    expect(said).to_contain_text("777", timeout=10_000)
    expect(said).to_contain_text("您填写的是5")
    said.get_by_role("button", name="采用现有的：777").click()
    expect(cell(page, "output")).to_have_value("777")
    cell(second, "output").fill("8")
    saved_after(second)
    cell(page, "output").fill("6")
    said.get_by_role("button", name="保留本人填写的：6").click(timeout=10_000)
    saved_after(page)
    second.reload()
    expect(cell(second, "output")).to_have_value("6")
    desk.complaints = [text for text in desk.complaints if "409" not in text]
    second.close()


def test_case_10_without_a_network_it_is_kept_and_sent_by_itself(desk: Desk, page: Page) -> None:
    saved(page)
    desk.page.context.set_offline(True)
    cell(page, "output").fill("88")
    expect(page.locator("#saved")).to_contain_text("已暂存在本浏览器中", timeout=10_000)
    desk.page.context.set_offline(False)
    saved_after(page)
    page.reload()
    expect(cell(page, "output")).to_have_value("88")
    desk.complaints = [text for text in desk.complaints if "ERR_INTERNET_DISCONNECTED" not in text]


def test_what_was_typed_before_the_browser_was_killed_stands_there_again_and_is_sent(desk: Desk, page: Page) -> None:
    saved(page)
    address = page.url
    desk.page.context.set_offline(True)
    cell(page, "output").fill("89")
    expect(page.locator("#saved")).to_contain_text("已暂存在本浏览器中", timeout=10_000)
    # The page is gone without having been left: nothing of it can run any more.
    page.close(run_before_unload=False)
    desk.page.context.set_offline(False)
    again = desk.page.context.new_page()
    again.goto(address)
    expect(again.get_by_text("您填写的内容已恢复")).to_be_visible()
    expect(cell(again, "output")).to_have_value("89")
    saved_after(again)
    again.reload()
    expect(cell(again, "output")).to_have_value("89")
    desk.complaints = [text for text in desk.complaints if "ERR_INTERNET_DISCONNECTED" not in text]


def test_an_ended_session_loses_nothing(desk: Desk, page: Page) -> None:
    saved(page)
    address = page.url
    session_ends(page)
    cell(page, "output").fill("90")
    expect(page.locator("#saved")).to_contain_text("登录已失效", timeout=10_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    signs_in(page, "northern-clerk")
    expect(cell(page, "output")).to_have_value("90")
    saved_after(page)


def test_what_was_typed_since_the_last_sending_can_be_discarded(desk: Desk, page: Page) -> None:
    cell(page, "output").fill("12")
    saved_after(page)
    desk.page.context.set_offline(True)
    cell(page, "output").fill("99")
    cell(page, "sales").fill("98")
    page.get_by_role("button", name="放弃未保存的内容").click()
    expect(page.locator("[data-grid-news]")).to_have_text("已放弃2个单元格未保存的内容。")
    expect(cell(page, "output")).to_have_value("12")
    expect(cell(page, "sales")).to_have_value("")
    desk.page.context.set_offline(False)
    page.reload()
    expect(cell(page, "output")).to_have_value("12")
    desk.complaints = [text for text in desk.complaints if "ERR_INTERNET_DISCONNECTED" not in text]
