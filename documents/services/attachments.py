"""Attachments in and out: what is taken, under which name it is kept, and how it is handed out."""

import errno
import hashlib
import logging
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.constraints import AWAY_SECONDS, Away, Gone, NotValid, Refusal
from documents.files.content_types import TYPES, Type, Unfit, type_of
from documents.models import Attachment, Scan
from documents.services.scanning import ask_for_scan

log = logging.getLogger(__name__)

NAME_LENGTH = 100
FIELD = "file"
UNFIT = {
    "unknown": gettext_lazy("The content of the file is not of an accepted type (%(types)s), whatever its name."),
    "mixed": gettext_lazy("The file contains further files after its end; save or scan the document again."),
    "damaged": gettext_lazy("The file is damaged or encrypted and cannot be read; save or scan the document again."),
    "macros": gettext_lazy("The file holds macros or embedded programs; save it without them, or as PDF."),
    "bomb": gettext_lazy("The file unpacks to far more than a document needs and was not taken; save it as PDF."),
}


def store(upload: "UploadedFile[bytes]") -> Attachment:
    """Store a file. Raises NotValid with a sentence at the field `file` for a file that is not accepted.

    The bytes are stored under their hash: equal uploads share one file, and no user's file name reaches the disk.
    """
    if upload.size is None or upload.size > settings.ATTACHMENT_BYTES:
        raise _refused("too_large", _too_large())
    data = upload.read()
    if not data:
        raise _refused("empty", _("The file is empty; choose the document itself."))
    kind = _allowed(data)
    name = _fitting_name(upload.name or "", kind)
    digest = hashlib.new(settings.AUDIT_HASH, data).hexdigest()
    row = Attachment(
        name=name,
        content_type=kind.mime,
        size=len(data),
        algorithm=settings.AUDIT_HASH,
        hash=digest,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    path = f"attachments/{settings.AUDIT_HASH}/{digest[:2]}/{digest}{kind.suffixes[0]}"
    storage = row.content.storage
    row.content.name = path if storage.exists(path) else _saved(storage, path, data)
    row.save()
    ask_for_scan(row)
    return row


def _saved(storage: Storage, path: str, data: bytes) -> str:
    """Raises Away when the disk has no space; the part of the file that was written is removed."""
    try:
        return storage.save(path, ContentFile(data))
    except OSError as fault:
        if fault.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            raise
        log.exception("an attachment could not be stored")
        storage.delete(path)
        sentence = _(
            "There is no space left for files; neither the file nor the rest of the form was saved. Tell the operator, and "
            "send it again when there is space."
        )
        raise Away("no_space_for_files", sentence, wait=AWAY_SECONDS) from None


def _allowed(data: bytes) -> Type:
    allowed = [TYPES[name] for name in settings.ATTACHMENT_TYPES]
    types = ", ".join(one.label for one in allowed)
    try:
        kind = type_of(data)
    except Unfit as fault:
        raise _refused(fault.code, str(UNFIT[fault.code]) % {"types": types}) from None
    if kind not in allowed:
        raise _refused("unknown", str(UNFIT["unknown"]) % {"types": types})
    return kind


def safe_name(name: str) -> str:
    """The last part of a path, without control characters and without marks that change the direction of reading."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    return " ".join(kept.split()).strip(". ")


def _fitting_name(name: str, kind: Type) -> str:
    """The name with its suffix, which has to be one of the type's."""
    path = PurePosixPath(safe_name(name) or "_")
    if path.suffix.lower() not in kind.suffixes:
        raise _refused(
            "wrong_suffix",
            _("“%(name)s” is by its content a %(type)s file; its name has to end in %(suffix)s.")
            % {"name": path.name, "type": kind.label, "suffix": kind.suffixes[0]},
        )
    stem = path.stem[: NAME_LENGTH - len(path.suffix)]
    return f"{stem}{path.suffix}"


def http_attachment(row: Attachment) -> HttpResponse:
    """The original as a download that no browser interprets.

    Raises Gone when the bytes are no longer there, and Refusal when they are not those stored.
    """
    response = HttpResponse(content_of(row), content_type=row.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def content_of(row: Attachment) -> bytes:
    """The original. Raises Gone when it is no longer there, and Refusal when it is held or is not what was stored."""
    refuse_unless_clean(row)
    data = _bytes_of(row)
    if hashlib.new(row.algorithm, data).hexdigest() != row.hash:
        raise Refusal(
            "attachment_changed",
            _(
                "“%(name)s” no longer has the hash with which it was stored and cannot be downloaded; inform the operator."
            )
            % {"name": row.name},
        )
    return data


def refuse_unless_clean(row: Attachment) -> None:
    """A file that waits for the scanner, or in which it has found something, is not handed out."""
    state = Scan.objects.filter(attachment=row.pk).values_list("state", flat=True).first()
    if state == Scan.State.WAITING:
        raise Refusal(
            "attachment_held",
            _("“%(name)s” waits for the virus scanner; try again in a few minutes.") % {"name": row.name},
        )
    if state == Scan.State.INFECTED:
        raise Refusal(
            "attachment_infected",
            _("The virus scanner has found something in “%(name)s”; it is not handed out. Ask for a clean file.")
            % {"name": row.name},
        )


def _bytes_of(row: Attachment) -> bytes:
    try:
        with row.content.open("rb") as stream:
            data: bytes = stream.read()
    except OSError:
        log.exception("attachment %s is not in the storage: %s", row.pk, row.content.name)
        raise Gone(
            "attachment_gone",
            _(
                "“%(name)s” was attached, but its file is no longer in the storage; the operator restores it from backup."
            )
            % {"name": row.name},
        ) from None
    return data


def _too_large() -> str:
    limit = settings.ATTACHMENT_BYTES / 1_000_000
    return _("The file is larger than %(limit)s MB; scan it with a lower resolution.") % {"limit": f"{limit:g}"}


def _refused(code: str, sentence: str) -> NotValid:
    return NotValid(f"attachment_{code}", sentence, cells={FIELD: sentence})
