"""A split as a workbook: the prefilled template, what an upload would change, and taking it over. All or nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.models import User
from accounts.reads.staleness import seen_now
from allocations.models import Filing
from allocations.reads.filing_checks import SplitCell, check_filing_lines, produced_of, split_cells
from allocations.reads.quotas import categories_in_order, shares_of
from allocations.rules.violations import CATEGORY_NAMES
from allocations.services.filings import save_draft
from common.constraints import NotValid, Refusal
from common.periods import day_of, today
from common.quantities import Category, format_tonnes_plain, parse_tonnes
from documents.files.previews import Change, Preview, RefusedCell, text_of
from documents.files.reading import Cell, Workbook, read_workbook
from documents.files.workbooks import Column, Sheet, Value, write_workbook

FORM = "filing-1"
TITLE = "指标分解"
UNIT = "吨REO"
ZERO = Decimal(0)
FIXED = (Column("企业", width=30), Column("统一社会信用代码", width=21), Column("所在地", width=12))
CODE, HEAD_ROW = 1, 3
Key = tuple[int, str]


def filing_workbook(filing: Filing) -> bytes:
    """The filing as XLSX: its figures, what was in force, what is produced, the verdicts. Fixed cells are locked.

    Hidden: which filing, whose, in which form.
    """
    as_of = day_of(filing.submitted_at) if filing.submitted_at else today()
    cells = split_cells(filing, as_of=as_of)
    produced = produced_of(filing.year, {cell.enterprise.pk for cell in cells})
    categories, stated = _categories(filing), _stated(filing)
    columns = [*FIXED]
    for category in categories:
        name = CATEGORY_NAMES[category][0]
        columns += [
            Column(f"{name}调整前", UNIT, 14, "tonnes"),
            Column(f"{name}已产量", UNIT, 14, "tonnes"),
            Column(f"{name}调整后", UNIT, 14, "tonnes", locked=False),
        ]
    columns.append(Column("资格", width=60))
    by_enterprise = list(_by_enterprise(cells).values())
    rows = [_row(own, categories, stated, produced) for own in by_enterprise]
    sheet = Sheet(
        title=TITLE,
        columns=columns,
        rows=rows,
        total=_total(rows, len(columns)),
        heading=(f"{filing.group_name}{filing.year}年稀土总量控制指标分解方案", f"依据：{filing.notice.title}"),
        notes=_notes(filing, categories),
        closed=_closed(by_enterprise, categories, stated),
    )
    return write_workbook([sheet], meta=meta_of(filing))


def meta_of(filing: Filing) -> dict[str, str]:
    """What the hidden sheet says."""
    return {"form": FORM, "group": filing.group.code, "filing": filing.number}


def preview_workbook(filing: Filing, content: bytes) -> Preview:
    """Compares a filled-in template with the draft, cell by cell, and asks the rules. Nothing is stored.

    Raises NotValid for a file that is not this filing's template.
    """
    book = read_workbook(content)
    _refuse_foreign(filing, book)
    own = _by_enterprise(split_cells(filing, as_of=today()))
    by_code = {next(iter(cells.values())).enterprise.credit_code: cells for cells in own.values()}
    preview = Preview(filing.pk, str(seen_now(filing)))
    figures, places = _stated(filing), dict[str, str]()
    seen: set[str] = set()
    for number, row in enumerate(book.sheets.get(TITLE, []), start=1):
        code = text_of(row[CODE].value) if len(row) > CODE else ""
        if number <= HEAD_ROW or not code:
            continue
        if code in seen or code not in by_code:
            preview.refused.append(RefusedCell(_at(number, CODE), _why_no_row(code, twice=code in seen)))
            continue
        seen.add(code)
        _read_row(preview, filing, number, row, by_code[code], figures, places)
    if not preview.refused:
        _ask_the_rules(preview, filing, figures, places)
    return preview


def apply_workbook(*, filing: Filing, preview: Mapping[str, Any], by: User) -> Filing:
    """Takes over what a preview showed (its `to_json`). Raises Refusal when the draft has changed since."""
    if preview["subject"] != filing.pk or preview["stamp"] != str(seen_now(filing)):
        raise Refusal("draft_changed", _("The draft was changed since the preview; upload the workbook again."))
    figures: dict[Key, Decimal | None] = dict(_stated(filing))
    for name, text in preview["cells"].items():
        _line, enterprise, category = name.split("-", 2)
        figures[int(enterprise), category] = parse_tonnes(text)
    return save_draft(filing=filing, figures=figures, by=by, seen=int(preview["stamp"]))


def _categories(filing: Filing) -> list[Category]:
    shares = shares_of(filing.group, filing.year)
    return [category for category in categories_in_order() if shares.get(category)]


def _stated(filing: Filing) -> dict[Key, Decimal]:
    return {(line.enterprise_id, line.category): line.stated for line in filing.lines.all()}


def _by_enterprise(cells: Sequence[SplitCell]) -> dict[int, dict[str, SplitCell]]:
    found: dict[int, dict[str, SplitCell]] = {}
    for cell in cells:
        found.setdefault(cell.enterprise.pk, {})[cell.category] = cell
    return found


def _row(
    own: Mapping[str, SplitCell],
    categories: Sequence[Category],
    stated: Mapping[Key, Decimal],
    produced: Mapping[Key, Decimal],
) -> list[Value]:
    enterprise = next(iter(own.values())).enterprise
    row: list[Value] = [enterprise.name_zh, enterprise.credit_code, enterprise.province.name_zh]
    for category in categories:
        cell, key = own.get(category), (enterprise.pk, str(category))
        row += [cell.before, produced.get(key, ZERO), stated.get(key)] if cell else [None, None, None]
    against = [cell.verdict.reasons()[0] for cell in own.values() if not cell.verdict.is_eligible]
    return [*row, against[0] if against else "符合"]


def _closed(
    by_enterprise: Sequence[Mapping[str, SplitCell]], categories: Sequence[Category], stated: Mapping[Key, Decimal]
) -> frozenset[tuple[int, int]]:
    """Where nothing may be allotted: a kind that does not get the category, or not eligible and with nothing yet."""
    return frozenset(
        (row, len(FIXED) + 3 * place + 2)
        for row, own in enumerate(by_enterprise)
        for place, category in enumerate(categories)
        if (cell := own.get(category)) is None
        or not (cell.verdict.is_eligible or cell.before or stated.get((cell.enterprise.pk, str(category))))
    )


def _total(rows: Sequence[Sequence[Value]], width: int) -> list[Value]:
    figures = [[row[column] for row in rows] for column in range(len(FIXED), width - 1)]
    sums = [sum((value for value in column if isinstance(value, Decimal)), ZERO) for column in figures]
    return ["合计", None, None, *sums, None]


def _notes(filing: Filing, categories: Sequence[Category]) -> list[str]:
    shares = shares_of(filing.group, filing.year)
    own = "；".join(f"{CATEGORY_NAMES[one][0]}{format_tonnes_plain(shares[one])}吨" for one in categories)
    return [
        f"集团指标：{own}。合计不得超过集团指标。",
        "灰色单元格已锁定。请在“调整后”填写全年指标；空格或0表示不分配。资格不符合的企业不得增加指标。",
    ]


def _refuse_foreign(filing: Filing, book: Workbook) -> None:
    if book.meta.get("form") != FORM:
        raise NotValid(
            "not_our_template",
            _("This is not the template; download it from the filing's page and fill that one in."),
        )
    if book.meta.get("filing") != filing.number or book.meta.get("group") != filing.group.code:
        raise NotValid(
            "wrong_filing",
            _("The workbook is the template of another filing, not of %(number)s; nothing of it was read.")
            % {"number": filing.number},
        )
    if TITLE not in book.sheets:
        raise NotValid("sheet_missing", _("The sheet “%(sheet)s” is missing.") % {"sheet": TITLE})


def _why_no_row(code: str, *, twice: bool) -> str:
    if twice:
        return _("%(code)s stands twice in this sheet; keep one row.") % {"code": code}
    return _("%(code)s is no enterprise of the group; remove the row.") % {"code": code}


def _read_row(
    preview: Preview,
    filing: Filing,
    number: int,
    row: Sequence[Cell],
    own: Mapping[str, SplitCell],
    figures: dict[Key, Decimal],
    places: dict[str, str],
) -> None:
    for place, category in enumerate(_categories(filing)):
        index = len(FIXED) + 3 * place + 2
        text, at = text_of(row[index].value) if len(row) > index else "", _at(number, index)
        cell = own.get(category)
        if cell is None:
            if text:
                sentence = _("The enterprise is not of a kind that gets this category; leave the cell empty.")
                preview.refused.append(RefusedCell(at, sentence))
            continue
        try:
            tonnes = parse_tonnes(text)
        except ValidationError as fault:
            preview.refused.append(RefusedCell(at, " ".join(fault.messages)))
            continue
        key = (cell.enterprise.pk, str(category))
        old, new = figures.get(key) or ZERO, tonnes or ZERO
        figures[key], places[cell.name] = new, at
        preview.compare(Change(cell.name, at, cell.enterprise.name, str(category.label), _shown(old), _shown(new)))


def _ask_the_rules(preview: Preview, filing: Filing, figures: Mapping[Key, Decimal], places: Mapping[str, str]) -> None:
    try:
        check_filing_lines(filing, figures, as_of=today())
    except NotValid as refusal:
        preview.refused += [
            RefusedCell(places.get(name, TITLE), str(sentence)) for name, sentence in refusal.cells.items()
        ]


def _shown(tonnes: Decimal) -> str:
    return format_tonnes_plain(tonnes) if tonnes else ""


def _at(row: int, index: int) -> str:
    """Sheet and cell, as in “指标分解!F4”."""
    return f"{TITLE}!{get_column_letter(index + 1)}{row}"
