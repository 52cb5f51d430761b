"""Two writes at the same moment that rest on the same reading have one effect; without the lock of the row, two."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Phrase
from accounts.services.phrases import add_phrase
from quota_admin.api import operations
from tests.at_once import at_once, read_together

pytestmark = pytest.mark.service


@pytest.fixture
def phrase(real_db: None, cast: Any) -> Phrase:
    return add_phrase(text="请补充", by=cast.miit_clerk)


def write_together(phrase: Phrase) -> list[int]:
    """Two people's programs have read the phrase; both write at once."""
    address = f"/api/v1/phrases/{phrase.pk}/"

    def client() -> APIClient:
        made = APIClient()
        made.force_authenticate(phrase.owner)
        return made

    read = client().get(address).headers["ETag"]

    def write(text: str) -> int:
        answer = client().put(address, {"text": text}, format="json", HTTP_IF_MATCH=read)
        return int(answer.status_code)

    return sorted(at_once(lambda: write("请核实"), lambda: write("请说明")))


def test_of_two_writes_on_one_reading_the_second_is_refused(phrase: Phrase) -> None:
    assert write_together(phrase) == [200, 412]


def test_control_without_the_lock_both_have_an_effect(phrase: Phrase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read before either has written."""
    monkeypatch.setattr(operations, "lock_row", lambda _view: None)
    monkeypatch.setattr(operations, "etag_of", read_together(operations.etag_of, 2))
    assert write_together(phrase) == [200, 200]
