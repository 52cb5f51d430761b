"""Workbooks that are written while their rows are read."""

import io
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

from openpyxl import load_workbook

from documents.files.streamed_workbooks import StreamedSheet, http_streamed, write_streamed
from documents.files.workbooks import Column

COLUMNS = [Column("企业", width=30), Column("产量", "吨 REO", kind="tonnes")]
MANY, MEGABYTE = 6_000, 1024 * 1024


def rows(count: int) -> Iterator[list[str | Decimal]]:
    for number in range(count):
        yield [f"=企业{number}", Decimal(number)]


def written(count: int) -> bytes:
    with write_streamed([StreamedSheet("名录", COLUMNS, rows(count), heading=["标题"])], meta={"kind": "test"}) as file:
        return file.read()


def test_the_rows_stand_below_the_header_and_texts_stay_texts() -> None:
    book = load_workbook(io.BytesIO(written(3)))
    page = book["名录"]
    read = [[cell.value for cell in row] for row in page.iter_rows()]
    assert read == [["标题", None], ["企业", "产量（吨 REO）"], ["=企业0", 0], ["=企业1", 1], ["=企业2", 2]]
    assert (page["A3"].data_type, page.freeze_panes, page.protection.sheet) == ("s", "B3", True)
    assert [cell.value for cell in book["_meta"][1]] == ["kind", "test"]


def test_two_exports_of_the_same_rows_are_the_same_bytes() -> None:
    assert written(2) == written(2)


def test_memory_does_not_grow_with_the_rows() -> None:
    written(1)
    tracemalloc.start()
    response = http_streamed("名录.xlsx", [StreamedSheet("名录", COLUMNS, rows(MANY))], meta={})
    size = sum(map(len, response))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 50_000
    assert peak < 4 * MEGABYTE, f"{peak:,} bytes"
