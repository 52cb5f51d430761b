"""A receiver that does not answer, or never ends its answer, holds back nobody else."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from integrations.models import Delivery, Endpoint, ServiceAccount
from integrations.services.deliveries import AT_ONCE, deliver_all
from integrations.services.webhooks import add_endpoint
from tests.builders import issued

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PATIENCE = 20
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                answer(self)

            def log_message(self, *args: Any) -> None:
                """Silent."""

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def serve(settings: Any, account: ServiceAccount, keeper: Any) -> Iterator[Callable[[Answer], Endpoint]]:
    """Makes a receiver that answers like this, and its webhook."""
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    made: list[Server] = []

    def one(answer: Answer) -> Endpoint:
        made.append(Server(answer))
        url = f"http://127.0.0.1:{made[-1].server_port}/"
        return add_endpoint(account=account, url=url, events=["notice.issued"], by=keeper)[0]

    yield one
    for server in made:
        server.shutdown()
        server.server_close()


def ok(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(204)
    handler.end_headers()


def state_of(endpoint: Endpoint) -> str:
    return str(Delivery.objects.get(endpoint=endpoint).state)


def test_one_that_blocks_holds_back_nobody(cast: Any, serve: Callable[[Answer], Endpoint], settings: Any) -> None:
    """The first answers only when the second has been called: one after the other, neither would ever be delivered."""
    settings.WEBHOOK_TIMEOUT_SECONDS = PATIENCE
    called = threading.Event()

    def blocks(handler: BaseHTTPRequestHandler) -> None:
        if called.wait(PATIENCE / 2):
            ok(handler)

    def calls(handler: BaseHTTPRequestHandler) -> None:
        called.set()
        ok(handler)

    blocked, quick = serve(blocks), serve(calls)
    issued(cast, 1)
    assert deliver_all(timezone.now()) == 2
    assert (state_of(blocked), state_of(quick)) == ("sent", "sent")


def test_more_that_block_than_are_called_at_once(cast: Any, serve: Callable[[Answer], Endpoint], settings: Any) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 0.3
    never = threading.Event()
    for _number in range(AT_ONCE + 1):
        serve(lambda _handler: never.wait(PATIENCE))  # type: ignore[arg-type]
    quick = serve(ok)
    issued(cast, 1)
    assert deliver_all(timezone.now()) == 1
    never.set()
    assert state_of(quick) == "sent"
    assert Delivery.objects.filter(state="waiting", attempts=1).count() == AT_ONCE + 1


def test_an_answer_that_never_ends_is_ended(cast: Any, serve: Callable[[Answer], Endpoint], settings: Any) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 0.5
    over = threading.Event()

    def drips(handler: BaseHTTPRequestHandler) -> None:
        """A byte now and then, so that no single read takes long."""
        with suppress(OSError):
            while not over.wait(0.05):
                handler.wfile.write(b"H")

    endpoint = serve(drips)
    issued(cast, 1)
    begun = time.monotonic()
    assert deliver_all(timezone.now()) == 0
    assert time.monotonic() - begun < PATIENCE / 2
    over.set()
    assert state_of(endpoint) == "waiting"
