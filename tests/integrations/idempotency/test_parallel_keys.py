"""Two requests at the same moment with the same key have one effect; without the key, or without its row, they have two."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from allocations.models import Release
from integrations.models import KeptAnswer
from integrations.services import idempotency
from tests.at_once import at_once, read_together
from tests.builders import issued

pytestmark = pytest.mark.service
BODY = {
    "year": 2021,
    "document_number": "演示〔2021〕4号",
    "reason": "演示理由",
    "lines": [{"group": "xiamen-tungsten", "category": "separation", "tonnes": "10"}],
}


@pytest.fixture
def clerk(real_db: None, cast: Any) -> Any:
    """A nation with a reserve, in a database with real transactions. The figures are for the test."""
    row = {"group": "厦门钨业股份有限公司", "separation": "900"}
    issued(cast, 1, totals={"separation": "1000"}, reserve={"separation": "100"}, allocations=[row])
    return cast.miit_clerk


def send(clerk: Any, *keys: str) -> list[Any]:
    def one(key: str) -> Any:
        client = APIClient()
        client.force_authenticate(clerk)
        headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return client.post("/api/v1/releases/", BODY, format="json", **headers)

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
