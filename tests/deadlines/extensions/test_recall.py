"""A request for an extension is taken back until it is decided; the deadline stays."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from deadlines.models import Extension, Obligation
from deadlines.services.extensions import ask_extension, grant_extension, recall_extension
from notifications.models import Message
from tests.conftest import Cast
from tests.deadlines.extensions.test_extensions import END, REASON, asked, duty

pytestmark = pytest.mark.django_db
__all__ = ["asked", "duty"]


def test_the_deadline_stays_and_it_may_be_asked_anew(asked: Extension, cast: Cast) -> None:
    officer, due_on = cast.miit_officer, asked.obligation.due_on
    recalled = recall_extension(extension=asked, reason="已恢复", by=cast.northern_officer)
    assert (recalled.state, recalled.recall_reason, recalled.decided_by) == ("recalled", "已恢复", None)
    assert Obligation.objects.get(pk=asked.obligation_id).due_on == due_on
    assert Event.objects.get(action="extension.recall").after["reason"] == "已恢复"
    assert Message.objects.filter(recipient=officer, occasion__startswith="extension-recalled-").exists()
    again = ask_extension(obligation=asked.obligation, reason=REASON, wanted_until=END, by=cast.northern_clerk)
    assert again.pk != asked.pk


def test_what_is_decided_is_not_taken_back_and_what_is_taken_back_not_decided(asked: Extension, cast: Cast) -> None:
    recall_extension(extension=asked, reason="已恢复", by=cast.northern_clerk)
    with pytest.raises(Refusal) as refused:
        grant_extension(extension=asked, until=END, by=cast.miit_officer)
    assert refused.value.code == "decided_already"
    other = ask_extension(obligation=asked.obligation, reason=REASON, wanted_until=END, by=cast.northern_clerk)
    grant_extension(extension=other, until=END, by=cast.miit_officer)
    with pytest.raises(Refusal) as late:
        recall_extension(extension=other, reason="已恢复", by=cast.northern_clerk)
    assert late.value.code == "decided_already"


def test_only_the_organisation_that_asked_and_with_a_reason(asked: Extension, cast: Cast) -> None:
    for stranger in (cast.southern_clerk, cast.miit_officer, cast.northern_viewer):
        with pytest.raises(NotAllowed):
            recall_extension(extension=asked, reason="已恢复", by=stranger)
    with pytest.raises(NotValid):
        recall_extension(extension=asked, reason=" ", by=cast.northern_clerk)


def test_page_and_api(asked: Extension, cast: Cast, as_user: Any) -> None:
    client, address = as_user(cast.northern_clerk), f"/obligations/extensions/{asked.pk}/recall/"
    assert address in client.get(f"/obligations/{asked.obligation_id}/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "已恢复"}).status_code == 302
    other = ask_extension(obligation=asked.obligation, reason=REASON, wanted_until=END, by=cast.northern_clerk)
    caller = APIClient()
    caller.force_authenticate(cast.northern_clerk)
    answer = caller.post(f"/api/v1/extensions/{other.pk}/recall/", {"reason": "已恢复"}, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "recalled")
