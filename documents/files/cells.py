"""The content of one cell of an imported table: a figure, a text, a day; or a sentence that says what it shows."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.quantities import ABSURD, KILOGRAM, parse_tonnes, visible_text
from documents.files.reading import Unreadable, Value


class Found(NamedTuple):
    """A place in the file, as “A 采矿!G4”, and what is said about it."""

    at: str
    sentence: str


def text_of(value: Value) -> str:
    """A cell's value as people would have typed it, without what cannot be seen around it."""
    if type(value) is str:
        return value.strip() if value.isascii() else visible_ends(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def visible_ends(text: str) -> str:
    """The text without blanks and invisible characters at its ends; line breaks inside it stay."""
    return "\n".join(line for line in map(visible_text, text.strip().splitlines()) if line)


def figure_of(value: Value, unreadable: Unreadable | None = None) -> Decimal | None:
    """Tonnes; None for an empty cell. Raises ValidationError with a sentence that says what the cell shows."""
    if unreadable is not None:
        raise _refused(unreadable, value)
    if type(value) is Decimal:
        # Most cells, and fast: exact tonnes need no more than this.
        if 0 <= value < ABSURD and (rounded := value.quantize(KILOGRAM)) == value:
            return rounded
        return parse_tonnes(f"{value:f}")
    if value is None:
        return None
    if isinstance(value, str):
        return parse_tonnes(value)
    if isinstance(value, date):
        sentence = _("Shows the day %(shown)s, no figure; choose a number format for the cell and type the tonnes.")
        raise ValidationError(sentence % {"shown": value.isoformat()}, code="day")
    return parse_tonnes(text_of(value))


def read_text(value: Value, unreadable: Unreadable | None = None) -> str:
    """The cell's text; empty for an empty cell. Raises ValidationError for unreadable content."""
    if unreadable is not None and unreadable.code != "format":
        raise _refused(unreadable, value)
    return text_of(value)


def _refused(unreadable: Unreadable, value: Value) -> ValidationError:
    shown = unreadable.shown
    sentences = {
        "formula": _("A formula without a value; type the figure, or save it in Excel again."),
        "error": _("Shows the error “%(shown)s” instead of a value; correct the formula or type the figure."),
        "merged": _("Is part of the merged cells %(shown)s; unmerge them, so that each row has its own value."),
        "format": _(
            "Shows “%(shown)s”, but “%(value)s” t would be read; choose a plain number format and type the tonnes."
        ),
    }
    sentence = sentences[unreadable.code] % {"shown": shown, "value": text_of(value)}
    return ValidationError(sentence, code=unreadable.code)
