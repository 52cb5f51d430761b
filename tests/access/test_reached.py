"""Every operation of the API is reached with a 2xx, and its answer is what the description says."""

import json
from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from knox.models import AuthToken
from rest_framework.test import APIClient

from quota_admin.api.description import Description, Operation, operations_in
from tests.access.asking import taken_back
from tests.access.recorded import RECORD, compare_answer, compare_body
from tests.access.world import World
from tests.fuzz.seeds import PASSWORD, Seed, seeds

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DOCUMENT = Description.of_this_code().document
OPERATIONS = [(method, path) for path, method, _operation in operations_in(DOCUMENT)]


@pytest.fixture(scope="module")
def asked(world: World) -> Any:
    """The requests, with what they need in the world until the module ends."""
    with taken_back():
        yield seeds(world)


def send(world: World, seed: Seed, method: str, path: str) -> Any:
    """As a program does, by its token."""
    client = APIClient(raise_request_exception=True)
    _row, token = AuthToken.objects.create(world.people[seed.actor])
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    if path.endswith("/token/"):
        pair = b64encode(f"{seed.actor}:{PASSWORD}".encode()).decode()
        client.credentials(HTTP_AUTHORIZATION=f"Basic {pair}")
    address = path.format(**seed.path)
    if method == "get":
        return client.get(address, seed.query)
    if seed.files:
        files = {name: SimpleUploadedFile(*file) for name, file in seed.files.items()}
        return getattr(client, method)(address, {**(seed.body or {}), **files}, format="multipart")
    body = json.dumps({} if seed.body is None else seed.body, default=str)
    return getattr(client, method)(address, body, content_type="application/json")


@pytest.mark.skipif(bool(RECORD), reason="they are being written")
def test_every_answer_and_every_body_in_json_has_its_example() -> None:
    without = [
        f"{method} {path}"
        for path, method, operation in operations_in(DOCUMENT)
        for described in (*operation["responses"].values(), operation.get("requestBody", {}))
        for kind, media in described.get("content", {}).items()
        if "json" in kind and "example" not in media
    ]
    assert without == []


def takes_json(method: str, path: str) -> bool:
    """Whether it has a body that an example can be given of."""
    return "application/json" in DOCUMENT["paths"][path][method].get("requestBody", {}).get("content", {})


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_it_is_reached_and_answers_as_described(world: World, asked: Any, method: str, path: str) -> None:
    seed = asked[method, path]
    with taken_back():
        answer = send(world, seed, method, path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if takes_json(method, path):
        compare_body(f"{method.upper()} {path}", seed.body or {})
    assert 200 <= answer.status_code < 300, (seed, content.decode("utf-8", "replace")[:500])
    described = DOCUMENT["paths"][path][method]["responses"].get(str(answer.status_code))
    assert described is not None, answer.status_code
    media = described.get("content", {}).get("application/json")
    if media is not None:
        compare_answer(f"{method.upper()} {path}", answer.status_code, json.loads(content))
        validator = Operation(DOCUMENT, {})._validator(media["schema"])
        faults = [
            f"{list(fault.absolute_path)}: {fault.message}" for fault in validator.iter_errors(json.loads(content))
        ]
        assert faults == []
