"""A report's cells by name: what the page, the workbook, the API and the services call a figure."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.constraints import NotValid
from common.quantities import Category, format_tonnes_plain, parse_tonnes
from reporting.models import ProductionReport, ReportLine
from reporting.rules.digests import digest_of_line
from reporting.rules.form import COLUMNS, ELEMENTS, NO_PRODUCTION, WITH_ELEMENTS, cell_name, columns_of

# A line of a report: the enterprise's id and the category.
Key = tuple[int, str]
# The value of a cell: tonnes, None for an empty cell; text for a reason, a note, an explanation.
Value = Decimal | str | None
Cells = dict[str, Value]

ELEMENT = "el_"
EXPLANATION = "why_"
TEXTS = ("reason", "note")
# What a line of each category holds; a large workbook asks this for every one of its cells.
CATEGORIES = frozenset(Category.values)
FIELDS = {str(one): frozenset(column.name for column in columns_of(one)) for one in Category}
LONGEST_TEXT = 500


@lru_cache(maxsize=20_000)
def _key_of(text: str) -> Key | None:
    """From “12-separation”; a line has many cells, and a large workbook many lines."""
    enterprise, _dash, category = text.partition("-")
    if not enterprise.isdecimal() or len(enterprise) > 12 or category not in CATEGORIES:
        return None
    return int(enterprise), category


class CellName(NamedTuple):
    """The parts of a cell's name, as in “output-12-separation” or “why_over_quota-12-separation”."""

    field: str
    enterprise: int
    category: str

    @classmethod
    def parse(cls, name: str) -> "CellName | None":
        """From its text; None for what is no cell."""
        field, _dash, rest = name.partition("-")
        key = _key_of(rest)
        if key is None:
            return None
        if field in FIELDS[key[1]]:
            return cls(field, *key)
        cell = cls(field, *key)
        return cell if cell.exists else None

    @property
    def exists(self) -> bool:
        """Whether a line of this category has such a cell."""
        if self.field in FIELDS[self.category] or self.is_text:
            return True
        return self.element in ELEMENTS and self.category in WITH_ELEMENTS

    @property
    def key(self) -> Key:
        return self.enterprise, self.category

    @property
    def element(self) -> str:
        return self.field.removeprefix(ELEMENT) if self.field.startswith(ELEMENT) else ""

    @property
    def explains(self) -> str:
        """The code of the rule that it explains, if it is an explanation."""
        return self.field.removeprefix(EXPLANATION) if self.field.startswith(EXPLANATION) else ""

    @property
    def is_text(self) -> bool:
        return self.field in TEXTS or bool(self.explains)

    def __str__(self) -> str:
        return cell_name(self.field, self.enterprise, self.category)


# Cells with their names taken apart, each of them once.
NamedCells = list[tuple[CellName, Value]]


def parse_texts(texts: Mapping[str, str]) -> Cells:
    """What people typed, by cell name, as values; names that are no cell of the form are left out.

    Raises NotValid with a sentence per cell that cannot be read.
    """
    cells, faults = parse_readable(texts)
    _refuse_faults(faults)
    return cells


def parse_readable(texts: Mapping[str, str]) -> tuple[Cells, dict[str, str]]:
    """The cells that can be read, and a sentence for each that cannot."""
    named, faults = _parse_named(texts)
    return {str(cell): value for cell, value in named}, faults


def parse_named(texts: Mapping[str, str]) -> NamedCells:
    """As `parse_texts`, with the names taken apart: for a workbook's hundred thousand cells."""
    named, faults = _parse_named(texts)
    _refuse_faults(faults)
    return named


def _parse_named(texts: Mapping[str, str]) -> tuple[NamedCells, dict[str, str]]:
    named: NamedCells = []
    faults: dict[str, str] = {}
    for name, text in texts.items():
        cell = CellName.parse(name)
        if cell is None:
            continue
        try:
            named.append((cell, value_of(cell, text)))
        except ValidationError as fault:
            faults[name] = " ".join(fault.messages)
    return named, faults


def _refuse_faults(faults: dict[str, str]) -> None:
    if faults:
        summary = _("Nothing was saved: %(count)s cells cannot be read.") % {"count": len(faults)}
        raise NotValid("cells_not_readable", summary, cells=faults)


def value_of(cell: CellName, text: str) -> Value:
    """What was typed into one cell. Raises ValidationError with the sentence."""
    return parse_tonnes(text) if cell.field in COLUMNS or not cell.is_text else _text(cell, text)


def _text(cell: CellName, text: str) -> str:
    text = text.strip()
    if cell.field == "reason" and text and text not in NO_PRODUCTION:
        raise ValidationError(_("Choose one of the reasons offered."), code="no_such_reason")
    if len(text) > LONGEST_TEXT:
        raise ValidationError(
            _("The text has %(count)s characters; shorten it to %(limit)s.")
            % {"count": len(text), "limit": LONGEST_TEXT},
            code="too_long",
        )
    return text


def cell_text(value: Value) -> str:
    """A value as text of an entry field."""
    if value is None:
        return ""
    return format_tonnes_plain(value) if isinstance(value, Decimal) else value


def cells_of(line: ReportLine) -> Cells:
    """A stored line as cells. Elements and explanations that are not there are left out."""
    key = (line.enterprise_id, line.category)
    cells: Cells = {cell_name(column.name, *key): getattr(line, column.name) for column in columns_of(line.category)}
    for part in line.elements.all() if line.category in WITH_ELEMENTS else ():
        cells[cell_name(ELEMENT + part.element, *key)] = part.tonnes
    for code, text in line.explanations.items():
        cells[cell_name(EXPLANATION + code, *key)] = text
    return cells | {cell_name("reason", *key): line.no_production_reason, cell_name("note", *key): line.note}


def filled_texts(line: ReportLine) -> dict[str, str]:
    """The filled cells of a stored line as text, by their names."""
    return {name: text for name, value in cells_of(line).items() if (text := cell_text(value))}


def line_digest(line: ReportLine) -> str:
    """Names the filled cells of a stored line."""
    texts = {name.partition("-")[0]: text for name, text in filled_texts(line).items()}
    return digest_of_line(line.category, texts)


def entered_texts(report: ProductionReport) -> dict[str, str]:
    """The texts of a report's entry fields, by cell name; empty ones are left out."""
    lines = report.lines.prefetch_related("elements")
    return {name: text for line in lines for name, text in filled_texts(line).items()}


def stored_value(line: ReportLine, cell: CellName) -> Value:
    """What a stored line has in a cell; None for an element or an explanation that is not there."""
    if cell.field in COLUMNS:
        value: Value = getattr(line, cell.field)
        return value
    if cell.element:
        return next((part.tonnes for part in line.elements.all() if part.element == cell.element), None)
    if cell.explains:
        text: str | None = line.explanations.get(cell.explains)
        return text
    return line.no_production_reason if cell.field == "reason" else line.note


def put(line: ReportLine, cell: CellName, value: Value) -> None:
    """Writes a value into an unsaved line; elements are kept by the caller."""
    if cell.field in COLUMNS:
        setattr(line, cell.field, value)
    elif cell.explains:
        texts = {code: text for code, text in line.explanations.items() if code != cell.explains}
        line.explanations = {**texts, cell.explains: value} if value else texts
    elif cell.field == "reason":
        line.no_production_reason = str(value or "")
    elif cell.field == "note":
        line.note = str(value or "")
