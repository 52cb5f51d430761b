"""The scanner's verdicts on attachments, with an event in the log for what it found."""

import structlog
from django.db import transaction

from audit.services.record import System, record
from documents.models import Scan
from documents.services.scanning import ScannerFailed, scan, waiting_scans

log = structlog.get_logger(__name__)
SCANNER = System("scanner")


def scan_waiting() -> int:
    """Show what waits to the scanner; return how many files got a verdict. It stops when the scanner does not answer."""
    done = 0
    for row in waiting_scans():
        try:
            with transaction.atomic():
                verdict = scan(row)
                if verdict.state == Scan.State.INFECTED:
                    after = {"finding": verdict.finding, "sha256": verdict.attachment.sha256}
                    record("attachment.infected", by=SCANNER, subject=verdict.attachment, after=after)
        except ScannerFailed as fault:
            log.error("the virus scanner failed", reason=str(fault))
            return done
        except OSError:
            # The page that wants it says so; the others go on.
            log.error("an attachment to scan is not in the storage", attachment=row.pk)
            continue
        done += 1
    return done
