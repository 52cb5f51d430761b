"""A receiver sees what happens: in order, signed, again after a failure, and again when it is asked for."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from allocations.models import Filing
from allocations.services.filings import return_filing, start_filing
from integrations.models import Delivery, Endpoint, ServiceAccount
from integrations.rules.webhook import KINDS, PAUSES
from integrations.services.deliveries import deliver_all
from integrations.services.webhooks import add_endpoint, replay, rotate_secret
from tests.allocations.splits import SEPARATION, submitted
from tests.builders import enterprise, issued

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Receiver(HTTPServer):
    """Keeps what it was sent, and answers what it is told to."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?from=quota"

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["type"] for _headers, body in self.received]


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hook(receiver: Receiver, account: ServiceAccount, keeper: Any) -> tuple[Endpoint, str]:
    return add_endpoint(account=account, url=receiver.url, events=list(KINDS), by=keeper)


def later(**much: int) -> datetime:
    return timezone.now() + timedelta(**much)


def happen(cast: Any) -> None:
    """A notice is issued, and a split is returned. The figures are for the test."""
    issued(cast, 1)
    filing = submitted(cast, {(enterprise(1).pk, SEPARATION): 1000})
    return_filing(filing=filing, reason="请核实", by=cast.miit_officer)


def test_what_happens_arrives_in_order_and_signed(cast: Any, receiver: Receiver, hook: Any) -> None:
    happen(cast)
    deliver_all(later())
    assert [kind for kind in receiver.kinds if kind != "report.due"] == ["notice.issued", "filing.returned"]
    events = [json.loads(body)["data"]["event"] for _headers, body in receiver.received]
    assert events == sorted(events)
    for headers, body in receiver.received:
        assert Webhook(hook[1]).verify(body, headers)
        assert json.loads(body)["data"]["url"].startswith("/api/v1/")
    last = json.loads(receiver.received[-1][1])["data"]
    assert last["number"] == Filing.objects.get(pk=last["id"]).number
    assert last["subject"] and last["subject"] != last["number"]
    assert deliver_all(later()) == 0


def test_another_secret_does_not_verify(cast: Any, receiver: Receiver, hook: Any) -> None:
    issued(cast, 1)
    deliver_all(later())
    headers, body = receiver.received[0]
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 44).verify(body, headers)


def test_a_failure_is_tried_again_and_what_comes_later_waits(cast: Any, receiver: Receiver, hook: Any) -> None:
    receiver.answers = [503]
    happen(cast)
    assert deliver_all(later()) == 0
    assert len(receiver.received) == 1
    first = Delivery.objects.order_by("event")[0]
    assert (first.state, first.attempts, first.answer) == ("waiting", 1, "503")
    assert deliver_all(later()) == 0, "too early"
    deliver_all(later(seconds=6))
    identities = [headers["webhook-id"] for headers, _body in receiver.received]
    assert identities[0] == identities[1]
    assert len(set(identities)) == len(identities) - 1
    assert not Delivery.objects.filter(state="waiting").exists()


def test_after_three_days_it_is_given_up_and_can_be_sent_again(
    cast: Any, receiver: Receiver, hook: Any, keeper: Any
) -> None:
    receiver.answers = [500] * (len(PAUSES) + 1)
    issued(cast, 1)
    moment = timezone.now()
    for pause in (timedelta(), *PAUSES):
        moment += pause + timedelta(seconds=1)
        deliver_all(moment)
    assert sum(PAUSES, timedelta()) >= timedelta(days=2, hours=12)
    delivery = Delivery.objects.order_by("event")[0]
    assert (delivery.state, delivery.attempts) == ("failed", len(PAUSES) + 1)
    count = len(receiver.received)
    replay(delivery=delivery, by=keeper)
    deliver_all(moment + timedelta(seconds=1))
    assert receiver.received[count][0]["webhook-id"] == receiver.received[0][0]["webhook-id"]
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_while_the_secret_changes_both_sign(cast: Any, receiver: Receiver, hook: Any, keeper: Any) -> None:
    _endpoint, fresh = rotate_secret(endpoint=hook[0], by=keeper)
    issued(cast, 1)
    deliver_all(later())
    headers, body = receiver.received[0]
    assert Webhook(hook[1]).verify(body, headers)
    assert Webhook(fresh).verify(body, headers)


def test_who_is_gone_is_called_no_more(cast: Any, receiver: Receiver, hook: Any) -> None:
    receiver.answers = [410]
    issued(cast, 1)
    deliver_all(later())
    assert Endpoint.objects.get().is_active is False


def test_a_group_hears_nothing_of_another(cast: Any, receiver: Receiver, hook: Any) -> None:
    issued(cast, 1)
    start_filing(group=cast.southern_clerk.organisation, year=2021, by=cast.southern_clerk)
    deliver_all(later())
    assert "filing.returned" not in receiver.kinds


class TestAddresses:
    """No private address, whatever its name is looked up as."""

    @pytest.mark.parametrize(
        "found", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1", "0.0.0.0"]
    )
    def test_what_leads_inside_is_not_called(
        self, cast: Any, receiver: Receiver, hook: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, found: str
    ) -> None:
        settings.WEBHOOK_PRIVATE_HOSTS = []
        monkeypatch.setattr(
            "integrations.services.deliveries.socket.getaddrinfo",
            lambda *_what, **_more: [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", (found, 80))],
        )
        issued(cast, 1)
        deliver_all(later())
        assert receiver.received == []
        assert "not a public address" in Delivery.objects.order_by("event")[0].answer

    def test_the_address_that_was_checked_is_the_one_that_is_called(
        self, cast: Any, hook: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name that leads outside when it is checked and inside when it is called (DNS rebinding)."""
        settings.WEBHOOK_PRIVATE_HOSTS = []
        called: list[Any] = []

        def connect(address: Any, **_more: Any) -> Any:
            called.append(address)
            raise ConnectionRefusedError("for the test")

        answers = iter(["93.184.216.34", "127.0.0.1"])
        monkeypatch.setattr(
            "integrations.services.deliveries.socket.getaddrinfo",
            lambda *_what, **_more: [(2, 1, 6, "", (next(answers), 80))],
        )
        monkeypatch.setattr("integrations.services.deliveries.socket.create_connection", connect)
        issued(cast, 1)
        deliver_all(later())
        assert [address for address, _port in called] == ["93.184.216.34"]


def test_the_page_shows_deliveries_and_sends_again(
    cast: Any, receiver: Receiver, hook: Any, keeper: Any, as_user: Any
) -> None:
    issued(cast, 1)
    deliver_all(later())
    browser = as_user(keeper)
    page = browser.get(reverse("webhook_detail", args=[hook[0].pk])).content.decode()
    assert "notice.issued" in page
    assert hook[1] not in page
    delivery = Delivery.objects.order_by("event")[0]
    assert browser.post(reverse("delivery_replay", args=[delivery.pk])).status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
