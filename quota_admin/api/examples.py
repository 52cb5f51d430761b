"""An example of every answer and of every body: recorded by `make examples` when the tests reach each operation."""

import json
from functools import cache
from typing import Any

from django.conf import settings

Json = dict[str, Any]
JSON, LINES = "application/json", "application/x-ndjson"


@cache
def examples() -> Json:
    """`operations`: method and address → `body` and `answers` by status; `problems`: an error of each status."""
    path = settings.BASE_DIR / "quota_admin" / "data" / "api_examples.json"
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


def add_examples(operation: Json, method: str, path: str) -> None:
    """Puts into the description what was recorded of the operation."""
    recorded: Json = examples()["operations"].get(f"{method.upper()} {path}", {})
    for status, answer in recorded.get("answers", {}).items():
        _add(operation["responses"].get(status, {}), answer)
    if "body" in recorded:
        _add(operation.get("requestBody", {}), recorded["body"])


def _add(described: Json, example: Any) -> None:
    content = described.get("content", {})
    if JSON in content:
        content[JSON]["example"] = example
    if LINES in content:
        # The rows of a page, one on each line.
        content[LINES]["example"] = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in example["results"])


def example_of_problem(status: int) -> Json:
    """Nothing where none was recorded."""
    found: Json = examples()["problems"].get(str(status), {})
    return found
