"""What the preview says of headings, rows, cells, sums and of what is there already; nothing is stored by it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.services.headings import match_headings
from allocations.models import Notice
from common.constraints import NotValid, Refusal
from deadlines.models import Obligation
from enterprises.models import Enterprise, FormerName
from history.files.layouts import OUTPUTS as OUTPUT_LAYOUT
from history.files.layouts import SPLITS as SPLIT_LAYOUT
from history.files.templates import EXAMPLES, history_template
from history.models import HistoryImport
from history.services.imports import confirm_history, preview_history, replace_history, upload_history
from reporting.models import ProductionReport, ReportLine
from tests.builders import credit_code, issued
from tests.conftest import Cast
from tests.history.workbooks import (
    HEADS,
    MINE,
    MINE_OUTPUT,
    NORTHERN,
    NOTICES,
    OTHER,
    OUTPUTS,
    PLANT,
    PLANT_OUTPUT,
    SHARES,
    SPLITS,
    booked,
    register_rows,
    sentences,
    upload,
    uploaded,
    whole_year,
    wide,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process"), pytest.mark.once]
UPLOADED, PREVIEWED = HistoryImport.State.UPLOADED, HistoryImport.State.PREVIEWED


@pytest.fixture(autouse=True)
def _register() -> None:
    register_rows()


def changed(rows: Sequence[Sequence[Any]], row: int, column: int, value: Any) -> list[list[Any]]:
    """The rows with one cell typed over."""
    copied = [list(one) for one in rows]
    copied[row][column] = value
    return copied


def outputs(cast: Cast, rows: Sequence[Sequence[Any]]) -> HistoryImport:
    return uploaded(cast, "outputs", {"产量": rows})


# --- the file ----------------------------------------------------------------------------------------


def test_the_present_year_is_not_imported(cast: Cast) -> None:
    with pytest.raises(NotValid) as refused:
        uploaded(cast, "outputs", {"产量": OUTPUTS}, year=2021)
    assert "2020" in str(refused.value.cells["year"])
    assert not HistoryImport.objects.exists()


@pytest.mark.parametrize("year", [None, 1999, 2021, 2022])
def test_a_year_that_is_no_past_one_is_refused(cast: Cast, year: int | None) -> None:
    with pytest.raises(NotValid):
        uploaded(cast, "notices", NOTICES, year=year)


def test_a_sheet_without_the_headings_says_so_and_is_matched_by_hand(cast: Cast) -> None:
    own: list[list[Any]] = [["代码", "数量", "月份", "品类"], [credit_code(MINE), 100, 1, "岩矿型"]]
    batch = outputs(cast, own)
    assert batch.state == UPLOADED
    assert "headings" in str(batch.preview["en"]["fault"])
    assert batch.preview["en"]["headings"] == ["代码", "数量", "月份", "品类"]
    names = {"代码": "code", "数量": "output", "品类": "category"}
    match_headings(organisation=cast.miit_clerk.organisation, layout=OUTPUT_LAYOUT, names=names, by=cast.miit_clerk)
    batch = preview_history(batch=batch, by=cast.miit_clerk)
    assert (batch.state, batch.preview["en"]["counts"]["rows"]) == (PREVIEWED, 1)


def test_a_heading_nobody_knows_and_a_row_of_totals_are_named(cast: Cast) -> None:
    rows: list[list[Any]] = [[*row, extra] for row, extra in zip(OUTPUTS, ("辅助列", 1, 2), strict=True)]
    rows.append(["合计", None, None, *([10000] * 12), None])
    batch = outputs(cast, rows)
    assert batch.state == PREVIEWED
    remarks = " ".join(sentences(batch, "remarks"))
    assert "辅助列" in remarks
    assert "合计" in remarks


def test_a_heading_that_stands_twice_is_refused(cast: Cast) -> None:
    rows: list[list[Any]] = [[*row, row[3]] for row in OUTPUTS]
    batch = outputs(cast, rows)
    assert batch.state == UPLOADED
    assert any("1月" in sentence for sentence in sentences(batch))


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        (1, 3, "-", "nothing"),
        (1, 3, "5千克", "5千克"),
        (1, 3, "-5", "0 or more"),
        (1, 2, "冶炼分离", "has nothing of"),
        (1, 2, "钨", "not a category"),
        (1, 0, "91150000MA0000999X", "not in the register"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_refused_with_its_place(
    cast: Cast, row: int, column: int, value: Any, said: str
) -> None:
    batch = outputs(cast, changed(OUTPUTS, row, column, value))
    assert batch.state == UPLOADED
    places = [one["at"] for one in batch.preview["en"]["refused"]]
    assert any(said in sentence for sentence in sentences(batch)), sentences(batch)
    assert all(place.startswith("产量!") for place in places)


def test_a_mended_file_takes_the_place_of_the_refused_one(cast: Cast) -> None:
    batch = outputs(cast, changed(OUTPUTS, 1, 3, "无"))
    first = batch.source_id
    batch = replace_history(batch=batch, upload=upload({"产量": OUTPUTS}), by=cast.miit_clerk)
    assert (batch.state, batch.source_id != first) == (PREVIEWED, True)


def test_a_row_for_each_month_is_read_too(cast: Cast) -> None:
    rows: list[list[Any]] = [["年度", "月份", "统一社会信用代码", "产量"]]
    rows += [["2020年", f"{number}月", credit_code(PLANT), 5000] for number in (1, 2)]
    batch = outputs(cast, rows)
    assert batch.preview["en"]["counts"]["rows"] == 2


def test_another_years_row_and_a_double_row_are_refused(cast: Cast) -> None:
    rows: list[list[Any]] = [["年度", "月份", "统一社会信用代码", "产量"], [2019, 1, credit_code(PLANT), 1]]
    rows += [[2020, 1, credit_code(PLANT), 2], [2020, 1, credit_code(PLANT), 2]]
    said = sentences(outputs(cast, rows))
    assert any("2019" in one for one in said)
    assert any("already" in one for one in said)


def test_missing_rows_and_months_are_named(cast: Cast) -> None:
    batch = outputs(cast, wide(MINE_OUTPUT, [*PLANT_OUTPUT[:11], None]))
    remarks = sentences(batch, "remarks")
    assert any("No row of" in one and f"Example enterprise {OTHER}" in one for one in remarks)
    assert any("Not every month" in one and f"Example enterprise {PLANT}" in one for one in remarks)


def test_the_preview_is_bounded_and_says_how_much_more_there_is(cast: Cast) -> None:
    rows: list[list[Any]] = [["月份", "统一社会信用代码", "产量"], *([1, f"X{number}", 1] for number in range(300))]
    shown = outputs(cast, rows).preview["en"]
    assert (len(shown["refused"]), shown["counts"]["refused"], shown["more"]["refused"]) == (200, 300, 100)


def test_both_languages_have_their_own_sentences(cast: Cast) -> None:
    batch = outputs(cast, changed(OUTPUTS, 1, 0, "91150000MA0000999X"))
    zh, en = (batch.preview[key]["refused"][0]["sentence"] for key in ("zh", "en"))
    assert "not in the register" in en
    assert not any("a" <= letter <= "z" for letter in zh)


# --- notices -----------------------------------------------------------------------------------------


def test_shares_that_do_not_sum_to_the_total_are_refused_with_the_sums(cast: Cast) -> None:
    batch = uploaded(cast, "notices", {"通知": HEADS, "集团指标": changed(SHARES, 5, 4, 63783)})
    assert batch.state == UPLOADED
    assert any("134,999" in one and "135,000" in one for one in sentences(batch))
    row = next(one for one in batch.preview["en"]["sums"] if one["given"] == "134,999")
    assert (row["there"], row["difference"], row["agrees"]) == ("135,000", "-1", False)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (2, None, "title"),
        (4, None, "published"),
        (4, "昨天", "no day"),
        (4, "2019-07-02", "dated in 2020"),
        (4, "2020-02-01", "dated before batch 1"),
        (5, "或许", "Write"),
        (6, None, "working days"),
        (1, "第九批", "no batch"),
    ],
)
def test_a_notice_that_lacks_something_is_refused(cast: Cast, column: int, value: Any, said: str) -> None:
    batch = uploaded(cast, "notices", {"通知": changed(HEADS, 2, column, value), "集团指标": SHARES})
    assert batch.state == UPLOADED
    assert any(said in one for one in sentences(batch)), sentences(batch)


def test_a_group_nobody_knows_is_refused(cast: Cast) -> None:
    batch = uploaded(cast, "notices", {"通知": HEADS, "集团指标": changed(SHARES, 3, 1, "某某集团")})
    assert any("某某集团" in one for one in sentences(batch))


def test_a_part_of_a_share_is_kept_with_it(cast: Cast) -> None:
    rows: list[list[Any]] = [*SHARES, [2, "其中：中国有色金属建设股份有限公司", None, None, 3610]]
    booked(cast, "notices", {"通知": HEADS, "集团指标": rows})
    part = Notice.objects.get(batch=2).allocations.get(group__code="guangdong-re", category="separation").of_which.get()
    assert (part.name, part.stated) == ("中国有色金属建设股份有限公司", Decimal(3610))


def test_the_same_notices_again_are_there_already(cast: Cast) -> None:
    booked(cast, "notices", NOTICES)
    batch = uploaded(cast, "notices", NOTICES)
    assert (batch.state, batch.preview["en"]["counts"]["contradictions"]) == (UPLOADED, 0)
    assert batch.preview["en"]["counts"]["same"] == 23


def test_another_figure_for_a_notice_that_is_there_contradicts_it(cast: Cast) -> None:
    booked(cast, "notices", NOTICES)
    shares = changed(changed(SHARES, 5, 4, 63785), 6, 4, 3962)
    (first, second) = uploaded(cast, "notices", {"通知": HEADS, "集团指标": shares}).preview["en"]["contradictions"]
    assert (first["there"], first["given"]) == ("63,784", "63,785")
    assert (second["there"], second["given"]) == ("3,963", "3,962")
    assert "reversed" in first["way"]


def test_an_earlier_batch_does_not_come_after_a_later_one(cast: Cast) -> None:
    booked(cast, "notices", {"通知": [HEADS[0], HEADS[2]], "集团指标": [SHARES[0], *SHARES[3:]]})
    batch = uploaded(cast, "notices", {"通知": HEADS[:2], "集团指标": SHARES[:3]})
    assert any("cannot come after" in one for one in sentences(batch))


# --- splits ------------------------------------------------------------------------------------------


def test_a_split_needs_its_notice(cast: Cast) -> None:
    batch = uploaded(cast, "splits", {"分解": SPLITS})
    assert any("import the notices" in one for one in sentences(batch))


def test_a_split_of_more_than_the_share_is_refused(cast: Cast) -> None:
    booked(cast, "notices", NOTICES)
    batch = uploaded(cast, "splits", {"分解": changed(SPLITS, 2, 4, 63785)})
    assert any("63,785" in one and "63,784" in one for one in sentences(batch))


def test_what_a_split_leaves_is_said(cast: Cast) -> None:
    booked(cast, "notices", NOTICES)
    remarks = sentences(uploaded(cast, "splits", {"分解": SPLITS}), "remarks")
    assert any("60,000" in one and "63,784" in one for one in remarks)


def test_a_group_that_the_register_does_not_know_of_it_contradicts(cast: Cast) -> None:
    booked(cast, "notices", NOTICES)
    other = [*SPLITS, [credit_code(OTHER), None, NORTHERN, None, 10]]
    (one,) = uploaded(cast, "splits", {"分解": other}).preview["en"]["contradictions"]
    assert "Southern" in one["there"]
    assert "Northern" in one["given"]


def test_a_figure_that_is_there_otherwise_contradicts(cast: Cast) -> None:
    whole_year(cast)
    same = uploaded(cast, "splits", {"分解": SPLITS})
    assert (same.preview["en"]["counts"]["same"], same.preview["en"]["counts"]["contradictions"]) == (2, 0)
    (one,) = uploaded(cast, "splits", {"分解": changed(SPLITS, 1, 3, 69000)}).preview["en"]["contradictions"]
    assert (one["there"].split()[0], one["given"]) == ("70,000", "69,000")


def test_headings_of_their_own_are_kept_for_the_next_file(cast: Cast) -> None:
    booked(cast, "notices", NOTICES)
    own: list[list[Any]] = [
        ["信用代码", "岩矿数", "分离数"],
        [credit_code(MINE), 70000, None],
        [credit_code(PLANT), None, 60000],
    ]
    names = {"岩矿数": "mining_rock", "分离数": "separation"}
    match_headings(organisation=cast.miit_clerk.organisation, layout=SPLIT_LAYOUT, names=names, by=cast.miit_clerk)
    assert uploaded(cast, "splits", {"分解": own}).state == PREVIEWED


# --- outputs -----------------------------------------------------------------------------------------


def test_an_output_that_is_there_otherwise_contradicts(cast: Cast) -> None:
    whole_year(cast)
    same = outputs(cast, OUTPUTS)
    assert (same.state, same.preview["en"]["counts"]["same"]) == (UPLOADED, 24)
    (one,) = outputs(cast, changed(OUTPUTS, 2, 5, 5001)).preview["en"]["contradictions"]
    assert (one["there"].split()[0], one["given"], one["at"]) == ("5,000", "5,001", "产量!F3")


def test_what_a_group_has_to_report_here_is_not_imported(cast: Cast) -> None:
    issued(cast, 1)
    Obligation.objects.filter(kind="monthly_report", period="2021-01").update(year=2020, period="2020-01")
    months = {row["what"] for row in outputs(cast, OUTPUTS).preview["en"]["contradictions"]}
    assert months == {
        "Example enterprise 1 · Jan 2020 · rock-type (light) rare earth",
        "Example enterprise 2 · Jan 2020 · smelting-separation",
    }


def test_what_changed_since_the_preview_is_not_booked(cast: Cast) -> None:
    first, second = outputs(cast, OUTPUTS), outputs(cast, changed(OUTPUTS, 1, 3, 1))
    confirm_history(batch=first, by=cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        confirm_history(batch=second, by=cast.miit_officer)
    assert refused.value.code == "preview_changed"
    assert ReportLine.objects.count() == 24
    again = preview_history(batch=second, by=cast.miit_clerk)
    assert (again.state, again.preview["en"]["counts"]["contradictions"]) == (UPLOADED, 1)


def test_a_membership_that_is_missing_is_asked_for(cast: Cast) -> None:
    batch = uploaded(cast, "outputs", {"产量": OUTPUTS}, year=2019)
    assert all("belonged to no group" in one for one in sentences(batch))
    assert not ProductionReport.objects.exists()


# --- former names ------------------------------------------------------------------------------------


def test_an_enterprise_is_found_under_its_former_name_and_the_preview_says_so(cast: Cast) -> None:
    plant = Enterprise.objects.get(credit_code=credit_code(PLANT))
    FormerName.objects.create(enterprise=plant, name_zh="老名称厂", name_en="Old works", last_day="2020-06-30")
    rows: list[list[Any]] = [["企业", "月份", "产量"], ["老名称厂", 1, 5000], ["示例企业2", 2, 5000]]
    batch = outputs(cast, rows)
    assert batch.state == PREVIEWED
    assert [row["who"] for row in batch.preview["en"]["rows"]] == ["Example enterprise 2"] * 2
    said = [one for one in sentences(batch, "remarks") if "老名称厂" in one]
    assert said == [
        "“老名称厂” is the former name, until 30 Jun 2020, of Example enterprise 2; the row was read as that one's."
    ]
    confirm_history(batch=batch, by=cast.miit_officer)
    assert set(ReportLine.objects.values_list("enterprise", flat=True)) == {plant.pk}


def test_a_name_that_two_had_needs_the_code(cast: Cast) -> None:
    for number, day in ((PLANT, "2020-06-30"), (OTHER, "2019-06-30")):
        owner = Enterprise.objects.get(credit_code=credit_code(number))
        FormerName.objects.create(enterprise=owner, name_zh="同名厂", name_en=f"Same {number}", last_day=day)
    (said,) = sentences(outputs(cast, [["企业", "月份", "产量"], ["同名厂", 1, 5000]]))
    assert "Several" in said
    assert outputs(cast, [["代码", "企业", "月份", "产量"], [credit_code(OTHER), "同名厂", 1, 1]]).state == UPLOADED
    rows: list[list[Any]] = [["信用代码", "企业", "月份", "产量"], [credit_code(OTHER), "同名厂", 1, 1]]
    assert outputs(cast, rows).state == PREVIEWED


# --- templates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(EXAMPLES))
def test_every_template_is_read_and_its_example_is_not(cast: Cast, kind: str) -> None:
    file = SimpleUploadedFile("模板.xlsx", history_template(kind))
    batch = upload_history(kind=kind, year=2020, upload=file, by=cast.miit_clerk)
    assert batch.preview["en"]["fault"] == ""
    assert (batch.preview["en"]["counts"]["rows"], batch.preview["en"]["counts"]["refused"]) == (0, 0)
