"""What the description shows as examples: recorded from answers, or compared with what was recorded."""

import json
import os
import re
from pathlib import Path
from typing import Any

from quota_admin.api.examples import examples

# Set by `make examples`: the file that is written.
RECORD = os.environ.get("RECORD_EXAMPLES", "")
# A text that says who may see it, such as 金丝雀north-15之询问257号.
MARKED = re.compile(r"金丝雀[a-z0-9-]+之([^\d\"]*)\d+号")
# Enough to see what a list holds.
LONGEST = 2
# What is shown once and opens something, and what is another one each time.
SECRET = {"token": "(shown once)", "secret": "(shown once)"}


def compare_answer(operation: str, status: int, body: Any) -> None:
    """Of an operation, such as `GET /api/v1/filings/`."""
    _compare(("operations", operation, "answers", str(status)), body)


def compare_body(operation: str, body: Any) -> None:
    """What is sent to it."""
    _compare(("operations", operation, "body"), json.loads(json.dumps(body, default=str)))


def compare_problem(status: int, body: Any) -> None:
    """An error of this status."""
    _compare(("problems", str(status)), body)


def _compare(place: tuple[str, ...], body: Any) -> None:
    """The same names and types as in the example: the figures may be another day's. Or writes the example down."""
    found = shortened(body)
    if RECORD:
        write(place, found)
        return
    example: Any = examples()
    for name in place:
        example = example.get(name, {})
    assert shape(found) == shape(example), f"{' '.join(place)} is no longer as its example; type make examples"


def shortened(value: Any, name: str = "") -> Any:
    """Of each list the first rows, and no secrets."""
    if isinstance(value, dict):
        return {key: shortened(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [shortened(part) for part in value[:LONGEST]]
    return SECRET[name] if name in SECRET and isinstance(value, str) else value


def shape(value: Any) -> Any:
    """Names and types; of a list those of its rows, each once."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted({json.dumps(shape(part), sort_keys=True) for part in value})
    return type(value).__name__


def write(place: tuple[str, ...], body: Any) -> None:
    """Into the file that becomes the examples, sorted."""
    path = Path(RECORD)
    found: Any = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"operations": {}, "problems": {}}
    inner = found
    for name in place[:-1]:
        inner = inner.setdefault(name, {})
    inner[place[-1]] = body
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(plain(text), encoding="utf-8")


def plain(text: str) -> str:
    """The texts of the tests' world, by which leaks are found, as a reader of the description understands them."""
    return MARKED.sub(r"示例\1", text)
