"""A notice of a closed year is corrected: the ledger follows in the same moment, what is gained or lost has lapsed, and the
statement says with figures what was corrected afterwards."""

import io
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Organisation
from allocations.files.notice_file import notice_data as data_of
from allocations.models import Lapse, Notice, QuotaAccount, QuotaTransfer
from allocations.reads.quotas import group_quotas, nation_quotas
from allocations.services.notice_amendments import begin_correction, begin_revocation
from allocations.services.notices import edit_notice, send_for_signature
from common.constraints import NotValid, Refusal
from common.periods import at
from deadlines.models import Obligation
from documents.files.pdf import pdf_refusal
from reporting.models import YearStatement
from reporting.reads.statements import corrections
from tests.allocations.notices.test_amendments import shift, signed
from tests.reporting.conftest import t
from tests.reporting.statements.test_closing_a_year import closed, tonnes
from tests.reporting.statements_world import Ended, noon

pytestmark = pytest.mark.django_db
LATER = noon(2022, 2, 8)
NORTHERN, SOUTHERN, XIAMEN = "northern-re", "southern-re", "xiamen-tungsten"


@pytest.fixture(scope="module")
def built(built_once: Callable[..., Any]) -> Ended:
    ended: Ended = built_once(Ended)
    return ended


@pytest.fixture
def year(built: Ended, db: None) -> Ended:
    return deepcopy(built)


def correction(year: Ended, moved: int) -> Notice:
    """Tonnes of separation moved from Northern to Southern in a draft."""
    draft = begin_correction(notice=Notice.objects.get(kind="issue"), reason="附件1笔误", by=year.cast.miit_clerk)
    data = data_of(draft)
    shift(data, moved)
    return edit_notice(notice=draft, data=data, by=year.cast.miit_clerk)


def corrected(year: Ended, moved: int) -> Notice:
    with at(LATER):
        return signed(year.cast, correction(year, moved))


def account(code: str) -> QuotaAccount:
    return QuotaAccount.objects.get(group__code=code, category="separation", year=2021)


def test_the_ledger_follows_and_nothing_becomes_free(year: Ended) -> None:
    closed(year)
    duties = Obligation.objects.count()
    notice = corrected(year, 100)
    # 38,270 less the 1,600 that were split; 16,267 of which nothing was.
    assert [(row.balance, row.lapsed) for row in map(account, (NORTHERN, SOUTHERN))] == [
        tonnes(0, 38270 - 1600 - 100), tonnes(0, 16267 + 100),
    ]  # fmt: skip
    shares = group_quotas(2021)
    found = {code: shares[Organisation.objects.get(code=code).pk, "separation"].share for code in (NORTHERN, SOUTHERN)}
    assert found == {NORTHERN: 38170, SOUTHERN: 16367}
    nation = nation_quotas(2021)["separation"]
    assert (nation.total, nation.reserve) == tonnes(81000, 0)
    lapses = dict(Lapse.objects.filter(correction=notice).values_list("account__group__code", "change"))
    assert lapses == {NORTHERN: -100, SOUTHERN: 100}
    assert Obligation.objects.count() == duties, "nobody has to file a split of a closed year"


def test_every_balance_is_still_the_sum_of_its_movements(year: Ended) -> None:
    closed(year)
    corrected(year, 100)
    for row in QuotaAccount.objects.filter(year=2021):
        came = row.transfers_in.aggregate(sum=Sum("tonnes"))["sum"] or Decimal(0)
        went = row.transfers_out.aggregate(sum=Sum("tonnes"))["sum"] or Decimal(0)
        assert came - went == row.balance
        lapsed = Lapse.objects.filter(account=row).aggregate(sum=Sum("change"))["sum"] or Decimal(0)
        assert lapsed == row.lapsed


def test_the_statement_says_what_was_corrected_with_figures(year: Ended, as_user: Any) -> None:
    statement = closed(year)
    assert corrections(statement, year.cast.miit_officer) == []
    notice = corrected(year, 100)
    with at(noon(2022, 2, 9)):
        changed = {(one.line.name_zh): one for one in corrections(statement, year.cast.miit_officer)}
        names = {code: Organisation.objects.get(code=code).name_zh for code in (NORTHERN, SOUTHERN)}
        assert set(changed) == set(names.values())
        northern, southern = changed[names[NORTHERN]], changed[names[SOUTHERN]]
        assert (northern.line.quota, northern.quota, northern.quota_difference, northern.lapsed) == tonnes(
            38270, 38170, -100, 38170 - 1600 + 300
        )
        assert (southern.line.quota, southern.quota, southern.output) == tonnes(16267, 16367, 0)
        page = as_user(year.cast.miit_officer).get(statement.get_absolute_url())
        text = page.content.decode()
        assert notice.title in text
        assert "38,170" in text
        own = as_user(year.cast.southern_clerk).get(statement.get_absolute_url())
        assert [one.line.name_zh for one in own.context["corrections"]] == [names[SOUTHERN]]
        province = as_user(year.cast.neimenggu_industry).get(statement.get_absolute_url())
        assert province.context["corrections"] == []


def test_a_group_that_had_nothing_is_stated_as_corrected(year: Ended) -> None:
    statement = closed(year)
    with at(LATER):
        draft = begin_correction(notice=Notice.objects.get(kind="issue"), reason="漏列", by=year.cast.miit_clerk)
        data = data_of(draft)
        rows = {row["group"]: row for row in data["allocations"]}
        rows["中国北方稀土（集团）高科技股份有限公司"]["mining_ionic"] = "40"
        rows["中国南方稀土集团有限公司"]["mining_ionic"] = str(
            int(rows["中国南方稀土集团有限公司"]["mining_ionic"]) - 40
        )
        signed(year.cast, edit_notice(notice=draft, data=data, by=year.cast.miit_clerk))
        found = {one.line.key: one for one in corrections(statement, year.cast.northern_viewer)}
    [one] = found.values()
    assert (one.line.category, one.line.quota, one.quota, one.lapsed) == ("mining_ionic", *tonnes(0, 40, 40))


def test_another_edition_states_it_and_books_nothing_twice(year: Ended) -> None:
    first = closed(year)
    corrected(year, 100)
    second = closed(year, noon(2022, 2, 10), reason="附件1更正")
    first.refresh_from_db()
    assert (first.state, second.edition) == ("superseded", 2)
    assert second.lines.get(group__code=NORTHERN, holder="group", category="separation").quota == 38170
    assert not Lapse.objects.filter(edition=2).exists(), "it has lapsed with the correction"
    assert corrections(second, year.cast.miit_officer) == []


def test_more_than_is_left_is_refused_with_the_filing_and_a_way_out(year: Ended) -> None:
    closed(year)
    with at(LATER):
        draft = correction(year, 37000)
        with pytest.raises(NotValid) as refused:
            send_for_signature(notice=draft, by=year.cast.miit_clerk)
    sentence = str(refused.value)
    assert "该年度已结清" in sentence
    assert "1600吨" in sentence
    assert QuotaTransfer.objects.filter(group_allocation__notice=draft).count() == 0


def test_terms_and_wording_of_a_closed_year_are_corrected_without_moving_anything(year: Ended) -> None:
    closed(year)
    transfers = QuotaTransfer.objects.count()
    with at(LATER):
        draft = begin_correction(notice=Notice.objects.get(kind="issue"), reason="期限", by=year.cast.miit_clerk)
        data = data_of(draft) | {"filing": {"working_days": 3}}
        signed(year.cast, edit_notice(notice=draft, data=data, by=year.cast.miit_clerk))
    assert QuotaTransfer.objects.count() == transfers
    assert not Obligation.objects.open().filter(kind="filing").exists()


def test_a_notice_of_a_closed_year_is_not_revoked(year: Ended) -> None:
    closed(year)
    with at(LATER), pytest.raises(Refusal) as refused:
        begin_revocation(notice=Notice.objects.get(kind="issue"), reason="重复", by=year.cast.miit_clerk)
    assert refused.value.code == "year_closed"


def test_workbook_and_pdf_list_the_quota_as_stated_and_as_corrected(
    year: Ended, as_user: Any, pdf_as_text: None
) -> None:
    statement = closed(year)
    corrected(year, 100)
    with at(noon(2022, 2, 9)):
        browser = as_user(year.cast.miit_officer)
        book = load_workbook(io.BytesIO(browser.get(reverse("statement_xlsx", args=[statement.pk])).content))
        rows = list(book["印发后更正"].iter_rows(values_only=True))
        assert any(
            {t(38270), t(38170)} <= {Decimal(str(cell)) for cell in row if isinstance(cell, int)} for row in rows
        )
        if pdf_refusal() is None:
            text = browser.get(reverse("statement_pdf", args=[statement.pk])).content.decode()
            assert "更正后指标" in text
    assert YearStatement.objects.count() == 1
