"""The certificate that a program has shown to our own proxy (mutual TLS), as the proxy says it in a header."""

import hashlib
import re
import socket
import ssl
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

Network = IPv4Network | IPv6Network
# How a certificate begins as nginx escapes it.
ESCAPED = "-----BEGIN%20CERTIFICATE"
NOT_A_NUMBER = re.compile("[^0-9a-f]")


def certificate_of(request: Request | HttpRequest) -> str:
    """The SHA-256 that our proxy has seen, or that of the certificate it sends; empty where another sends the header."""
    name: str = settings.CLIENT_CERTIFICATE_HEADER
    sent = request.headers.get(name, "") if name else ""
    if not sent or not is_ours(str(request.META.get("REMOTE_ADDR", "")), settings.CLIENT_CERTIFICATE_PROXIES):
        return ""
    if sent.startswith(ESCAPED):
        try:
            return hashlib.sha256(ssl.PEM_cert_to_DER_cert(unquote(sent))).hexdigest()
        except ValueError:
            return ""
    return NOT_A_NUMBER.sub("", sent.lower())


def is_ours(peer: str, proxies: Iterable[str]) -> bool:
    """Whether the other end of the connection is one of our proxies: by address, by network, or by the name of a host.

    The peer is who has connected to this process, never what X-Forwarded-For says.
    """
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    # Where the web listens for both families, an address of IPv4 comes as one of IPv6.
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for proxy in proxies for network in networks_of(proxy))


def networks_of(proxy: str) -> list[Network]:
    """What the name of a proxy stands for now: a container that is started anew has another address."""
    try:
        return [ip_network(proxy, strict=False)]
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(proxy, None, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [ip_network(str(entry[4][0])) for entry in found]
