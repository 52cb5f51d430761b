"""A grid of 300 rows and 25 columns in Chromium: a key press and an arrow answer in 50 ms, a paste of 1,400 cells in 500 ms.

The page is made here and served with the modules and the content security policy of the real one. What decides is the
processor time of the page's main thread for each of them: script, styles, layout and painting, with its totals. What else
a loaded machine does meanwhile does not count; the median by the clock is printed beside it. Keys are pressed ten a
second, as fast as people type. The paste has to be one step of undo.
"""

import statistics
import sys
from typing import Any

from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from bench.harness import verdict
from scripts.project import ROOT, Refusal
from scripts.system import chromium
from tests.e2e.conftest import FLAGS, SCREEN

ADDRESS = "http://grid.test"
ROWS, COLUMNS = 300, 25
KEY_PRESS, PASTE = 0.050, 0.500
KINDS = {".js": "text/javascript", ".css": "text/css"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
PRESS = """async () => {
            const cells = [...document.querySelectorAll("td.cell input")], times = [];
            for (let at = 0; at < 41; at += 1) {
                const input = cells[at * 25];
                input.focus();
                const start = performance.now();
                input.dispatchEvent(new KeyboardEvent("keydown", {key: "7", bubbles: true, cancelable: true}));
                input.value = `7${at}`;
                input.dispatchEvent(new InputEvent("input", {bubbles: true}));
                input.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
                await new Promise(resolve => requestAnimationFrame(resolve));
                await new Promise(resolve => setTimeout(resolve));
                times.push(performance.now() - start);
                await new Promise(resolve => setTimeout(resolve, 100));
            }
            return times;
        }"""
ARROW = """() => {
            document.querySelector("td.cell input").focus();
            const times = [];
            for (let at = 0; at < 60; at += 1) {
                const how = {key: at % 2 ? "ArrowDown" : "ArrowRight", shiftKey: at > 30, bubbles: true, cancelable: true};
                const start = performance.now();
                document.activeElement.dispatchEvent(new KeyboardEvent("keydown", how));
                document.body.getBoundingClientRect();
                times.push(performance.now() - start);
            }
            return times;
        }"""
PASTED = """async block => {
            const times = [];
            for (let at = 0; at < 9; at += 1) {
                document.querySelectorAll("td.cell input")[at * 25 + at].focus();
                const data = new DataTransfer(); data.setData("text/plain", block.replaceAll(",000", `${at}00`));
                const start = performance.now();
                const how = {clipboardData: data, bubbles: true, cancelable: true};
                document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
                await new Promise(resolve => requestAnimationFrame(resolve));
                document.body.getBoundingClientRect();
                times.push(performance.now() - start);
            }
            return times;
        }"""


def page_of(rows: int, columns: int) -> str:
    """A table with names, headings, totals and cells as the report's form has them."""
    heads = "".join(f'<th class="n" data-column="c{c}">列{c}</th>' for c in range(columns))
    feet = "".join(f'<td class="n" data-total="t{c}">0</td>' for c in range(columns))
    body = "".join(
        f'<tr data-row="{r}" data-names="企业{r}"><th scope="row" class="name">企业{r}</th>'
        + "".join(
            f'<td class="cell"><input name="c{c}-{r}" inputmode="decimal" autocomplete="off" data-sum="t{c} r{r}"'
            f' value="{100 * c + r}.5"></td>'
            for c in range(columns)
        )
        + f'<td class="n computed" data-total="r{r}">0</td></tr>'
        for r in range(rows)
    )
    return f"""<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>grid</title>
        <link rel="stylesheet" href="/static/look/tokens.css"><link rel="stylesheet" href="/static/look/tables.css">
        <link rel="stylesheet" href="/static/look/cells.css"><link rel="stylesheet" href="/static/grid.css">
        <script type="module" src="/static/app.js"></script></head>
        <body data-person="speed" data-sign-in="/account/sign-in/"><main>
        <form method="post" class="grid-form" data-cells data-save="/save" data-autosave>
        <input type="hidden" name="was" value="{{}}"><input type="hidden" name="person" value="speed">
        <script type="application/json" data-grid-words>{{"unsaved": "", "sending": "", "offline": "", "pasted": ""}}</script>
        <span data-grid-state></span><section data-sheet><div class="grid-box">
        <table class="table table-sm figures grid" data-grid>
        <thead><tr><th class="name">企业</th>{heads}<th class="n">合计</th></tr></thead>
        <tbody>{body}</tbody><tfoot><tr class="total"><th class="name">合计</th>{feet}<td></td></tr></tfoot>
        </table></div></section></form></main></body></html>"""


def serve(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    file = ROOT / path.lstrip("/")
    if path.startswith("/static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
    elif path == "/":
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        route.fulfill(body=page_of(ROWS, COLUMNS), headers=headers)
    else:
        route.fulfill(status=503, body="")


def opened(browser: Any) -> Page:
    """The page, with the grid's modules at work."""
    page: Page = browser.new_page(viewport=SCREEN)
    page.route(f"{ADDRESS}/**", serve)
    page.goto(f"{ADDRESS}/")
    page.locator("form.grid-scripted").wait_for()
    return page


def block() -> str:
    """1,400 figures, 200 rows of 7."""
    return "\n".join("\t".join(f"{r * 7 + c},000.25" if r + c else "1" for c in range(7)) for r in range(200))


UNDONE = """async block => {
            const cells = [...document.querySelectorAll("td.cell input")];
            const texts = () => cells.map(cell => cell.value).join();
            const before = texts();
            cells[0].focus();
            const data = new DataTransfer(); data.setData("text/plain", block.replaceAll(",000", "777"));
            const how = {bubbles: true, cancelable: true};
            cells[0].dispatchEvent(new ClipboardEvent("paste", {...how, clipboardData: data}));
            const pasted = texts();
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {...how, key: "z", ctrlKey: true}));
            return [pasted !== before, texts() === before];
        }"""


def main_thread_seconds(session: CDPSession) -> float:
    """What the page's main thread has taken of a processor."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def measured(browser: Any, script: str, argument: Any, times: int) -> tuple[float, float]:
    """Seconds of the main thread for each time, and the median by the clock."""
    page = opened(browser)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.wait_for_timeout(1_000)
    before = main_thread_seconds(session)
    clock = page.evaluate(script, argument)
    taken = (main_thread_seconds(session) - before) / times
    page.close()
    return taken, statistics.median(clock) / 1000


def main() -> int:
    """1 when one of them is over its limit, or a paste is not undone in one step."""
    path = chromium()
    if path is None:
        raise Refusal("The grid is measured in Chromium: type sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        taken = {
            "a key press": (*measured(browser, PRESS, None, 41), KEY_PRESS),
            "an arrow": (*measured(browser, ARROW, None, 60), KEY_PRESS),
            "a paste of 1,400 cells": (*measured(browser, PASTED, block(), 9), PASTE),
        }
        changed, undone = opened(browser).evaluate(UNDONE, block())
        browser.close()
    good = []
    for what, (processor, clock, limit) in taken.items():
        print(f"{what}: {1000 * clock:.0f} ms by the clock")
        good.append(verdict(f"{what}, main thread, against its limit", ours=processor, baseline=limit, at_least=1))
    print(f"a paste is undone in one step: {'yes' if changed and undone else 'no'}")
    return int(not (all(good) and changed and undone))


if __name__ == "__main__":
    sys.exit(main())
