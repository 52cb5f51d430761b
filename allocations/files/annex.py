"""Annex 1 as people hand it in: a workbook, or cells pasted from one. Both become the same text of tabbed cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation
from allocations.files.categories import WORDS
from allocations.rules.violations import CATEGORY_NAMES
from common.constraints import NotValid
from common.periods import today
from common.quantities import Category, format_tonnes_plain, parse_tonnes
from documents.files.cells import text_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.layouts import ENTERPRISE_NAMES, Heading, Layout, normal
from documents.files.reading import Limits, Sheet, Unreadable, Value, read_workbook
from documents.files.sheet_scan import letters
from documents.files.table_reader import Table, find_tables
from documents.files.workbooks import Column, write_workbook
from documents.files.workbooks import Sheet as SheetOut

CATEGORIES = (Category.MINING_ROCK, Category.MINING_IONIC, Category.SEPARATION)
OF_WHICH = ("其中：", "其中:", "其中")
RESERVE, TOTAL = ("预留", "预留指标"), ("合计", "总计", "全国合计")
LAYOUT = Layout(
    "annex",
    (
        Heading("name", "集团", "group", "name", ("稀土集团", "集团名称", "企业（集团）", "企业", *ENTERPRISE_NAMES)),
        *(
            Heading(str(category), *CATEGORY_NAMES[category], variants=WORDS[category])
            for category in CATEGORIES
        ),
        Heading("number", "序号", "no.", "text", ("编号",), read=False),
    ),
)  # fmt: skip
# An annex has some ten rows; a direct issue a few hundred.
LIMITS = Limits(size=1_000_000, rows=1_000, columns=20)


@dataclass
class Annex1:
    """The content of the annex in the keys of a notice's JSON form, and a sentence per unreadable cell."""

    allocations: list[dict[str, Any]] = field(default_factory=list)
    enterprises: list[dict[str, Any]] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)
    reserve: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    # What was left out or taken for granted, by address.
    remarks: dict[str, str] = field(default_factory=dict)
    # The row of the figures of each key of the JSON form, so that its errors lead there too.
    rows: dict[str, int] = field(default_factory=dict)
    # The headings that nobody knows, for a match by hand.
    headings: list[str] = field(default_factory=list)
    # The groups that there are and were, by whose names the rows are known.
    groups: list[Organisation] = field(default_factory=list)


def annex_template() -> bytes:
    """The workbook to fill in: the groups of today, the reserve, the total."""
    columns = [Column("集团", width=46, locked=False)]
    columns += [Column(CATEGORY_NAMES[category][0], "吨REO", 24, "tonnes", locked=False) for category in CATEGORIES]
    names = [group.name_zh for group in Organisation.objects.groups().valid_on(today())]
    rows: list[list[str | None]] = [[name, None, None, None] for name in (*names, RESERVE[1], TOTAL[0])]
    notes = ("“其中”另起一行，写在所属集团之下，例如“其中：某公司”。", "直接下达企业的，第一列填写统一社会信用代码。")
    sheet = SheetOut(title="附件1", columns=columns, rows=rows, heading=["稀土开采、冶炼分离总量控制指标"], notes=notes)
    return write_workbook([sheet], meta={"form": "annex-1"})


def text_of_annex(content: bytes, names: Mapping[str, str] | None = None) -> str:
    """The annex's sheet as tabbed text, row for row, so that the addresses of cells stay what they are.

    A cell that shows something else than its value gives what it shows: its sentence then has the cell's address.
    `names` are headings that were matched by hand. Raises NotValid with one sentence for what is no workbook, or a
    hostile one.
    """
    sheets = [sheet for sheet in read_workbook(content, LIMITS).sheets.values() if sheet.rows]
    if not sheets:
        raise NotValid("no_sheet", _("The workbook has no sheet."))
    table = _table(sheets, names)
    sheet, unreadable = (table.sheet, table.unreadable) if table else (sheets[0], sheets[0].unreadable)
    return "\n".join(
        "\t".join(_shown(value, unreadable.get((number, column))) for column, value in enumerate(row, start=1)).rstrip("\t")
        for number, row in enumerate(sheet.rows, start=1)
    )  # fmt: skip


def _table(sheets: Sequence[Sheet], names: Mapping[str, str] | None) -> Table | None:
    try:
        return find_tables(sheets, LAYOUT.with_names(names or {}))[0]
    except HeadingsUnknown:
        return None


def _shown(value: Value, unreadable: Unreadable | None) -> str:
    if unreadable is not None and (unreadable.code != "merged" or value is None):
        return unreadable.shown or "?"
    return " ".join((format_tonnes_plain(value) if isinstance(value, Decimal) else text_of(value)).split())


def read_annex(text: str, names: Mapping[str, str] | None = None) -> Annex1:
    """The rows of the annex. A cell that is no figure gets its sentence at its address, as in a spreadsheet.

    The columns are found by their headings, `names` are those matched by hand; a block without headings has the name and
    the three categories in the order of the notice, and says so. With headings that nobody knows nothing is read.
    """
    annex = Annex1(groups=list(Organisation.objects.groups().prefetch_related("former_names")))
    lines = text.replace("\r", "").split("\n")
    sheet = Sheet("", [[cell.strip() or None for cell in line.split("\t")] for line in lines])
    table = _table([sheet], names)
    if table is not None:
        annex.faults |= {at.removeprefix("!"): sentence for at, sentence in table.refused}
        annex.remarks |= {at.removeprefix("!"): sentence for at, sentence in table.remarks}
        annex.headings = table.unknown
    elif headed := _headed(sheet):
        annex.headings = [text for value in sheet.rows[headed - 1] if (text := text_of(value))]
        sentence = _("Unknown headings: %(headings)s. Match them by hand, or use those of the template.")
        annex.faults[f"A{headed}"] = sentence % {"headings": "、".join(annex.headings)}
        return annex
    for number, row in enumerate(sheet.rows, start=1):
        if any(row) and (table is None or number > table.head):
            places = table.places if table else _places_of(row)
            if table is None and any(row[max(places.values()) :]):
                sentence = _("There are more columns than the three categories; delete them.")
                annex.faults[f"{letters(max(places.values()) + 1)}{number}"] = sentence
            _read_row(annex, number, row, places)
    if not annex.allocations and not annex.enterprises:
        annex.faults["A1"] = _("No row of a group was found; paste the rows with the groups' names in front.")
    elif table is None:
        order = _(", ").join(CATEGORY_NAMES[category][0] for category in CATEGORIES)
        annex.remarks["A1"] = _("There are no headings; the columns were taken in this order: %(names)s.") % {
            "names": order
        }
    return annex


def _headed(sheet: Sheet) -> int:
    """The row above the figures with texts in several of their columns: headings. 0 where there is none."""
    for number, row in enumerate(sheet.rows, start=1):
        kinds = [_kind_of(text_of(value)) for value in row[_places_of(row)["name"] :] if value is not None]
        if "figure" in kinds:
            return 0
        if kinds.count("not_a_figure") > 1:
            return number
    return 0


def _kind_of(text: str) -> str:
    """“figure”, also for one that is refused; “not_a_figure”, “nil_mark”."""
    try:
        parse_tonnes(text)
    except ValidationError as fault:
        return fault.code if fault.code in {"not_a_figure", "nil_mark"} else "figure"
    return "figure"


def _places_of(row: Sequence[Value]) -> dict[str, int]:
    """The columns of name and figures in a table without headings: after a counter, if it has one."""
    first = 2 if len(row) > 1 and _is_counter(text_of(row[0])) else 1
    return {"name": first} | {str(category): first + place for place, category in enumerate(CATEGORIES, start=1)}


def _read_row(annex: Annex1, number: int, row: Sequence[Value], places: Mapping[str, int]) -> None:
    def cell(place: int) -> str:
        return text_of(row[place - 1]) if 0 < place <= len(row) else ""

    name = _named_now(annex, cell(places.get("name", 0)), number, places)
    figures = {str(one): (places[str(one)], cell(places[str(one)])) for one in CATEGORIES if str(one) in places}
    if not any(character.isnumeric() for _at, text in figures.values() for character in text) and not _is_row(name):
        # A heading, or a note below: it has no figure.
        return
    values = _figures(annex, number, figures)
    if name in TOTAL:
        annex.totals, annex.rows["totals"] = values, number
    elif name in RESERVE:
        annex.reserve, annex.rows["reserve"] = values, number
    elif name.startswith(OF_WHICH[-1]):
        _of_which(annex, number, name, values)
    elif not name:
        at = f"{letters(places['name'])}{number}"
        annex.faults[at] = _("The row has figures but no name; enter the name.")
    elif len(name) == 18 and name.isascii():
        annex.enterprises.append({"enterprise": name, **values})
        annex.rows[f"enterprises[{len(annex.enterprises)}]"] = number
    elif values:
        annex.allocations.append({"group": name, **values})
        annex.rows[f"allocations[{len(annex.allocations)}]"] = number


def _named_now(annex: Annex1, name: str, number: int, places: Mapping[str, int]) -> str:
    """The full name of the group that is or was called so; what names no group alone stays as it is."""
    found = {group.name_zh: group for group in annex.groups if normal(name) in map(normal, group.names)}
    if not found:
        found = {group.name_zh: group for group in annex.groups if normal(name) in map(normal, group.other_names)}
        if len(found) == 1:
            sentence = _("“%(former)s” is a former name of %(name)s; the row was read as that one's.")
            said = {"former": name, "name": next(iter(found.values())).name}
            annex.remarks[f"{letters(places['name'])}{number}"] = sentence % said
    return next(iter(found)) if len(found) == 1 else name


def _is_counter(text: str) -> bool:
    return not text or (text.rstrip("．.、").isdecimal() and len(text) < 4)


def _is_row(name: str) -> bool:
    return name in (*TOTAL, *RESERVE) or Organisation.objects.groups().filter(name_zh=name).exists()


def _figures(annex: Annex1, number: int, figures: Mapping[str, tuple[int, str]]) -> dict[str, str]:
    values = {}
    for category, (place, text) in figures.items():
        try:
            tonnes = parse_tonnes(text)
        except ValidationError as fault:
            if fault.code != "nil_mark":
                # Annex 1 prints a dash where a group gets nothing of a category.
                annex.faults[f"{letters(place)}{number}"] = " ".join(fault.messages)
        else:
            if tonnes is not None:
                values[category] = str(tonnes)
    return values


def _of_which(annex: Annex1, number: int, name: str, values: dict[str, str]) -> None:
    plain = next(name.removeprefix(mark) for mark in OF_WHICH if name.startswith(mark)).strip()
    if not annex.allocations:
        annex.faults[f"A{number}"] = _("“Of which” is above the group it is part of; move it below its group.")
    else:
        annex.allocations[-1].setdefault("of_which", []).append({"name": plain, **values})


def at_rows(cells: dict[str, str], annex: Annex1) -> dict[str, str]:
    """Sentences by their path in the JSON form, with the row of the annex where the path has one."""
    placed = {}
    for path, sentence in cells.items():
        row = next((row for key, row in annex.rows.items() if path == key or path.startswith(f"{key}.")), None)
        if row is None:
            named = {entry["group"]: f"allocations[{place}]" for place, entry in enumerate(annex.allocations, start=1)}
            row = annex.rows.get(named.get(path.rpartition(".")[0], ""))
        words = _("row %(row)s") % {"row": row} if row else path
        placed[f"{words} ({path})" if row and words in placed else words] = sentence
    return placed
