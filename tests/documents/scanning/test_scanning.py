"""With a scanner set up, an attachment is held until it was scanned, and never handed out when infected."""

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from audit.models import Event
from common.constraints import Refusal
from documents.models import Attachment, Scan
from documents.services.attachments import content_of, http_attachment, store
from documents.services.scanning import ScannerFailed, verdict_on
from operations.services.scans import scan_waiting
from tests.documents.pdf_text import PDF, png, upload

pytestmark = pytest.mark.django_db


class Scanner(socketserver.ThreadingTCPServer):
    """Speaks the part of clamd's protocol that is asked, and finds what it is told to find."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.infected = b"\x89PNG"
        self.answer = ""
        self.seen: list[bytes] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    server: Scanner

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(size)
        self.server.seen.append(data)
        found = "stream: Test.Signature FOUND" if self.server.infected in data else "stream: OK"
        self.wfile.write((self.server.answer or found).encode() + b"\0")


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Scanner]:
    settings.MEDIA_ROOT = tmp_path
    with Scanner() as server:
        settings.CLAMAV_ADDRESS = server.address
        yield server
        server.shutdown()


def refusal(row: Attachment) -> str:
    with pytest.raises(Refusal) as fault:
        http_attachment(row)
    return fault.value.code


def test_a_file_is_held_until_the_scanner_has_seen_all_of_it(scanner: Scanner) -> None:
    row = store(upload("a.pdf", PDF))
    assert refusal(row) == "attachment_held"
    assert scan_waiting() == 1
    assert scanner.seen == [PDF]
    assert content_of(row) == PDF
    assert scan_waiting() == 0, "once is enough"


def test_an_infected_file_is_never_handed_out_and_the_log_names_it(scanner: Scanner) -> None:
    row = store(upload("a.png", png()))
    scan_waiting()
    assert refusal(row) == "attachment_infected"
    event = Event.objects.get(action="attachment.infected")
    assert event.after == {"finding": "Test.Signature", "sha256": row.sha256}
    assert event.subject_id == str(row.pk)


def test_a_scanner_that_is_away_or_confused_keeps_the_file_held(scanner: Scanner, settings: Any) -> None:
    row = store(upload("a.pdf", PDF))
    scanner.answer = "stream: INSTREAM size limit exceeded. ERROR"
    assert scan_waiting() == 0
    settings.CLAMAV_ADDRESS = "tcp://127.0.0.1:1"
    assert scan_waiting() == 0
    assert refusal(row) == "attachment_held"
    assert Scan.objects.get().state == Scan.State.WAITING


def test_a_file_that_is_gone_does_not_stop_the_others(scanner: Scanner) -> None:
    lost, other = store(upload("a.png", png())), store(upload("b.pdf", PDF))
    Path(lost.content.path).unlink()
    assert scan_waiting() == 1
    assert content_of(other) == PDF


def test_without_a_scanner_nothing_is_held(scanner: Scanner) -> None:
    with override_settings(CLAMAV_ADDRESS=""):
        row = store(upload("a.pdf", PDF))
    assert content_of(row) == PDF
    assert not Scan.objects.exists()


@pytest.mark.once
def test_a_socket_of_this_machine_is_asked_too(settings: Any) -> None:
    settings.CLAMAV_ADDRESS = "unix:///nowhere/clamd.ctl"
    with pytest.raises(ScannerFailed, match="does not answer"):
        verdict_on(iter([b"x"]))
