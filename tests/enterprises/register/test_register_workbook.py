"""The register as a workbook: everybody downloads what they see; the ministry's clerk imports, seen first, all or none."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from enterprises.models import Enterprise, Halt, Licence, StopOrder
from enterprises.reads.verdicts import verdicts
from enterprises.services.enterprises import edit_enterprise
from enterprises.services.evidence import add_evidence, withdraw_evidence
from enterprises.services.register_workbook import Preview, apply_import, preview_import, register_workbook
from tests.builders import BUILDER, credit_code, enterprise, pond
from tests.conftest import Cast
from tests.documents.pdf_text import upload, xlsx

# What a workbook says is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]
FIRST = 4
# Its check character is wrong.
WRONG = "91150000MA000000XX"


@pytest.fixture
def rows() -> list[Enterprise]:
    mine = enterprise(1, kind="mine", has_rock=True, group="northern-re", province="15")
    plant = enterprise(2, group="southern-re", province="36")
    pond(mine, "normal", date(2021, 1, 1))
    add_evidence(Halt(enterprise=plant, since=date(2021, 1, 1), reason="检修"), enterprise=plant, by=BUILDER)
    order = StopOrder(enterprise=plant, number="令1", authority="示例厅", issued_on=date(2021, 9, 1))
    add_evidence(order, enterprise=plant, by=BUILDER)
    return [mine, plant]


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(content))
    return {
        page.title: [
            [cell.value for cell in row] for row in page.iter_rows(min_row=FIRST) if any(cell.value for cell in row)
        ]
        for page in book
        if page.title != "_meta"
    }


class Editor:
    """The exported workbook, typed over as Excel would."""

    def __init__(self, user: User) -> None:
        self.book = load_workbook(io.BytesIO(register_workbook(user)))

    def put(self, sheet: str, row: int, column: int, value: Any) -> "Editor":
        self.book[sheet].cell(row, column).value = value
        return self

    def add(self, sheet: str, *values: Any) -> int:
        """Types a row below the last one; its number."""
        page = self.book[sheet]
        number = next(n for n in range(FIRST, 200) if not page.cell(n, 1).value)
        for column, value in enumerate(values, start=1):
            page.cell(number, column).value = value
        return number

    @property
    def content(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def row_of(editor: Editor, sheet: str, text: str) -> int:
    page = editor.book[sheet]
    return next(n for n in range(FIRST, 200) if any(cell.value == text for cell in page[n]))


def refusals(preview: Preview) -> dict[str, str]:
    return {cell.at: cell.sentence for cell in preview.refused}


class TestExport:
    def test_a_ministry_downloads_everything(self, rows: list[Enterprise], cast: Cast) -> None:
        found = sheets(register_workbook(cast.mnr_officer))
        counts = {name: len(lines) for name, lines in found.items()}
        assert counts["企业"] == counts["集团归属"] == counts["证照"] == 2
        assert counts["环保检测"] == 4
        assert {counts[name] for name in ("产能", "尾矿库", "尾矿库评价", "停产整改", "停产")} == {1}
        assert counts["违反排污许可"] == 0

    @pytest.mark.parametrize(
        ("person", "seen"), [("northern_viewer", 1), ("jiangxi_resources", 2), ("xiamen_clerk", None)]
    )
    def test_others_download_what_they_see_and_nothing_else(
        self, rows: list[Enterprise], cast: Cast, person: str, seen: int | None
    ) -> None:
        found = sheets(register_workbook(getattr(cast, person)))
        codes = {line[0] for lines in found.values() for line in lines}
        assert codes == ({credit_code(seen)} if seen else set())

    def test_what_the_province_says_and_the_document_stand_beside_each_piece(
        self, rows: list[Enterprise], cast: Cast
    ) -> None:
        piece = Licence(
            enterprise=rows[0], kind="radiation_permit", number="辐1", holder="示例", issuer="示例厅",
            valid_from=date(2021, 1, 1),
        )  # fmt: skip
        add_evidence(piece, enterprise=rows[0], by=cast.northern_clerk, upload=upload("辐射.pdf"))
        withdraw_evidence(piece=piece, reason="录错", by=cast.northern_clerk)
        line = next(line for line in sheets(register_workbook(cast.miit_clerk))["证照"] if "辐1" in line)
        assert piece.attachment is not None
        assert line[-2:] == ["已撤回", f"辐射.pdf sm3:{piece.attachment.hash}"]

    def test_a_name_that_looks_like_a_formula_stays_a_text(self, rows: list[Enterprise], cast: Cast) -> None:
        Enterprise.objects.filter(pk=rows[0].pk).update(name_zh='=HYPERLINK("http://x")')
        book = load_workbook(io.BytesIO(register_workbook(cast.miit_clerk)))
        assert {cell.data_type for cell in book["企业"]["B"][FIRST - 1 :] if cell.value} == {"s"}

    def test_the_button_downloads_it(self, rows: list[Enterprise], cast: Cast, as_user: Browser) -> None:
        answer = as_user(cast.northern_clerk).get("/register/workbook/")
        assert answer.status_code == 200
        assert len(sheets(answer.getvalue())["企业"]) == 1


class TestPreview:
    def test_the_export_untouched_changes_nothing(self, rows: list[Enterprise], cast: Cast) -> None:
        preview = preview_import(register_workbook(cast.miit_clerk), by=cast.miit_clerk)
        assert (preview.new, preview.changed, preview.refused) == ([], [], [])
        assert preview.unchanged == 15

    def test_new_and_changed_are_shown_with_sheet_and_cell_and_nothing_is_stored(
        self, rows: list[Enterprise], cast: Cast
    ) -> None:
        editor = Editor(cast.miit_clerk)
        at = row_of(editor, "企业", rows[0].credit_code)
        editor.put("企业", at, 2, "改名示例矿业")
        editor.put("停产", FIRST, 3, date(2021, 10, 1))
        number = editor.add("企业", credit_code(9), "新示例", "New", "冶炼分离企业", "否", "否", "江西省", "赣州市")
        editor.add("集团归属", credit_code(9), "南方稀土", "2021-01-01")
        editor.add("产能", credit_code(9), "批9", date(2021, 1, 1), 2500.5, "萃取", "否")
        events = Event.objects.count()
        preview = preview_import(editor.content, by=cast.miit_clerk)
        assert preview.refused == []
        assert [(one.at, one.old, one.new) for one in preview.changed] == [
            (f"企业!B{at}", "示例企业1", "改名示例矿业"),
            (f"停产!C{FIRST}", "", "2021-10-01"),
        ]
        assert preview.new[0].at == f"企业!A{number}"
        assert len(preview.new) == 3
        assert Event.objects.count() == events
        assert Enterprise.objects.count() == 2

    @pytest.mark.parametrize(
        ("sheet", "values", "cell", "word"),
        [
            (
                "企业",
                ("91150000MA000000XX", "新", "New", "矿山企业", "是", "否", "江西省", "市"),
                "A",
                "91150000MA000000XX",
            ),
            ("企业", (credit_code(9), "新", "New", "银行", "否", "否", "江西省", "市"), "D", "银行"),
            ("企业", (credit_code(9), "新", "New", "冶炼分离企业", "否", "否", "火星", "市"), "G", "火星"),
            ("集团归属", (credit_code(1), "某集团", "2021-01-01"), "B", "某集团"),
            ("集团归属", (credit_code(1), "南方稀土", "2021-01-01"), "A", "北方稀土"),
            ("证照", (credit_code(1), "采矿许可证", "新1", "甲", "乙", "2021-13-01"), "F", "2021-13-01"),
            ("证照", (credit_code(1), "采矿许可证", "新1", "甲", "乙", "2021-02-01", "2021-01-01"), "A", ""),
            ("证照", (credit_code(8), "采矿许可证", "新1", "甲", "乙", "2021-01-01"), "A", credit_code(8)),
            ("产能", (credit_code(2), "批2", "2021-01-01", "-5", "萃取", "否"), "D", "-5"),
            ("产能", (credit_code(2), "", "2021-01-01", "5", "萃取", "否"), "B", "批准文件"),
            ("尾矿库评价", (credit_code(2), "无此库", "2021-01-01", "评2", "正常库"), "B", "无此库"),
        ],
    )
    def test_a_wrong_row_is_refused_at_its_cell(
        self, rows: list[Enterprise], cast: Cast, sheet: str, values: tuple[Any, ...], cell: str, word: str
    ) -> None:
        editor = Editor(cast.miit_clerk)
        number = editor.add(sheet, *values)
        found = refusals(preview_import(editor.content, by=cast.miit_clerk))
        assert word in found[f"{sheet}!{cell}{number}"]

    def test_all_errors_of_a_row_are_listed_at_once(self, rows: list[Enterprise], cast: Cast) -> None:
        editor = Editor(cast.miit_clerk)
        number = editor.add("企业", WRONG, "新", "", "矿山企业", "否", "否", "火星", "")
        found = refusals(preview_import(editor.content, by=cast.miit_clerk))
        assert {f"企业!{column}{number}" for column in "ACGH"} <= set(found)

    def test_nothing_on_record_is_overwritten(self, rows: list[Enterprise], cast: Cast) -> None:
        editor = Editor(cast.miit_clerk)
        editor.put("证照", FIRST, 7, date(2030, 1, 1))
        editor.put("企业", FIRST, 4, "综合利用企业")
        editor.put("停产整改", FIRST, 5, date(2021, 10, 1))
        found = refusals(preview_import(editor.content, by=cast.miit_clerk))
        assert set(found) == {f"证照!G{FIRST}", f"企业!D{FIRST}", f"停产整改!E{FIRST}"}
        assert "2023-01-01" in found[f"证照!G{FIRST}"]

    def test_the_same_row_twice_is_refused(self, rows: list[Enterprise], cast: Cast) -> None:
        editor = Editor(cast.miit_clerk)
        editor.add("尾矿库", credit_code(1), "二号库")
        number = editor.add("尾矿库", credit_code(1), "二号库")
        assert list(refusals(preview_import(editor.content, by=cast.miit_clerk))) == [f"尾矿库!A{number}"]

    def test_a_foreign_workbook_and_a_hostile_one_are_refused_whole(self, cast: Cast) -> None:
        for content in (xlsx(), b"", b"<html>"):
            with pytest.raises(NotValid):
                preview_import(content, by=cast.miit_clerk)

    @pytest.mark.parametrize("person", ["miit_officer", "mnr_officer", "northern_clerk", "neimenggu_industry"])
    def test_only_the_ministrys_clerk_imports(self, cast: Cast, as_user: Browser, person: str) -> None:
        user = getattr(cast, person)
        with pytest.raises(NotAllowed):
            preview_import(b"", by=user)
        assert as_user(user).get("/register/import/").status_code == 403


class TestTakingOver:
    def edited(self, cast: Cast) -> Editor:
        editor = Editor(cast.miit_clerk)
        editor.put("企业", row_of(editor, "企业", credit_code(1)), 2, "改名示例矿业")
        editor.add("企业", credit_code(9), "新示例", "New", "冶炼分离企业", "否", "否", "江西省", "赣州市")
        editor.add("集团归属", credit_code(9), "南方稀土", "2020-01-01")
        editor.add("产能", credit_code(9), "批9", "2021年1月1日", "2,500.5", "萃取", "否")
        for kind in ("污染物排放", "放射性防护"):
            editor.add("环保检测", credit_code(9), kind, f"报{kind}", "2021/1/1", "是", "", "示例站")
        return editor

    def test_it_is_seen_first_and_then_taken_over(self, rows: list[Enterprise], cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.miit_clerk)
        answer = browser.post(
            "/register/import/", {"workbook": SimpleUploadedFile("a.xlsx", self.edited(cast).content)}
        )
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "改名示例矿业" in page and credit_code(9) in page
        assert not Enterprise.objects.filter(credit_code=credit_code(9)).exists()
        assert browser.post("/register/import/confirm/", {"token": answer.context["token"]}).status_code == 302
        row = Enterprise.objects.get(credit_code=credit_code(9))
        judged = verdicts([row], as_of=date(2021, 10, 8), rule_set="2021")
        assert [one.status for one in judged.values()] == ["eligible"]
        group = row.group_on(date(2021, 10, 8))
        assert group is not None and group.code == "southern-re"
        assert Enterprise.objects.get(credit_code=credit_code(1)).name_zh == "改名示例矿业"
        actions = list(Event.objects.values_list("action", flat=True))
        assert actions[-1] == "register.import"
        assert "enterprise.edit" in actions

    def test_the_imported_register_exports_as_it_was_imported(self, rows: list[Enterprise], cast: Cast) -> None:
        preview = preview_import(self.edited(cast).content, by=cast.miit_clerk)
        apply_import(preview=preview.to_json(), by=cast.miit_clerk)
        again = preview_import(register_workbook(cast.miit_clerk), by=cast.miit_clerk)
        assert (again.new, again.changed, again.refused) == ([], [], [])
        assert again.unchanged == 20

    def test_a_register_that_was_changed_since_the_preview_is_left_alone(
        self, rows: list[Enterprise], cast: Cast
    ) -> None:
        preview = preview_import(self.edited(cast).content, by=cast.miit_clerk)
        edit_enterprise(enterprise=rows[0], name_zh="别人改的", by=cast.miit_clerk)
        with pytest.raises(Refusal) as refused:
            apply_import(preview=preview.to_json(), by=cast.miit_clerk)
        assert refused.value.code == "register_changed"
        assert not Enterprise.objects.filter(credit_code=credit_code(9)).exists()
        assert Enterprise.objects.get(pk=rows[0].pk).name_zh == "别人改的"

    def test_an_error_in_the_last_row_leaves_nothing_of_the_first(
        self, rows: list[Enterprise], cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        preview = preview_import(self.edited(cast).content, by=cast.miit_clerk).to_json()

        def broken(*args: Any, **kwargs: Any) -> None:
            raise Refusal("no", "no")

        monkeypatch.setattr("enterprises.services.register_rows.enter", broken)
        with pytest.raises(Refusal):
            apply_import(preview=preview, by=cast.miit_clerk)
        assert not Enterprise.objects.filter(credit_code=credit_code(9)).exists()

    def test_a_refused_cell_has_no_button_and_a_forged_or_old_token_no_effect(
        self, rows: list[Enterprise], cast: Cast, as_user: Browser
    ) -> None:
        browser = as_user(cast.miit_clerk)
        editor = Editor(cast.miit_clerk)
        editor.add("企业", WRONG, "新", "New", "矿山企业", "是", "否", "江西省", "市")
        answer = browser.post("/register/import/", {"workbook": SimpleUploadedFile("a.xlsx", editor.content)})
        assert answer.status_code == 422
        assert 'name="token"' not in answer.content.decode()
        assert browser.post("/register/import/confirm/", {"token": "forged"}).status_code == 422

    def test_a_revocation_is_filled_in_once(self, rows: list[Enterprise], cast: Cast) -> None:
        editor = Editor(cast.miit_clerk).put("证照", FIRST, 8, date(2021, 10, 1))
        preview = preview_import(editor.content, by=cast.miit_clerk)
        apply_import(preview=preview.to_json(), by=cast.miit_clerk)
        assert Licence.objects.filter(revoked_on=date(2021, 10, 1)).count() == 1
        again = preview_import(editor.put("证照", FIRST, 8, date(2021, 10, 2)).content, by=cast.miit_clerk)
        assert list(refusals(again)) == [f"证照!H{FIRST}"]


def test_queries_of_the_export_do_not_grow_with_the_register(cast: Cast, django_assert_max_num_queries: Any) -> None:
    enterprise(1)
    with django_assert_max_num_queries(40) as few:
        register_workbook(cast.miit_clerk)
    for number in range(2, 12):
        enterprise(number)
    with django_assert_max_num_queries(len(few.captured_queries)):
        register_workbook(cast.miit_clerk)


def test_the_download_holds_what_the_filtered_list_shows_and_says_who_when(cast: Cast, as_user: Browser) -> None:
    kept, other = enterprise(1), enterprise(2, papers=False)
    pond(kept, "normal", date(2021, 1, 1))
    browser = as_user(cast.miit_officer)
    listed = browser.get("/register/?status=eligible").content.decode()
    assert "/register/workbook/?status=eligible" in listed
    book = load_workbook(io.BytesIO(browser.get("/register/workbook/?status=eligible").getvalue()))
    for title in ("企业", "集团归属", "产能", "环保检测", "尾矿库", "尾矿库评价"):
        codes = {row[0] for row in book[title].iter_rows(min_row=4, values_only=True) if row[0]}
        assert codes == {kept.credit_code}, title
    heading = str(book["企业"].cell(1, 1).value)
    assert cast.miit_officer.name in heading
    assert "2021-10-08 09:00" in heading
    assert other.credit_code in browser.get("/register/?status=evidence_missing").content.decode()
