"""The pages on which quota is taken back: drafted with its document, ordered by another, seen by those concerned."""

from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from allocations.models import Reduction
from allocations.permissions import order_reduction
from allocations.reads.quotas import enterprise_quotas
from allocations.services.reductions import draft_reduction
from enterprises.models import Enterprise
from tests.allocations.splits import SEPARATION, accepted
from tests.builders import enterprise, issued
from tests.documents.pdf_text import PDF, upload

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def plant(cast: Any) -> Enterprise:
    issued(cast, 1)
    row = enterprise(1)
    accepted(cast, {(row.pk, SEPARATION): 1000})
    return row


@pytest.fixture
def draft(cast: Any, plant: Enterprise) -> Reduction:
    return draft_reduction(
        enterprise=plant, year=2021, category=SEPARATION, tonnes=Decimal(400), reason="超指标生产",
        document_number="演示〔2021〕1号", by=cast.miit_clerk,
    )  # fmt: skip


def typed(plant: Enterprise, **values: Any) -> dict[str, Any]:
    words = {"document_number": "演示〔2021〕1号", "reason": "超指标生产"}
    return {"enterprise": plant.pk, "year": 2021, "category": SEPARATION, "tonnes": "４００吨", **words, **values}


def address(name: str, row: Reduction) -> str:
    return reverse(f"reduction_{name}", args=[row.pk])


def test_a_clerk_drafts_it_and_is_led_to_its_page(cast: Any, plant: Enterprise, as_user: Any) -> None:
    clerk = as_user(cast.miit_clerk)
    assert reverse("reduction_new") in clerk.get(reverse("reduction_list")).content.decode()
    page = clerk.post(reverse("reduction_new"), {**typed(plant), "document": upload()}, follow=True)
    row = Reduction.objects.get()
    assert page.redirect_chain[-1][0] == address("detail", row)
    assert "400" in page.content.decode()
    assert row.tonnes == 400
    assert clerk.get(address("document", row)).content == PDF
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 1000


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    cast: Any, plant: Enterprise, as_user: Any
) -> None:
    answer = as_user(cast.miit_clerk).post(reverse("reduction_new"), typed(plant, tonnes="1001", reason="重复超产"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "1,000" in text
    assert 'value="1001"' in text
    assert "重复超产" in text
    assert not Reduction.objects.exists()


def test_another_officer_orders_it_after_reading_what_will_happen(
    cast: Any, plant: Enterprise, draft: Reduction, as_user: Any
) -> None:
    officer = as_user(cast.miit_officer)
    asked = officer.get(address("order", draft)).content.decode()
    assert plant.name_zh in asked
    assert "400" in asked
    officer.post(address("order", draft))
    draft.refresh_from_db()
    assert draft.state == "ordered"
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 600
    assert "400" in as_user(cast.northern_clerk).get(address("detail", draft)).content.decode()


def test_the_drafter_does_not_order_and_sees_why_at_the_button(
    cast: Any, plant: Enterprise, draft: Reduction, as_user: Any
) -> None:
    cast.miit_clerk.roles.add("officer")
    drafter = as_user(cast.miit_clerk)
    sentence = str(order_reduction(cast.miit_clerk, draft))
    assert sentence in unescape(drafter.get(address("detail", draft)).content.decode())
    refused = drafter.post(address("order", draft))
    assert refused.status_code == 403
    assert sentence in unescape(refused.content.decode())
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 1000


def test_a_second_officer_reads_who_ordered_it_first(
    cast: Any, plant: Enterprise, draft: Reduction, as_user: Any
) -> None:
    second = as_user(cast.person("miit-second", "miit", "officer"))
    as_user(cast.miit_officer).post(address("order", draft))
    page = second.post(address("order", draft), follow=True).content.decode()
    assert cast.miit_officer.name in page
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 600


def test_what_was_withdrawn_since_the_page_was_opened_is_not_ordered(
    cast: Any, plant: Enterprise, draft: Reduction, as_user: Any
) -> None:
    officer = as_user(cast.miit_officer)
    seen = officer.get(address("order", draft)).context["seen"]
    as_user(cast.miit_clerk).post(address("withdraw", draft), {"reason": "数字有误"})
    refused = officer.post(address("order", draft), {"seen": seen})
    assert refused.status_code == 409
    assert cast.miit_clerk.name in refused.content.decode()
    assert enterprise_quotas(2021)[plant.pk, SEPARATION] == 1000


def test_a_draft_is_404_for_groups_and_an_order_for_groups_it_does_not_concern(
    cast: Any, draft: Reduction, as_user: Any
) -> None:
    own, other = as_user(cast.northern_clerk), as_user(cast.xiamen_clerk)
    assert own.get(address("detail", draft)).status_code == 404
    as_user(cast.miit_officer).post(address("order", draft))
    assert own.get(address("detail", draft)).status_code == 200
    for name in ("detail", "document"):
        assert other.get(address(name, draft)).status_code == 404
    assert draft.number not in other.get(reverse("reduction_list")).content.decode()
