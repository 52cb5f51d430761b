"""A workbook that comes in through the API: compared, or taken over, all of it or nothing; and what is answered."""

from collections.abc import Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from rest_framework import serializers

from common.constraints import NotValid
from documents.files.cells import Found


class WorkbookUpload(serializers.Serializer[Any]):
    """The workbook as multipart `workbook`; with `store` it is taken over, else it is only compared."""

    workbook = serializers.FileField()
    store = serializers.BooleanField(required=False, default=False)


class Compared(serializers.Serializer[Any]):
    """How much of it is new, changed and as it was before, and what was left out of it."""

    new = serializers.IntegerField(min_value=0)
    changed = serializers.IntegerField(min_value=0)
    unchanged = serializers.IntegerField(min_value=0)
    remarks = serializers.ListField(child=serializers.CharField())


class UploadedWorkbook(Compared):
    """The same, and whether it is stored."""

    stored = serializers.BooleanField()


class Refusable(Protocol):
    """What every preview knows of the cells that cannot be read."""

    refused: list[Found]


class Countable(Refusable, Protocol):
    """A preview that keeps what is new and changed."""

    unchanged: int
    remarks: list[Found]

    @property
    def new(self) -> Sequence[Any]:
        """What was empty before."""

    @property
    def changed(self) -> Sequence[Any]:
        """What had another value before."""


def refuse_faults(preview: Refusable) -> None:
    """With a refused cell nothing is taken; each is named by its place. Raises NotValid."""
    if preview.refused:
        cells = {str(found.at or number): found.sentence for number, found in enumerate(preview.refused)}
        sentence = _("%(count)s cells of the workbook are refused; nothing was stored.") % {"count": len(cells)}
        raise NotValid("workbook_refused", sentence, cells=cells)


def uploaded(preview: Countable, *, stored: bool) -> Any:
    """The body of an `UploadedWorkbook`."""
    body = {
        "new": len(preview.new),
        "changed": len(preview.changed),
        "unchanged": preview.unchanged,
        "remarks": [str(remark.sentence) for remark in preview.remarks],
        "stored": stored,
    }
    return UploadedWorkbook(body).data
