"""One request of one actor, taken back afterwards."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import unescape
from zipfile import ZipFile

from django.db import connection, transaction
from django.test import Client

from tests.access.kept import sessions_taken_back
from tests.access.line import Line
from tests.access.routes import Route
from tests.access.world import World

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is gone outside; the audit chain and the sessions, too."""
    with sessions_taken_back(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def address(world: World, route: Route, line: Line, side: str) -> str:
    """The path of the route for the row of that side."""
    values = dict(line.path)
    if line.on:
        row = world.row(line.on, side)
        named = {"pk": row.pk, "code": getattr(row, "code", "")}
        values = {**named, **{name: str(text).format(**named) for name, text in values.items()}}
        return route.path(**values) + line.query.format(**named)
    return route.path(**values)


def ask(client: Client, method: str, path: str, body: Any = None, *, api: bool = False) -> Any:
    """The answer, as if nothing had been asked before or will be after."""
    send = getattr(client, method.lower())
    cookies = client.cookies.output()
    with taken_back():
        if method in {"GET", "HEAD", "OPTIONS"}:
            answer = send(path)
        elif api:
            # What a list is filtered by is no parameter of a write.
            path = path.partition("?")[0]
            answer = send(path, json.dumps(body or {}, default=str), content_type="application/json")
        elif method == "POST":
            answer = send(path, body or {})
        else:
            answer = send(path)
    if client.cookies.output() != cookies:
        restore(client, cookies)
    return answer


def restore(client: Client, cookies: str) -> None:
    """A sign-out or a language that was taken back in the database is taken back in the browser."""
    client.cookies.clear()
    for line in cookies.splitlines():
        client.cookies.load(line.removeprefix("Set-Cookie: "))


def text_of(answer: Any) -> str:
    """The text of an answer: a page, JSON, the cells of a workbook, the text of a PDF, and the headers."""
    heads = unquote(" ".join(f"{name}: {value}" for name, value in answer.headers.items()))
    kind = answer.headers.get("Content-Type", "")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind.startswith(XLSX) and content:
        return heads + workbook_text(content)
    text = content.decode("utf-8", "replace")
    if kind.partition(";")[0] == "application/json":
        text = json.dumps(json.loads(text), ensure_ascii=False) if text else ""
    return heads + text


def workbook_text(content: bytes) -> str:
    """Every part of the file as it is: cells, hidden sheets, names, comments and the file's own properties."""
    with ZipFile(io.BytesIO(content)) as book:
        return unescape(
            " ".join(book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels")))
        )


def writes() -> Any:
    """A wrapper that collects every statement that changes a row of the business."""
    return Writes()


class Writes:
    """Collects what is written beside sessions and the log."""

    IGNORED = ("django_session", "audit_", "SAVEPOINT", "knox_", "axes_", "otp_", "mfa_")
    READING = ("SELECT ", "SAVEPOINT ", "RELEASE ", "ROLLBACK ")

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # Most of them read, or set a savepoint.
        if not sql.startswith(self.READING):
            verb = sql.lstrip()[:6].upper()
            if verb in {"INSERT", "UPDATE", "DELETE"} and not any(name in sql[:80] for name in self.IGNORED):
                self.statements.append(sql[:120])
        return execute(sql, params, many, context)

    def __enter__(self) -> "Writes":
        self.context = connection.execute_wrapper(self)
        self.context.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.context.__exit__(*error)  # type: ignore[arg-type]
