"""The register of past years as a workbook: enterprises, memberships from day to day, former names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.constraints import NotValid
from documents.files.cells import Found
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.layouts import Layout
from documents.files.reading import Sheet
from documents.files.table_reader import Line, Table, collect, read_tables
from enterprises.files.register_workbook import CODE, Field, SheetForm, normal
from enterprises.files.register_workbook import SHEETS as REGISTER

ENTERPRISE, MEMBERSHIP = (form for form in REGISTER if form.slug in {"enterprise", "membership"})
FORMER_NAME = SheetForm(
    "曾用名",
    "former_name",
    (
        CODE,
        Field("name_zh", "曾用名", key=True, width=32),
        Field("name_en", "曾用英文名", width=32),
        Field("last_day", "最后使用日期", "day", key=True),
    ),
)
FORMS = (ENTERPRISE, MEMBERSHIP, FORMER_NAME)
LAYOUTS: Mapping[str, Layout] = {f"history-{form.layout.name}": form.layout for form in FORMS}
# What may be empty, or missing as a column.
OPTIONAL = {("membership", "valid_to"), ("former_name", "name_en"), ("enterprise", "name_en"), ("enterprise", "city")}


@dataclass(frozen=True)
class RegisterRow:
    """A row with its texts as the register writes them."""

    form: SheetForm
    at: str
    texts: Mapping[str, str]


@dataclass
class RegisterRows:
    """What was read, what is refused by cell, what was left out, and unknown headings."""

    rows: list[RegisterRow] = field(default_factory=list)
    refused: list[Found] = field(default_factory=list)
    remarks: list[Found] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def read_register(sheets: Iterable[Sheet], matched: Callable[[str], Mapping[str, str]]) -> RegisterRows:
    """The rows of every kind. Raises HeadingsUnknown when no sheet has one of them."""
    found, left = RegisterRows(), list(sheets)
    tables: list[tuple[SheetForm, Table]] = []
    for form in FORMS:
        layout = form.layout.with_names(matched(f"history-{form.layout.name}"))
        table = _table(left, form, layout)
        if table is None:
            sentence = _("There is no sheet “%(sheet)s”; its content remains unchanged.") % {"sheet": form.title}
            found.remarks.append(Found("", sentence))
            continue
        left = [sheet for sheet in left if sheet is not table.sheet]
        tables.append((form, table))
    if not tables:
        read_tables(left, ENTERPRISE.layout)
    for form, table in tables:
        _refuse_missing(form, table)
        found.rows += [row for line in table.lines if (row := _row(form, table, line))]
        refused, remarks = collect([table])
        found.refused += refused
        found.remarks += remarks
        found.headings += table.unknown
    return found


def _table(sheets: Iterable[Sheet], form: SheetForm, layout: Layout) -> Table | None:
    """The sheet of the form's name, else the first that has its keys."""
    for sheet in sorted(sheets, key=lambda one: one.name != form.title):
        try:
            table = read_tables([sheet], layout)[0]
        except HeadingsUnknown:
            continue
        if sheet.name == form.title or all(one.name in table.places for one in form.fields if _needed(form, one)):
            return table
    return None


def _needed(form: SheetForm, one: Field) -> bool:
    return (form.slug, one.name) not in OPTIONAL


def _refuse_missing(form: SheetForm, table: Table) -> None:
    missing = [one.head for one in form.fields if one.name not in table.places and _needed(form, one)]
    if missing:
        sentence = _("The sheet lacks the columns: %(columns)s. Add them, empty where there is nothing.")
        table.refused.append(Found(table.at(table.head), sentence % {"columns": "、".join(missing)}))


def _row(form: SheetForm, table: Table, line: Line) -> RegisterRow | None:
    texts: dict[str, str] = {}
    refused = len(table.refused)
    for one in form.fields:
        try:
            text = normal(one, table.text(line.number, one.name))
        except ValidationError as fault:
            table.refuse(line.number, one.name, " ".join(fault.messages))
            continue
        except NotValid as fault:
            table.refuse(line.number, one.name, str(fault))
            continue
        texts[one.name] = text
        if not text and _needed(form, one) and one.name in table.places:
            table.refuse(line.number, one.name, _("“%(head)s” must be filled in.") % {"head": one.head})
    return RegisterRow(form, table.at(line.number, "code"), texts) if len(table.refused) == refused else None
