"""A year is closed by its statement, by two people, once every report is accepted: what was not used lapses with a line
in the ledger each, nothing of it moves any more, and what is corrected afterwards says so (domain.md 1)."""

import io
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from allocations.models import ClosedYear, Lapse, QuotaAccount, QuotaTransfer
from allocations.reads.quotas import enterprise_quotas, group_quotas, nation_quotas
from allocations.services.filings import start_filing
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import Month, at
from deadlines.models import Obligation
from reporting.models import StatementLine, YearStatement
from reporting.reads.execution import by_group, national
from reporting.reads.statements import beside_last_year, corrections
from reporting.services.drafts import start_correction
from reporting.services.statements import (
    close_statement,
    discard_statement,
    draft_statement,
    not_ready_to_close,
    open_statement_duties,
)
from reporting.tasks import settle_last_year
from tests.builders import BUILDER, notice_data
from tests.reporting.conftest import t
from tests.reporting.statements_world import Ended, noon

pytestmark = pytest.mark.django_db
JANUARY = noon(2022, 1, 20)


@pytest.fixture(scope="module")
def built(built_once: Callable[..., Any]) -> Ended:
    ended: Ended = built_once(Ended)
    return ended


@pytest.fixture
def year(built: Ended, db: None) -> Ended:
    return deepcopy(built)


def drafted(year: Ended, when: Any = JANUARY, **values: Any) -> YearStatement:
    with at(when):
        return draft_statement(year=2021, by=year.cast.miit_clerk, **values)


def closed(year: Ended, when: Any = JANUARY, **values: Any) -> YearStatement:
    statement = drafted(year, when, **values)
    with at(when):
        return close_statement(statement=statement, by=year.cast.miit_officer)


def lines(statement: YearStatement) -> dict[tuple[str, str], tuple[Decimal, Decimal, Decimal]]:
    """Quota, output and lapsed by name and category."""
    return {(row.name_zh, row.category): (row.quota, row.output, row.lapsed) for row in statement.lines.all()}


def share(category: str) -> Decimal:
    rows = {row["group"]: row for row in notice_data(1)["allocations"]}
    return t(rows["中国北方稀土（集团）高科技股份有限公司"][category])


def tonnes(*figures: Any) -> tuple[Decimal, ...]:
    return tuple(map(t, figures))


class TestTheFigures:
    """Equal to those made by hand."""

    def test_of_enterprises(self, year: Ended) -> None:
        found = lines(drafted(year))
        assert found["示例企业1", "separation"] == tonnes(1500, 1200, 300)
        assert found["示例企业2", "separation"] == tonnes(100, 120, 0)
        assert found["示例企业3", "mining_rock"] == tonnes(700, 600, 100)

    def test_of_the_group_and_the_nation(self, year: Ended) -> None:
        statement = drafted(year)
        found = lines(statement)
        left = share("separation") - 1600
        assert found[year.group.name_zh, "separation"] == tonnes(share("separation"), 1320, left + 300)
        nation = {row.category: row for row in statement.lines.filter(holder="nation")}
        total = t(notice_data(1)["totals"]["separation"])
        # The other five groups split nothing: all of it lapses.
        assert (nation["separation"].quota, nation["separation"].output) == tonnes(total, 1320)
        assert nation["separation"].lapsed == total - 1600 + 300
        assert nation["mining_rock"].output == 600

    def test_each_level_lapses_as_much_as_the_next_one(self, year: Ended) -> None:
        statement = drafted(year)
        for category in ("separation", "mining_rock", "mining_ionic"):
            rows = statement.lines.filter(category=category)
            groups = sum((row.lapsed for row in rows.filter(holder="group")), Decimal(0))
            assert rows.get(holder="nation").lapsed == groups + nation_quotas(2021)[category].reserve


class TestItIsNotReady:
    def test_before_the_year_is_over(self, year: Ended) -> None:
        with pytest.raises(Refusal) as refused:
            drafted(year, noon(2021, 12, 31))
        assert refused.value.code == "year_not_over"

    def test_while_a_report_is_not_accepted(self, year: Ended) -> None:
        with at(noon(2022, 1, 10)):
            report = year.group.reports.get(month=12)
        with at(noon(2022, 1, 12)):
            start_correction(report=report, reason="更正", by=year.cast.northern_clerk)
        with pytest.raises(Refusal) as refused:
            drafted(year)
        assert refused.value.code == "reports_not_accepted"
        assert "2021" in str(refused.value)

    def test_while_a_split_of_the_year_is_under_way(self, year: Ended) -> None:
        with at(noon(2021, 12, 30)):
            start_filing(group=year.group, year=2021, by=year.cast.northern_clerk)
        with pytest.raises(Refusal) as refused:
            drafted(year)
        assert refused.value.code == "quota_under_way"

    def test_ready_otherwise(self, year: Ended) -> None:
        with at(JANUARY):
            assert not_ready_to_close(2021) is None


class TestTwoPeople:
    def test_who_drafts_is_a_clerk_of_miit(self, year: Ended) -> None:
        for user in (year.cast.miit_officer, year.cast.northern_clerk, year.cast.mnr_officer):
            with at(JANUARY), pytest.raises(NotAllowed):
                draft_statement(year=2021, by=user)

    def test_who_drafted_does_not_close(self, year: Ended) -> None:
        statement = drafted(year)
        clerk = year.cast.miit_clerk
        clerk.roles.add("officer")
        with at(JANUARY), pytest.raises(NotAllowed) as refused:
            close_statement(statement=statement, by=clerk)
        assert refused.value.code == "same_person"

    def test_closed_twice_it_is_closed_once(self, year: Ended) -> None:
        statement = closed(year)
        with at(JANUARY):
            close_statement(statement=statement, by=year.cast.person("miit-second", "miit", "officer"))
        assert Event.objects.filter(action="statement.close").count() == 1

    def test_what_was_corrected_after_the_draft_is_not_closed_unseen(self, year: Ended) -> None:
        statement = drafted(year)
        year.correct(3, 130, noon(2022, 1, 21))
        with at(noon(2022, 1, 22)), pytest.raises(Refusal) as refused:
            close_statement(statement=statement, by=year.cast.miit_officer)
        assert refused.value.code == "figures_changed"
        assert not ClosedYear.objects.exists()

    def test_a_draft_is_discarded_with_a_reason_and_the_year_drafted_again(self, year: Ended) -> None:
        statement = drafted(year)
        with at(JANUARY):
            with pytest.raises(NotValid):
                discard_statement(statement=statement, reason=" ", by=year.cast.miit_clerk)
            discard_statement(statement=statement, reason="口径有误", by=year.cast.miit_clerk)
        again = drafted(year)
        assert (again.edition, again.number) == (1, "S-2021-1")

    def test_there_is_one_draft_at_a_time(self, year: Ended) -> None:
        drafted(year)
        with pytest.raises(Refusal) as refused:
            drafted(year)
        assert refused.value.code == "statement_exists"


class TestWhatLapses:
    def test_a_line_in_the_ledger_for_each_holder(self, year: Ended) -> None:
        closed(year)
        transfers = QuotaTransfer.objects.filter(lapse__isnull=False)
        by_enterprise = {
            row.source.enterprise: row.tonnes for row in transfers if row.source and row.source.enterprise_id
        }
        assert by_enterprise == {year.one: 300, year.mine: 100}
        assert all(row.target is None for row in transfers)
        # What stays in the accounts is what was used.
        held = dict(QuotaAccount.objects.filter(enterprise__isnull=False).values_list("enterprise", "balance"))
        assert held == {year.one.pk: 1200, year.two.pk: 100, year.mine.pk: 600}
        assert not QuotaAccount.objects.filter(enterprise=None, balance__gt=0).exists()

    def test_the_quota_of_the_year_reads_as_before(self, year: Ended) -> None:
        before = (enterprise_quotas(2021), group_quotas(2021), nation_quotas(2021))
        with at(JANUARY):
            shown = (national(Month(2021, 12)), [row.by_category for row in by_group(Month(2021, 12))])
        closed(year)
        after = (enterprise_quotas(2021), group_quotas(2021), nation_quotas(2021))
        assert after[0] == before[0]
        assert {key: (one.share, one.remaining) for key, one in after[1].items()} == {
            key: (one.share, one.remaining) for key, one in before[1].items()
        }
        assert {key: (one.total, one.reserve) for key, one in after[2].items()} == {
            key: (one.total, one.reserve) for key, one in before[2].items()
        }
        with at(JANUARY):
            assert shown == (national(Month(2021, 12)), [row.by_category for row in by_group(Month(2021, 12))])
        # As known at an instant before or after the closing as well.
        for instant in (noon(2022, 1, 19), noon(2022, 1, 25)):
            assert enterprise_quotas(2021, as_of=instant) == before[0]

    def test_nothing_else_moves_any_more(self, year: Ended) -> None:
        closed(year)
        with at(noon(2022, 2, 1)), pytest.raises(Refusal) as refused:
            start_filing(group=year.group, year=2021, by=year.cast.northern_clerk)
        assert refused.value.code == "year_closed"

    def test_the_log_states_the_amount(self, year: Ended) -> None:
        statement = closed(year)
        event = Event.objects.get(action="statement.close")
        total = sum((row.change for row in Lapse.objects.all()), Decimal(0))
        assert Decimal(event.after["lapsed"]) == total
        nation = statement.lines.filter(holder="nation")
        assert total == sum((row.lapsed for row in nation), Decimal(0))


class TestAfterwards:
    def test_what_is_corrected_says_so(self, year: Ended) -> None:
        statement = closed(year)
        assert corrections(statement, year.cast.miit_officer) == []
        year.correct(3, 130, noon(2022, 2, 3))
        changed = {(one.line.name_zh, one.line.category): one for one in corrections(statement, year.cast.miit_officer)}
        one = changed["示例企业1", "separation"]
        assert (one.line.output, one.output, one.difference, one.lapsed) == tonnes(1200, 1230, 30, 270)
        assert set(changed) == {
            ("示例企业1", "separation"), (year.group.name_zh, "separation"), ("全国合计", "separation"),
        }  # fmt: skip

    def test_another_edition_needs_a_reason_and_a_change(self, year: Ended) -> None:
        closed(year)
        with pytest.raises(NotValid):
            drafted(year, noon(2022, 2, 4))
        with pytest.raises(Refusal) as refused:
            drafted(year, noon(2022, 2, 4), reason="更正")
        assert refused.value.code == "nothing_corrected"

    def test_another_edition_follows_and_the_ledger_with_it(self, year: Ended) -> None:
        first = closed(year)
        year.correct(3, 130, noon(2022, 2, 3))
        second = closed(year, noon(2022, 2, 5), reason="3月漏报一批")
        first.refresh_from_db()
        assert (first.state, second.edition, second.state) == ("superseded", 2, "closed")
        lapse = Lapse.objects.get(edition=2)
        assert (lapse.account.enterprise, lapse.change) == (year.one, -30)
        account = QuotaAccount.objects.get(enterprise=year.one)
        assert (account.balance, account.lapsed, account.quota) == tonnes(1230, 270, 1500)
        transfer = QuotaTransfer.objects.get(lapse=lapse)
        assert (transfer.source, transfer.target, transfer.tonnes) == (None, account, 30)

    def test_december_is_reported_in_january_and_then_counts(self, year: Ended) -> None:
        december = year.group.reports.get(month=12)
        assert december.submitted_at is not None and december.submitted_at.date() == date(2022, 1, 8)


def test_the_statement_is_due_from_the_ministry_from_january_on(year: Ended) -> None:
    with at(noon(2021, 12, 31)):
        assert not open_statement_duties(year=2021, by=BUILDER)
    with at(noon(2022, 1, 1)):
        settle_last_year()
        settle_last_year()
    duty = Obligation.objects.get(kind="year_statement")
    # Thirty working days after 10 January 2022: 14 by the 28th, 29 and 30 January are worked, seven days are off.
    assert (duty.organisation.code, duty.period, duty.due_on) == ("miit", "2021", date(2022, 2, 24))
    closed(year)
    duty.refresh_from_db()
    assert duty.met_at is not None


def test_the_next_year_stands_beside_the_one_before(year: Ended) -> None:
    closed(year)
    with at(noon(2022, 1, 25)):
        compared = {row.category: row for row in beside_last_year(Month(2022, 1))}
    assert (compared["separation"].output, compared["separation"].last_year) == tonnes(0, 110)


class TestPages:
    def test_from_the_year_to_the_closing(self, year: Ended, as_user: Any) -> None:
        cast = year.cast
        with at(JANUARY):
            clerk, officer = as_user(cast.miit_clerk), as_user(cast.miit_officer)
            page = clerk.get(reverse("year_detail", args=[2021])).content.decode()
            assert reverse("statement_draft", args=[2021]) in page
            assert clerk.get(reverse("statement_draft", args=[2021])).status_code == 200
            sent = clerk.post(reverse("statement_draft", args=[2021]))
            statement = YearStatement.objects.get()
            assert sent.headers["Location"] == reverse("statement_detail", args=[statement.pk])
            asked = officer.get(reverse("statement_close", args=[statement.pk]))
            seen = asked.context["seen"]
            officer.post(reverse("statement_close", args=[statement.pk]), {"seen": seen})
            statement.refresh_from_db()
            assert statement.state == "closed"
            shown = officer.get(reverse("statement_detail", args=[statement.pk])).context
            assert [(holder, len(rows)) for holder, _heading, rows in shown["tables"]][2] == ("enterprise", 3)
            assert officer.get(reverse("year_list")).status_code == 200

    def test_a_group_and_a_province_read_their_own_lines(self, year: Ended, as_user: Any) -> None:
        statement = closed(year)
        with at(JANUARY):
            for user, names in (
                (year.cast.northern_viewer, {year.group.name_zh, "示例企业1", "示例企业2", "示例企业3"}),
                (year.cast.neimenggu_industry, {"示例企业1", "示例企业3"}),
                (year.cast.southern_clerk, {"中国南方稀土集团有限公司"}),
            ):
                page = as_user(user).get(reverse("statement_detail", args=[statement.pk]))
                shown = {line.name_zh for _holder, _heading, rows in page.context["tables"] for line in rows}
                assert shown == names, user

    def test_a_draft_is_the_ministries(self, year: Ended, as_user: Any) -> None:
        statement = drafted(year)
        with at(JANUARY):
            assert as_user(year.cast.northern_viewer).get(statement.get_absolute_url()).status_code == 404

    def test_the_workbook_and_the_pdf_list_what_was_corrected(
        self, year: Ended, as_user: Any, pdf_as_text: None
    ) -> None:
        statement = closed(year)
        year.correct(3, 130, noon(2022, 2, 3))
        with at(noon(2022, 2, 4)):
            browser = as_user(year.cast.miit_officer)
            book = load_workbook(io.BytesIO(browser.get(reverse("statement_xlsx", args=[statement.pk])).content))
            pdf = browser.get(reverse("statement_pdf", args=[statement.pk])).content.decode()
        assert book.sheetnames[:4] == ["全国", "稀土集团", "企业", "印发后更正"]
        rows = {row[0]: row for row in book["企业"].iter_rows(values_only=True)}
        assert [Decimal(str(cell)) for cell in rows["示例企业1"][2:4]] == [1500, 1200]
        changed = {row[0]: row for row in book["印发后更正"].iter_rows(values_only=True)}
        assert [Decimal(str(cell)) for cell in changed["示例企业1"][2:8]] == [1500, 1500, 1200, 1230, 300, 270]
        assert "2021年度稀土总量控制指标执行情况" in pdf
        assert "印发后更正" in pdf

    def test_in_the_api(self, year: Ended, as_user: Any) -> None:
        with at(JANUARY):
            clerk, officer = as_user(year.cast.miit_clerk), as_user(year.cast.miit_officer)
            made = clerk.post("/api/v1/statements/", {"year": 2021}, content_type="application/json")
            assert made.status_code == 201, made.content
            pk = made.json()["id"]
            done = officer.post(f"/api/v1/statements/{pk}/close/", {"seen": made.json()["seen"]}, "application/json")
            assert (done.status_code, done.json()["state"]) == (200, "closed")
            mine = as_user(year.cast.northern_viewer).get(f"/api/v1/statements/{pk}/lines/").json()
        assert {row["name_zh"] for row in mine["results"]} == {
            year.group.name_zh, "示例企业1", "示例企业2", "示例企业3",
        }  # fmt: skip
        assert StatementLine.objects.filter(statement=pk).count() > mine["count"]
