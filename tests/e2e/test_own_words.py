"""Own phrases and internal notes in a browser: a click puts a phrase into the text; nobody else reads a note."""

from playwright.sync_api import expect

from tests.e2e.conftest import Desks
from tests.e2e.test_journey import press

PHRASE = "请补充计算依据后重新报送"


def test_a_click_puts_a_phrase_where_the_cursor_is(desks: Desks) -> None:
    clerk = desks.of("miit-clerk")
    clerk.go("/organisation/phrases/")
    for text in ("同意", PHRASE):
        clerk.page.get_by_label("常用意见", exact=True).fill(text)
        press(clerk, "添加")
    expect(clerk.page.locator("#phrases tbody tr")).to_have_count(2)
    clerk.picture("50-own-phrases")
    clerk.go("/reductions/new/")
    reason = clerk.page.locator("textarea[name=reason]")
    reason.fill("经核查：")
    offered = clerk.page.locator("details.own-phrases")
    offered.locator("summary").click()
    offered.get_by_text(PHRASE).click()
    expect(reason).to_have_value(f"经核查：{PHRASE}")
    expect(offered.locator("input:checked")).to_have_count(0)
    offered.get_by_text("同意", exact=True).click()
    expect(reason).to_have_value(f"经核查：{PHRASE}\n同意")
    clerk.picture("51-a-phrase-in-the-text")


def test_a_note_is_read_by_the_own_organisation(desks: Desks) -> None:
    group = desks.of("northern-clerk")
    group.go("/filings/?year=2021")
    filing = group.page.locator("main tbody a[href^='/filings/']").first.get_attribute("href") or ""
    clerk = desks.of("miit-clerk")
    clerk.go(filing)
    clerk.page.locator("#note_text").fill("拟待第二批通知后再核")
    press(clerk, "添加备注")
    expect(clerk.page.locator(".internal")).to_contain_text("拟待第二批通知后再核")
    clerk.picture("52-internal-notes")
    group.go(filing)
    expect(group.page.locator("#note_text")).to_be_visible()
    expect(group.page.locator("body")).not_to_contain_text("拟待第二批通知后再核")
