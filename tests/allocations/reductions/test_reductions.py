"""Quota is taken back by order of a document: one person drafts, another orders, and it returns to the group."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allocations.models import QuotaTransfer, Reduction
from allocations.reads.quotas import enterprise_quotas, group_quotas
from allocations.services.filings import accept_filing
from allocations.services.reductions import draft_reduction, order_reduction, withdraw_reduction
from common.constraints import NotAllowed, NotValid, Refusal
from enterprises.models import Enterprise
from tests.allocations.splits import SEPARATION, accepted, submitted
from tests.builders import enterprise, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    row = enterprise(1)
    accepted(cast, {(row.pk, SEPARATION): 1000})
    return row


def reduction(cast: Any, plant: Enterprise, tonnes: int = 400, **values: Any) -> Reduction:
    given = {"document_number": "演示〔2021〕1号", "reason": "超指标生产", "by": cast.miit_clerk, **values}
    return draft_reduction(enterprise=plant, year=2021, category=SEPARATION, tonnes=Decimal(tonnes), **given)


def test_an_ordered_reduction_returns_the_tonnes_to_the_group(cast: Any, plant: Enterprise) -> None:
    before = group_quotas(2021)[plant.memberships.get().group_id, SEPARATION]
    draft = reduction(cast, plant)
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 1000
    order_reduction(reduction=draft, by=cast.miit_officer)
    after = group_quotas(2021)[plant.memberships.get().group_id, SEPARATION]
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 600
    assert after.remaining - before.remaining == 400
    assert after.share == before.share
    assert QuotaTransfer.objects.get(reduction=draft).tonnes == 400


def test_ordered_twice_it_moves_once(cast: Any, plant: Enterprise) -> None:
    draft = reduction(cast, plant)
    order_reduction(reduction=draft, by=cast.miit_officer)
    order_reduction(reduction=draft, by=cast.miit_officer)
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 600


def test_a_clerk_does_not_order_and_a_group_does_not_draft(cast: Any, plant: Enterprise) -> None:
    draft = reduction(cast, plant)
    with pytest.raises(NotAllowed):
        order_reduction(reduction=draft, by=cast.miit_clerk)
    with pytest.raises(NotAllowed):
        reduction(cast, plant, by=cast.northern_clerk)


def test_without_document_or_reason_it_is_refused_at_the_field(cast: Any, plant: Enterprise) -> None:
    with pytest.raises(NotValid) as refused:
        reduction(cast, plant, document_number=" ", reason="")
    assert set(refused.value.cells) == {"document_number", "reason"}


def test_the_document_itself_is_enough(cast: Any, plant: Enterprise) -> None:
    attached = SimpleUploadedFile(
        "order.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    assert reduction(cast, plant, document_number="", document=attached).document is not None


def test_more_than_the_enterprise_has_is_refused(cast: Any, plant: Enterprise) -> None:
    for tonnes in (1001, 0):
        with pytest.raises(NotValid) as refused:
            reduction(cast, plant, tonnes)
        assert "1,000" in str(refused.value.cells["tonnes"])


def test_a_withdrawn_draft_moves_nothing_and_cannot_be_ordered(cast: Any, plant: Enterprise) -> None:
    draft = reduction(cast, plant)
    withdraw_reduction(reduction=draft, reason="数字有误", by=cast.miit_clerk)
    with pytest.raises(Refusal):
        order_reduction(reduction=draft, by=cast.miit_officer)
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 1000


def test_a_version_drafted_before_the_reduction_does_not_give_it_back(cast: Any, plant: Enterprise) -> None:
    pending = submitted(cast, {(plant.pk, SEPARATION): 1100})
    order_reduction(reduction=reduction(cast, plant), by=cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        accept_filing(filing=pending, by=cast.miit_officer)
    assert refused.value.code == "quota_moved"
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 600


def test_the_next_version_starts_from_what_is_left(cast: Any, plant: Enterprise) -> None:
    order_reduction(reduction=reduction(cast, plant), by=cast.miit_officer)
    later = submitted(cast, {(plant.pk, SEPARATION): 650})
    assert later.lines.get().before == 600
    accept_filing(filing=later, by=cast.miit_officer)
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 650


def test_a_draft_is_seen_by_the_ministries_and_an_order_by_those_concerned(cast: Any, plant: Enterprise) -> None:
    draft = reduction(cast, plant)
    concerned = (cast.northern_clerk, cast.neimenggu_industry)
    assert [Reduction.objects.visible_to(who).count() for who in (cast.mnr_officer, *concerned)] == [1, 0, 0]
    order_reduction(reduction=draft, by=cast.miit_officer)
    assert [Reduction.objects.visible_to(who).count() for who in concerned] == [1, 1]
