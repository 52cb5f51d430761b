"""Pages that everybody can use: no serious finding of axe, no sideways scroll, and everything without script."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ROOT, Desk, Desks

AXE = ROOT / ".build" / "axe" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# An address, or one and the link on it that is followed.
PAGES = {
    "miit-officer": [
        "/", "/notices/", "/notices/1/", "/filings/?year=2021", "/filings/1/", "/reports/", "/reports/1/",
        "/execution/", "/execution/groups/northern-re/", "/year/", "/register/", "/register/1/", "/obligations/",
        "/obligations/remind/", "/messages/", "/help/",
        "/inspections/", "/inspections/draws/3/", "/checks/", "/saved/", "/obligations/parameters/", "/reports/durations/",
        "/reports/timeliness/", "/reports/accept/", "/rules/", "/history/", "/reports/years/",
    ],
    "miit-clerk": ["/notices/new/", "/notices/2/review/", "/notices/6/edit/"],
    "northern-clerk": [
        "/", "/reports/", "/jurisdiction/", "/no-such-page/", "/checks/ → a[href^='/checks/questions/']",
        "/inspections/4/", "/inspections/findings/3/reply/", "/register/1/changes/new/?kind=place",
        "/year/groups/northern-re/",
    ],
    "system-admin": ["/", "/organisations/", "/service/"],
    "security-admin": ["/", "/organisation/people/"],
    "audit-admin": ["/", "/log/"],
    "neimenggu-industry": [
        "/", "/jurisdiction/", "/jurisdiction/evidence/", "/reports/", "/filings/?year=2021", "/checks/",
        "/checks/ → #checks a", "/checks/ → #checks a → a[href^='/checks/enterprises/']", "/inspections/",
        "/inspections/plans/",
        "/inspections/plans/2/", "/inspections/draws/2/", "/inspections/2/", "/inspections/3/", "/inspections/5/record/",
        "/inspections/3/reinspect/", "/inspections/published/",
    ],
}  # fmt: skip


def findings(desk: Desk) -> list[str]:
    """What axe finds serious or critical on the page in hand."""
    desk.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    result: dict[str, Any] = desk.page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
    )
    return [
        f"{desk.page.url}: {found['id']} at {node['target']}: {node['failureSummary'][:200]}"
        for found in result["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"][:3]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(desks: Desks, name: str, dark: bool) -> None:
    desk = desks.of(name, dark=dark)
    found = []
    for path in PAGES[name]:
        start, *links = path.split(" → ")
        desk.go(start)
        for link in links:
            desk.follow(desk.page.locator(link).first)
        found += findings(desk)
        width = desk.page.evaluate("document.documentElement.scrollWidth")
        if width > 1366:
            found.append(f"{path} scrolls sideways: {width} px")
    desk.complaints = [text for text in desk.complaints if "404" not in text]
    assert found == []


def test_axe_finds_nothing_serious_before_signing_in(desks: Desks) -> None:
    desk = desks.of("miit-clerk")
    desk.page.context.clear_cookies()
    found = []
    for path in ("/account/sign-in/", "/gallery/"):
        desk.go(path)
        found += findings(desk)
    assert found == []


def test_axe_finds_nothing_serious_where_figures_are_entered(desks: Desks) -> None:
    desk = desks.of("minmetals-clerk")
    found = []
    desk.go("/filings/?year=2021")
    desk.follow(desk.page.locator("form[action*='/filings/start/'] button").first)
    found += findings(desk)
    desk.go("/reports/")
    desk.follow(desk.page.get_by_role("button", name="开始填报2021年9月报表"))
    found += findings(desk)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 1366
    desk.follow(desk.page.get_by_role("button", name="保存并核对"))
    found += findings(desk)
    assert found == []


def test_a_split_can_be_begun_and_saved_without_script(desks: Desks) -> None:
    desk = desks.of("xiamen-clerk", script=False)
    page = desk.page
    desk.go("/filings/?year=2021")
    page.locator("form[action*='/filings/start/'] button, a[href*='/edit/']").first.click()
    cell = page.locator("input[data-sum=separation]").first
    cell.fill("1,234.567")
    page.get_by_role("button", name="保存数字").click()
    expect(page.locator(".message")).to_contain_text("数字已保存")
    page.get_by_role("link", name="填写指标").click()
    expect(page.locator("input[data-sum=separation]").first).to_have_value("1,234.567")


def test_a_report_can_be_filled_in_without_script(desks: Desks) -> None:
    desk = desks.of("guangdong-clerk", script=False)
    page = desk.page
    desk.go("/reports/")
    page.get_by_role("button", name="开始填报2021年9月报表").or_(page.get_by_role("link", name="填报")).first.click()
    page.locator("input[name^=output-]").first.fill("１２.5吨")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("input[name^=output-]").first).to_have_value("12.5")


def test_a_pasted_block_lands_cell_by_cell_and_is_counted(desks: Desks) -> None:
    desk = desks.of("chinalco-clerk")
    page = desk.page
    desk.go("/reports/")
    page.get_by_role("button", name="开始填报2021年9月报表").click()
    page.get_by_role("tab").filter(has_text="冶炼分离").first.click()
    first = page.locator("input[name^=output-][name$=-separation]").first
    first.focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer(); data.setData("text/plain", text);
            const how = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        "1,000\n很多\n3000.5\n",
    )
    # What is refused is shown first, and waits for a yes.
    agree = page.locator("dialog.paste-preview button[value=yes]")
    expect(agree).to_contain_text("填入2个单元格")
    expect(page.locator("dialog.paste-preview")).to_contain_text("很多")
    agree.click()
    expect(first).to_have_value("1,000")
    first.focus()
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.name")
    assert focused != first.get_attribute("name")
    page.keyboard.press("Escape")


def test_the_switch_shows_the_page_in_english_and_back(desks: Desks) -> None:
    desk = desks.of("miit-officer")
    desk.page.get_by_role("button", name="English").click()
    expect(desk.page.locator("h1")).to_contain_text("To do")
    desk.page.get_by_role("button", name="中文").click()
    expect(desk.page.locator("h1")).to_contain_text("待办")
