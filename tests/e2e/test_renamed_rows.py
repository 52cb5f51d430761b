"""A sheet that still has an enterprise's former name: the row is found, and the preview says so before anything lands."""

from playwright.sync_api import expect

from tests.e2e.conftest import Desks
from tests.e2e.grid_cells import cell
from tests.e2e.test_typing import paste, report_of, say_yes

FORMER, LATER = "江门示例稀土分离有限公司", "江门示例新材料有限公司"


def an_enterprise_is_renamed(desks: Desks) -> None:
    """Entered by its group and confirmed by its province, from the first of October 2021."""
    clerk = desks.of("guangdong-clerk")
    clerk.go(f"/register/?q={FORMER}")
    clerk.follow(clerk.page.locator("tbody a", has_text=FORMER))
    clerk.go(f"{clerk.page.url.removeprefix(clerk.address)}changes/new/?kind=name")
    clerk.page.fill("[name=new_name_zh]", LATER)
    clerk.page.fill("[name=new_name_en]", "Jiangmen Example New Materials Co., Ltd.")
    clerk.page.fill("[name=day]", "2021-10-01")
    clerk.page.fill("[name=document]", "准予变更登记通知书")
    clerk.follow(clerk.page.locator("main form button.btn-primary"))
    officer = desks.of("guangdong-industry")
    officer.go(clerk.page.url.removeprefix(clerk.address))
    for _page in ("the event", "its confirmation"):
        officer.follow(officer.page.locator("main, header").get_by_text("确认变更事项", exact=True).last)
    expect(officer.page.locator("main")).to_contain_text(LATER)


def test_a_pasted_name_of_another_day_is_said_and_its_figures_land_in_its_row(desks: Desks) -> None:
    an_enterprise_is_renamed(desks)
    page = report_of(desks.of("guangdong-clerk"))
    page.get_by_role("tab").filter(has_text="冶炼分离").first.click()
    rows = page.locator("section[data-sheet]:visible tbody th").all_inner_texts()
    place = next(place for place, text in enumerate(rows) if "江门示例" in text)
    shown, other = (LATER, FORMER) if LATER in rows[place] else (FORMER, LATER)
    cell(page, "sales").focus()
    paste(page, f"企业名称\t销售量\n{other}\t12.5\n")
    expect(page.locator("dialog.paste-preview .renamed")).to_contain_text(f"{other}")
    expect(page.locator("dialog.paste-preview .renamed")).to_contain_text(f"{shown}")
    say_yes(page)
    expect(cell(page, "sales", place)).to_have_value("12.5")
