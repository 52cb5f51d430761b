"""A draft is discarded, a notice recalled or returned and mended: its batch never stays taken, the year never stops."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from allocations.models import Notice
from allocations.services.notices import (
    discard_notice,
    load_notice,
    recall_notice,
    return_to_draft,
    send_for_signature,
    sign_notice,
)
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from tests.allocations.notices.test_draft_editing import last_event
from tests.builders import issued, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]


@pytest.fixture
def draft(cast: Any) -> Notice:
    return load_notice(data={**notice_data(1), "document_number": "工信部联原〔2021〕1号"}, by=cast.miit_clerk)


def test_a_discarded_draft_frees_its_batch_and_number(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    assert client.post(reverse("notice_discard", args=[draft.pk]), {"reason": ""}).status_code == 422
    assert client.post(reverse("notice_discard", args=[draft.pk]), {"reason": "批次录错"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "discarded"
    assert last_event(draft).after["reason"] == "批次录错"
    again = issued(cast, 1, document_number="工信部联原〔2021〕1号")
    assert again.state == "issued"
    assert client.get(reverse("notice_detail", args=[draft.pk])).status_code == 200, "it stays readable"
    assert as_user(cast.northern_clerk).get(reverse("notice_detail", args=[draft.pk])).status_code == 404


def test_a_discarded_draft_is_final(cast: Any, draft: Notice) -> None:
    discard_notice(notice=draft, reason="不再需要", by=cast.miit_clerk)
    discard_notice(notice=draft, reason="再点一次", by=cast.miit_clerk)
    assert Event.objects.about(draft).filter(action="notice.discard").count() == 1
    with pytest.raises(Refusal) as refused:
        send_for_signature(notice=draft, by=cast.miit_clerk)
    assert refused.value.code == "wrong_state"


def test_a_notice_is_recalled_until_the_last_ministry_has_signed(cast: Any, as_user: AsUser, draft: Notice) -> None:
    send_for_signature(notice=draft, by=cast.miit_clerk)
    sign_notice(notice=draft, by=cast.miit_officer)
    client = as_user(cast.miit_clerk)
    assert "撤回修改" in client.get(reverse("notice_detail", args=[draft.pk])).content.decode()
    assert client.post(reverse("notice_recall", args=[draft.pk]), {"reason": "附件有笔误"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.signatures.count()) == ("draft", 0)
    assert len(last_event(draft).after["void_signatures"]) == 1
    send_for_signature(notice=draft, by=cast.miit_clerk)
    sign_notice(notice=draft, by=cast.mnr_officer)
    assert sign_notice(notice=draft, by=cast.miit_officer).state == "issued"
    with pytest.raises(Refusal) as refused:
        recall_notice(notice=draft, reason="太晚", by=cast.miit_clerk)
    assert refused.value.code == "wrong_state"


def test_a_recall_needs_its_reason_and_the_drafting_ministry(cast: Any, draft: Notice) -> None:
    send_for_signature(notice=draft, by=cast.miit_clerk)
    with pytest.raises(NotValid):
        recall_notice(notice=draft, reason=" ", by=cast.miit_clerk)
    for person in (cast.mnr_officer, cast.miit_officer, cast.northern_clerk):
        with pytest.raises(NotAllowed):
            recall_notice(notice=draft, reason="他人", by=person)


def test_a_returned_notice_shows_the_reason_at_its_fields_and_is_mended(
    cast: Any, as_user: AsUser, draft: Notice
) -> None:
    send_for_signature(notice=draft, by=cast.miit_clerk)
    group = draft.allocations.get(group__code="northern-re", category="separation").group
    reasons = {"reason": "有两处笔误", "at-title": "标题缺“第一批”", f"at-group-{group.pk}": "请核对冶炼分离"}
    answer = as_user(cast.mnr_officer).post(reverse("notice_return", args=[draft.pk]), reasons)
    assert answer.status_code == 302
    page = as_user(cast.miit_clerk).get(reverse("notice_edit", args=[draft.pk])).content.decode()
    for text in reasons.values():
        assert text in page
    draft.refresh_from_db()
    assert draft.return_fields == {"title": "标题缺“第一批”", f"group-{group.pk}": "请核对冶炼分离"}
    send_for_signature(notice=draft, by=cast.miit_clerk)
    draft.refresh_from_db()
    assert (draft.return_reason, draft.return_fields) == ("", {}), "what was mended is no longer pointed at"


def test_the_api_takes_the_same_steps(cast: Any, as_user: AsUser, draft: Notice) -> None:
    json = "application/json"
    clerk, officer = as_user(cast.miit_clerk), cast.mnr_officer
    address = f"/api/v1/notices/{draft.pk}"
    send_for_signature(notice=draft, by=cast.miit_clerk)
    assert clerk.post(f"{address}/recall/", {"reason": "笔误"}, content_type=json).json()["state"] == "draft"
    send_for_signature(notice=draft, by=cast.miit_clerk)
    body = {"reason": "笔误", "fields": {"title": "标题"}}
    returned = as_user(officer).post(f"{address}/return/", body, content_type="application/json")
    assert returned.json()["state"] == "draft"
    draft.refresh_from_db()
    assert draft.return_fields == {"title": "标题"}
    clerk = as_user(cast.miit_clerk)
    assert clerk.post(f"{address}/discard/", {"reason": ""}, content_type=json).status_code == 400
    assert clerk.post(f"{address}/discard/", {"reason": "不用了"}, content_type=json).json()["state"] == "discarded"


def test_a_return_without_a_reason_changes_nothing(cast: Any, draft: Notice) -> None:
    send_for_signature(notice=draft, by=cast.miit_clerk)
    with pytest.raises(NotValid):
        return_to_draft(notice=draft, reason="", fields={"title": "x"}, by=cast.miit_officer)
    draft.refresh_from_db()
    assert draft.state == "in_review"
