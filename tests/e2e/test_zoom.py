"""Every page at 200 % of a screen of 1366: nothing scrolls sideways but tables in their frames, no column is crushed."""

import pytest
from playwright.sync_api import ViewportSize

from tests.e2e.conftest import Desks
from tests.e2e.test_for_everybody import PAGES

# What a browser at 200 % has of 1366 × 768.
HALF: ViewportSize = {"width": 683, "height": 384}
# Cells whose words are broken into lines of three characters or fewer.
CRUSHED = """() => [...document.querySelectorAll("main td, main th")].filter(cell => {
  const range = document.createRange(), text = cell.innerText.trim()
  range.selectNodeContents(cell)
  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 8))).size
  return text && !text.includes("\\n") && lines > 2 && text.length / lines <= 3
}).map(cell => cell.innerText.trim())"""
# What of the head cannot be reached.
OUT_OF_SIGHT = """() => [...document.querySelectorAll("header a, header button, nav a")]
  .filter(link => link.checkVisibility() && link.getBoundingClientRect().right > innerWidth + 1)
  .map(link => link.innerText)"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_at_two_hundred_percent(desks: Desks, name: str) -> None:
    desk = desks.of(name)
    desk.page.set_viewport_size(HALF)
    found = []
    for path in PAGES[name]:
        desk.go(path.split(" → ")[0])
        if (width := desk.page.evaluate("document.documentElement.scrollWidth")) > HALF["width"]:
            found.append(f"{path} scrolls sideways: {width} px")
        found += [f"{path}: crushed: {text}" for text in desk.page.evaluate(CRUSHED)]
        found += [f"{path}: out of sight: {text}" for text in desk.page.evaluate(OUT_OF_SIGHT)]
    desk.complaints = [text for text in desk.complaints if "404" not in text]
    assert not found, "\n".join(found)
