"""Mutual TLS: the certificate that our proxy has seen, and that nobody else can say so in the proxy's place."""

import hashlib
import ssl
from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from integrations.api.certificates import is_ours
from integrations.models import ServiceAccount

pytestmark = pytest.mark.django_db
CERTIFICATE = "ab" * 32
SHOWN = "AB:" * 31 + "AB"
# The test's client connects from here.
PROXY = "127.0.0.1"


@pytest.fixture
def behind_a_proxy(token: str, settings: Any) -> str:
    """The token of an account with a certificate; the proxy at PROXY sends what it has seen."""
    settings.CLIENT_CERTIFICATE_HEADER = "X-Client-Certificate"
    settings.CLIENT_CERTIFICATE_PROXIES = [PROXY]
    ServiceAccount.objects.update(certificate=CERTIFICATE)
    return token


def status(token: str, shown: str = "", **extra: str) -> int:
    """Of a read by this token; `shown` stands in the header."""
    client = APIClient()
    headers = {"HTTP_X_CLIENT_CERTIFICATE": shown} if shown else {}
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", **headers, **extra)
    return client.get("/api/v1/filings/").status_code


def test_the_hash_that_the_proxy_has_seen(behind_a_proxy: str) -> None:
    assert status(behind_a_proxy, SHOWN) == 200
    for wrong in ("", "cd" * 32, CERTIFICATE[:-1], "x"):
        assert status(behind_a_proxy, wrong) == 401


def test_the_certificate_itself_as_nginx_escapes_it(behind_a_proxy: str) -> None:
    der = b"what stands between the lines of a PEM is not looked into"
    ServiceAccount.objects.update(certificate=hashlib.sha256(der).hexdigest())
    shown = quote(ssl.DER_cert_to_PEM_cert(der), safe="")
    assert status(behind_a_proxy, shown) == 200
    other = quote(ssl.DER_cert_to_PEM_cert(der + b"!"), safe="")
    for wrong in (other, shown[:40]):
        assert status(behind_a_proxy, wrong) == 401


def test_from_anywhere_but_the_proxy_the_header_is_ignored(behind_a_proxy: str) -> None:
    assert status(behind_a_proxy, SHOWN) == 200
    for elsewhere in ("10.0.0.7", "::1", ""):
        assert status(behind_a_proxy, SHOWN, REMOTE_ADDR=elsewhere) == 401
    # Whom a client names as the one before it is not the one who has connected.
    assert status(behind_a_proxy, SHOWN, REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR=PROXY) == 401


def test_without_such_a_proxy_it_is_ignored_everywhere(behind_a_proxy: str, settings: Any) -> None:
    settings.CLIENT_CERTIFICATE_PROXIES = []
    assert status(behind_a_proxy, SHOWN) == 401
    settings.CLIENT_CERTIFICATE_PROXIES = [PROXY]
    settings.CLIENT_CERTIFICATE_HEADER = ""
    assert status(behind_a_proxy, SHOWN) == 401


def test_an_account_without_a_certificate_needs_none(behind_a_proxy: str) -> None:
    ServiceAccount.objects.update(certificate="")
    assert status(behind_a_proxy) == 200


@pytest.mark.parametrize(
    ("peer", "proxies", "expected"),
    [
        ("10.0.0.7", ["10.0.0.0/24"], True),
        ("10.0.1.7", ["10.0.0.0/24"], False),
        ("::ffff:10.0.0.7", ["10.0.0.7"], True),
        ("127.0.0.1", ["localhost"], True),
        ("10.0.0.7", ["localhost"], False),
        ("10.0.0.7", ["no-such-host.invalid"], False),
        ("not an address", ["10.0.0.7"], False),
    ],
)
def test_a_proxy_is_an_address_a_network_or_the_name_of_a_host(peer: str, proxies: list[str], expected: bool) -> None:
    assert is_ours(peer, proxies) is expected
