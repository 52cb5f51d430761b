"""Three questions of the ministry, timed in actions: what remains, who is late and why, which cells changed."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ENVIRONMENT, ROOT, Desks
from tests.e2e.test_twelve_actions import Hand


def test_what_remains_by_group_and_category_is_there_without_an_action(desks: Desks) -> None:
    page = desks.of("miit-officer").page
    row = page.locator("#execution tbody tr", has_text="北方稀土")
    expect(row).to_be_visible()
    figures = row.locator("td.n").all_inner_texts()
    assert len([text for text in figures if text.strip()]) == 12, (
        "quota, output, completion, remaining of each category"
    )
    expect(page.locator("#execution tr.total")).to_contain_text("全国")


def test_who_is_late_and_why_takes_two_clicks_at_most(desks: Desks) -> None:
    hand, officer = Hand(), desks.of("miit-officer")
    page = officer.page
    hand.click(page.locator("#heat .heat-not_reported a").first)
    expect(page.locator("main")).to_contain_text("厦门钨业")
    expect(page.locator("main")).to_contain_text("9月10日（周五）为工作日")
    expect(page.locator("main")).to_contain_text("逾期15个工作日")
    assert len(hand.done) <= 2


@pytest.fixture
def corrected(demo: str) -> None:
    """Southern has sent a correction of August, in which two cells changed."""
    if not ENVIRONMENT:
        pytest.skip("the demo that runs elsewhere has no correction that waits")
    command = [sys.executable, "-m", "tests.e2e.a_correction"]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("corrected")
def test_the_changed_cells_are_found_and_returned_in_six_actions(desks: Desks) -> None:
    hand, officer = Hand(), desks.of("miit-officer")
    page = officer.page
    hand.click(page.locator(".duty-list a", has_text="南方稀土").first)
    hand.click(page.get_by_role("link", name="受理或退回").first)
    expect(page.locator("#changes tbody tr")).to_have_count(2)
    officer.picture("40-changed-cells")
    hand.done.append("choose a cell")
    page.locator("select[name=cell_1]").select_option(index=1)
    reason = page.locator("textarea[name=reason]")
    hand.click(reason)
    hand.type(page, "销售量与发票不符，请核对。")
    hand.click(page.get_by_role("button", name="退回", exact=False).last)
    expect(page.locator(".message")).to_contain_text("退回")
    assert len(hand.done) <= 6
