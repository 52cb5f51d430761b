"""The same Idempotency-Key and body have one effect and one answer; another body is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from allocations.models import Notice
from integrations.models import KeptAnswer
from integrations.services.idempotency import forget_old_answers
from tests.builders import notice_data

pytestmark = pytest.mark.django_db
URL = "/api/v1/notices/"


@pytest.fixture
def client(cast: Any) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(cast.miit_clerk)
    return signed_in


def send(client: APIClient, body: dict[str, Any], key: str = "a-key") -> Any:
    return client.post(URL, body, format="json", HTTP_IDEMPOTENCY_KEY=key)


def test_the_same_request_is_answered_alike_and_done_once(client: APIClient) -> None:
    first, second = send(client, notice_data(1)), send(client, notice_data(1))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (first.headers.get("Idempotent-Replayed"), second.headers["Idempotent-Replayed"]) == (None, "true")
    assert Notice.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(client: APIClient) -> None:
    send(client, notice_data(1))
    refused = send(client, notice_data(2))
    assert (refused.status_code, refused.json()["code"]) == (422, "key_reused")
    assert Notice.objects.count() == 1


def test_another_key_is_another_request(client: APIClient) -> None:
    send(client, notice_data(1))
    assert send(client, notice_data(2), "b-key").status_code == 201


def test_another_account_has_keys_of_its_own(client: APIClient, cast: Any) -> None:
    send(client, notice_data(1))
    other = APIClient()
    other.force_authenticate(cast.northern_clerk)
    assert send(other, notice_data(1)).status_code == 403


def test_what_was_refused_had_no_effect_and_leaves_the_key_free(client: APIClient) -> None:
    wrong = {**notice_data(1), "allocations": [{"group": "北方稀土集团", "separation": "1"}]}
    assert send(client, wrong).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert send(client, notice_data(1)).status_code == 201


def test_a_day_later_the_key_is_free(client: APIClient) -> None:
    with time_machine.travel(datetime(2021, 10, 8, 9, tzinfo=UTC), tick=False) as clock:
        assert send(client, notice_data(1)).status_code == 201
        clock.shift(timedelta(hours=23, minutes=59))
        assert send(client, notice_data(2)).status_code == 422
        clock.shift(timedelta(minutes=2))
        assert send(client, notice_data(2)).status_code == 201
        clock.shift(timedelta(hours=25))
        assert forget_old_answers() == 1


@pytest.mark.parametrize("key", ["", "a b", "ä", "x" * 201])
def test_a_key_that_is_none_is_refused(client: APIClient, key: str) -> None:
    refused = client.post(URL, notice_data(1), format="json", HTTP_IDEMPOTENCY_KEY=key)
    assert refused.status_code in {400, 422}
    assert not Notice.objects.exists()
