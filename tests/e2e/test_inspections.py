"""The province's work in a browser: what an inspection barred and lifted, a reply that is decided, a check that changed."""

from playwright.sync_api import expect

from tests.e2e.conftest import Desk, Desks
from tests.e2e.test_journey import press


def test_the_provinces_work(desks: Desks) -> None:
    the_draw_stands_with_its_record(desks)
    what_was_found_barred_until_it_was_mended(desks)
    a_month_was_checked_and_has_changed_since(desks)
    the_group_replies_and_a_second_person_decides(desks)
    ministry = desks.of("miit-officer")
    ministry.place("随机抽查")
    expect(ministry.page.locator("main")).to_contain_text("江西")
    ministry.picture("42-inspections-of-the-year")
    ministry.place("按月检查")
    expect(ministry.page.locator("main")).to_contain_text("江西")
    ministry.picture("43-checks-of-the-year")


def follow(desk: Desk, words: str) -> None:
    """The first link with these words in its text."""
    desk.page.get_by_role("link", name=words).first.click()


def the_draw_stands_with_its_record(desks: Desks) -> None:
    province = desks.of("neimenggu-industry")
    province.place("随机抽查")
    press(province, "计划和检查人员")
    province.picture("30-plans-and-inspectors")
    follow(province, "2021年9至12月")
    province.picture("31-plan")
    province.page.locator("#draws tbody a").first.click()
    expect(province.page.locator("h1")).to_contain_text("已抽取")
    province.picture("32-draw")
    ministry = desks.of("miit-officer")
    ministry.go("/inspections/plans/")
    follow(ministry, "江西省")
    ministry.page.locator("#draws tbody a").first.click()
    expect(ministry.page.locator("h1")).to_contain_text("种子已锁定")
    ministry.picture("33-seed-committed-population-open")


def what_was_found_barred_until_it_was_mended(desks: Desks) -> None:
    province = desks.of("neimenggu-industry")
    province.go("/inspections/2/")
    expect(province.page.locator("h1")).to_contain_text("已办结")
    province.picture("34-inspection-closed")
    address = province.page.url
    follow(province, "自2021年6月8日起写入企业名录")
    expect(province.page.get_by_text("不符合条件").first).to_be_visible()
    province.picture("35-barred-from-the-day-of-the-finding")
    province.page.goto(address)
    follow(province, "复查日2021年8月19日的资格")
    expect(province.page.get_by_text("不符合条件")).to_have_count(0)
    province.picture("36-eligible-again")


def a_month_was_checked_and_has_changed_since(desks: Desks) -> None:
    province = desks.of("neimenggu-resources")
    follow(province, "核查后有变化：2021年7月")
    expect(province.page.locator("#changed")).to_contain_text("1家")
    province.picture("37-changed-since-the-check")
    press(province, "核查")
    province.picture("38-the-cells-that-changed")


def the_group_replies_and_a_second_person_decides(desks: Desks) -> None:
    group = desks.of("northern-clerk")
    follow(group, "答复检查发现问题")
    address = group.page.url.partition("#")[0]
    press(group, "答复")
    group.page.locator("[name=text]").fill("该批物料系试验用样品，来源证明已备齐。")
    group.picture("39-reply-to-a-finding")
    press(group, "答复")
    expect(group.page.get_by_text("已答复").first).to_be_visible()

    second = desks.of("neimenggu-second")
    second.page.goto(address)
    press(second, "认定或撤销")
    second.page.locator("[name=final]").select_option(label="不予认定")
    second.page.locator("[name=decision]").fill("来源证明齐全。")
    second.picture("40-decide-a-finding")
    press(second, "办理")
    expect(second.page.get_by_text("已撤销").first).to_be_visible()
    press(second, "上报")
    press(second, "上报")
    expect(second.page.locator("h1")).to_contain_text("已上报")
    second.picture("41-reported-upward")
