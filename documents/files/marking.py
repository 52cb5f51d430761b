"""A user's own workbook with errors marked in its cells.

Nothing of it is stored: the page that shows the errors carries the signed file, valid for an hour.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from common.constraints import NotValid, Refusal
from documents.files.reading import ROOT, Limits

# Larger ones would not fit into a form.
LARGEST = 1_500_000
HOUR = 3600


@dataclass(frozen=True)
class InvalidUpload:
    """An uploaded workbook and what is wrong in it, by sheet and cell; `subject` is the row it was meant for."""

    subject: int
    content: bytes
    faults: Mapping[str, str]
    name: str = ""

    @property
    def fits(self) -> bool:
        """Whether the workbook can be returned with its errors marked."""
        return len(self.content) <= LARGEST

    def token(self) -> str:
        """Signed, for a form; empty where the file is too large."""
        if not self.fits:
            return ""
        stored = {"subject": self.subject, "content": base64.b64encode(self.content).decode(), "faults": self.faults}
        stored["name"] = self.name
        return signing.dumps(stored, salt="marked-upload", compress=True)

    @classmethod
    def from_token(cls, token: str, *, subject: int) -> "InvalidUpload":
        """Raises NotValid for what is too old, or was not signed for this row."""
        try:
            stored = signing.loads(token, salt="marked-upload", max_age=HOUR)
        except signing.BadSignature:
            stored = {}
        if stored.get("subject") != subject:
            raise NotValid("preview_expired", _("The preview is too old; upload the workbook again."))
        return cls(subject, base64.b64decode(stored["content"]), stored["faults"], stored["name"])


def mark_errors(upload: InvalidUpload) -> bytes:
    """The workbook with each invalid cell filled and commented, without formulas. Raises Refusal when it cannot be marked."""
    limits = Limits()
    try:
        child = subprocess.run(
            [sys.executable, "-m", "documents.files.mark_child", str(limits.memory), str(2 * limits.seconds)],
            input=json.dumps(dict(upload.faults)).encode() + b"\n" + upload.content,
            capture_output=True,
            timeout=2 * limits.seconds + 1,
            check=False,
            cwd=ROOT,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise _cannot() from None
    if child.returncode or not child.stdout:
        raise _cannot()
    return child.stdout


def _cannot() -> Refusal:
    return Refusal(
        "cannot_mark",
        _("This workbook cannot be marked within the limits of time and memory; correct the cells listed on the page."),
    )
