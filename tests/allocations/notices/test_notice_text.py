"""The text of a notice is data; what the data determine is filled in and cannot differ; the PDF is the document."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from allocations.files.notice import notice_document
from allocations.models import Notice
from allocations.reads.notice_text import file_to_text, notice_text
from allocations.rules.annex_2 import ANNEX_2_LABEL, ANNEX_2_PARTS
from allocations.rules.notice_text import clause_number
from allocations.services.notices import edit_notice, load_notice, send_for_signature
from common.constraints import NotValid
from documents.files.pdf import pdf_refusal
from reporting.rules.form import COLUMNS, ELEMENT_NAMES_ZH, LABEL_ZH
from tests.allocations.notices.test_annex_1_entry import fields
from tests.allocations.notices.test_draft_editing import cells, last_event
from tests.builders import issued, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]
OFFICIAL = (Path(__file__).resolve().parents[2] / "data" / "notice_2021.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def annual(cast: Any) -> Notice:
    issued(cast, 1)
    return load_notice(data=notice_data(2), by=cast.miit_clerk)


def printed(notice: Notice) -> str:
    """The PDF's text without spaces, page numbers and line ends."""
    sheets = pypdf.PdfReader(io.BytesIO(notice_document(notice))).pages
    text = "".join(sheet.extract_text().partition("\n— ")[0] for sheet in sheets)
    return without_spaces("".join(line for line in text.splitlines() if not line.startswith("— ")))


def without_spaces(text: str) -> str:
    return "".join(text.split()).replace("\u3000", "")


def test_the_seeded_text_of_2021_is_the_notice_word_by_word(annual: Notice) -> None:
    text = notice_text(annual)
    lines = [text.addressees, text.opening]
    for clause in text.clauses:
        first, *more = clause.paragraphs
        lines += [f"{clause.number}、{first}", *more]
    body = OFFICIAL[: OFFICIAL.index("附件：1. 2021年度稀土开采、冶炼分离总量控制指标")]
    assert [without_spaces(line) for line in lines] == [without_spaces(line) for line in body]
    assert [clause.number for clause in text.clauses] == list("一二三四五六七")


@pytest.mark.skipif(pdf_refusal() is not None, reason="this machine cannot print")
def test_the_pdf_is_the_document_as_issued(annual: Notice) -> None:
    text, end = printed(annual), 0
    for line in OFFICIAL:
        if line.startswith("工业和信息化部 "):
            continue
        found = text.find(without_spaces(line), end)
        assert found >= 0, line
        end = found + len(without_spaces(line))
    for part in ("附件1", "附件2", "合计14885019150162000", ANNEX_2_LABEL, "C冶炼分离产品按元素"):
        assert without_spaces(part) in text


@pytest.mark.skipif(pdf_refusal() is not None, reason="this machine cannot print")
def test_the_pdf_says_clause_by_clause_what_the_notice_says_and_nothing_else(annual: Notice) -> None:
    text = printed(annual)
    body = text[text.index("有关省、自治区工业和信息化主管部门") : text.index("附件：1.")]
    official = OFFICIAL[: OFFICIAL.index("附件：1. 2021年度稀土开采、冶炼分离总量控制指标")]
    heads = tuple(f"{number}、" for number in "一二三四五六七")
    starts = [place for place, line in enumerate(official) if line.startswith(heads)]
    assert len(starts) == len(heads), "seven clauses"
    parts = [official[: starts[0]], *(official[one:end] for one, end in zip(starts, [*starts[1:], None], strict=True))]
    for part in parts:
        wanted = without_spaces("".join(part))
        assert body[: len(wanted)] == wanted, part[0][:12]
        body = body[len(wanted) :]
    assert body == "", "what stands in no clause of the notice"
    foot = text[text.index("附件：1.") :]
    assert foot.index("2021年度稀土开采、冶炼分离总量控制指标") < foot.index("2.2021年月6家稀土集团生产调度报表")
    assert foot.index("工业和信息化部（公章）") < foot.index("自然资源部（公章）") < foot.index("2021年8月24日")


def test_annex_2_has_the_columns_of_the_form_that_groups_fill_in() -> None:
    printed_columns = {column for _title, columns in ANNEX_2_PARTS for column in columns}
    assert {column.zh for column in COLUMNS.values()} <= printed_columns
    assert set(ELEMENT_NAMES_ZH.values()) <= printed_columns
    assert ANNEX_2_LABEL == LABEL_ZH


def test_places_follow_the_data(cast: Any) -> None:
    data = notice_data(1) | {"file_to": ["miit", "mnr", "province_miit", "province_mnr"], "filing": {"working_days": 3}}
    data |= {"reserve": {"separation": "100"}, "totals": {**data["totals"], "separation": "81100"}}
    clauses = notice_text(load_notice(data=data, by=cast.miit_clerk)).clauses
    first, second = ("".join(clause.paragraphs) for clause in clauses[:2])
    assert "2021年第一批稀土开采、冶炼分离总量控制指标分别为84000吨、81100吨" in first
    assert first.endswith("，其中预留冶炼分离100吨，视情况另行下达。")
    assert "在3个工作日内尽快完成" in second
    assert "报工业和信息化部、自然资源部及所在省（自治区）工业和信息化、自然资源主管部门备案" in second


def test_a_fixed_day_and_a_list_of_producers_stand_in_the_text(cast: Any) -> None:
    data = notice_data(1) | {"filing": {"fixed_day": "2021-03-15"}, "publish_enterprise_list": True}
    clauses = notice_text(load_notice(data=data, by=cast.miit_clerk)).clauses
    assert "在2021年3月15日前尽快完成" in "".join(clauses[1].paragraphs)
    assert "".join(clauses[7].paragraphs) == "各稀土集团要公布获得指标的生产企业名单，接受社会监督。"


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("分解期限为【分解时限】。", "clauses[2]"),
        ("请在10个工作日内完成分解，报【备案单位】。", "clauses[2]"),
        ("请在十个工作日内完成分解，【分解期限】报【备案单位】。", "clauses[2]"),
        ("总量为168,000吨，【分解期限】报【备案单位】。", "clauses[2]"),
        ("于每月15日前报送，【分解期限】报【备案单位】。", "clauses[2]"),
        ("2020年度指标，【分解期限】报【备案单位】。", "clauses[2]"),
        ("请六家稀土集团【分解期限】报【备案单位】。", "clauses[2]"),
        ("各集团要【公布名单要求】，【分解期限】报【备案单位】。", "clauses[2]"),
        ("各集团要及时分解。", "text"),
    ],
)
def test_a_text_that_contradicts_the_data_is_not_sent(cast: Any, annual: Notice, wording: str, code: str) -> None:
    data = full(annual)
    data["text"]["clauses"][1] = wording
    edit_notice(notice=annual, data=data, by=cast.miit_clerk)
    with pytest.raises(NotValid) as refused:
        send_for_signature(notice=annual, by=cast.miit_clerk)
    assert code in refused.value.cells


def full(notice: Notice) -> dict[str, Any]:
    """The notice's file with the wording that is stored."""
    text = notice.text
    names = ("addressees", "opening", "contacts", "annex_1", "annex_2")
    around = {name: getattr(text, name) for name in names}
    clauses = [clause.wording for clause in notice.clauses.all()]
    return {**notice_data(2), "text": {**around, "clauses": clauses}}


def test_clauses_are_moved_deleted_and_added_on_the_page(cast: Any, as_user: AsUser, annual: Notice) -> None:
    client = as_user(cast.miit_clerk)
    page = client.get(reverse("notice_edit", args=[annual.pk]))
    posted = {field.name: field.wording for field in page.context["clauses"]} | page.context["around"]
    posted |= {f"{field.name}-position": str(field.position) for field in page.context["clauses"]}
    sixth, fifth = posted["clause-6"], posted["clause-5"]
    posted |= {"clause-4": "", "clause-6-position": "1", "clause-8": "九、新增一条。", "text-contacts": "张三　010-1"}
    answer = client.post(
        reverse("notice_edit", args=[annual.pk]), {**fields(), **cells(client, annual), **posted, "stay": "1"}
    )
    assert answer.status_code == 302
    rows = [(row.number, row.wording) for row in annual.clauses.all()]
    assert rows[1] == ("二", sixth)
    assert rows[4] == ("五", fifth)
    assert rows[-1] == ("七", "新增一条。")
    assert len(rows) == 7
    assert "text.clauses[7]" in last_event(annual).after
    assert "张三" in client.get(reverse("notice_detail", args=[annual.pk])).content.decode()


def test_an_error_of_the_text_is_shown_at_its_clause(cast: Any, as_user: AsUser, annual: Notice) -> None:
    data = full(annual)
    data["text"]["clauses"][3] += "每月10日"
    edit_notice(notice=annual, data=data, by=cast.miit_clerk)
    page = as_user(cast.miit_clerk).get(reverse("notice_edit", args=[annual.pk]))
    assert "每月10日" in page.context["faults"]["clause-4"]
    assert 'id="clause-4-error"' in page.content.decode()


def test_numbers_and_recipients_are_written_as_officials_do() -> None:
    assert [clause_number(place) for place in (1, 9, 10, 11, 20, 23)] == ["一", "九", "十", "十一", "二十", "二十三"]
    assert file_to_text(["province_miit", "miit"]) == "工业和信息化部及所在省（自治区）工业和信息化主管部门"


def test_a_file_may_bring_its_own_text(cast: Any, annual: Notice) -> None:
    data = full(annual) | {"batch": 3, "figures_include_prior": True, "document_number": None}
    data["text"]["contacts"] = "李四"
    assert load_notice(data=data, by=cast.miit_clerk).text.contacts == "李四"
    data |= {"batch": 4, "text": {**data["text"], "clauses": []}}
    with pytest.raises(NotValid) as refused:
        load_notice(data=data, by=cast.miit_clerk)
    assert "text.clauses" in refused.value.cells
