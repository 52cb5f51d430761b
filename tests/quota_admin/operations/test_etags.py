"""Reads carry an ETag; writes carry what they have read."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.builders import issued, notice_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Any) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(cast.miit_clerk)
    return signed_in


def test_what_has_not_changed_is_not_sent_again(cast: Any, client: APIClient) -> None:
    issued(cast, 1)
    first = client.get("/api/v1/notices/")
    again = client.get("/api/v1/notices/", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    client.post("/api/v1/notices/", notice_data(2), format="json")
    assert client.get("/api/v1/notices/", HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 200


def test_a_write_on_what_has_changed_is_refused(cast: Any, client: APIClient) -> None:
    made = client.post("/api/v1/notices/", notice_data(1), format="json").json()
    address = f"/api/v1/notices/{made['id']}/"
    read = client.get(address).headers["ETag"]
    edited = client.put(address, {**notice_data(1), "title": "新题"}, format="json", HTTP_IF_MATCH=read)
    assert edited.status_code == 200, edited.content
    refused = client.post(f"{address}review/", {}, format="json", HTTP_IF_MATCH=read)
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_since_read")
    read = client.get(address).headers["ETag"]
    assert client.post(f"{address}review/", {}, format="json", HTTP_IF_MATCH=read).status_code == 200


def test_where_no_row_is_read_there_is_nothing_to_compare(client: APIClient) -> None:
    refused = client.post("/api/v1/notices/", notice_data(1), format="json", HTTP_IF_MATCH='"x"')
    assert (refused.status_code, refused.json()["code"]) == (412, "nothing_to_compare")
