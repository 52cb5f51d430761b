"""The child process that marks errors in a user's own workbook: JSON and XLSX on standard input, XLSX out.

Like parse_child it imports no Django and runs under limits, because the file is not trusted. The result holds
values, never a formula.
"""

import io
import json
import resource
import sys
from typing import Any

AUTHOR = "quota-admin"
COLOUR = "F8D7DA"


def mark(data: bytes, faults: dict[str, str]) -> bytes:
    """The workbook with each invalid cell filled and its sentence as a comment; our earlier marks are removed."""
    from openpyxl import load_workbook

    # Computed values take the place of formulas.
    book = load_workbook(io.BytesIO(data), data_only=True)
    book.defined_names.clear()
    for page in book.worksheets:
        _keep_values_only(page)
        _clear_marks(page)
    for place, sentence in faults.items():
        sheet, _sign, address = place.rpartition("!")
        if sheet in book.sheetnames:
            _mark(book[sheet][address.partition(":")[0]], sentence)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _keep_values_only(page: Any) -> None:
    """Texts that look like formulas stay texts; what computes beside the cells is left out."""
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.datavalidation import DataValidationList

    page.conditional_formatting = ConditionalFormattingList()
    page.data_validations = DataValidationList()
    page.defined_names.clear()
    page._charts, page._pivots = [], []
    for row in page.iter_rows():
        for cell in row:
            cell.hyperlink = None
            if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value[:1] in "=+-@"):
                cell.data_type, cell.quotePrefix = "s", True


def _clear_marks(page: Any) -> None:
    from openpyxl.styles import PatternFill

    for row in page.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment, cell.fill = None, PatternFill()


def _mark(cell: Any, sentence: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=COLOUR)
    cell.comment = Comment(sentence, AUTHOR, width=320, height=120)


def main() -> None:
    """Limits first, then one line of JSON, then the file."""
    memory, seconds = (int(argument) for argument in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faults = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(mark(sys.stdin.buffer.read(), faults))


if __name__ == "__main__":
    main()
