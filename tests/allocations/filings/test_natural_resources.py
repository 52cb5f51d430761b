"""The Ministry of Natural Resources sees and comments on splits of mining quota: it is asked beside the provinces."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from allocations.models import Consultation, Filing
from allocations.services.filings import consult, give_opinion, save_draft, start_filing, submit_filing
from allocations.services.withdrawals import withdraw_opinion
from common.constraints import NotAllowed
from common.periods import at
from deadlines.models import Obligation
from enterprises.models import Enterprise
from tests.builders import enterprise, issued
from tests.reporting.conftest import noon

pytestmark = pytest.mark.django_db


def consulted(cast: Any, *rows: Enterprise) -> Filing:
    clerk = cast.northern_clerk
    filing = start_filing(group=clerk.organisation, year=2021, by=clerk)
    figures: dict[tuple[int, str], Decimal | None] = {(row.pk, row.categories[0]): Decimal(100) for row in rows}
    save_draft(filing=filing, figures=figures, by=clerk)
    consult(filing=filing, by=clerk)
    filing.refresh_from_db()
    return filing


@pytest.fixture
def mining(cast: Any) -> Filing:
    with at(noon(2, 20)):
        issued(cast, 1)
    return consulted(cast, enterprise(1), enterprise(2, kind="mine", has_rock=True))


def asked_of_mnr(filing: Filing) -> Consultation:
    return Consultation.objects.get(filing=filing, authority__code="mnr")


def test_it_is_asked_where_mining_quota_is_split_and_nowhere_else(cast: Any) -> None:
    with at(noon(2, 20)):
        issued(cast, 1)
    filing = consulted(cast, enterprise(1))
    assert not filing.consultations.filter(authority__code="mnr").exists()


def test_it_has_a_duty_with_its_day_and_meets_it_by_its_opinion(cast: Any, mining: Filing) -> None:
    duty = Obligation.objects.get(kind="consultation", organisation__code="mnr")
    assert duty.due_on == asked_of_mnr(mining).due_on
    give_opinion(consultation=asked_of_mnr(mining), opinion="agree", reason="开采指标与采矿权相符", by=cast.mnr_officer)
    duty.refresh_from_db()
    assert duty.met_at is not None
    assert asked_of_mnr(mining).reason == "开采指标与采矿权相符"


def test_nobody_else_speaks_for_it_and_it_holds_up_nobody(cast: Any, mining: Filing) -> None:
    for user in (cast.miit_officer, cast.neimenggu_resources, cast.mnr_clerk):
        with pytest.raises(NotAllowed):
            give_opinion(consultation=asked_of_mnr(mining), opinion="agree", reason="", by=user)
    assert submit_filing(filing=mining, by=cast.northern_officer).state == "submitted"


def test_it_can_be_withdrawn_until_the_decision(cast: Any, mining: Filing) -> None:
    give_opinion(consultation=asked_of_mnr(mining), opinion="object", reason="超出核定规模", by=cast.mnr_officer)
    withdraw_opinion(consultation=asked_of_mnr(mining), reason="已核实", by=cast.mnr_officer)
    assert asked_of_mnr(mining).opinion == "silent"


def test_its_page_holds_the_mines_only_and_its_duty_leads_there(cast: Any, as_user: Any, mining: Filing) -> None:
    browser, asked = as_user(cast.mnr_officer), asked_of_mnr(mining)
    page = browser.get(reverse("consultation_opinion", args=[asked.pk]))
    assert [row.enterprise.kind for row in page.context["page"]] == ["mine"]
    duty = Obligation.objects.get(kind="consultation", organisation__code="mnr")
    opened = browser.get(reverse("obligation_form", args=[duty.pk]))
    assert opened.headers["Location"] == reverse("consultation_opinion", args=[asked.pk])
    assert (
        reverse("consultation_opinion", args=[asked.pk])
        in browser.get(reverse("filing_detail", args=[mining.pk])).content.decode()
    )
