"""The provinces are asked for an opinion within their working days; silence stays silence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from allocations.models import Consultation, Filing
from allocations.services.filings import accept_filing, consult, give_opinion, return_filing, save_draft, submit_filing
from common.constraints import NotValid
from deadlines.models import Obligation
from enterprises.models import Enterprise
from tests.allocations.splits import SEPARATION, drafted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db
Opinion = Consultation.Opinion


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


@pytest.fixture
def filing(cast: Any, plant: Enterprise) -> Filing:
    return drafted(cast, {(plant.pk, SEPARATION): 1000})


def duties() -> Any:
    return Obligation.objects.filter(kind="consultation").order_by("pk")


def asked(filing: Filing, cast: Any) -> Consultation:
    return filing.consultations.get(authority=cast.neimenggu_industry.organisation)


def test_each_authority_asked_has_a_duty_with_its_day(cast: Any, filing: Filing) -> None:
    consult(filing=filing, by=cast.northern_clerk)
    assert {duty.organisation.kind for duty in duties()} == {"province_miit", "province_mnr"}
    # 8 October 2021 is a Friday, and the Saturday after it is worked.
    assert {duty.due_on for duty in duties()} == {date(2021, 10, 14)}
    assert asked(filing, cast).due_on == date(2021, 10, 14)
    assert {duty.about for duty in duties()} == {filing.group}


def test_an_opinion_meets_the_duty_of_its_authority_only(cast: Any, filing: Filing) -> None:
    consult(filing=filing, by=cast.northern_clerk)
    give_opinion(consultation=asked(filing, cast), opinion=Opinion.AGREE, reason="", by=cast.neimenggu_industry)
    assert [duty.organisation for duty in duties().met()] == [cast.neimenggu_industry.organisation]
    assert duties().open().count() == 1


def test_an_opinion_may_still_come_while_the_ministry_decides(cast: Any, filing: Filing) -> None:
    consult(filing=filing, by=cast.northern_clerk)
    submit_filing(filing=filing, by=cast.northern_officer)
    give_opinion(consultation=asked(filing, cast), opinion=Opinion.OBJECT, reason="环保", by=cast.neimenggu_industry)
    filing.refresh_from_db()
    assert (filing.state, asked(filing, cast).opinion) == ("submitted", "object")
    accept_filing(filing=filing, by=cast.miit_officer)


def test_silence_stays_silence_when_the_filing_is_decided_and_the_duty_ends(cast: Any, filing: Filing) -> None:
    consult(filing=filing, by=cast.northern_clerk)
    submit_filing(filing=filing, by=cast.northern_officer)
    accept_filing(filing=filing, by=cast.miit_officer)
    assert set(filing.consultations.values_list("opinion", "given_at")) == {("silent", None)}
    assert not duties().exists()


def test_a_draft_taken_back_ends_the_duties_and_the_next_round_opens_its_own(
    cast: Any, filing: Filing, plant: Enterprise
) -> None:
    consult(filing=filing, by=cast.northern_clerk)
    give_opinion(consultation=asked(filing, cast), opinion=Opinion.AGREE, reason="", by=cast.neimenggu_industry)
    save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(900)}, by=cast.northern_clerk)
    assert not duties().open().exists()
    consult(filing=filing, by=cast.northern_clerk)
    assert duties().open().count() == 2
    assert asked(filing, cast).opinion == Opinion.SILENT


def test_a_return_names_lines_and_only_those_of_the_filing(cast: Any, filing: Filing, plant: Enterprise) -> None:
    consult(filing=filing, by=cast.northern_clerk)
    submit_filing(filing=filing, by=cast.northern_officer)
    cell = f"line-{plant.pk}-separation"
    with pytest.raises(NotValid) as refused:
        return_filing(filing=filing, reason="见各行", lines={"line-0-separation": "?"}, by=cast.miit_officer)
    assert "line-0-separation" in refused.value.cells
    filing.refresh_from_db()
    returned = return_filing(filing=filing, reason="见各行", lines={cell: "产能不足", "x": " "}, by=cast.miit_officer)
    assert returned.return_lines == {cell: "产能不足"}
