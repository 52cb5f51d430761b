"""The register of past years: enterprises, memberships and former names from a workbook."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from common.constraints import Refusal
from enterprises.models import Enterprise, FormerName, GroupMembership
from history.models import HistoryImport
from history.services.imports import ask_reversal, reverse_history
from tests.builders import credit_code, enterprise
from tests.conftest import Cast
from tests.history.workbooks import NORTHERN, SOUTHERN, booked, sentences, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process"), pytest.mark.once]
Rows = Sequence[Sequence[Any]]
ENTERPRISES: list[list[Any]] = [
    ["统一社会信用代码", "企业名称", "英文名称", "类型", "岩矿型", "离子型", "省份", "城市"],
    [credit_code(7), "示例七厂", "Seven", "冶炼分离企业", "否", "否", "内蒙古自治区", "包头市"],
]
MEMBERSHIPS: list[list[Any]] = [
    ["统一社会信用代码", "稀土集团", "起", "止"],
    [credit_code(7), SOUTHERN, "2018-01-01", "2019-12-31"],
    [credit_code(7), NORTHERN, "2020-01-01", None],
]
NAMES: list[list[Any]] = [["统一社会信用代码", "曾用名", "最后使用日期"], [credit_code(7), "示例老厂", "2020-06-30"]]


def sheets(enterprises: Rows = ENTERPRISES, memberships: Rows = MEMBERSHIPS, names: Rows = NAMES) -> dict[str, Rows]:
    return {"企业": enterprises, "集团归属": memberships, "曾用名": names}


def test_a_register_is_entered_and_marked(cast: Cast) -> None:
    batch = booked(cast, "register", sheets(), year=None)
    row = Enterprise.objects.get(credit_code=credit_code(7))
    assert row.imported_from_id == batch.source_id
    assert row.name_on(date(2020, 6, 30)) in {"Seven", "示例老厂"}
    groups = {day: row.group_on(date.fromisoformat(day)) for day in ("2019-05-01", "2020-05-01")}
    assert [group.code for group in groups.values() if group] == ["southern-re", "northern-re"]
    assert {one.imported_from_id for one in (*FormerName.objects.all(), *GroupMembership.objects.all())} == {
        batch.source_id
    }


def test_the_same_again_is_there_already(cast: Cast) -> None:
    booked(cast, "register", sheets(), year=None)
    batch = uploaded(cast, "register", sheets(), year=None)
    assert (batch.state, batch.preview["en"]["counts"]["same"]) == (HistoryImport.State.UPLOADED, 4)
    assert batch.preview["en"]["counts"]["contradictions"] == 0


def test_what_is_on_record_otherwise_contradicts(cast: Cast) -> None:
    enterprise(7, papers=False)
    batch = uploaded(cast, "register", sheets(names=NAMES[:1]), year=None)
    found = {one["what"]: (one["there"], one["given"]) for one in batch.preview["en"]["contradictions"]}
    assert found["Example enterprise 7 · 企业名称"] == ("示例企业7", "示例七厂")
    assert found["Example enterprise 7 · 城市"] == ("示例市", "包头市")
    assert not any("membership" in what for what in found)


def test_a_membership_that_overlaps_contradicts_or_is_refused(cast: Cast) -> None:
    enterprise(7, papers=False)
    rows = [MEMBERSHIPS[0], [credit_code(7), SOUTHERN, "2019-01-01", "2020-03-31"]]
    batch = uploaded(cast, "register", sheets(ENTERPRISES[:1], rows, NAMES[:1]), year=None)
    (one,) = batch.preview["en"]["contradictions"]
    assert "Northern" in one["there"]
    twice = [*MEMBERSHIPS[:2], [credit_code(7), NORTHERN, "2019-06-01", "2019-07-01"]]
    batch = uploaded(cast, "register", sheets(memberships=twice), year=None)
    assert any("overlap" in said for said in sentences(batch))


@pytest.mark.parametrize(("column", "value"), [(0, "91150000MA000000XX"), (3, "矿"), (4, "是"), (6, "某省"), (1, None)])
def test_a_row_that_the_register_would_refuse_is_refused_in_the_preview(cast: Cast, column: int, value: Any) -> None:
    rows = [ENTERPRISES[0], [*ENTERPRISES[1][:column], value, *ENTERPRISES[1][column + 1 :]]]
    batch = uploaded(cast, "register", sheets(rows, MEMBERSHIPS[:1], NAMES[:1]), year=None)
    assert batch.state == HistoryImport.State.UPLOADED
    assert batch.preview["en"]["refused"]


def test_a_membership_of_a_stranger_is_refused(cast: Cast) -> None:
    batch = uploaded(cast, "register", sheets(ENTERPRISES[:1]), year=None)
    assert any("not in the register" in said for said in sentences(batch))


def test_the_register_is_taken_back_while_nothing_rests_on_it(cast: Cast) -> None:
    batch = booked(cast, "register", sheets(), year=None)
    asked = ask_reversal(batch=batch, reason="x", by=cast.miit_clerk)
    reverse_history(batch=asked, by=cast.miit_officer)
    assert not Enterprise.objects.exists()
    assert not FormerName.objects.exists()
    assert booked(cast, "register", sheets(), year=None).state == HistoryImport.State.BOOKED


def test_the_register_under_outputs_is_not_taken_back(cast: Cast) -> None:
    batch = booked(cast, "register", sheets(), year=None)
    rows: list[list[Any]] = [["信用代码", "月份", "产量"], [credit_code(7), 1, 10]]
    booked(cast, "outputs", {"产量": rows}, year=2019)
    asked = ask_reversal(batch=batch, reason="x", by=cast.miit_clerk)
    with pytest.raises(Refusal) as refused:
        reverse_history(batch=asked, by=cast.miit_officer)
    assert refused.value.code == "import_depended_on"
    assert Enterprise.objects.count() == 1
