"""Annex 1 as people hand it in: a workbook, or cells pasted from one. Both become the same text of tabbed cells."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Organisation
from allocations.rules.violations import CATEGORY_NAMES
from common.constraints import NotValid
from common.periods import today
from common.quantities import Category, format_tonnes_plain, parse_tonnes
from documents.files.reading import Limits, read_workbook
from documents.files.workbooks import Column, Sheet, write_workbook

CATEGORIES = (Category.MINING_ROCK, Category.MINING_IONIC, Category.SEPARATION)
OF_WHICH = ("其中：", "其中:", "其中")
RESERVE, TOTAL = ("预留", "预留指标"), ("合计", "总计", "全国合计")
LAST_COLUMN = "ABCDE"
# An annex has some ten rows; a direct issue a few hundred.
LIMITS = Limits(size=1_000_000, rows=1_000, columns=20)


@dataclass
class Annex1:
    """What stands in it, in the keys of a notice's JSON form, and a sentence per cell that cannot be read."""

    allocations: list[dict[str, Any]] = field(default_factory=list)
    enterprises: list[dict[str, Any]] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)
    reserve: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    # In which row the figures of a key of the JSON form stand, so that its faults lead there too.
    rows: dict[str, int] = field(default_factory=dict)


def annex_template() -> bytes:
    """The workbook to fill in: the groups of today, the reserve, the total."""
    columns = [Column("集团", width=46, locked=False)]
    columns += [Column(CATEGORY_NAMES[category][0], "吨REO", 24, "tonnes", locked=False) for category in CATEGORIES]
    names = [group.name_zh for group in Organisation.objects.groups().valid_on(today())]
    rows: list[list[str | None]] = [[name, None, None, None] for name in (*names, RESERVE[1], TOTAL[0])]
    notes = ("“其中”另起一行，写在所属集团之下，例如“其中：某公司”。", "直接下达企业的，第一列填写统一社会信用代码。")
    sheet = Sheet(title="附件1", columns=columns, rows=rows, heading=["稀土开采、冶炼分离总量控制指标"], notes=notes)
    return write_workbook([sheet], meta={"form": "annex-1"})


def text_of_annex(content: bytes) -> str:
    """The first sheet as tabbed text, row for row, so that the addresses of cells stay what they are.

    Raises NotValid with one sentence for what is no workbook, or a hostile one.
    """
    sheets = read_workbook(content, LIMITS).sheets
    if not sheets:
        raise NotValid("no_sheet", _("The workbook has no sheet."))
    lines: dict[int, list[str]] = {}
    for row in next(iter(sheets.values())):
        for cell in row:
            letters = cell.address.rstrip("0123456789")
            if cell.value is None or letters not in LAST_COLUMN:
                continue
            line = lines.setdefault(int(cell.address[len(letters) :]), [""] * len(LAST_COLUMN))
            value = format_tonnes_plain(cell.value) if isinstance(cell.value, Decimal) else str(cell.value)
            line[LAST_COLUMN.index(letters)] = " ".join(value.split())
    return "\n".join("\t".join(lines.get(number, [])).rstrip("\t") for number in range(1, max(lines, default=0) + 1))


def read_annex(text: str) -> Annex1:
    """The rows of the annex. A cell that is no figure gets its sentence at its address, as in a spreadsheet."""
    annex = Annex1()
    for number, line in enumerate(text.replace("\r", "").split("\n"), start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if any(cells):
            _read_row(annex, number, cells)
    if not annex.allocations and not annex.enterprises:
        annex.faults["A1"] = _("No row of a group was found; paste the rows with the groups' names in front.")
    return annex


def _read_row(annex: Annex1, number: int, cells: list[str]) -> None:
    first = 1 if len(cells) > 1 and _is_counter(cells[0]) else 0
    name, figures = cells[first], cells[first + 1 :]
    if not any(character.isnumeric() for cell in figures for character in cell) and not _is_row(name):
        # A heading, or a note below: no figure stands in it.
        return
    values = _figures(annex, number, first, figures)
    if name in TOTAL:
        annex.totals, annex.rows["totals"] = values, number
    elif name in RESERVE:
        annex.reserve, annex.rows["reserve"] = values, number
    elif name.startswith(OF_WHICH[-1]):
        _of_which(annex, number, name, values)
    elif not name:
        annex.faults[f"{LAST_COLUMN[first]}{number}"] = _("The row has figures and no name; write whose they are.")
    elif len(name) == 18 and name.isascii():
        annex.enterprises.append({"enterprise": name, **values})
        annex.rows[f"enterprises[{len(annex.enterprises)}]"] = number
    elif values:
        annex.allocations.append({"group": name, **values})
        annex.rows[f"allocations[{len(annex.allocations)}]"] = number


def _is_counter(text: str) -> bool:
    return not text or (text.rstrip("．.、").isdecimal() and len(text) < 4)


def _is_row(name: str) -> bool:
    return name in (*TOTAL, *RESERVE) or Organisation.objects.groups().filter(name_zh=name).exists()


def _figures(annex: Annex1, number: int, first: int, cells: list[str]) -> dict[str, str]:
    values = {}
    for place, (category, text) in enumerate(zip(CATEGORIES, cells, strict=False), start=first + 1):
        try:
            tonnes = parse_tonnes(text)
        except ValidationError as fault:
            if fault.code == "nil_mark":
                # Annex 1 prints a dash where a group gets nothing of a category.
                continue
            annex.faults[f"{LAST_COLUMN[min(place, 4)]}{number}"] = " ".join(fault.messages)
        else:
            if tonnes is not None:
                values[str(category)] = str(tonnes)
    if any(cells[len(CATEGORIES) :]):
        annex.faults[f"{LAST_COLUMN[4]}{number}"] = _("There are more columns than the three categories; delete them.")
    return values


def _of_which(annex: Annex1, number: int, name: str, values: dict[str, str]) -> None:
    plain = next(name.removeprefix(mark) for mark in OF_WHICH if name.startswith(mark)).strip()
    if not annex.allocations:
        annex.faults[f"A{number}"] = _("“Of which” stands above the group it is part of; move it below its group.")
    else:
        annex.allocations[-1].setdefault("of_which", []).append({"name": plain, **values})


def at_rows(cells: dict[str, str], annex: Annex1) -> dict[str, str]:
    """Sentences by their path in the JSON form, with the row of the annex where the path stands in one."""
    placed = {}
    for path, sentence in cells.items():
        row = next((row for key, row in annex.rows.items() if path == key or path.startswith(f"{key}.")), None)
        if row is None:
            named = {entry["group"]: f"allocations[{place}]" for place, entry in enumerate(annex.allocations, start=1)}
            row = annex.rows.get(named.get(path.rpartition(".")[0], ""))
        words = _("row %(row)s") % {"row": row} if row else path
        placed[f"{words} ({path})" if row and words in placed else words] = sentence
    return placed
