"""Standard Webhooks: the kinds of events, the signature, and when a delivery is tried again."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_address

# What an endpoint can hear of: {its name: the action of the log}.
KINDS = {
    "notice.issued": "notice.issue",
    "filing.returned": "filing.return",
    "filing.accepted": "filing.accept",
    "report.due": "obligation.open",
    "report.returned": "report.return",
    "report.accepted": "report.accept",
    "finding.opened": "finding.open",
    "check.closed": "check.close",
}
# A report that is submitted with something to explain opens findings in the same event.
SUBMITTED = "report.submit"
SECRET = "whsec_"  # noqa: S105 - the standard's prefix
# The pauses of Standard Webhooks: three days and a few hours together.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))


def signature(secret: str, message: str, timestamp: int, body: str) -> str:
    """`v1,<base64>` over identity, time and body."""
    key = base64.b64decode(secret.removeprefix(SECRET))
    signed = f"{message}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when it is given up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_public(address: str) -> bool:
    """Whether an address is out in the world: no private, local, link-local or reserved one, also not in IPv6's dress."""
    ip = ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or is_public(str(mapped)))


def all_public(addresses: Iterable[str]) -> bool:
    """One private address among several is enough to refuse."""
    found = list(addresses)
    return bool(found) and all(is_public(address) for address in found)
