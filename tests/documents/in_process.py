"""Reads workbooks in the test's own process: the same code as in the child, without its start and its limits."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from documents.files import parse_child, reading
from documents.files.reading import Limits


def parse_here(data: bytes, limits: Limits) -> dict[str, Any]:
    """What the child would have answered."""
    text = json.dumps(parse_child.answer_for(data, limits.rows, limits.columns))
    answer: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal, object_hook=reading.day_of)
    return answer


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For tables of hundreds of files; the child itself is tested with the hostile ones."""
    monkeypatch.setattr(reading, "_parse_in_child", parse_here)
    yield
