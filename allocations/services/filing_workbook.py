"""A split as a workbook: the prefilled template, what an upload would change, and taking it over. All or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.headings import names_of
from accounts.reads.staleness import seen_now
from allocations.files.categories import QUOTA_WORDS
from allocations.models import Filing
from allocations.reads.filing_checks import SplitCell, check_filing_lines, produced_of, split_cells
from allocations.reads.quotas import categories_in_order, shares_of
from allocations.rules.violations import CATEGORY_NAMES
from allocations.services.filings import save_draft
from common.constraints import NotValid, Refusal
from common.periods import day_of, today
from common.quantities import Category, format_tonnes_plain, parse_tonnes
from documents.files.cells import Found
from documents.files.keys import Keys
from documents.files.layouts import CODE_NAMES, ENTERPRISE_NAMES, Heading, Layout
from documents.files.previews import Change, Preview
from documents.files.reading import Workbook, read_workbook
from documents.files.table_reader import Table, collect, missing_headings, read_tables
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from enterprises.models import Enterprise
from enterprises.reads.past import former_names

FORM = "filing-1"
TITLE = "指标分解"
UNIT = "吨REO"
ZERO = Decimal(0)
FIXED = (Column("企业", width=30), Column("统一社会信用代码", width=21), Column("所在地", width=12))
BEFORE, PRODUCED, AFTER = "before-", "produced-", "after-"
Key = tuple[int, str]


def _headings(category: str, names: tuple[str, str]) -> tuple[Heading, ...]:
    zh, en = names
    short = zh.partition("（")[0]
    words = [f"{name}{word}" for name in dict.fromkeys((zh, short, short.removesuffix("稀土"))) for word in QUOTA_WORDS]
    return (
        Heading(BEFORE + category, f"{zh}调整前", f"{en}, before", read=False),
        Heading(PRODUCED + category, f"{zh}累计产量", f"{en}, produced", read=False),
        Heading(AFTER + category, f"{zh}调整后", f"{en}, after", variants=(en, *words)),
    )


HINT = "灰色单元格已锁定。请在“调整后”填写全年指标；空格或0表示不分配。资格不符合的企业不得增加指标。"
LAYOUT = Layout(
    "filing",
    (
        Heading("code", "统一社会信用代码", "unified social credit code", "code", CODE_NAMES),
        Heading("name", "企业", "enterprise", "name", ENTERPRISE_NAMES),
        *(heading for category in categories_in_order() for heading in _headings(category, CATEGORY_NAMES[category])),
        Heading("place", "所在地", "place", "text", ("省份", "所在省份"), read=False),
        Heading("eligibility", "资格", "eligibility", "text", read=False),
        Heading("number", "序号", "no.", "text", ("编号",), read=False),
    ),
    (HINT, "集团指标："),
)


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
            Column(f"{name}累计产量", UNIT, 14, "tonnes"),
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
    enterprises = [next(iter(cells.values())).enterprise for cells in own.values()]
    keys = Keys.of(((row.credit_code, row.name, row.names) for row in enterprises), former_names(enterprises))
    tables = read_tables(book.sheets.values(), LAYOUT.with_names(names_of(filing.group, LAYOUT.name)), keys)
    preview = Preview(filing.pk, str(seen_now(filing)))
    figures, places, met = _stated(filing), dict[str, str](), dict[str, str]()
    for table in tables:
        for number, code in table.lines:
            name = "code" if "code" in table.places else "name"
            if not code or code in met:
                table.refuse(number, name, _why_no_row(table.text(number, name), met.get(code, "")))
                continue
            met[code] = table.at(number)
            _read_row(preview, table, number, by_code[code], figures, places)
    refused, preview.remarks = collect(tables)
    preview.refused = [*refused, *preview.refused]
    preview.remarks += _missing(filing, tables, [row for row in enterprises if row.credit_code not in met])
    preview.headings = [text for table in tables for text in table.unknown]
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
        HINT,
    ]


def _refuse_foreign(filing: Filing, book: Workbook) -> None:
    """A template says in its hidden sheet whose it is; a sheet of one's own has none."""
    if book.meta.get("form") and (
        book.meta["form"] != FORM
        or book.meta.get("filing") != filing.number
        or book.meta.get("group") != filing.group.code
    ):
        raise NotValid(
            "wrong_filing",
            _("The workbook is the template of another filing, not of %(number)s; nothing of it was read.")
            % {"number": filing.number},
        )


def _why_no_row(code: str, first: str) -> str:
    if first:
        return _("%(code)s appears twice, first in %(first)s; keep one row.") % {"code": code, "first": first}
    return _("%(code)s is no enterprise of the group; remove the row.") % {"code": code}


def _missing(filing: Filing, tables: Sequence[Table], enterprises: Sequence[Enterprise]) -> Iterator[Found]:
    """The columns without a heading, and the enterprises without a row."""
    if found := missing_headings(tables, [AFTER + str(category) for category in _categories(filing)]):
        yield found
    for enterprise in enterprises:
        sentence = _("%(enterprise)s has no row in the file; its figures stay as they are.")
        yield Found("", sentence % {"enterprise": enterprise.name})


def _read_row(
    preview: Preview,
    table: Table,
    number: int,
    own: Mapping[str, SplitCell],
    figures: dict[Key, Decimal],
    places: dict[str, str],
) -> None:
    for heading in table.fields:
        category, at = heading.field.removeprefix(AFTER), table.at(number, heading.field)
        cell = own.get(category)
        if cell is None:
            if table.value(number, heading.field) is not None:
                sentence = _("The enterprise is not of a kind that gets this category; leave the cell empty.")
                table.refuse(number, heading.field, sentence)
            continue
        try:
            tonnes = table.figure(number, heading.field)
        except ValidationError as fault:
            table.refuse(number, heading.field, " ".join(fault.messages))
            continue
        key = (cell.enterprise.pk, category)
        old, new = figures.get(key) or ZERO, tonnes or ZERO
        figures[key], places[cell.name] = new, at
        label = str(Category(category).label)
        preview.compare(Change(cell.name, at, cell.enterprise.name, label, _shown(old), _shown(new)))


def _ask_the_rules(preview: Preview, filing: Filing, figures: Mapping[Key, Decimal], places: Mapping[str, str]) -> None:
    try:
        check_filing_lines(filing, figures, as_of=today())
    except NotValid as refusal:
        preview.refused += [Found(places.get(name, TITLE), str(sentence)) for name, sentence in refusal.cells.items()]


def _shown(tonnes: Decimal) -> str:
    return format_tonnes_plain(tonnes) if tonnes else ""
