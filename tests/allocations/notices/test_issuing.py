"""A notice goes from file to draft to signatures to ledger."""

import csv
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organisation
from allocations.models import Notice, QuotaAccount, QuotaTransfer
from allocations.reads.quotas import group_quotas, nation_quotas
from allocations.services.notices import load_notice, return_to_draft, send_for_signature, sign_notice
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from deadlines.models import Obligation
from tests.builders import SEEDS, issued, notice_data

pytestmark = pytest.mark.django_db


def official(batch: int) -> dict[tuple[str, str], Decimal]:
    """The official figures as {(group or 合计, category): t}, read independently of the JSON files."""
    with (SEEDS / "quotas_2021.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["batch"] == str(batch)]
    return {
        (row["group"], category): Decimal(row[f"{category}_t_reo"] or 0)
        for row in rows
        for category in ("mining_rock", "mining_ionic", "separation")
    }


def ledger_figures() -> dict[tuple[str, str], Decimal]:
    names = dict(Organisation.objects.values_list("pk", "name_zh"))
    held = {(names[group], category): quota.share for (group, category), quota in group_quotas(2021).items()}
    return held | {("合计", category): quota.total for category, quota in nation_quotas(2021).items()}


@pytest.mark.parametrize("batches", [[1], [1, 2]])
def test_the_ledger_equals_the_official_figures_after_each_batch(cast: Any, batches: list[int]) -> None:
    for batch in batches:
        issued(cast, batch)
    figures = ledger_figures()
    expected = {key: tonnes for key, tonnes in official(batches[-1]).items() if tonnes}
    assert figures == expected
    assert all(quota.reserve == 0 for quota in nation_quotas(2021).values())


def test_the_annual_notice_adds_only_its_increment(cast: Any) -> None:
    issued(cast, 1)
    before = QuotaTransfer.objects.count()
    notice = issued(cast, 2)
    northern = notice.allocations.get(group__code="northern-re", category="mining_rock")
    assert (northern.stated, northern.increment) == (Decimal(100350), Decimal(56220))
    assert QuotaTransfer.objects.count() > before
    issued_totals = QuotaTransfer.objects.filter(notice_total__notice=notice)
    assert {row.notice_total.category: row.tonnes for row in issued_totals if row.notice_total} == {
        "mining_rock": Decimal(76340),
        "mining_ionic": Decimal(7660),
        "separation": Decimal(81000),
    }


def test_six_filing_obligations_are_open_with_their_due_day(cast: Any) -> None:
    issued(cast, 1)
    issued(cast, 2)
    duties = Obligation.objects.filter(kind="filing", period="2021-2")
    assert {str(duty.due_on) for duty in duties} == {"2021-09-07"}
    assert duties.count() == 6
    assert duties[0].derivation["clock"] == "2021-08-24"


def test_reports_are_due_from_january_until_december(cast: Any) -> None:
    issued(cast, 1)
    months = Obligation.objects.filter(kind="monthly_report", organisation__code="northern-re")
    assert [row.period for row in months.order_by("period")] == [f"2021-{month:02d}" for month in range(1, 13)]
    september = months.get(period="2021-09")
    assert (str(september.due_on), september.explanation) == (
        "2021-10-11",
        "10月10日为周日，顺延至10月11日（周一）",
    )


def test_one_signature_does_not_issue(cast: Any) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    sign_notice(notice=notice, by=cast.miit_officer)
    notice.refresh_from_db()
    assert notice.state == Notice.State.IN_REVIEW
    assert not QuotaAccount.objects.exists()


def test_the_same_ministry_does_not_sign_twice(cast: Any) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    sign_notice(notice=notice, by=cast.miit_officer)
    again = sign_notice(notice=notice, by=cast.person("miit-second", "miit", "officer"))
    assert again.state == Notice.State.IN_REVIEW
    assert [row.signed_by for row in notice.signatures.all()] == [cast.miit_officer]


def test_the_drafter_cannot_sign_even_as_an_officer(cast: Any) -> None:
    clerk = cast.miit_clerk
    clerk.roles.add("officer")
    notice = load_notice(data=notice_data(1), by=clerk)
    send_for_signature(notice=notice, by=clerk)
    with pytest.raises(NotAllowed) as refused:
        sign_notice(notice=notice, by=clerk)
    assert refused.value.code == "same_person"


@pytest.mark.parametrize("who", ["miit_officer", "mnr_clerk", "northern_clerk", "neimenggu_industry"])
def test_only_a_miit_clerk_drafts(cast: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        load_notice(data=notice_data(1), by=getattr(cast, who))
    assert not Notice.objects.exists()


def test_a_returned_notice_loses_its_signatures_and_says_why(cast: Any) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    sign_notice(notice=notice, by=cast.miit_officer)
    return_to_draft(notice=notice, reason="总量有误", by=cast.mnr_officer)
    notice.refresh_from_db()
    assert (notice.state, notice.signatures.count()) == ("draft", 0)
    event = Event.objects.about(notice).last()
    assert event is not None
    assert event.after["reason"] == "总量有误"
    assert len(event.after["void_signatures"]) == 1


def changed(**changes: Any) -> dict[str, Any]:
    return {**notice_data(2), **changes}


def totals(**changes: str) -> dict[str, Any]:
    return changed(totals={"mining_rock": "148850", "mining_ionic": "19150", "separation": "162000", **changes})


ROWS = notice_data(2)["allocations"]
BAD = {
    "parts do not sum": (totals(mining_rock="148851"), "totals.mining_rock"),
    "negative": (totals(mining_rock="-1"), "totals.mining_rock"),
    "absurd": (totals(mining_rock="148850000"), "totals.mining_rock"),
    "no figure": (totals(mining_rock="many"), "totals.mining_rock"),
    "four places": (totals(mining_rock="1.0001"), "totals.mining_rock"),
    "group twice": (changed(allocations=[*ROWS, ROWS[0]]), "allocations"),
    "unknown group": (changed(allocations=[{"group": "无此集团", "separation": "1"}]), "allocations[1].group"),
    "unknown key": (changed(batchh=3), "batchh"),
    "no date for the clock": (changed(signed_on=None), "clock_starts_on"),
    "both terms": (changed(filing={"working_days": 3, "fixed_day": "2021-10-01"}), "filing"),
}


@pytest.mark.parametrize("defect", BAD)
def test_an_invalid_file_is_refused_with_a_sentence_at_its_path_and_not_stored(cast: Any, defect: str) -> None:
    data, path = BAD[defect]
    with pytest.raises(NotValid) as refused:
        load_notice(data=data, by=cast.miit_clerk)
    assert refused.value.cells[path]
    assert not Notice.objects.exists()


def test_the_same_batch_cannot_be_loaded_twice(cast: Any) -> None:
    load_notice(data=notice_data(1), by=cast.miit_clerk)
    with pytest.raises(Refusal) as refused:
        load_notice(data=notice_data(1), by=cast.miit_clerk)
    assert refused.value.code == "batch_exists"
    assert Notice.objects.count() == 1


def test_a_reserve_stays_with_the_nation_until_it_is_released(cast: Any) -> None:
    totals = {"separation": "1000"}
    one = {"group": "厦门钨业股份有限公司", "separation": "900"}
    issued(cast, 1, totals=totals, reserve={"separation": "100"}, allocations=[one])
    assert nation_quotas(2021)["separation"].reserve == 100
    all_of_it = {**one, "separation": "1000"}
    issued(cast, 2, totals=totals, allocations=[all_of_it])
    assert nation_quotas(2021)["separation"].reserve == 0
