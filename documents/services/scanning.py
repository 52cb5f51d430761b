"""A virus scanner looks at attachments: ClamAV's daemon, asked over its own protocol, at CLAMAV_ADDRESS."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from documents.models import Attachment, Scan

SECONDS, CHUNK, LONGEST_ANSWER = 60, 1 << 16, 4096
AT_ONCE = 50


class ScannerFailed(Exception):
    """The scanner does not answer, or not with a verdict."""


def ask_for_scan(row: Attachment) -> None:
    """From now on the file is held until it was scanned; nothing when no scanner is set up."""
    if settings.CLAMAV_ADDRESS:
        Scan.objects.create(attachment=row, asked_at=timezone.now())


def waiting_scans() -> list[Scan]:
    """The oldest files that no scanner has looked at."""
    return list(Scan.objects.filter(state=Scan.State.WAITING).select_related("attachment")[:AT_ONCE])


def scan(row: Scan) -> Scan:
    """Show the file to the scanner and keep what it says. Raises ScannerFailed, and OSError when the file is gone.

    Twice at the same time is harmless: both get the same answer.
    """
    with row.attachment.content.open("rb") as stream:
        finding = verdict_on(iter(lambda: stream.read(CHUNK), b""))
    row.finding, row.scanned_at = finding[:200], timezone.now()
    row.state = Scan.State.INFECTED if finding else Scan.State.CLEAN
    row.save(update_fields=["state", "finding", "scanned_at"])
    return row


def verdict_on(chunks: Iterator[bytes]) -> str:
    """The name of what was found; empty for a clean file."""
    try:
        with _connection() as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                scanner.sendall(len(chunk).to_bytes(4, "big") + chunk)
            scanner.sendall(bytes(4))
            answer = _read(scanner)
    except OSError as fault:
        raise ScannerFailed(f"the scanner does not answer: {fault}") from fault
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerFailed(f"the scanner says: {answer}")


@contextmanager
def _connection() -> Iterator[socket.socket]:
    parts = urlsplit(settings.CLAMAV_ADDRESS)
    if parts.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as own:
            own.settimeout(SECONDS)
            own.connect(parts.path)
            yield own
    else:
        with socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=SECONDS) as other:
            yield other


def _read(scanner: socket.socket) -> str:
    answer = b""
    while len(answer) < LONGEST_ANSWER and (part := scanner.recv(LONGEST_ANSWER)):
        answer += part
        if part.endswith(b"\0"):
            break
    return answer.rstrip(b"\0\n").decode(errors="replace")
