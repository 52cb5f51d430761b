"""Every error under /api/ is problem details in the caller's language, whoever answered it; never HTML."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "cells", "remedy"}


@pytest.fixture
def client(cast: Any) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(cast.miit_clerk)
    return signed_in


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert set(body) == MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"] and body["remedy"] and body["title"]
    return body


def test_who_is_not_signed_in(db: None) -> None:
    answer = APIClient().get("/api/v1/filings/")
    assert_problem(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/nothing", "/api/v1/filings/1/nothing/", "/api/"])
def test_an_unknown_address(client: APIClient, path: str) -> None:
    body = assert_problem(client.get(path), 404, "not_found")
    assert body["instance"] == path


def test_an_unknown_row_and_a_method_that_is_none(client: APIClient) -> None:
    assert_problem(client.get("/api/v1/filings/999/"), 404, "not_found")
    answer = client.delete("/api/v1/filings/")
    assert_problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_host_that_is_not_ours(client: APIClient) -> None:
    assert_problem(client.get("/api/v1/filings/", HTTP_HOST="elsewhere.example"), 400, "invalid")


def test_a_form_of_answer_that_does_not_exist(client: APIClient) -> None:
    assert_problem(client.get("/api/v1/filings/", HTTP_ACCEPT="text/html"), 406, "not_acceptable")


def test_a_body_that_cannot_be_read(client: APIClient) -> None:
    broken = client.generic("POST", "/api/v1/filings/", "{", content_type="application/json")
    assert_problem(broken, 400, "not_readable")
    other = client.generic("POST", "/api/v1/filings/", "a=1", content_type="application/x-www-form-urlencoded")
    assert_problem(other, 415, "unsupported_media_type")
    large = client.generic("POST", "/api/v1/filings/", " " * 2_700_000, content_type="application/json")
    assert_problem(large, 413, "too_large")


def test_without_a_token_against_forgery(cast: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.miit_clerk)
    answer = browser.post("/api/v1/filings/", {"year": 2021}, content_type="application/json")
    assert_problem(answer, 403, "not_allowed")


def test_a_fault_is_no_page(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **values: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("allocations.models.Filing.objects.visible_to", fail)
    client.raise_request_exception = False
    assert_problem(client.get("/api/v1/filings/"), 500, "fault")


def test_the_sentence_is_in_the_callers_language(client: APIClient) -> None:
    english = client.get("/api/v1/filings/999/", HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9").json()
    assert english["title"] == "Not found"
    chinese = client.get("/api/v1/filings/999/").json()
    assert chinese["title"] != english["title"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"yaer": "2021"}, "yaer"),
        ({"year": "20x1"}, "year"),
        ({"year": "-1"}, "year"),
        ({"state": "unknown"}, "state"),
        ({"year": ["2021", "2022"]}, "year"),
        ({"format": "html"}, "format"),
    ],
)
def test_a_parameter_that_is_not_described_is_refused_by_name(client: APIClient, query: Any, name: str) -> None:
    body = assert_problem(client.get("/api/v1/filings/", query), 400, "invalid")
    assert set(body["cells"]) == {name}
    assert name in body["detail"]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"year": 2021, "yaer": 2021}, "yaer"),
        ({}, "year"),
        ({"year": "2021"}, "year"),
        ({"year": 1999}, "year"),
        ({"year": True}, "year"),
        ([], ""),
        ("2021", ""),
    ],
)
def test_a_body_that_is_not_described_is_refused_by_name(client: APIClient, sent: Any, name: str) -> None:
    body = assert_problem(client.post("/api/v1/filings/", sent, format="json"), 400, "invalid")
    assert set(body["cells"]) == ({name} if name else set())


@pytest.mark.parametrize("sent", ['{"year": 2021, "x": "\\u0000"}', '{"year": 2021, "\\ud800": 1}'])
def test_what_is_no_text_is_refused(client: APIClient, sent: str) -> None:
    answer = client.generic("POST", "/api/v1/filings/", sent, content_type="application/json")
    assert_problem(answer, 400, "invalid")


def test_a_nested_field_is_named_by_its_path(cast: Any, client: APIClient) -> None:
    body = {"year": 2021, "reason": "x", "lines": [{"group": "northern-re", "category": "separation", "tons": "1"}]}
    answer = assert_problem(client.post("/api/v1/releases/", body, format="json"), 400, "invalid")
    assert set(answer["cells"]) == {"lines.0.tons", "lines.0.tonnes"}
