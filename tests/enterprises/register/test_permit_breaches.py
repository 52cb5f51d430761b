"""The evidence of ground （三）as extended in 2024 is a permit with its breaches: in the workbook out and in, on the page
of the enterprise, and in the demo."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.services.record import System
from enterprises.demo import load_demo_register
from enterprises.models import Enterprise, Licence, PermitBreach
from enterprises.reads.discharge import discharge_of
from enterprises.reads.verdicts import verdicts
from enterprises.rules.verdict import BARS
from enterprises.services.evidence import add_evidence, end
from enterprises.services.register_workbook import apply_import, preview_import, register_workbook
from tests.builders import BUILDER, credit_code, enterprise
from tests.conftest import Cast
from tests.enterprises.register.test_register_workbook import Editor, refusals, row_of, sheets

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]
SHEET, FOUND = "违反排污许可", date(2021, 6, 18)
CLAUSE = "或者未按照排污许可证规定排放污染物的"


def permit(row: Enterprise, number: str = "排污1号") -> Licence:
    licence = Licence(
        enterprise=row, kind="discharge_permit", number=number, holder=row.name_zh, issuer="示例生态环境局",
        valid_from=date(2020, 1, 1), valid_to=date(2024, 12, 31),
    )  # fmt: skip
    add_evidence(licence, enterprise=row, by=BUILDER)
    return licence


def breach(row: Enterprise, **values: Any) -> PermitBreach:
    piece = PermitBreach(
        enterprise=row, permit=permit(row), found_on=FOUND, found_by="示例生态环境局", document="罚1号", **values
    )
    add_evidence(piece, enterprise=row, by=BUILDER)
    return piece


def test_the_workbook_lists_breaches_by_the_number_of_their_permit(cast: Cast) -> None:
    breach(enterprise(1), remedied_on=date(2021, 8, 1))
    [line] = sheets(register_workbook(cast.miit_clerk))[SHEET]
    assert line[0] == credit_code(1)
    assert line[1] == "排污1号"
    assert [cell.date() for cell in (line[2], line[5])] == [FOUND, date(2021, 8, 1)]
    assert line[3:5] == ["罚1号", "示例生态环境局"]


def test_a_permit_and_its_breach_are_entered_by_one_workbook(cast: Cast) -> None:
    row = enterprise(1)
    editor = Editor(cast.miit_clerk)
    editor.add("证照", credit_code(1), "排污许可证", "排污1号", row.name_zh, "示例局", "2020-01-01", "2024-12-31")
    editor.add(SHEET, credit_code(1), "排污1号", "2021-06-18", "罚1号", "示例生态环境局")
    preview = preview_import(editor.content, by=cast.miit_clerk)
    assert (len(preview.new), preview.refused) == (2, [])
    apply_import(preview=preview.to_json(), by=cast.miit_clerk)
    found = PermitBreach.objects.get()
    assert (found.permit.number, found.found_on, found.remedied_on) == ("排污1号", FOUND, None)


def test_what_was_exported_comes_in_unchanged_and_a_remedy_is_filled_in_once(cast: Cast) -> None:
    breach(enterprise(1))
    editor = Editor(cast.miit_clerk)
    assert preview_import(editor.content, by=cast.miit_clerk).lines == []
    editor.put(SHEET, row_of(editor, SHEET, "罚1号"), 6, "2021-09-01")
    preview = preview_import(editor.content, by=cast.miit_clerk)
    assert [(one.label, one.new) for one in preview.changed] == [("改正日期", "2021-09-01")]
    apply_import(preview=preview.to_json(), by=cast.miit_clerk)
    assert PermitBreach.objects.get().remedied_on == date(2021, 9, 1)
    again = Editor(cast.miit_clerk)
    again.put(SHEET, row_of(again, SHEET, "罚1号"), 6, "2021-10-01")
    assert list(refusals(preview_import(again.content, by=cast.miit_clerk))) == [f"{SHEET}!F4"]


@pytest.mark.parametrize("number", ["排污9号", "采证1号"])
def test_a_breach_of_what_is_no_discharge_permit_is_refused_at_its_cell(cast: Cast, number: str) -> None:
    row = enterprise(1)
    other = Licence(
        enterprise=row, kind="radiation_permit", number="采证1号", holder="示例", issuer="示例", valid_from=FOUND
    )
    add_evidence(other, enterprise=row, by=BUILDER)
    editor = Editor(cast.miit_clerk)
    line = editor.add(SHEET, credit_code(1), number, "2021-06-18", "罚1号", "示例局")
    assert set(refusals(preview_import(editor.content, by=cast.miit_clerk))) == {f"{SHEET}!B{line}"}
    assert not PermitBreach.objects.exists()


def test_the_page_cites_the_ground_where_it_stands(cast: Cast, as_user: AsUser) -> None:
    row = enterprise(1)
    breach(row)
    browser, address = as_user(cast.northern_clerk), reverse("enterprise_detail", args=[row.pk])
    before, since = browser.get(address), browser.get(address + "?as_of=2024-02-06")
    for page in (before, since):
        assert CLAUSE in page.content.decode()
        assert "罚1号" in page.content.decode()
    assert (before.context["discharge"]["bars"], since.context["discharge"]["bars"]) == (False, True)
    assert "（六）" not in since.content.decode()
    end(PermitBreach.objects.get(), on=date(2021, 7, 1), by=BUILDER)
    assert browser.get(address).context["discharge"] is None


def test_another_enterprise_says_nothing_of_it(cast: Cast, as_user: AsUser) -> None:
    row = enterprise(1)
    page = as_user(cast.northern_clerk).get(reverse("enterprise_detail", args=[row.pk]))
    assert page.context["discharge"] is None
    assert CLAUSE not in page.content.decode()


def test_one_fictional_enterprise_of_the_demo_discharges_against_its_permit(db: None) -> None:
    load_demo_register(by=System("demo"))
    piece = PermitBreach.objects.get()
    assert (piece.enterprise.name_zh, piece.permit.kind) == ("常熟示例稀土有限公司", "discharge_permit")
    assert piece.enterprise.is_fictional
    [by_2021] = verdicts([piece.enterprise], as_of=date(2021, 10, 8), rule_set="2021").values()
    [by_2024] = verdicts([piece.enterprise], as_of=date(2021, 10, 8), rule_set="2024").values()
    assert by_2021.is_eligible
    assert [(ground.clause, ground.document) for ground in by_2024.grounds if ground.outcome == BARS] == [
        ("（三）", "苏示例环罚字〔2021〕017号")
    ]
    found = discharge_of(piece.enterprise, as_of=date(2021, 10, 8))
    assert found is not None
    assert found.clause.startswith("（三）")
