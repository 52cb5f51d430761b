"""The answer to Prometheus: on a port of its own, below Django, so that no route of the pages leads to it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import close_old_connections, connection
from prometheus_client import CONTENT_TYPE_LATEST

from operations.reads.metrics import exposition

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_metrics(pages: Application, bind: str) -> Application:
    """The application, with /metrics on the port of `bind` and nothing else there; unchanged when it is empty.

    The port is that of the socket on which the request came in, which no client can choose otherwise.
    """
    port = bind.rpartition(":")[2]
    if not port:
        return pages

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("SERVER_PORT") == port:
            return _answer(environ, start_response)
        return pages(environ, start_response)

    return application


def _renew_connection() -> None:
    """As Django does around each request: a connection that is broken or too old is not used again."""
    if not connection.in_atomic_block:
        close_old_connections()


def _answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ.get("PATH_INFO") != "/metrics" or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/metrics is here, and nothing else\n"]
    _renew_connection()
    try:
        body = exposition()
    finally:
        _renew_connection()
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST), ("Cache-Control", "no-store")])
    return [body]
