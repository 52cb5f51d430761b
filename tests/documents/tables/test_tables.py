"""Tables that other systems export: CSV in the encodings of offices here, XLSX, and what is no table."""

import io

import pytest
from openpyxl import Workbook

from common.constraints import NotValid
from documents.files.reading import Limits
from documents.files.tables import read_sheets

pytestmark = pytest.mark.once
TEXT = '信用代码,产量\r\n91150000MA0000001X,"1,234.5"\r\n'


def values(data: bytes) -> list[list[object]]:
    return [list(row) for row in read_sheets(data)[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encodings_that_offices_save_are_understood(encoding: str) -> None:
    assert values(TEXT.encode(encoding)) == [["信用代码", "产量"], ["91150000MA0000001X", "1,234.5"]]


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_tabs_and_semicolons_separate_too(separator: str) -> None:
    assert values(f"a{separator}b\n1{separator}2\n".encode()) == [["a", "b"], ["1", "2"]]


def test_a_workbooks_first_sheet_is_the_table() -> None:
    book, stream = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = "导出"
    book.active.append(["信用代码", "产量"])
    book.active.append(["x", 5])
    book.save(stream)
    sheet = read_sheets(stream.getvalue())[0]
    assert sheet.name == "导出"
    assert [cell.address for cell in sheet[1]] == ["A2", "B2"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_one_column"),
        (b"one column\nonly", "table_one_column"),
        (b"a,b\n\x00\x01,2", "table_no_table"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\xff,", "table_no_table"),
        (b'a,b\n"open,2\n', "table_broken_line"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "table_broken_line"),
        (b"PK\x03\x04 not an archive", "workbook_no_workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "workbook_old_or_locked"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(NotValid) as refused:
        read_sheets(data)
    assert refused.value.code == code
    assert str(refused.value)


def test_rows_columns_and_size_are_limited() -> None:
    limits = Limits(size=1000, rows=3, columns=3)
    for data, code in (
        (b"a,b\n" * 4, "table_too_many_rows"),
        (b"a,b,c,d\n", "table_too_many_columns"),
        (b"a,b\n" * 400, "table_too_large"),
    ):
        with pytest.raises(NotValid) as refused:
            read_sheets(data, limits)
        assert refused.value.code == code
