"""What takes longer than two seconds says so, with the file's name, and can be stopped."""

from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import ConsoleMessage, Route, expect

from tests.e2e.conftest import Desk, Desks

# While the next page is on its way the browser's driver looks at nothing: the page itself tells what is seen on it.
WATCH = """act => new MutationObserver((changes, watch) => {
    const bar = document.querySelector(".waiting-bar");
    if (!bar) return;
    watch.disconnect();
    console.info("waiting: " + bar.querySelector("[role=status]").textContent);
    if (act === "stop") {
        bar.querySelector("button").click();
        const again = document.querySelector("form:has(input[type=file]) button[data-once]");
        console.info("stopped: " + !again.disabled + !document.querySelector(".waiting-bar"));
    }
}).observe(document.body, {childList: true})"""
SEND = "form:has(input[type=file]) button[data-once]"


def about_to_send(desk: Desk, folder: Path, act: str) -> list[str]:
    """A workbook is chosen; on its way to the server it is held up until the page has said so. What the page says."""
    file, said, ways = folder / "9月产量.xlsx", list[str](), list[Route]()
    Workbook().save(file)
    page = desk.page
    desk.go("/reports/")
    begin = page.get_by_role("button", name="开始填报2021年9月报表")
    desk.follow(begin.or_(page.locator("a[href$='/edit/']")).first)
    desk.follow(page.get_by_role("link", name="上传已填报的工作簿"))
    page.set_input_files("input[type=file]", file)
    page.evaluate(WATCH, act)

    def hold(route: Route) -> None:
        ways.append(route)

    def listen(message: ConsoleMessage) -> None:
        said.append(message.text)
        if act == "go on" and message.text.startswith("waiting: "):
            ways.pop().continue_()

    page.route("**/upload/", hold)
    page.on("console", listen)
    return said


def test_an_upload_that_takes_long_says_so_and_ends_with_its_answer(desks: Desks, tmp_path: Path) -> None:
    desk = desks.of("chinalco-clerk")
    said = about_to_send(desk, tmp_path, "go on")
    desk.follow(desk.page.locator(SEND))
    assert said[0].startswith("waiting: “9月产量.xlsx”（5 kB）正在上传并核对")
    expect(desk.page.locator(".error-summary")).to_be_visible()
    expect(desk.page.locator(".waiting-bar")).to_have_count(0)


def test_an_upload_that_is_stopped_can_be_sent_again(desks: Desks, tmp_path: Path) -> None:
    desk = desks.of("chinalco-clerk")
    said = about_to_send(desk, tmp_path, "stop")
    with desk.page.expect_console_message(lambda message: message.text.startswith("stopped: ")):
        desk.page.locator(SEND).click(no_wait_after=True)
    assert said[-1] == "stopped: truetrue"
    desk.page.unroute_all()
    desk.follow(desk.page.locator(SEND))
    expect(desk.page.locator(".error-summary")).to_be_visible()
