"""Loaded by schemathesis: where an operation takes a file, valid requests carry one that is valid.

Nothing could be generated that is a workbook of this draft, so such a case gets the file of its seed.
"""

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.transport.serialization import Binary

PASSWORD = "Basic " + b64encode(b"miit_clerk:a-long-Passphrase-2021").decode()
FILES = json.loads((Path(os.environ["FUZZ_FOLDER"]) / "files.json").read_text(encoding="utf-8"))


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """A token is given for a password. Of files every second one is the seed's, so that generated ones are sent, too."""
    if case.operation.path == "/api/v1/token/" and case.meta and case.meta.phase.name.value == "examples":
        case.headers = {**(case.headers or {}), "Authorization": PASSWORD}
    seed = FILES.get(case.operation.label)
    positive = case.meta is None or case.meta.generation.mode.value == "positive"
    if seed is None or not positive or case.media_type != "multipart/form-data" or _turn(case.operation.label):
        return
    case.body = {**seed["fields"], **{name: Binary(b64decode(content)) for name, content in seed["files"].items()}}
    # Bytes are no text, so the valid request would be judged as an invalid one from here on.
    case._record_starting_state()


TURNS: dict[str, int] = {}


def _turn(label: str) -> int:
    TURNS[label] = TURNS.get(label, 0) + 1
    return (TURNS[label] + 1) % 2
