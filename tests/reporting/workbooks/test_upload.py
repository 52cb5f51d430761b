"""A clerk downloads the workbook, fills it in and uploads it.

Shown first, then taken over; all or nothing.
"""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from common.constraints import NotValid, Refusal
from common.periods import Month, at
from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from reporting.services.drafts import save_report, start_report
from reporting.services.report_workbook import apply_upload, preview_upload, template_workbook
from tests.reporting.conftest import World, noon, t

# Pages, not locks: what they say is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLANTS, MINES, ELEMENTS = "B 冶炼分离", "A 采矿", "C 分元素产量"
# The first entry column: the output.
OUTPUT, FIRST_ROW = 7, 4


def edited(content: bytes, *edits: tuple[str, int, int, Any]) -> bytes:
    """The workbook with cells (sheet, row, column, value) typed over, as Excel would save it."""
    book = load_workbook(io.BytesIO(content))
    for sheet, row, column, value in edits:
        book[sheet].cell(row, column).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def draft(world: World) -> ProductionReport:
    return world.filled()


def test_the_template_is_prefilled_and_its_fixed_cells_are_locked(world: World, draft: ProductionReport) -> None:
    book = load_workbook(io.BytesIO(template_workbook(draft)))
    sheet = book[PLANTS]
    assert sheet["A4"].value == world.plant.name_zh
    assert sheet.cell(FIRST_ROW, OUTPUT).value == 100
    assert sheet.protection.sheet
    assert sheet["D4"].protection.locked
    assert not sheet.cell(FIRST_ROW, OUTPUT).protection.locked
    assert "吨REO" in str(sheet.cell(3, OUTPUT).value)
    assert "非官方附件2原样" in str(sheet["A2"].value)


def test_an_untouched_workbook_changes_nothing(draft: ProductionReport) -> None:
    preview = preview_upload(draft, template_workbook(draft))
    assert (preview.new, preview.changed, preview.refused) == ([], [], [])
    assert preview.unchanged > 0


def test_the_preview_lists_new_and_changed_with_sheet_and_cell(draft: ProductionReport) -> None:
    content = edited(
        template_workbook(draft),
        (PLANTS, FIRST_ROW, OUTPUT, 120.5),
        (PLANTS, FIRST_ROW, OUTPUT + 2, "１，０００ 吨"),
    )
    preview = preview_upload(draft, content)
    assert [(change.at, change.old, change.new) for change in preview.changed] == [("B 冶炼分离!G4", "100", "120.5")]
    assert [(change.at, change.new) for change in preview.new] == [("B 冶炼分离!I4", "1000")]


def test_nothing_is_stored_before_it_is_confirmed(world: World, draft: ProductionReport) -> None:
    preview = preview_upload(draft, edited(template_workbook(draft), (PLANTS, FIRST_ROW, OUTPUT, 120)))
    assert draft.lines.get(enterprise=world.plant).output == t(100)
    apply_upload(report=draft, preview=preview.to_json(), by=world.cast.northern_clerk)
    assert draft.lines.get(enterprise=world.plant).output == t(120)


def test_an_emptied_cell_is_a_change_to_not_filled(world: World, draft: ProductionReport) -> None:
    preview = preview_upload(draft, edited(template_workbook(draft), (MINES, FIRST_ROW, OUTPUT, None)))
    apply_upload(report=draft, preview=preview.to_json(), by=world.cast.northern_clerk)
    assert draft.lines.get(enterprise=world.mine).output is None


def test_elements_and_reasons_are_taken_over(world: World, draft: ProductionReport) -> None:
    content = edited(
        template_workbook(draft),
        (ELEMENTS, FIRST_ROW, OUTPUT + 1, 7),
        (MINES, FIRST_ROW, OUTPUT + 7, "检修停产"),
    )
    apply_upload(report=draft, preview=preview_upload(draft, content).to_json(), by=world.cast.northern_clerk)
    assert draft.lines.get(enterprise=world.plant).elements.get(element="Ce").tonnes == t(7)
    assert draft.lines.get(enterprise=world.mine).no_production_reason == "maintenance"


def test_the_same_file_twice_changes_nothing_the_second_time(world: World, draft: ProductionReport) -> None:
    content = edited(template_workbook(draft), (PLANTS, FIRST_ROW, OUTPUT, 120))
    apply_upload(report=draft, preview=preview_upload(draft, content).to_json(), by=world.cast.northern_clerk)
    draft.refresh_from_db()
    again = preview_upload(draft, content)
    assert (again.new, again.changed) == ([], [])


@pytest.mark.parametrize(("value", "part"), [("很多", "很多"), (-5, "-5"), (1.2345, "1.2345"), ("=1+1", "公式")])
def test_a_cell_that_cannot_be_read_is_refused_with_sheet_and_cell(
    draft: ProductionReport, value: Any, part: str
) -> None:
    preview = preview_upload(draft, edited(template_workbook(draft), (PLANTS, FIRST_ROW, OUTPUT, value)))
    assert [cell.at for cell in preview.refused] == ["B 冶炼分离!G4"]
    assert part in preview.refused[0].sentence


def test_a_row_of_a_stranger_and_a_row_twice_are_refused(draft: ProductionReport) -> None:
    content = template_workbook(draft)
    foreign = edited(content, (PLANTS, FIRST_ROW, 2, "91150000MA9999999X"))
    assert [cell.at for cell in preview_upload(draft, foreign).refused] == ["B 冶炼分离!B4"]
    book = load_workbook(io.BytesIO(content))
    row = [cell.value for cell in book[PLANTS][FIRST_ROW]]
    twice = edited(content, *((PLANTS, FIRST_ROW + 1, column, value) for column, value in enumerate(row, start=1)))
    assert [cell.at for cell in preview_upload(draft, twice).refused] == ["B 冶炼分离!B5"]


def test_another_month_is_refused_before_its_figures_are_read(world: World, draft: ProductionReport) -> None:
    other = template_workbook(world.filled(Month(2021, 8)))
    with pytest.raises(NotValid) as refused:
        preview_upload(draft, edited(other, (PLANTS, FIRST_ROW, OUTPUT, "不是数字")))
    assert refused.value.code == "wrong_month"


def test_another_group_is_refused_before_its_figures_are_read(world: World, draft: ProductionReport) -> None:
    from accounts.models import Organisation

    southern = Organisation.objects.get(code="southern-re")
    other = start_report(group=southern, month=draft.period, by=world.cast.southern_clerk)
    with pytest.raises(NotValid) as refused:
        preview_upload(draft, template_workbook(other))
    assert refused.value.code == "wrong_group"


def test_what_is_no_template_is_refused(draft: ProductionReport) -> None:
    from openpyxl import Workbook

    stream = io.BytesIO()
    Workbook().save(stream)
    with pytest.raises(NotValid) as refused:
        preview_upload(draft, stream.getvalue())
    assert refused.value.code == "headings_unknown"
    with pytest.raises(NotValid):
        preview_upload(draft, b"not a workbook")


def test_a_preview_is_void_when_the_draft_has_changed_since(world: World, draft: ProductionReport) -> None:
    preview = preview_upload(draft, edited(template_workbook(draft), (PLANTS, FIRST_ROW, OUTPUT, 120))).to_json()
    with at(noon(10, 9)):
        save_report(
            report=draft,
            cells={cell_name("sales", world.plant.pk, "separation"): t(1)},
            by=world.cast.northern_clerk,
        )
    with pytest.raises(Refusal) as refused:
        apply_upload(report=draft, preview=preview, by=world.cast.northern_clerk)
    assert refused.value.code == "draft_changed"


def test_the_pages_show_and_then_store(
    world: World, draft: ProductionReport, as_user: Callable[[User], Client]
) -> None:
    browser = as_user(world.cast.northern_clerk)
    download = browser.get(reverse("report_workbook", args=[draft.pk]))
    assert download["Content-Type"].endswith("spreadsheetml.sheet")
    upload = io.BytesIO(edited(download.content, (PLANTS, FIRST_ROW, OUTPUT, 120)))
    upload.name = "report.xlsx"
    shown = browser.post(reverse("report_upload", args=[draft.pk]), {"workbook": upload})
    assert shown.status_code == 200
    token = shown.context["token"]
    assert draft.lines.get(enterprise=world.plant).output == t(100)
    stored = browser.post(reverse("report_upload_confirm", args=[draft.pk]), {"token": token})
    assert stored.status_code == 302
    assert draft.lines.get(enterprise=world.plant).output == t(120)


def test_a_broken_workbook_is_a_sentence_and_422(
    world: World, draft: ProductionReport, as_user: Callable[[User], Client]
) -> None:
    upload = io.BytesIO(b"PK\x03\x04 broken")
    upload.name = "report.xlsx"
    answer = as_user(world.cast.northern_clerk).post(reverse("report_upload", args=[draft.pk]), {"workbook": upload})
    assert answer.status_code == 422


def test_a_province_cannot_download_the_whole_group(world: World, as_user: Callable[[User], Client]) -> None:
    report = world.submitted()
    answer = as_user(world.cast.neimenggu_industry).get(reverse("report_workbook", args=[report.pk]))
    assert answer.status_code == 403
