"""Tables whose headings nobody knows: what their likeliest row of headings says, for a match by hand."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.constraints import NotValid
from documents.files.cells import text_of
from documents.files.layouts import Layout
from documents.files.reading import Sheet

# A table's headings are within the first rows of its sheet; above them there may be a title.
HEAD_WITHIN = 60


class HeadingsUnknown(NotValid):
    """No sheet has the headings of the layout: what the likeliest row of headings says instead, for a match by hand."""

    headings: Sequence[str] = ()

    @classmethod
    def of(cls, sentence: str, headings: Sequence[str], code: str = "headings_unknown") -> "HeadingsUnknown":
        """With its sentence, and the texts that may be headings."""
        refusal = cls(code, sentence)
        refusal.headings = headings
        return refusal


def headings_unknown(sheets: Sequence[Sheet], layout: Layout) -> HeadingsUnknown:
    """The refusal of a workbook in which no sheet has the headings of the layout."""
    needed = [one for one in layout.headings if one.is_key]
    sentence = _("No sheet has the headings of the form: a column “%(key)s”, and at least one with figures.")
    said = {"key": " / ".join(one.label for one in needed)}
    return HeadingsUnknown.of(sentence % said, likely_headings(sheets))


def likely_headings(sheets: Sequence[Sheet]) -> list[str]:
    """What the likeliest row of headings holds: the first with the most texts."""
    rows = [
        (sum(isinstance(value, str) and bool(text_of(value)) for value in row), -number, sheet)
        for sheet in sheets
        for number, row in enumerate(sheet.rows[:HEAD_WITHIN])
    ]
    count, number, sheet = max(rows, key=lambda one: one[:2], default=(0, 0, None))
    texts = [text_of(value) for value in sheet.rows[-number] if isinstance(value, str)] if sheet and count else []
    return [text for text in texts if text]
