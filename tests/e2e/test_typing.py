"""Input is never lost or stored for another enterprise: grids, drafts, ended sessions. And what only a browser can
show: the focus ring, printing, charts."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.e2e.conftest import Desk, Desks

CELLS = "table[data-grid] input"
TYPED = "input[name^=output-]"


def paste(page: Page, text: str) -> None:
    """As Excel and WPS put it on the clipboard."""
    page.evaluate(
        """text => {
            const data = new DataTransfer(); data.setData("text/plain", text);
            const how = {clipboardData: data, bubbles: true, cancelable: true};
            return document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


def say_yes(page: Page) -> None:
    """To what a pasted block would change."""
    dialog = page.locator("dialog.paste-preview")
    dialog.locator("button[value=yes]").click()
    expect(dialog).to_have_count(0)


def session_ends(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def signs_in(page: Page, username: str) -> None:
    form = page.locator("form.narrow")
    form.locator("[name=username]").fill(username)
    form.locator("[name=password]").fill(f"{username}-demo-2021")
    form.get_by_role("button").click()


def signs_in_elsewhere(desk: Desk, username: str) -> None:
    """In another tab; then comes back."""
    other = desk.page.context.new_page()
    other.goto(f"{desk.address}/account/sign-in/")
    signs_in(other, username)
    expect(other.locator("nav.menu")).to_be_visible()
    other.close()
    desk.page.evaluate("dispatchEvent(new Event('focus'))")


def report_of(desk: Desk) -> Page:
    """September's report, open for typing."""
    page = desk.page
    desk.go("/reports/")
    begin = page.get_by_role("button", name="开始填报2021年9月报表")
    if begin.count():
        begin.click()
    else:
        page.locator("a[href$='/edit/']").first.click()
    page.locator("form.grid-scripted section[data-sheet]:visible " + TYPED).first.wait_for()
    return page


def questions_of(page: Page) -> list[str]:
    """What the browser asks from now on; each is answered with yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def split_of(desk: Desk) -> Page:
    """The group's split of 2021, open for typing."""
    page = desk.page
    desk.go("/filings/?year=2021")
    begin = page.locator("form[action*='/filings/start/'] button")
    if begin.count():
        begin.first.click()
    else:
        page.get_by_role("row").filter(has_text="草稿").get_by_role("link").first.click()
        page.get_by_role("link", name="填写指标").click()
    expect(page.locator(CELLS).first).to_be_visible()
    return page


def gallery(desks: Desks) -> Page:
    desk = desks.of("mnr-officer")
    desk.go("/gallery/")
    return desk.page


# --- the grid ----------------------------------------------------------------------------------------------


def test_a_row_that_may_not_be_allotted_keeps_its_line_of_a_pasted_block(desks: Desks) -> None:
    page = gallery(desks)
    page.locator(CELLS).first.focus()
    paste(page, "10\n20\n30\n40\n50\n")
    say_yes(page)
    expect(page.locator("[name=after-1]")).to_have_value("10")
    expect(page.locator("[name=after-3]")).to_have_value("30")
    expect(page.locator("[name=after-4]")).to_have_value("40")
    expect(page.locator("[data-grid-state]")).to_have_text("粘贴完成：已填3个单元格，略过2处，拒绝0处。")


def test_columns_of_a_pasted_block_land_as_they_are_seen_in_every_line(desks: Desks) -> None:
    desk = desks.of("minmetals-clerk")
    page = split_of(desk)
    rows = page.locator("table[data-grid] tbody tr")
    cells = rows.evaluate_all(
        "rows => rows.map(row => [...row.cells].map(td => td.querySelector('input')?.name ?? null))"
    )
    first = page.locator(CELLS).first
    row, column = next((r, c) for r, line in enumerate(cells) for c, name in enumerate(line) if name)
    first.focus()
    width = len(cells[0]) - column
    paste(page, "\n".join("\t".join(str(100 * r + c + 1) for c in range(width)) for r in range(len(cells) - row)))
    say_yes(page)
    for number, line in enumerate(cells[row:]):
        for right, name in enumerate(line[column:]):
            if name:
                expect(page.locator(f"[name='{name}']")).to_have_value(str(100 * number + right + 1))


def test_a_note_takes_what_is_pasted_into_it(desks: Desks) -> None:
    page = gallery(desks)
    page.locator("#note").focus()
    paste(page, "一行\n又一行")
    page.locator("#note").press("ArrowDown")
    expect(page.locator("#note")).to_be_focused()


def test_the_total_and_the_remainder_follow_and_too_much_has_a_shape(desks: Desks) -> None:
    page = gallery(desks)
    page.locator("[name=after-1]").fill("２，０００.001")
    expect(page.locator("[data-total=after]")).to_have_text("4,000.001")
    remaining = page.locator("[data-remaining=after]")
    expect(remaining).to_have_text("-0.001")
    shape = remaining.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "▲" in shape
    page.locator("[name=after-1]").fill("2,000")
    expect(remaining).to_have_text("0")
    assert remaining.evaluate("cell => getComputedStyle(cell, '::before').content") == "none"


def test_what_is_no_figure_is_marked_at_once(desks: Desks) -> None:
    page = gallery(desks)
    cell = page.locator("[name=after-1]")
    cell.fill("很多")
    expect(cell).to_have_attribute("data-bad", "")
    cell.press("Escape")
    expect(cell).to_have_value("1,000")
    expect(cell).not_to_have_attribute("data-bad", "")


def test_the_keyboard_moves_through_the_grid(desks: Desks) -> None:
    page = gallery(desks)
    page.locator("[name=after-1]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=after-3]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=after-4]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=after-4]")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(page.locator("[name=after-3]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=after-1]")).to_be_focused()


# --- drafts and ended sessions -----------------------------------------------------------------------------


def test_a_draft_that_cannot_be_saved_says_so_and_is_saved_after_signing_in_elsewhere(desks: Desks) -> None:
    desk = desks.of("guangdong-clerk")
    page = report_of(desk)
    session_ends(page)
    page.locator(TYPED).first.fill("77")
    expect(page.locator("#saved")).to_have_text("尚未保存")
    expect(page.locator("#saved")).to_contain_text("登录已失效")
    signs_in_elsewhere(desk, "guangdong-clerk")
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.reload()
    expect(page.locator(TYPED).first).to_have_value("77")


def test_figures_typed_by_one_never_go_in_under_the_name_of_another(desks: Desks) -> None:
    desk = desks.of("southern-clerk")
    page = report_of(desk)
    before = page.locator(TYPED).first.input_value()
    session_ends(page)
    page.locator(TYPED).first.fill("78")
    expect(page.locator("#saved")).to_contain_text("登录已失效")
    signs_in_elsewhere(desk, "southern-officer")
    expect(page.locator("#saved")).to_contain_text("已登录其他账号")
    with page.expect_response("**/autosave/") as answer:
        page.locator(TYPED).first.fill("79")
    assert answer.value.status == 409
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(page.url)
    assert page.locator(TYPED).count() == 0 or page.locator(TYPED).first.input_value() == before
    desk.complaints = [text for text in desk.complaints if "409" not in text]


def test_what_was_sent_after_the_session_had_ended_stands_there_again_after_signing_in(desks: Desks) -> None:
    desk = desks.of("xiamen-clerk")
    page = split_of(desk)
    first = page.locator("input[data-sum=separation]").first
    session_ends(page)
    first.fill("12.5")
    page.get_by_role("button", name="保存数字").click()
    expect(page.locator("[data-grid-state]")).to_contain_text("登录已失效")
    page.reload()
    signs_in(page, "xiamen-clerk")
    expect(first).to_have_value("12.5")
    expect(page.get_by_text("您填写的内容已恢复，尚未保存")).to_be_visible()
    page.get_by_role("button", name="放弃未保存的内容").click()
    expect(first).not_to_have_value("12.5")
    page.reload()
    expect(first).not_to_have_value("12.5")


def test_nobody_finds_what_somebody_else_had_typed(desks: Desks) -> None:
    desk = desks.of("xiamen-clerk")
    page = split_of(desk)
    address = page.url
    session_ends(page)
    page.locator("input[data-sum=separation]").first.fill("13.5")
    page.get_by_role("button", name="保存数字").click()
    expect(page.locator("[data-grid-state]")).to_contain_text("登录已失效")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{desk.address}/account/sign-in/")
    signs_in(page, "xiamen-officer")
    page.goto(address)
    expect(page.locator("nav.menu, .error-summary").first).to_be_visible()
    assert "13.5" not in page.content()
    assert page.locator("input").evaluate_all("fields => fields.every(field => field.value !== '13.5')")


def test_leaving_with_something_typed_asks_first_and_after_saving_does_not(desks: Desks) -> None:
    page = gallery(desks)
    asked = questions_of(page)
    page.locator("[name=after-1]").fill("5")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert asked == ["beforeunload"]


def test_a_saved_draft_is_left_without_a_question(desks: Desks) -> None:
    desk = desks.of("chinalco-clerk")
    page = report_of(desk)
    asked = questions_of(page)
    page.locator(TYPED).first.fill("3.25")
    expect(page.locator("#saved")).to_have_text("尚未保存")
    expect(page.locator("#saved")).to_contain_text("已保存", timeout=8000)
    desk.go("/")
    assert asked == []


# --- what only a browser can show --------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["[name=quantity]", "#id_kind", "a.btn-primary", "[data-theme-switch]", "#note"])
def test_the_focus_has_a_ring(desks: Desks, what: str) -> None:
    page = gallery(desks)
    page.keyboard.press("Tab")
    target = page.locator(what).first
    target.focus()
    assert target.evaluate("element => getComputedStyle(element).outlineWidth") == "3px"


def test_who_reads_in_the_dark_prints_on_white(desks: Desks) -> None:
    desk = desks.of("mnr-officer", dark=True)
    desk.go("/gallery/")
    page = desk.page
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(media="print")
    for place in ("body", ".panel", "td", ".status"):
        ground = page.locator(place).first.evaluate("element => getComputedStyle(element).backgroundColor")
        assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}, place
    expect(page.locator("nav.menu")).to_be_hidden()


def test_a_chart_draws_what_its_table_says_and_nothing_for_what_is_not_filled(desks: Desks) -> None:
    page = gallery(desks)
    chart = page.locator("svg.chart-svg[role=img]").first
    expect(chart).to_be_visible()
    assert "指标与产量" in (chart.get_attribute("aria-label") or "")
    # Two with a quota, one of them with an output: the other's is not filled, and has no bar.
    assert chart.locator("rect.c-full").count() - 1 == 1


def test_nothing_scrolls_sideways_at_twice_the_size(desks: Desks) -> None:
    desk = desks.of("northern-clerk")
    desk.page.set_viewport_size({"width": 683, "height": 384})
    for path in ("/", "/reports/", "/filings/?year=2021", "/gallery/", "/help/", "/obligations/"):
        desk.go(path)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 683, path
