"""A past year in a browser: a workbook with a fault, mended, confirmed by a second person, seen beside this year."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Desk, Desks
from tests.e2e.test_journey import press
from tests.history.workbooks import NOTICES, content


def test_a_past_year(desks: Desks, tmp_path: Path) -> None:
    clerk, officer = desks.of("miit-clerk"), desks.of("miit-officer")
    names = enterprises(clerk)
    assert len(names) == 2
    notices, faulty, outputs = (tmp_path / f"2020年{name}.xlsx" for name in ("通知", "产量（有误）", "产量"))
    notices.write_bytes(content({title: [earlier(row) for row in rows] for title, rows in NOTICES.items()}))
    faulty.write_bytes(content({"产量": table(names, "5千克")}))
    outputs.write_bytes(content({"产量": table(names, 1200)}))
    the_notices_are_uploaded_and_confirmed(clerk, officer, notices)
    a_faulty_file_is_mended(clerk, faulty, outputs)
    the_second_person_confirms(officer)
    the_year_stands_beside_this_one(officer)


def enterprises(clerk: Desk) -> list[str]:
    """The names of the separation works of the register."""
    clerk.go("/register/?kind=separation")
    return [name.strip() for name in clerk.page.locator("#enterprises tbody th a").all_inner_texts()][:2]


def table(names: list[str], first: object) -> list[list[object]]:
    """A row for each, a column for each month of the year."""
    heads: list[object] = ["企业", "类别", *(f"{month}月" for month in range(1, 13))]
    rows: list[list[object]] = [[name, "冶炼分离", *([1000] * 12)] for name in names]
    rows[0][2] = first
    return [heads, *rows]


def earlier(row: Sequence[object]) -> list[object]:
    """The same of 2017: the demo has the notices from 2018 on."""
    return [2017 if cell == 2020 else cell.replace("2020", "2017") if isinstance(cell, str) else cell for cell in row]


def upload(clerk: Desk, kind: str, file: Path, year: str = "2020") -> None:
    press(clerk, "企业名录")
    clerk.page.get_by_role("link", name="历史数据导入").first.click()
    clerk.page.locator("a[href^='/history/new/']").first.click()
    clerk.page.select_option("[name=kind]", kind)
    clerk.page.fill("[name=year]", year)
    clerk.page.set_input_files("[name=file]", file)
    clerk.page.get_by_role("button", name="上传并预览").click()


def confirm(officer: Desk) -> None:
    officer.go("/history/")
    officer.page.locator("tbody a").first.click()
    officer.page.get_by_role("link", name="确认入账").first.click()
    officer.page.get_by_role("button", name="确认入账").click()
    expect(officer.page.locator("h1")).to_contain_text("已确认入账")


def the_notices_are_uploaded_and_confirmed(clerk: Desk, officer: Desk, file: Path) -> None:
    upload(clerk, "notices", file, "2017")
    expect(clerk.page.locator("h1")).to_contain_text("待第二人确认")
    expect(clerk.page.locator("#sums")).to_contain_text("135,000")
    clerk.picture("60-past-year-notices-previewed")
    confirm(officer)


def a_faulty_file_is_mended(clerk: Desk, faulty: Path, file: Path) -> None:
    upload(clerk, "outputs", faulty)
    expect(clerk.page.locator(".error-summary")).to_contain_text("产量!C2")
    clerk.picture("61-past-year-outputs-refused")
    clerk.page.get_by_role("link", name="上传修改后的文件").first.click()
    clerk.page.set_input_files("[name=file]", file)
    clerk.page.get_by_role("button", name="上传并预览").click()
    expect(clerk.page.locator("h1")).to_contain_text("待第二人确认")
    clerk.picture("62-past-year-outputs-previewed")


def the_second_person_confirms(officer: Desk) -> None:
    confirm(officer)
    expect(officer.page.locator("main")).to_contain_text("SHA-256")
    officer.picture("63-past-year-booked")


def the_year_stands_beside_this_one(officer: Desk) -> None:
    officer.go("/execution/years/?until=2021-08")
    table = officer.page.locator("#separation")
    # Twice twelve months of 1,000 t, and 200 t more in January.
    expect(table).to_contain_text("24,200")
    expect(table).to_contain_text("导入")
    officer.picture("64-years-side-by-side")
    officer.go("/reports/years/2021/")
    # To the end of September twice nine months, and the 200 t.
    expect(officer.page.locator("main")).to_contain_text("18,200")
    officer.picture("65-beside-the-imported-year")
