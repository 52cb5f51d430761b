"""A clerk's month from a sheet of their own to the receipt: thirty rows, two faults mended, sent, in twelve actions."""

import subprocess
import sys

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ENVIRONMENT, ROOT, Desk, Desks
from tests.e2e.test_typing import paste

MOST = 12
# Milliseconds until thirty rows are saved and checked, on a loaded machine.
PATIENCE = 30_000
# As the clerk's own sheet has it: other headings than ours, in another order, a counter, a title and a total.
HEAD = "序号\t单位名称\t销量（吨）\t期末库存\t期初库存\t产量\t外购\t自用\t追溯数据"


class Hand:
    """Counts what people do: a click, a key, something typed, a paste. Looking costs nothing."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def click(self, what: Locator) -> None:
        self.done.append("click")
        what.click()

    def open(self, page: Page, address: str) -> None:
        self.done.append("open")
        page.goto(address)

    def type(self, page: Page, text: str) -> None:
        self.done.append(f"type {text}")
        page.keyboard.type(text)

    def press(self, page: Page, key: str) -> None:
        self.done.append(f"press {key}")
        page.keyboard.press(key)

    def paste(self, page: Page, block: str) -> None:
        self.done.append("paste")
        paste(page, block)


@pytest.fixture
def thirty(desks: Desks) -> list[str]:
    """The names of thirty mines whose rows are empty in the group's draft of September."""
    if not ENVIRONMENT:
        pytest.skip("the demo that runs elsewhere has no thirty rows")
    command = [sys.executable, "-m", "tests.e2e.thirty_rows"]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def own_sheet(names: list[str]) -> str:
    """Sorted otherwise than ours. In one row the opening stock is missing, in another the closing stock is in kilograms."""
    lines = ["五矿稀土 9月台账", HEAD]
    for number, name in enumerate(reversed(names), start=1):
        opening = "" if number == 4 else "0"
        closing = "5000千克" if number == 9 else "5"
        lines.append(f"{number}\t{name}\t30\t{closing}\t{opening}\t{35 if number % 2 else '３５.０吨'}\t0\t0\t35")
    return "\n".join([*lines, f"\t合计\t{30 * len(names)}\t\t\t1050"])


def mine(page: Page, name: str) -> Locator:
    return page.locator("section[data-sheet]:visible tbody tr", has_text=name)


def test_thirty_rows_two_faults_and_a_receipt_in_twelve_actions(desks: Desks, thirty: list[str]) -> None:
    hand, clerk = Hand(), desks.of("minmetals-clerk")
    page = clerk.page
    hand.click(page.locator(".duty-list a", has_text="9月").first)
    edit = page.get_by_role("link", name="填报", exact=True)
    if edit.count():
        hand.click(edit.first)
    tab = page.get_by_role("tab", selected=True)
    expect(tab).to_be_visible()
    hand.paste(page, own_sheet(thirty))
    preview = page.locator("dialog.paste-preview")
    expect(preview).to_contain_text("5000千克")
    clerk.picture("30-paste-preview")
    hand.click(preview.locator("button[value=yes]"))
    expect(mine(page, thirty[0]).locator("input[name^=output-]")).to_have_value("３５.０吨")
    hand.click(page.get_by_role("button", name="保存并核对"))
    two_faults_are_mended(hand, clerk, thirty)
    the_officer_sends_it(hand, desks, page.url)
    print(f"{len(hand.done)} actions: {', '.join(hand.done)}")
    assert len(hand.done) <= MOST


def two_faults_are_mended(hand: Hand, clerk: Desk, thirty: list[str]) -> None:
    """From the summary to the first, by Tab to the second."""
    page = clerk.page
    faults = page.locator(".error-summary a")
    expect(faults.first).to_be_visible(timeout=PATIENCE)
    expect(faults).to_have_count(2)
    clerk.picture("31-two-faults")
    hand.click(faults.first)
    fields = {"opening_stock": mine(page, thirty[-4]), "closing_stock": mine(page, thirty[-9])}
    right = {"opening_stock": "0", "closing_stock": "5"}
    for last in (False, True):
        focused = page.locator("input:focus")
        expect(focused).to_have_attribute("aria-invalid", "true")
        name = str(focused.get_attribute("name")).partition("-")[0]
        expect(fields[name].locator(f"input[name^={name}-]")).to_be_focused()
        hand.type(page, right[name])
        if not last:
            hand.press(page, "Tab")
    hand.click(page.get_by_role("button", name="保存并核对"))
    expect(page.get_by_text("应说明的均已说明")).to_be_visible(timeout=PATIENCE)


def the_officer_sends_it(hand: Hand, desks: Desks, address: str) -> None:
    """The second person opens the page that the clerk has checked, and sends it; the receipt."""
    officer = desks.of("minmetals-officer")
    page = officer.page
    hand.open(page, address)
    hand.click(page.get_by_role("button", name="提交2021年9月报表"))
    expect(page.locator("main")).to_contain_text("R-2021-09-minmetals-re-v1", timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("按时")
    officer.picture("32-receipt-of-thirty-rows")
