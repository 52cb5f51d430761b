"""A grid of 300 rows and 25 columns stays fluent: a key press answers in 50 ms, a paste of 1,400 cells in 500 ms.

The page is made here and served with the modules and the content security policy of the real one. What is measured is the
time until the page is laid out again with its totals, the wait for the next frame included. Of many tries the tenth that
was least disturbed decides: what else the machine does is not the grid's affair.
"""

from pathlib import Path
from statistics import median, quantiles

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.e2e.conftest import ROOT, SCREEN

ADDRESS = "http://grid.test"
ROWS, COLUMNS = 300, 25
KEY_PRESS, PASTE = 50, 500
KINDS = {".js": "text/javascript", ".css": "text/css"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"


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
        <link rel="stylesheet" href="/static/app.css"><link rel="stylesheet" href="/static/grid.css">
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


def undisturbed(what: str, times: list[float]) -> float:
    """The first decile; says all three."""
    least = quantiles(times, n=10)[0]
    print(f"{what}: undisturbed {least:.1f} ms, median {median(times):.1f} ms, slowest {max(times):.1f} ms")
    return least


def serve(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    file = Path(ROOT / path.lstrip("/"))
    if path.startswith("/static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
    elif path == "/":
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        route.fulfill(body=page_of(ROWS, COLUMNS), headers=headers)
    else:
        route.fulfill(status=503, body="")


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_page(viewport=SCREEN)
    opened.route(f"{ADDRESS}/**", serve)
    opened.goto(f"{ADDRESS}/")
    opened.locator("form.grid-scripted").wait_for()
    return opened


def test_a_key_press_answers_in_50_ms(page: Page) -> None:
    times: list[float] = page.evaluate(
        """async () => {
            const cells = [...document.querySelectorAll("td.cell input")], times = [];
            for (let at = 0; at < 41; at += 1) {
                const input = cells[at * 150];
                input.focus();
                const start = performance.now();
                input.dispatchEvent(new KeyboardEvent("keydown", {key: "7", bubbles: true, cancelable: true}));
                input.value = `7${at}`;
                input.dispatchEvent(new InputEvent("input", {bubbles: true}));
                input.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
                await new Promise(resolve => requestAnimationFrame(resolve));
                document.body.getBoundingClientRect();
                times.push(performance.now() - start);
            }
            return times;
        }"""
    )
    assert undisturbed("key press", times) < KEY_PRESS


def test_a_paste_of_1400_cells_takes_500_ms(page: Page) -> None:
    block = "\n".join("\t".join(f"{r * 7 + c},000.25" if r + c else "1" for c in range(7)) for r in range(200))
    assert len(block.replace("\n", "\t").split("\t")) == 1400
    times: list[float] = page.evaluate(
        """async block => {
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
        }""",
        block,
    )
    assert undisturbed("paste of 1,400 cells", times) < PASTE
    assert page.locator("[name='c10-4']").input_value() != "1004.5"


def test_moving_through_the_grid_and_drawing_a_range_answers_in_50_ms(page: Page) -> None:
    times: list[float] = page.evaluate(
        """() => {
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
    )
    assert undisturbed("arrow", times) < KEY_PRESS
