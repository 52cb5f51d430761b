"""A draft is edited in the browser: its fields, and annex 1 as a grid; what cannot be stored comes back as typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from allocations.models import Notice
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from audit.models import Event
from common.constraints import NotAllowed, NotValid
from tests.allocations.notices.test_annex_1_entry import fields
from tests.builders import issued, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]


@pytest.fixture
def draft(cast: Any) -> Notice:
    issued(cast, 1)
    return load_notice(data=notice_data(2), by=cast.miit_clerk)


def cells(client: Client, notice: Notice) -> dict[str, str]:
    """What the page's grid holds, ready to be posted again."""
    grid = client.get(reverse("notice_edit", args=[notice.pk])).context["grid"]
    posted = {cell.name: cell.text for row in grid.rows for cell in row.cells}
    for row in grid.rows:
        posted |= {row.name_field: row.name_text} if row.name_field else {}
        posted |= {row.of_field: row.of} if row.of_field else {}
    return posted


def last_event(notice: Notice) -> Event:
    event = Event.objects.about(notice).last()
    assert event is not None
    return event


def save(client: Client, notice: Notice, posted: dict[str, str], **changes: Any) -> Any:
    return client.post(reverse("notice_edit", args=[notice.pk]), {**fields(**changes), **posted})


def test_what_is_saved_unchanged_changes_nothing(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    before = Event.objects.about(draft).count()
    assert save(client, draft, cells(client, draft)).status_code == 302
    assert Event.objects.about(draft).count() == before
    part = draft.allocations.get(group__code="guangdong-re", category="separation").of_which.get()
    assert (part.name, part.stated) == ("中国有色金属建设股份有限公司", 3610)


def test_a_typo_is_mended_and_the_log_says_from_what_to_what(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client, northern = as_user(cast.miit_clerk), Organisation.objects.get(code="northern-re")
    cell = f"group-{northern.pk}-separation"
    answer = save(client, draft, cells(client, draft) | {cell: "８９，６３３吨"}, title="更正后的标题")
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "更正后的标题"
    assert draft.allocations.get(group=northern, category="separation").stated == 89633
    event = last_event(draft)
    path = f"allocations[{northern.name_zh}].separation"
    assert (event.action, event.before[path], event.after[path]) == ("notice.edit", "89634", "89633")
    assert set(event.before) == {path, "title"}


def test_sums_that_do_not_agree_yet_are_kept_and_stop_the_signature(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    save(client, draft, cells(client, draft) | {"total-separation": "162001"})
    page = client.get(reverse("notice_edit", args=[draft.pk]))
    assert "162001" in page.context["faults"]["total-separation"]
    refused = client.post(reverse("notice_review", args=[draft.pk]))
    assert refused.status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_total_that_is_missing_stops_the_signature(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    save(client, draft, cells(client, draft) | {"total-separation": ""})
    assert client.post(reverse("notice_review", args=[draft.pk])).status_code == 422


@pytest.mark.parametrize("typed", ["很多", "-1", "1.2345"])
def test_nonsense_comes_back_as_typed_beside_its_cell(cast: Any, as_user: AsUser, draft: Notice, typed: str) -> None:
    client = as_user(cast.miit_clerk)
    answer = save(client, draft, cells(client, draft) | {"reserve-separation": typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'value="{typed}"' in page
    assert 'id="reserve-separation-error"' in page


def test_a_row_of_which_is_added_renamed_and_taken_away(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client, xiamen = as_user(cast.miit_clerk), Organisation.objects.get(code="xiamen-tungsten")
    row = {"part-2-name": "某公司", "part-2-group": str(xiamen.pk), "part-2-separation": "100"}
    assert save(client, draft, cells(client, draft) | row).status_code == 302
    share = draft.allocations.get(group=xiamen, category="separation")
    assert [(part.name, part.stated) for part in share.of_which.all()] == [("某公司", 100)]
    posted = cells(client, draft)
    place = next(key.rpartition("-")[0] for key, text in posted.items() if text == "某公司")
    assert save(client, draft, posted | {f"{place}-name": "", f"{place}-separation": ""}).status_code == 302
    assert not draft.allocations.get(group=xiamen, category="separation").of_which.exists()


def test_a_subtotal_row_without_its_group_or_name_is_refused(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    for row, cell in (
        ({"part-2-name": "某公司", "part-2-separation": "100"}, "part-2-group"),
        ({"part-2-name": "", "part-2-separation": "100"}, "part-2-name"),
    ):
        answer = save(client, draft, cells(client, draft) | row)
        assert answer.status_code == 422
        assert cell in answer.context["faults"]


def test_a_batch_that_exists_already_is_refused(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    answer = save(client, draft, cells(client, draft), batch=1)
    assert answer.status_code == 409
    assert "2021" in answer.context["sentence"]
    draft.refresh_from_db()
    assert draft.batch == 2


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(cast: Any, as_user: AsUser, draft: Notice) -> None:
    other = cast.miit_officer
    other.roles.add("clerk")
    seen = last_event(draft).number
    client = as_user(other)
    assert save(client, draft, cells(client, draft), title="另一人的标题").status_code == 302
    client = as_user(cast.miit_clerk)
    late = save(client, draft, cells(client, draft) | {"seen": str(seen)}, title="迟到的标题")
    assert late.status_code == 409
    draft.refresh_from_db()
    assert draft.title == "另一人的标题"


def test_who_edited_the_draft_does_not_sign_it(cast: Any, as_user: AsUser, draft: Notice) -> None:
    cast.miit_officer.roles.add("clerk")
    client = as_user(cast.miit_officer)
    save(client, draft, cells(client, draft), title="经办负责人改过")
    send_for_signature(notice=draft, by=cast.miit_clerk)
    with pytest.raises(NotAllowed) as refused:
        sign_notice(notice=draft, by=cast.miit_officer)
    assert refused.value.code == "same_person"


def test_what_is_no_draft_is_not_edited(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    posted = cells(client, draft)
    send_for_signature(notice=draft, by=cast.miit_clerk)
    lines = list(draft.allocations.values_list("pk", flat=True))
    assert save(client, draft, posted, title="晚了").status_code == 409
    assert list(draft.allocations.values_list("pk", flat=True)) == lines, "the state is looked at before any row"
    answer = client.put(f"/api/v1/notices/{draft.pk}/", notice_data(2), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_a_locked_notice_says_why_and_what_can_be_done(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client, page = as_user(cast.miit_clerk), reverse("notice_edit", args=[draft.pk])
    assert client.get(page).context["locked"] == ""
    send_for_signature(notice=draft, by=cast.miit_clerk)
    sent = client.get(page)
    assert sent.context["locked"] in sent.content.decode()
    assert "撤回" in sent.context["locked"]
    for signer in (cast.miit_officer, cast.mnr_officer):
        sign_notice(notice=draft, by=signer)
    assert "更正通知" in client.get(page).context["locked"]


def test_the_api_edits_a_draft(cast: Any, as_user: AsUser, draft: Notice) -> None:
    client = as_user(cast.miit_clerk)
    data = notice_data(2) | {"title": "接口改的标题"}
    answer = client.put(f"/api/v1/notices/{draft.pk}/", data, content_type="application/json")
    assert (answer.status_code, answer.json()["title"]) == (200, "接口改的标题")
    unknown = client.put(f"/api/v1/notices/{draft.pk}/", data | {"titel": "x"}, content_type="application/json")
    assert (unknown.status_code, set(unknown.json()["cells"])) == (400, {"titel"})


def test_an_unknown_group_is_refused_in_a_plain_sentence(cast: Any) -> None:
    data = notice_data(1)
    data["allocations"][0]["group"] = "中国稀有稀土集团"
    with pytest.raises(NotValid) as refused:
        load_notice(data=data, by=cast.miit_clerk)
    sentence = str(refused.value.cells["allocations[1].group"])
    assert sentence == "没有名称为“中国稀有稀土集团”的稀土集团；请按集团登记的全称填写。"
