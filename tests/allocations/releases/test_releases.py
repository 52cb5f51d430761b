"""The reserve is released to groups by a decision with its document: drafted by one, ordered by another."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation
from allocations.models import QuotaTransfer, Release
from allocations.reads.quotas import group_quotas, nation_quotas
from allocations.services.releases import draft_release, order_release, withdraw_release
from common.constraints import NotAllowed, NotValid, Refusal
from tests.builders import issued
from tests.documents.pdf_text import PDF, upload

pytestmark = pytest.mark.django_db
SEPARATION = "separation"


@pytest.fixture
def xiamen(cast: Any) -> Organisation:
    """900 t are the group's, 100 t are held back. The figures are for the test."""
    row = {"group": "厦门钨业股份有限公司", SEPARATION: "900"}
    issued(cast, 1, totals={SEPARATION: "1000"}, reserve={SEPARATION: "100"}, allocations=[row])
    return Organisation.objects.get(code="xiamen-tungsten")


def release(cast: Any, group: Organisation, tonnes: int = 60, **values: Any) -> Release:
    given = {"document_number": "演示〔2021〕2号", "reason": "预留指标下达", "by": cast.miit_clerk, **values}
    return draft_release(year=2021, figures={(group, SEPARATION): Decimal(tonnes)}, **given)


def test_an_ordered_release_moves_the_reserve_to_the_group(cast: Any, xiamen: Organisation) -> None:
    draft = release(cast, xiamen)
    assert nation_quotas(2021)[SEPARATION].reserve == 100
    for _time in range(2):
        order_release(release=draft, by=cast.miit_officer)
    assert nation_quotas(2021)[SEPARATION].reserve == 40
    assert group_quotas(2021)[xiamen.pk, SEPARATION].share == 960
    assert QuotaTransfer.objects.filter(release_line__release=draft).count() == 1


def test_who_drafted_does_not_order(cast: Any, xiamen: Organisation) -> None:
    clerk = cast.miit_clerk
    clerk.roles.add("officer")
    with pytest.raises(NotAllowed) as refused:
        order_release(release=release(cast, xiamen), by=clerk)
    assert refused.value.code == "same_person"


def test_more_than_the_reserve_is_refused_with_the_figures(cast: Any, xiamen: Organisation) -> None:
    with pytest.raises(NotValid) as refused:
        release(cast, xiamen, 101)
    sentence = str(refused.value.cells["total-separation"])
    assert "100" in sentence
    assert "101" in sentence


def test_two_drafts_that_both_fit_do_not_both_leave_the_reserve(cast: Any, xiamen: Organisation) -> None:
    first, second = release(cast, xiamen, 60), release(cast, xiamen, 60)
    order_release(release=first, by=cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        order_release(release=second, by=cast.miit_officer)
    assert refused.value.code == "quota_exceeded"
    second.refresh_from_db()
    assert second.state == "draft"
    withdraw_release(release=second, reason="数字有误", by=cast.miit_officer)
    assert nation_quotas(2021)[SEPARATION].reserve == 40


def test_document_reason_and_a_figure_are_asked_for(cast: Any, xiamen: Organisation) -> None:
    with pytest.raises(NotValid) as refused:
        release(cast, xiamen, 0, document_number="", reason=" ")
    assert set(refused.value.cells) == {"year", "document_number", "reason"}


def test_a_later_including_notice_counts_what_was_released(cast: Any, xiamen: Organisation) -> None:
    order_release(release=release(cast, xiamen), by=cast.miit_officer)
    notice = issued(cast, 2, totals={SEPARATION: "1000"}, allocations=[{"group": xiamen.name_zh, SEPARATION: "1000"}])
    assert notice.allocations.get().increment == 40
    assert nation_quotas(2021)[SEPARATION].reserve == 0


def test_the_pages_draft_and_order_it(cast: Any, xiamen: Organisation, as_user: Any) -> None:
    words = {"year": "2021", "document_number": "演示〔2021〕3号", "reason": "下达"}
    clerk, cell = as_user(cast.miit_clerk), f"figures-{xiamen.pk}-separation"
    too_much = clerk.post(reverse("release_new"), {**words, cell: "１０１吨"})
    assert too_much.status_code == 422
    assert clerk.post(reverse("release_new"), {**words, cell: "６０吨"}).status_code == 302
    draft = Release.objects.get()
    assert as_user(cast.xiamen_clerk).get(reverse("release_detail", args=[draft.pk])).status_code == 404
    officer = as_user(cast.miit_officer)
    assert "60" in officer.get(reverse("release_order", args=[draft.pk])).content.decode()
    officer.post(reverse("release_order", args=[draft.pk]))
    assert nation_quotas(2021)[SEPARATION].reserve == 40
    assert as_user(cast.xiamen_clerk).get(reverse("release_detail", args=[draft.pk])).status_code == 200
    assert draft.number in officer.get(reverse("release_list")).content.decode()


def test_the_document_that_orders_it_is_read_by_the_ministries_alone(
    cast: Any, xiamen: Organisation, as_user: Any
) -> None:
    draft = release(cast, xiamen, document=upload())
    address = reverse("release_document", args=[draft.pk])
    assert as_user(cast.mnr_officer).get(address).content == PDF
    assert as_user(cast.xiamen_officer).get(address).status_code == 404
    without = reverse("release_document", args=[release(cast, xiamen, 1).pk])
    assert as_user(cast.miit_officer).get(without).status_code == 404
