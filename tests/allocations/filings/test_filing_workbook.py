"""A split goes out as a workbook and comes back: shown cell by cell before anything is stored."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from allocations.models import Filing
from allocations.reads.filing_checks import split_cells
from allocations.services.filing_workbook import apply_workbook, filing_workbook, preview_workbook
from allocations.services.filings import save_draft
from common.constraints import NotValid, Refusal
from common.periods import today
from documents.files.reading import read_workbook
from enterprises.models import ComplianceFact, FormerName
from enterprises.services.evidence import add_evidence
from tests.allocations.splits import SEPARATION, drafted
from tests.builders import BUILDER, enterprise, issued

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHEET = "指标分解"


@pytest.fixture
def filing(cast: Any) -> Filing:
    issued(cast, 1)
    first, second = enterprise(1), enterprise(2)
    enterprise(3, papers=False)
    return drafted(cast, {(first.pk, SEPARATION): 1000, (second.pk, SEPARATION): 500})


def typed(filing: Filing, values: dict[str, Any]) -> bytes:
    """The template with “separation, after” of these enterprises filled in; rows by the code's end."""
    book = load_workbook(io.BytesIO(filing_workbook(filing)))
    page = book[SHEET]
    heads = [str(cell.value) for cell in page[3]]
    column = 1 + next(at for at, head in enumerate(heads) if "冶炼分离" in head and "调整后" in head)
    for number, (name, *_figures) in enumerate(page.iter_rows(min_row=4, values_only=True), start=4):
        if name in values:
            page.cell(number, column).value = values[str(name)]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def separation(filing: Filing) -> dict[str, Any]:
    return {line.enterprise.name_zh: line.stated for line in filing.lines.all() if line.stated}


def test_the_template_is_prefilled_and_only_the_figures_are_open(filing: Filing) -> None:
    book = load_workbook(io.BytesIO(filing_workbook(filing)))
    page = book[SHEET]
    assert page.protection.sheet
    open_heads = {
        page.cell(3, column).value for row in page.iter_rows(min_row=4, max_row=6)
        for column, cell in enumerate(row, start=1) if not cell.protection.locked
    }  # fmt: skip
    assert all("调整后" in str(head) for head in open_heads)
    assert open_heads
    assert read_workbook(filing_workbook(filing)).meta["filing"] == filing.number
    assert "通知三（二）" in " ".join(str(cell.value) for row in page.iter_rows() for cell in row)


def open_cells(filing: Filing) -> dict[str, set[str]]:
    """What may be typed into, by enterprise."""
    page = load_workbook(io.BytesIO(filing_workbook(filing)))[SHEET]
    heads = [str(cell.value) for cell in page[3]]
    rows = [row for row in page.iter_rows(min_row=4) if str(row[0].value).startswith("示例企业")]
    return {
        str(row[0].value): {head for head, cell in zip(heads, row, strict=True) if not cell.protection.locked}
        for row in rows
    }


def test_what_may_not_be_allotted_is_locked_cell_by_cell(filing: Filing, cast: Any) -> None:
    cells = open_cells(filing)
    assert all(len(cells[name]) == 1 for name in ("示例企业1", "示例企业2"))
    assert cells["示例企业3"] == set()


def test_what_an_enterprise_has_although_it_is_barred_now_may_be_taken_back(filing: Filing, cast: Any) -> None:
    barred = filing.lines.get(enterprise__name_zh="示例企业2").enterprise
    failed = ComplianceFact(
        enterprise=barred, kind="emission", passed=False, tested_on=today(), tested_by="示例检测", report="不达标"
    )
    add_evidence(failed, enterprise=barred, by=BUILDER)
    verdict = next(cell.verdict for cell in split_cells(filing, as_of=today()) if cell.enterprise == barred)
    assert not verdict.is_eligible
    assert len(open_cells(filing)["示例企业2"]) == 1


def test_an_upload_shows_new_changed_and_unchanged_and_stores_nothing(filing: Filing, cast: Any) -> None:
    preview = preview_workbook(filing, typed(filing, {"示例企业1": "１，２００．５"}))
    assert not preview.refused
    assert [(change.old, change.new) for change in preview.changed] == [("1000", "1200.5")]
    assert preview.changed[0].at.startswith(f"{SHEET}!")
    assert separation(filing)["示例企业1"] == 1000
    apply_workbook(filing=filing, preview=preview.to_json(), by=cast.northern_clerk)
    assert {name: str(tonnes) for name, tonnes in separation(filing).items()} == {
        "示例企业1": "1200.500", "示例企业2": "500.000",
    }  # fmt: skip


def test_what_is_no_figure_and_who_is_not_eligible_are_refused_with_sheet_and_cell(filing: Filing) -> None:
    no_figure = preview_workbook(filing, typed(filing, {"示例企业1": "许多"}))
    assert [cell.at[: len(SHEET) + 1] for cell in no_figure.refused] == [f"{SHEET}!"]
    barred = preview_workbook(filing, typed(filing, {"示例企业3": 5}))
    assert "通知三（二）" in barred.refused[0].sentence
    assert barred.refused[0].at.startswith(f"{SHEET}!")
    over = preview_workbook(filing, typed(filing, {"示例企业1": 38000}))
    assert "230" in over.refused[0].sentence


def test_a_row_under_a_former_name_is_the_enterprises_and_the_preview_says_so(filing: Filing) -> None:
    line = filing.lines.select_related("enterprise").filter(stated=1000).get()
    day = today() - timedelta(days=1)
    FormerName.objects.create(enterprise=line.enterprise, name_zh="示例老厂", name_en="Old", last_day=day)
    preview = preview_workbook(filing, own_sheet([["企业", "冶炼分离指标"], ["示例老厂", 1200]]))
    assert [(one.enterprise, one.new) for one in preview.changed] == [(line.enterprise.name, "1200")]
    assert any("示例老厂" in said and line.enterprise.name in said for _at, said in preview.remarks)


def own_sheet(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_grid_knows_the_former_names(filing: Filing, cast: Any, as_user: Any) -> None:
    line = filing.lines.select_related("enterprise").filter(stated=1000).get()
    FormerName.objects.create(enterprise=line.enterprise, name_zh="示例老厂", name_en="Old", last_day=today())
    page = as_user(cast.northern_clerk).get(reverse("filing_edit", args=[filing.pk])).content.decode()
    # Until tonight it is shown with the former name, and the present one is known as well.
    assert f'data-other-names="{line.enterprise.name_zh}' in page
    assert 'class="name">示例老厂' in page


def test_the_grid_knows_the_headings_of_the_template(filing: Filing, cast: Any, as_user: Any) -> None:
    page = as_user(cast.northern_clerk).get(reverse("filing_edit", args=[filing.pk])).content.decode()
    column = page.partition('data-column="separation"')[2].partition(">")[0]
    assert {"冶炼分离", "冶炼分离调整后", "冶炼分离指标"} <= set(
        column.partition('data-names="')[2].split('"')[0].split("|")
    )


def test_another_filings_workbook_is_not_read(filing: Filing, cast: Any) -> None:
    content = filing_workbook(filing)
    other = Filing(pk=filing.pk, group=filing.group, notice=filing.notice, year=2021, version=2)
    with pytest.raises(NotValid) as refused:
        preview_workbook(other, content)
    assert refused.value.code == "wrong_filing"


def test_a_preview_of_yesterdays_draft_is_refused(filing: Filing, cast: Any) -> None:
    preview = preview_workbook(filing, typed(filing, {"示例企业1": 900})).to_json()
    figures = {(line.enterprise_id, line.category): line.stated + 1 for line in filing.lines.all()}
    save_draft(filing=filing, figures=figures, by=cast.northern_clerk)
    with pytest.raises(Refusal):
        apply_workbook(filing=filing, preview=preview, by=cast.northern_clerk)


def test_the_pages_lead_from_the_template_to_the_draft(filing: Filing, cast: Any, as_user: Any) -> None:
    client = as_user(cast.northern_clerk)
    assert client.get(f"/filings/{filing.pk}/filing.xlsx").status_code == 200
    upload = io.BytesIO(typed(filing, {"示例企业1": 800}))
    upload.name = "split.xlsx"
    page = client.post(f"/filings/{filing.pk}/upload/", {"workbook": upload})
    assert page.status_code == 200
    done = client.post(f"/filings/{filing.pk}/upload/confirm/", {"token": page.context["token"]})
    assert done.status_code == 302
    assert separation(filing)["示例企业1"] == 800
