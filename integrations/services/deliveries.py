"""Deliveries of webhooks: in order, signed, to public addresses only, tried again with growing pauses.

Several addresses are called at once, so that one that does not answer holds back no other. Only the calls are made in
threads: what is read and written about them stays in the caller's.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F

from integrations.models import Delivery, Endpoint
from integrations.rules.webhook import all_public, pause_after, signature
from integrations.services.webhooks import queue_all, secrets_of

GONE = 410
# So many addresses are called at once.
AT_ONCE = 8
# A round takes up nothing new after this; the next one goes on.
ROUND = 60.0


class NotDelivered(Exception):
    """Why the receiver was not reached."""


@dataclass(frozen=True)
class Letter:
    """What is sent, ready and signed."""

    url: str
    headers: dict[str, str]
    body: bytes


def deliver_all(machine_now: datetime) -> int:
    """Queues what the log says and sends what is due; returns how many were delivered."""
    queue_all(machine_now)
    ahead = deque(Endpoint.objects.listening())
    begun, count = time.monotonic(), 0
    called: dict[Future[int], tuple[Endpoint, Delivery]] = {}
    with ThreadPoolExecutor(AT_ONCE, "webhook") as pool:
        while ahead or called:
            passed = time.monotonic() - begun
            while ahead and len(called) < AT_ONCE and passed < ROUND:
                endpoint = ahead.popleft()
                if (delivery := _next(endpoint)) is not None and _claim(delivery, machine_now):
                    delivery.refresh_from_db()
                    letter = letter_of(endpoint, delivery, machine_now + timedelta(seconds=passed))
                    called[pool.submit(post, letter)] = endpoint, delivery
            if not called:
                break
            for done in wait(called, return_when=FIRST_COMPLETED).done:
                endpoint, delivery = called.pop(done)
                if _delivered(endpoint, delivery, machine_now, done):
                    count += 1
                    # One after the other: what comes later waits until what was before is delivered or given up.
                    ahead.appendleft(endpoint)
    return count


def _next(endpoint: Endpoint) -> Delivery | None:
    waiting = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.WAITING)
    return waiting.order_by("event").first()


def _claim(delivery: Delivery, machine_now: datetime) -> bool:
    """Of several workers one gets it; a worker that dies holds it no longer than a delivery may take."""
    until = machine_now + timedelta(seconds=4 * settings.WEBHOOK_TIMEOUT_SECONDS)
    due = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, next_try_at__lte=machine_now)
    return due.update(next_try_at=until, attempts=F("attempts") + 1) == 1


def _delivered(endpoint: Endpoint, delivery: Delivery, machine_now: datetime, called: Future[int]) -> bool:
    """Whether it is done; notes the answer."""
    try:
        status = called.result()
    except (OSError, http.client.HTTPException, NotDelivered) as fault:
        return _note(delivery, machine_now, str(fault) or type(fault).__name__)
    if 200 <= status < 300:
        sent = {"state": Delivery.State.SENT, "sent_at": machine_now, "answer": str(status)}
        Delivery.objects.filter(pk=delivery.pk).update(**sent)
        return True
    if status == GONE:
        Endpoint.objects.filter(pk=endpoint.pk).update(is_active=False)
    return _note(delivery, machine_now, str(status))


def _note(delivery: Delivery, machine_now: datetime, answer: str) -> bool:
    pause = pause_after(delivery.attempts)
    state = Delivery.State.WAITING if pause else Delivery.State.FAILED
    again = {"state": state, "next_try_at": machine_now + (pause or timedelta()), "answer": answer[:200]}
    Delivery.objects.filter(pk=delivery.pk).update(**again)
    return False


def letter_of(endpoint: Endpoint, delivery: Delivery, moment: datetime) -> Letter:
    """As Standard Webhooks has it; while a secret changes both sign."""
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
    message, timestamp = f"evt_{endpoint.pk}_{delivery.event}", int(moment.timestamp())
    signatures = [signature(secret, message, timestamp, body) for secret in secrets_of(endpoint, moment)]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "rare-earth-quota-webhooks",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
    return Letter(endpoint.url, headers, body.encode())


def post(letter: Letter) -> int:
    """Sends it and returns the status. Follows no redirect: another address would be another receiver."""
    parts = urlsplit(letter.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _within_time(_connection(letter.url)) as connection:
        connection.request("POST", path, letter.body, letter.headers)
        return connection.getresponse().status


@contextmanager
def _within_time(connection: http.client.HTTPConnection) -> Iterator[http.client.HTTPConnection]:
    """Ends the call after its time, also when the receiver sends a byte now and then."""

    def end() -> None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(settings.WEBHOOK_TIMEOUT_SECONDS, end)
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _connection(url: str) -> http.client.HTTPConnection:
    """To the address that was checked, and to no other: the name is looked up once."""
    parts = urlsplit(url)
    host, seconds = parts.hostname or "", settings.WEBHOOK_TIMEOUT_SECONDS
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in settings.WEBHOOK_PRIVATE_HOSTS and not all_public(found):
        raise NotDelivered(f"{host} is not a public address")
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    plain = socket.create_connection((found[0], port), timeout=seconds)
    try:
        secure = parts.scheme == "https"
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except BaseException:
        plain.close()
        raise
    return connection
