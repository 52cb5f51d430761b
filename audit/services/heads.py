"""Export of the chain's head to where the owner of the database cannot write.

One file per day and head, never overwritten. With the files - on append-only storage, in another ministry's mailbox -
a log that was rewritten as a whole is detected.
"""

from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from audit.models import Head
from audit.services.chain import RecordedHead, parse_heads
from common.periods import now


class Unreadable(Exception):
    """A file of heads cannot be read, or a line of it is no head."""


def line_of(head: Head) -> str:
    """Number, hash, time: the one line that is written down."""
    return f"{head.number} {head.hash} {now().isoformat(timespec='seconds')}"


def write_head() -> tuple[Path, str]:
    """Writes the head down; the file, and its line. Written already today, it stays as it is."""
    head = Head.objects.get(pk=1)
    folder = Path(settings.AUDIT_HEAD_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now():%Y-%m-%d}-{head.number}-{head.hash[:16]}.txt"
    line = line_of(head)
    try:
        with path.open("x", encoding="ascii") as file:
            file.write(line + "\n")
    except FileExistsError:
        line = path.read_text(encoding="ascii").strip()
    return path, line


def mail_head(line: str, *, warning: str = "") -> list[str]:
    """Sends the line to AUDIT_HEAD_MAIL, if anybody is named there; to whom it went."""
    recipients: list[str] = list(settings.AUDIT_HEAD_MAIL)
    if recipients:
        number = line.partition(" ")[0]
        subject = _("Head of the log: event %(number)s") % {"number": number}
        if warning:
            subject = _("The log is broken: %(subject)s") % {"subject": subject}
        text = _("Keep this line. It proves later that the log was not rewritten.")
        send_mail(subject, "\n".join(filter(None, (line, warning, text))), None, recipients)
    return recipients


def recorded_heads(*files: str | Path) -> list[RecordedHead]:
    """The heads in these files, else in those of AUDIT_HEAD_DIR. Raises Unreadable naming file and line."""
    paths = [Path(file) for file in files] or sorted(Path(settings.AUDIT_HEAD_DIR).glob("*.txt"))
    heads = []
    for path in paths:
        try:
            heads += parse_heads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise Unreadable(_("%(file)s cannot be read: %(fault)s") % {"file": path, "fault": fault}) from None
        except ValueError as line:
            raise Unreadable(
                _("%(file)s has a line that is no head (number, hash, time): %(line)s") % {"file": path, "line": line}
            ) from None
    return heads
