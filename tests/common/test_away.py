"""The database goes away in the middle of a request: a sentence, what was sent, and the way to send it again."""

import errno
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse
from psycopg2 import OperationalError as DriverError

from common.constraints import Away, database_away
from common.http import away_page
from documents.models import Attachment
from documents.services.attachments import store
from tests.conftest import Cast

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx"
    b"\x9cc\xf8\xff\xff?\x03\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


def raised(error: type[Exception], text: str, *, code: str | None = None, driver: bool = True) -> Exception:
    """An error as Django raises it from the driver's."""
    fault = error(text)
    if driver:
        cause = type("Cause", (DriverError,), {"pgcode": code, "__module__": "psycopg2.errors"})(text)
        fault.__cause__ = cause
    return fault


@pytest.mark.once
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (raised(OperationalError, "server closed the connection unexpectedly"), "database_away"),
        (raised(InterfaceError, "connection already closed"), "database_away"),
        (raised(OperationalError, "terminating connection", code="57P01"), "database_away"),
        (raised(OperationalError, "the database system is starting up", code="57P03"), "database_away"),
        (raised(OperationalError, "server login failed", code="08P01"), "database_away"),
        (raised(DatabaseError, "cannot execute UPDATE in a read-only transaction", code="25006"), "database_away"),
        (raised(OperationalError, "sorry, too many clients already", code="53300"), "database_away"),
        (raised(OperationalError, "could not extend file", code="53100"), "no_space"),
        (raised(OperationalError, "database or disk is full", driver=False), "no_space"),
    ],
)
def test_a_database_that_is_away_is_told_as_that(error: Exception, code: str) -> None:
    away = database_away(error)
    assert away and (away.code, away.status) == (code, 503)
    assert away.headers == {"Retry-After": "15"}


@pytest.mark.once
@pytest.mark.parametrize(
    "error",
    [
        raised(OperationalError, "no such table: x", driver=False),
        raised(OperationalError, "canceling statement due to lock timeout", code="55P03"),
        raised(DatabaseError, "value too long", code="22001"),
        ValueError("x"),
    ],
)
def test_other_errors_are_not(error: Exception) -> None:
    assert database_away(error) is None


@pytest.mark.once
class TestThePage:
    """It asks the database for nothing, and repeats what was sent but secrets."""

    def page(self, path: str, sent: dict[str, Any]) -> str:
        request = RequestFactory().post(path, sent)
        return away_page(request, Away("database_away", "不可用", wait=15)).content.decode()

    def test_what_was_sent_can_be_sent_again(self) -> None:
        page = self.page("/filings/1/?a=b", {"figure": ["12.5", "<b>"], "code": "123456", "csrfmiddlewaretoken": "old"})
        assert 'action="/filings/1/?a=b"' in page
        assert re.findall(r'name="figure" value="([^"]*)"', page) == ["12.5", "&lt;b&gt;"]
        assert "123456" not in page
        assert page.count("csrfmiddlewaretoken") == 1

    def test_a_reason_that_is_called_code_is_no_secret(self) -> None:
        assert 'name="code" value="figures"' in self.page("/filings/1/", {"code": "figures"})

    @pytest.mark.parametrize("path", ["/account/sign-in/", "/organisation/people/new/"])
    def test_a_password_is_not_shown(self, path: str) -> None:
        page = self.page(path, {"username": "wang", "password": "secret"})
        assert "secret" not in page and "<form" not in page

    def test_files_are_named_and_have_to_be_chosen_again(self) -> None:
        page = self.page("/x/", {"a": "b", "file": SimpleUploadedFile("许可证.pdf", b"x")})
        assert "许可证.pdf" in page and "<form" not in page


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
class TestABrokenConnection:
    """On the real server: this connection's own backend ends before the request."""

    def broken(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.close()

    @pytest.mark.parametrize(("path", "kind"), [("/", "text/html"), ("/api/v1/notices/", "application/problem+json")])
    def test_a_reader_is_told_and_the_next_request_is_answered(self, cast: Cast, path: str, kind: str) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(cast.miit_clerk)
        self.broken()
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer["Content-Type"].startswith(kind)
        assert answer["Retry-After"] == "15"
        assert "暂时无法连接" in answer.content.decode()
        # What a request begins with in service, and the tests' client leaves out.
        connection.close()
        assert client.get(path).status_code == 200

    def test_what_was_sent_stands_in_the_page(self, cast: Cast) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(cast.miit_clerk)
        self.broken()
        answer = client.post(reverse("set_language"), {"language": "en", "next": "/"})
        assert answer.status_code in {302, 503}
        answer = client.post("/register/", {"name": "甲"})
        connection.close()
        assert answer.status_code == 503
        assert 'name="name" value="甲"' in answer.content.decode()


@pytest.mark.django_db
def test_a_full_disk_for_files_is_told_and_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "_save", full)  # type: ignore[attr-defined]
    with pytest.raises(Away) as refusal:
        store(SimpleUploadedFile("a.png", PNG))
    assert refusal.value.code == "no_space_for_files"
    assert not Attachment.objects.exists()
