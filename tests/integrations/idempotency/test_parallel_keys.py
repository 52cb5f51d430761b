"""Two requests at the same moment with the same key have one effect; without the key, or without its row, they have two."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from allocations.models import Release
from integrations.models import KeptAnswer
from integrations.services import idempotency
from tests.at_once import at_once, read_together
from tests.integrations.idempotency.body import RELEASE

pytestmark = pytest.mark.service


def send(clerk: Any, *keys: str) -> list[Any]:
    def one(key: str) -> Any:
        client = APIClient()
        client.force_authenticate(clerk)
        headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return client.post("/api/v1/releases/", RELEASE, format="json", **headers)

    return at_once(*(lambda key=key: one(key) for key in keys))


def test_the_same_key_has_one_effect_and_one_answer(clerk: Any) -> None:
    answers = send(clerk, "k", "k", "k", "k")
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert Release.objects.count() == 1


def test_control_without_a_key_each_has_an_effect(clerk: Any) -> None:
    send(clerk, "", "", "", "")
    assert Release.objects.count() == 4


def test_control_a_key_that_is_only_looked_up_does_not_hold(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check, then insert: both have looked before either has written."""

    def look(key: str) -> KeptAnswer:
        return KeptAnswer.objects.filter(key=key).first() or KeptAnswer(key=key)

    together = read_together(look, 2)
    monkeypatch.setattr(idempotency, "_row", lambda _caller, key, _fingerprint: together(key))
    send(clerk, "k", "k")
    assert Release.objects.count() == 2
