"""Workbooks as the programs of offices write them, made part by part with the peculiarities of each.

A sheet is rows of values: None, text, a number, or one of the classes below.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

from documents.files.sheet_scan import letters
from tests.documents.hostile import MAIN, OFFICE, PACKAGE, SHEET_TYPE, STRICT

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Styled:
    """A number under a number format."""

    value: float
    code: str


@dataclass(frozen=True)
class Formula:
    """A formula with the value that the program computed, or without."""

    text: str
    value: Any = None
    empty: bool = False


@dataclass(frozen=True)
class Error:
    """An error, computed or pasted."""

    text: str


@dataclass(frozen=True)
class Book:
    """A sheet and what belongs to it; `before` are rows of a sheet in front of it."""

    rows: Rows
    title: str = "Sheet1"
    merged: Sequence[str] = ()
    hidden: frozenset[int] = frozenset()
    before: Rows = ()


# --- parts --------------------------------------------------------------------------------------------


class Strings:
    """The shared strings of a book."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def xml(self, item: Callable[[str], str]) -> str:
        return f'<sst xmlns="{MAIN}">' + "".join(item(text) for text in self.texts) + "</sst>"


def plain_item(text: str) -> str:
    return f'<si><t xml:space="preserve">{escape(text)}</t></si>'


def phonetic_item(text: str) -> str:
    """Excel keeps the reading of Chinese beside it."""
    reading = '<rPh sb="0" eb="1"><t>du yin</t></rPh><phoneticPr fontId="1"/>'
    return f'<si><t xml:space="preserve">{escape(text)}</t>{reading}</si>'


def rich_item(text: str) -> str:
    """WPS writes runs with a font each."""
    half = len(text) // 2
    runs = (text[:half], text[half:]) if half else (text,)
    marked = "".join(f'<r><rPr><sz val="11"/></rPr><t xml:space="preserve">{escape(run)}</t></r>' for run in runs)
    return f"<si>{marked}</si>"


def styles_xml(codes: Sequence[str]) -> str:
    formats = "".join(
        f'<numFmt numFmtId="{164 + number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for number, code in enumerate(codes)
    )
    styles = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        for number in (0, *(164 + place for place in range(len(codes))))
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{formats}</numFmts><fonts><font/></fonts>'
        f"<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{styles}</cellXfs></styleSheet>"
    )


def cell_xml(address: str, value: Any, strings: Strings | None, codes: list[str], extra: str = "") -> str:
    """A cell; without shared strings it holds its text."""
    if value is None:
        return ""
    if isinstance(value, Styled):
        if value.code not in codes:
            codes.append(value.code)
        return f'<c r="{address}" s="{codes.index(value.code) + 1}"><v>{value.value!r}</v></c>'
    if isinstance(value, date):
        style = Styled((value - date(1899, 12, 30)).days, "yyyy-mm-dd")
        return cell_xml(address, style, strings, codes)
    return _other_cell(address, value, strings, extra)


def _other_cell(address: str, value: Any, strings: Strings | None, extra: str) -> str:
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.value, str) else ""
        cached = "" if value.value is None else f"<v>{escape(str(value.value))}</v>"
        return f'<c r="{address}"{kind}><f>{escape(value.text)}</f>{"<v></v>" if value.empty else cached}</c>'
    if isinstance(value, Error):
        return f'<c r="{address}" t="e"><v>{value.text}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        if strings is None:
            return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        return f'<c r="{address}"{extra} t="s"><v>{strings.number(value)}</v></c>'
    return f'<c r="{address}"{extra}><v>{value!r}</v></c>'


def sheet_of(book: Book, rows: Rows, strings: Strings | None, codes: list[str], **marks: str) -> str:
    """A sheet's XML; `marks` are a program's own attributes: of rows, of cells, behind the rows, in front."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            cell_xml(f"{letters(column)}{number}", value, strings, codes, marks.get("cell", ""))
            for column, value in enumerate(row, start=1)
        )
        hidden = ' hidden="1"' if number in book.hidden else ""
        lines.append(f'<row r="{number}"{marks.get("row", "")}{hidden}>{cells}</row>')
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in book.merged) if rows is book.rows else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"'
        f"{marks.get('root', '')}>{marks.get('before', '')}<sheetData>{''.join(lines)}{marks.get('last', '')}</sheetData>"
        f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}{marks.get('after', '')}</worksheet>"
    )


def package(
    book: Book, *, item: Callable[[str], str] | None = plain_item, absolute: bool = False, **marks: str
) -> dict[str, str]:
    """The parts of a workbook; without `item` cells hold their texts."""
    strings = Strings() if item else None
    codes: list[str] = []
    sheets = [rows for rows in (book.before, book.rows) if rows]
    names = ["导出摘要", book.title] if book.before else [book.title]
    base = "/xl/" if absolute else ""
    content = {
        f"xl/worksheets/sheet{number}.xml": sheet_of(book, rows, strings, codes, **marks)
        for number, rows in enumerate(sheets, start=1)
    }
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="{base}worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    links += f'<Relationship Id="rId8" Type="{OFFICE}/styles" Target="{base}styles.xml"/>'
    if strings is not None and item is not None:
        links += f'<Relationship Id="rId9" Type="{OFFICE}/sharedStrings" Target="{base}sharedStrings.xml"/>'
        content["xl/sharedStrings.xml"] = strings.xml(item)
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": styles_xml(codes),
        **content,
    }


def packed(content: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return stream.getvalue()


# --- programs -----------------------------------------------------------------------------------------


def excel(book: Book) -> bytes:
    """Spans and descents on rows, the reading of Chinese beside its text, a namespace of its own."""
    return packed(
        package(
            book,
            item=phonetic_item,
            row=' spans="1:15" ht="14.25" x14ac:dyDescent="0.2"',
            root=' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"',
            before='<dimension ref="A1:Z99"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>',
        )
    )


def excel_strict(book: Book) -> bytes:
    """The Strict spelling of the format, an ordinary choice when saving."""
    spellings = {OFFICE: f"{STRICT}/officeDocument/relationships", MAIN: f"{STRICT}/spreadsheetml/main"}
    content = package(book)
    for old, new in spellings.items():
        content = {name: part.replace(old, new) for name, part in content.items()}
    return packed(content)


def wps(book: Book) -> bytes:
    """Runs of rich text in every string, and a part of its own."""
    content = package(book, item=rich_item, row=' ht="13.5" customHeight="1"')
    return packed({**content, "docProps/custom.xml": "<Properties><property name='KSOProductBuildVer'/></Properties>"})


def libreoffice(book: Book) -> bytes:
    """Attributes of rows in full, a row at the sheet's end, columns to the last."""
    return packed(
        package(
            book,
            row=' customFormat="false" ht="12.8" outlineLevel="0" collapsed="false"',
            last='<row r="1048576" customFormat="false" ht="12.8" outlineLevel="0" collapsed="false"/>',
            before='<cols><col min="1" max="16384" width="11.5"/></cols>',
        )
    )


def google_sheets(book: Book) -> bytes:
    """A thousand rows that hold nothing, and no properties of the document."""
    empty = "".join(f'<row r="{number}" ht="15.75" customHeight="1"/>' for number in range(len(book.rows) + 1, 1001))
    return packed(package(book, row=' ht="15.75" customHeight="1"', last=empty))


def numbers(book: Book) -> bytes:
    """A summary in front of it, and names of sheet and table in one."""
    summary = [
        ["此文稿由 Numbers 表格导出。"],
        ["Numbers 表格的工作表名称", "Excel 工作表名称"],
        ["工作表 1", "工作表 1 - 表格 1"],
    ]
    named = Book(book.rows, "工作表 1 - 表格 1", book.merged, book.hidden, summary)
    return packed(package(named, item=plain_item))


def poi_streaming(book: Book) -> bytes:
    """Texts in their cells, and a dimension that says A1."""
    return packed(package(book, item=None, before='<dimension ref="A1"/>'))


def poi(book: Book) -> bytes:
    """Shared strings, and the style in front of the type."""
    return packed(package(book, cell=' s="0"'))


def closed_xml(book: Book) -> bytes:
    """Every element with a prefix, and links from the root."""
    content = package(book, absolute=True)
    for name in content:
        if name.startswith("xl/") and not name.endswith(".rels"):
            content[name] = prefixed(content[name])
    return packed(content)


def prefixed(xml: str) -> str:
    head, _sign, body = xml.partition("?>") if xml.startswith("<?xml") else ("", "", xml)
    parts = body.split("<")
    named = [
        part if not part.strip() or part[0] in "?!" else f"/x:{part[1:]}" if part[0] == "/" else f"x:{part}"
        for part in parts
    ]
    text = "<".join(named).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"', 1)
    return f"{head}?>{text}" if head else text


def sheet_js(book: Book) -> bytes:
    """No styles, no properties, texts as results of nothing (t="str")."""
    content = package(book)
    del content["xl/styles.xml"]
    return packed(content)


def openpyxl(book: Book) -> bytes:
    """The library itself; classes above become what it can write."""
    return _by_library(book, write_only=False)


def openpyxl_write_only(book: Book) -> bytes:
    """The library's stream."""
    return _by_library(book, write_only=True)


def _by_library(book: Book, *, write_only: bool) -> bytes:
    made = Workbook(write_only=write_only)
    page = made.create_sheet(book.title) if write_only else made.active
    assert page is not None
    page.title = book.title
    for row in book.rows:
        page.append([value.value if isinstance(value, Styled) else value for value in row])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


WRITERS = (
    excel, excel_strict, wps, libreoffice, google_sheets, numbers, poi_streaming, poi, closed_xml, sheet_js, openpyxl,
    openpyxl_write_only,
)  # fmt: skip
