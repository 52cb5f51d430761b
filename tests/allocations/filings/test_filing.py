"""A group splits its share: drafted, consulted, signed, filed, accepted for record."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organisation
from allocations.models import Consultation, Filing, QuotaTransfer
from allocations.reads.quotas import enterprise_quotas, group_quotas
from allocations.services.filings import (
    accept_filing,
    consult,
    give_opinion,
    return_filing,
    save_draft,
    start_filing,
    submit_filing,
)
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from deadlines.models import Obligation
from enterprises.models import Enterprise
from tests.builders import enterprise, issued, pond

pytestmark = pytest.mark.django_db
SEPARATION = "separation"


@pytest.fixture
def northern(db: None) -> Organisation:
    return Organisation.objects.get(code="northern-re")


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


def drafted(cast: Any, northern: Organisation, figures: dict[tuple[int, str], Any]) -> Filing:
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    return save_draft(filing=filing, figures=figures, by=cast.northern_clerk)


def submitted(cast: Any, northern: Organisation, figures: dict[tuple[int, str], Any]) -> Filing:
    filing = drafted(cast, northern, figures)
    consult(filing=filing, by=cast.northern_clerk)
    return submit_filing(filing=filing, by=cast.northern_officer)


def test_an_accepted_filing_moves_the_quota_to_the_enterprises(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal("30000.125")})
    accept_filing(filing=filing, by=cast.miit_officer)
    assert enterprise_quotas(2021) == {(plant.pk, SEPARATION): Decimal("30000.125")}
    assert group_quotas(2021)[northern.pk, SEPARATION].remaining == Decimal("8269.875")


def test_nothing_moves_before_it_is_accepted(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(30000)})
    assert enterprise_quotas(2021) == {}


def test_a_later_version_moves_only_the_difference_and_supersedes(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    second = enterprise(2)
    accept_filing(filing=submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(30000)}), by=cast.miit_officer)
    issued(cast, 2)
    new = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(20000), (second.pk, SEPARATION): Decimal(69634)})
    assert new.lines.get(enterprise=plant).before == Decimal(30000)
    accept_filing(filing=new, by=cast.miit_officer)
    assert enterprise_quotas(2021) == {
        (plant.pk, SEPARATION): Decimal(20000),
        (second.pk, SEPARATION): Decimal(69634),
    }
    back = QuotaTransfer.objects.get(filing_line__filing=new, source__enterprise=plant)
    assert back.tonnes == Decimal(10000)
    assert list(Filing.objects.order_by("version").values_list("state", flat=True)) == [
        "superseded",
        "accepted",
    ]


def test_a_later_version_may_leave_an_enterprise_without_quota(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    second = enterprise(2)
    accept_filing(filing=submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)}), by=cast.miit_officer)
    later = submitted(cast, northern, {(second.pk, SEPARATION): Decimal(700)})
    assert later.lines.get(enterprise=plant).verdict == {}
    accept_filing(filing=later, by=cast.miit_officer)
    quotas = enterprise_quotas(2021)
    assert (quotas[plant.pk, SEPARATION], quotas[second.pk, SEPARATION]) == (Decimal(0), Decimal(700))


def test_more_than_the_share_is_refused_with_figures_and_nothing_is_stored(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    with pytest.raises(NotValid) as refused:
        save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal("38270.001")}, by=cast.northern_clerk)
    sentence = str(refused.value.cells["total-separation"])
    assert "38270.001" in sentence
    assert "0.001" in sentence
    assert not filing.lines.exists()


def test_exactly_the_share_is_accepted(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    accept_filing(filing=submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(38270)}), by=cast.miit_officer)
    assert group_quotas(2021)[northern.pk, SEPARATION].remaining == 0


def test_an_enterprise_without_evidence_is_refused_by_clause(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    bare = enterprise(3, papers=False)
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    with pytest.raises(NotValid) as refused:
        save_draft(filing=filing, figures={(bare.pk, SEPARATION): Decimal(1)}, by=cast.northern_clerk)
    assert "通知三（二）缺少冶炼分离产能批准文件" in str(refused.value.cells[f"line-{bare.pk}-separation"])


def test_a_foreign_enterprise_is_refused_even_by_a_forged_request(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    foreign = enterprise(4, group="southern-re", province="36")
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    with pytest.raises(NotValid) as refused:
        save_draft(filing=filing, figures={(foreign.pk, SEPARATION): Decimal(1)}, by=cast.northern_clerk)
    assert refused.value.code == "not_a_member"
    assert foreign.name_zh not in str(refused.value.cells)


def test_a_mine_gets_no_separation_quota(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    mine = enterprise(5, kind="mine", has_rock=True)
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    with pytest.raises(NotValid) as refused:
        save_draft(filing=filing, figures={(mine.pk, SEPARATION): Decimal(1)}, by=cast.northern_clerk)
    assert refused.value.code == "wrong_category"


def test_who_became_ineligible_since_the_draft_is_refused_at_submission(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    filing = drafted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    consult(filing=filing, by=cast.northern_clerk)
    pond(plant, "dangerous", date(2021, 9, 1))
    with pytest.raises(NotValid) as refused:
        submit_filing(filing=filing, by=cast.northern_officer)
    assert "险库" in str(refused.value.cells[f"line-{plant.pk}-separation"])
    filing.refresh_from_db()
    assert filing.state == "consulting"


def test_what_an_ineligible_enterprise_already_has_may_stay_or_shrink(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    accept_filing(filing=submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)}), by=cast.miit_officer)
    pond(plant, "dangerous", date(2021, 9, 1))
    filing = drafted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(400)}, by=cast.northern_clerk)
    with pytest.raises(NotValid):
        save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal("1000.001")}, by=cast.northern_clerk)


def test_the_verdicts_and_the_receipt_stay_with_the_submission(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    line = filing.lines.get()
    assert (line.verdict["status"], line.verdict["as_of"]) == ("eligible", "2021-10-08")
    assert len(filing.receipt_hash) == 64
    assert filing.receipt_head.split(":")[0].isdigit()


def test_submission_meets_the_obligation_and_says_late(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    duty = Obligation.objects.get(kind="filing", organisation=northern, period="2021-1")
    assert duty.met_at == filing.submitted_at
    assert duty.met_at is not None
    assert duty.met_at >= duty.late_from


@pytest.mark.parametrize("who", ["northern_clerk", "southern_officer", "miit_officer", "neimenggu_industry"])
def test_only_another_person_of_the_group_signs(cast: Any, northern: Organisation, plant: Enterprise, who: str) -> None:
    filing = drafted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    consult(filing=filing, by=cast.northern_clerk)
    with pytest.raises(NotAllowed):
        submit_filing(filing=filing, by=getattr(cast, who))


def test_a_clerk_who_is_also_an_officer_cannot_sign_the_own_draft(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    filing = drafted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    consult(filing=filing, by=cast.northern_clerk)
    both = cast.northern_clerk
    both.roles.add("officer")
    with pytest.raises(NotAllowed) as refused:
        submit_filing(filing=filing, by=both)
    assert refused.value.code == "same_person"


@pytest.mark.parametrize("who", ["northern_officer", "mnr_officer", "miit_clerk", "neimenggu_industry"])
def test_only_a_miit_officer_accepts(cast: Any, northern: Organisation, plant: Enterprise, who: str) -> None:
    filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    with pytest.raises(NotAllowed):
        accept_filing(filing=filing, by=getattr(cast, who))


def test_accepting_twice_has_one_effect(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    accept_filing(filing=filing, by=cast.miit_officer)
    again = accept_filing(filing=filing, by=cast.person("miit-second", "miit", "officer"))
    assert again.decided_by == cast.miit_officer
    with pytest.raises(Refusal) as refused:
        return_filing(filing=filing, reason="改主意", by=cast.miit_officer)
    assert refused.value.code == "wrong_state"
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == Decimal(1000)


def test_a_return_needs_a_reason_and_the_group_edits_the_same_version(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    with pytest.raises(NotValid):
        return_filing(filing=filing, reason="  ", by=cast.miit_officer)
    return_filing(filing=filing, reason="请补充协商意见", by=cast.miit_officer)
    filing = save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(900)}, by=cast.northern_clerk)
    assert (filing.state, filing.version) == ("draft", 1)


def test_silence_is_not_consent_and_an_objection_does_not_block(
    cast: Any, northern: Organisation, plant: Enterprise
) -> None:
    filing = drafted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    consult(filing=filing, by=cast.northern_clerk)
    industry = Consultation.objects.get(filing=filing, authority__code="neimenggu-industry")
    with pytest.raises(NotValid):
        give_opinion(consultation=industry, opinion="object", reason="", by=cast.neimenggu_industry)
    give_opinion(consultation=industry, opinion="object", reason="产能不足", by=cast.neimenggu_industry)
    submit_filing(filing=filing, by=cast.northern_officer)
    opinions = dict(filing.consultations.values_list("authority__code", "opinion"))
    assert opinions == {"neimenggu-industry": "object", "neimenggu-resources": "silent"}


def test_a_second_open_version_is_refused(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    start_filing(group=northern, year=2021, by=cast.northern_clerk)
    with pytest.raises(Refusal) as refused:
        start_filing(group=northern, year=2021, by=cast.northern_clerk)
    assert refused.value.code == "filing_open"


def test_a_province_sees_its_own_lines_only(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    shandong = enterprise(6, province="37")
    filing = submitted(
        cast, northern, {(plant.pk, SEPARATION): Decimal(1000), (shandong.pk, SEPARATION): Decimal(2000)}
    )
    seen = filing.lines.model.objects.visible_to(cast.neimenggu_industry)
    assert [line.enterprise for line in seen] == [plant]
    assert not Filing.objects.visible_to(cast.jiangxi_industry).exists()
    assert not Filing.objects.visible_to(cast.southern_clerk).exists()


def test_a_draft_is_the_groups_own_business(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    drafted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    assert not Filing.objects.visible_to(cast.miit_officer).exists()
    assert Filing.objects.visible_to(cast.northern_officer).exists()


def test_every_step_has_its_audit_line(cast: Any, northern: Organisation, plant: Enterprise) -> None:
    filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(1000)})
    accept_filing(filing=filing, by=cast.miit_officer)
    actions = [event.action for event in Event.objects.about(filing)]
    assert actions == ["filing.draft", "filing.edit", "filing.consult", "filing.submit", "filing.accept"]
