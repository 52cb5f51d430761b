"""Tables in: the sheets of a workbook, or a CSV file in any of the encodings that offices here save.

What another system exports is never a template of ours: its columns are found by their headings (table_reader).
"""

import csv
import io
from collections import Counter

from django.utils.translation import gettext as _

from common.constraints import NotValid
from documents.files.reading import Limits, Sheet, Value, read_workbook

CSV_SHEET = "CSV"
ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",\t;"


def read_sheets(data: bytes, limits: Limits | None = None) -> list[Sheet]:
    """A workbook's sheets, or a text as one. Raises NotValid with one sentence, naming the line where there is one."""
    limits = limits or Limits()
    if data.startswith((ZIP, OLE)):
        sheets = read_workbook(data, limits).sheets
        if not sheets:
            raise _refused("empty")
        return list(sheets.values())
    if len(data) > limits.size:
        raise _refused("too_large", size=f"{limits.size // 1_000_000} MB")
    return [Sheet(CSV_SHEET, _rows_of(_text_of(data), limits))]


def _text_of(data: bytes) -> str:
    """Decoded as UTF-8 or GB 18030, or as UTF-16 where a mark says so; strictly, so that no name is half read."""
    encodings = ("utf-16",) if data.startswith(UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refused("no_table")


def _rows_of(text: str, limits: Limits) -> list[list[Value]]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    counts = Counter({separator: head.count(separator) for separator in SEPARATORS})
    separator, found = counts.most_common(1)[0]
    if not found:
        raise _refused("one_column")
    rows: list[list[Value]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            if number > limits.rows:
                raise _refused("too_many_rows", rows=f"{limits.rows:,}")
            if len(values) > limits.columns:
                raise _refused("too_many_columns", line=str(number), columns=str(limits.columns))
            rows.append([value.strip() or None for value in values])
    except csv.Error:
        raise _refused("broken_line", line=str(reader.line_num)) from None
    return rows


def _refused(code: str, **where: str) -> NotValid:
    sentences = {
        "empty": _("The workbook has no sheet."),
        "too_large": _("The file is larger than %(size)s; export one month at a time."),
        "no_table": _("The file is neither an XLSX workbook nor a text in UTF-8 or GB 18030; export it as CSV or XLSX."),
        "one_column": _("The file's first line has no comma, tab or semicolon; export it as CSV or XLSX."),
        "too_many_rows": _("The file has more than %(rows)s rows; export one month at a time."),
        "too_many_columns": _("Line %(line)s has more than %(columns)s columns; export it again."),
        "broken_line": _("Line %(line)s cannot be read: a quotation mark is not closed, or a cell is far too long."),
    }  # fmt: skip
    return NotValid(f"table_{code}", sentences[code] % where)
