"""A passkey in Chromium, on the browser's virtual stick: made on a page, used for the code at the next sign-in."""

from playwright.sync_api import Browser, expect

from tests.authentication.second_factor.test_second_factor import code_of
from tests.e2e.conftest import Desks
from tests.e2e.test_journey import press

WHO = "security-admin"
STICK = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_made_and_opens_the_door(browser: Browser, demo: str) -> None:
    # A browser makes keys for a name, not for a number.
    person = Desks(browser, demo.replace("127.0.0.1", "localhost")).of(WHO)
    page = person.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": STICK})
    person.go("/account/second-factor/set-up/")
    page.locator("[name=password]").fill(f"{WHO}-demo-2021")
    page.locator("[name=code]").fill(code_of(page.locator("main code").first.inner_text()))
    person.follow(page.locator("main form button.btn-primary"))
    codes = page.locator("li code").all_inner_texts()
    person.go("/account/passkeys/new/")
    page.locator("[name=name]").fill("办公电脑")
    page.locator("[name=code]").fill(codes[0])
    person.picture("60-passkey-new")
    press(person, "生成通行密钥")
    expect(page.locator("main")).to_contain_text("办公电脑")
    person.picture("61-passkeys")
    page.context.clear_cookies()
    person.go("/account/sign-in/")
    page.locator("form.narrow [name=username]").fill(WHO)
    page.locator("form.narrow [name=password]").fill(f"{WHO}-demo-2021")
    page.locator("form.narrow").get_by_role("button").click()
    person.picture("62-passkey-at-the-sign-in")
    press(person, "使用通行密钥代替动态码")
    page.wait_for_url(f"{person.address}/")
    person.go("/account/second-factor/remove/")
    page.locator("[name=code]").fill(codes[1])
    page.locator("main form button").click()
    person.leave()
    assert person.complaints == []
