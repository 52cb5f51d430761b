"""A file from anybody is read correctly or refused with a sentence, in less than five seconds, and no worker dies."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from common.constraints import NotValid
from documents.files.reading import ROOT, Limits, Unreadable, read_workbook
from tests.documents import hostile
from tests.documents.hostile import book, book_with, packed, parts, shared, strings_xml

pytestmark = pytest.mark.once
SECONDS = 5.0
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000


def without(name: str) -> bytes:
    content = parts()
    del content[name]
    return packed(content)


def types_of(kind: str) -> bytes:
    return book_with("[Content_Types].xml", str(parts()["[Content_Types].xml"]).replace(hostile.SHEET_TYPE, kind))


def one_text_many_times(times: int) -> bytes:
    rows = '<row><c t="s"><v>0</v></c></row>' * times
    return shared(strings_xml("x" * 32_000), rows)


UNVALUED = '<row r="7"><c r="B7"><f>A1+1</f></c></row>'
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", "no_workbook"),
    "a picture": (lambda: PNG, "no_workbook"),
    "a CSV file": ("企业,产量\n甲,1\n".encode, "no_workbook"),
    "a text that begins like a ZIP": (lambda: b"PK\x03\x04 broken", "no_workbook"),
    "an encrypted workbook": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "old_or_locked"),
    "an XLS file": (lambda: OLE, "old_or_locked"),
    "an encrypted entry": (lambda: hostile.with_encrypted_flag(book()), "old_or_locked"),
    "a file that is too large": (lambda: book() + b"\0" * 5_000_000, "too_large"),
    "a ZIP that is no workbook": (lambda: packed({"a.txt": "a"}), "no_workbook"),
    "a text document": (
        lambda: packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}),
        "no_workbook",
    ),
    "a truncated file": (lambda: book()[:-200], "no_workbook"),
    "a ZIP bomb": (lambda: book_with("xl/media/a.bin", b"\0" * 200_000_000), "bomb"),
    "a bomb in the sheet itself": (lambda: book(before="<cols/>" + " " * 90_000_000), "bomb"),
    "a thousand parts": (lambda: packed(parts() | {f"xl/a{n}.xml": "<a/>" for n in range(1000)}), "bomb"),
    "a declared size that lies": (
        lambda: hostile.with_declared_size(book(), "xl/worksheets/sheet1.xml", 4_000_000_000),
        "bomb",
    ),
    "a path that leads outside": (lambda: book_with("../../evil.xml"), "no_workbook"),
    "an absolute path": (lambda: book_with("/etc/evil.xml"), "no_workbook"),
    "macros": (lambda: book_with("xl/vbaProject.bin"), "macros"),
    "macros under another spelling": (lambda: book_with("xl/VBAPROJECT.BIN"), "macros"),
    "macros of the old kind": (lambda: book_with("xl/macrosheets/sheet1.xml"), "macros"),
    "the content type of a macro workbook": (
        lambda: types_of("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        "macros",
    ),
    "a link to another workbook": (lambda: book_with("xl/externalLinks/externalLink1.xml"), "external_links"),
    "a data connection": (lambda: book_with("xl/connections.xml"), "external_links"),
    "a cell at the far end": (lambda: book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "far_cell"),
    "a dimension that lies about a far cell": (
        lambda: book('<row r="1"><c r="XFD1"><v>1</v></c></row>', before='<dimension ref="A1"/>'),
        "far_cell",
    ),
    "a column beyond the last": (lambda: book('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "far_cell"),
    "a million rows": (lambda: book(hostile.many_rows(1_000_000)), "far_cell"),
    "a million rows that are all the same": (lambda: book("<row><c><v>1</v></c></row>" * 1_000_000), "bomb"),
    "a row that is no number": (lambda: book('<row r="x"><c><v>1</v></c></row>'), "broken"),
    "an address that is none": (lambda: book('<row r="1"><c r="1A"><v>1</v></c></row>'), "broken"),
    "a billion laughs in the sheet": (
        lambda: book('<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>', doctype=hostile.LAUGHS),
        "broken",
    ),
    "a billion laughs in the strings": (
        lambda: shared(hostile.LAUGHS + strings_xml("&i;"), '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        "broken",
    ),
    "a billion laughs in the workbook": (
        lambda: book_with("xl/workbook.xml", hostile.LAUGHS + str(parts()["xl/workbook.xml"])),
        "broken",
    ),
    "a file of the system as an entity": (
        lambda: book(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row>',
            doctype='<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        ),
        "broken",
    ),
    "XML that ends early": (lambda: book_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData>"), "broken"),
    "a sheet that is not there": (lambda: without("xl/worksheets/sheet1.xml"), "broken"),
    "no links of the workbook": (lambda: without("xl/_rels/workbook.xml.rels"), "broken"),
    "one text ten thousand times": (lambda: one_text_many_times(10_000), "too_slow"),
    "two cells that span everything": (
        lambda: book('<row r="1"><c r="A1"><v>1</v></c></row><row r="20000"><c r="GR20000"><v>1</v></c></row>'),
        "too_slow",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_with_a_sentence_in_less_than_five_seconds(name: str) -> None:
    make, code = REFUSED[name]
    data = make()
    started = time.monotonic()
    with pytest.raises(NotValid) as refused:
        read_workbook(data)
    assert time.monotonic() - started < SECONDS
    assert refused.value.code == f"workbook_{code}"
    assert len(str(refused.value)) > 10


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("a cell at the far end", "XFD1048576"),
        ("a million rows", "A20001"),
    ],
)
def test_the_sentence_names_sheet_and_cell(name: str, cell: str) -> None:
    with pytest.raises(NotValid) as refused:
        read_workbook(REFUSED[name][0]())
    assert "“Sheet”" in str(refused.value)
    assert cell in str(refused.value)


# {what a cell is: (the file, why it is not accepted as it is, what it shows)}
UNREADABLE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a formula without a value": (lambda: book(UNVALUED), "formula", ""),
    "a formula with an empty value": (lambda: book('<row r="7"><c r="B7"><f>A1</f><v/></c></row>'), "formula", ""),
    "a formula that fails": (
        lambda: book('<row r="7"><c r="B7" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'),
        "error",
        "#DIV/0!",
    ),
    "an error pasted as a value": (lambda: book('<row r="7"><c r="B7" t="e"><v>#N/A</v></c></row>'), "error", "#N/A"),
    "a formula without a value in a sheet elsewhere": (
        lambda: hostile.moved("pages/sheet1.xml", UNVALUED), "formula", "",
    ),
    "a formula without a value in a sheet of another case": (
        lambda: hostile.moved("Worksheets/sheet1.xml", UNVALUED), "formula", "",
    ),
    "a formula without a value in the Strict spelling": (lambda: hostile.strict(UNVALUED), "formula", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_cell_that_cannot_be_taken_as_it_stands_is_marked(name: str) -> None:
    make, code, shown = UNREADABLE[name]
    sheet = read_workbook(make()).sheets["Sheet"]
    assert sheet.unreadable == {(7, 2): Unreadable(code, shown)}


def test_merged_areas_are_reported() -> None:
    data = book(after='<mergeCells count="1"><mergeCell ref="B7:C9"/></mergeCells>')
    assert list(read_workbook(data).sheets["Sheet"].merged) == [(7, 2, 9, 3)]


def test_it_reads_what_is_only_unusual() -> None:
    deep = "<a>" * 50_000 + "</a>" * 50_000
    for data in (
        book(),
        book(before='<dimension ref="A1:XFD1048576"/>'),
        book("<row><c><v>1</v></c></row>"),
        book_with("docProps/app.xml", "<a/>"),
        book_with("docProps/deep.xml", deep),
        hostile.packed(dict(reversed(parts().items()))),
    ):
        assert read_workbook(data).sheets["Sheet"][0][0].value == Decimal(1)


def test_a_file_damaged_anywhere_is_read_or_refused() -> None:
    original, chance = book(), random.Random(20_210_824)
    for _attempt in range(40):
        data = bytearray(original)
        for _damage in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_workbook(bytes(data))
        except NotValid as refused:
            assert len(str(refused)) > 10


def child_with(tmp_path: Path, code: str) -> str:
    """An interpreter whose parser is replaced by `code`; its limits are the real ones."""
    script = tmp_path / "python"
    script.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        "sys.argv = sys.argv[2:]\n"
        "sys.path.insert(0, os.getcwd())\n"
        "from documents.files import parse_child\n"
        f"def parse(data):\n    {code}\n"
        "parse_child.parse = parse\n"
        "parse_child.main()\n"
    )
    script.chmod(0o755)
    return str(script)


@pytest.mark.parametrize(
    "code",
    [
        "return {'Sheet': str(bytearray(10 ** 9))[:0]}",
        "held = []\n    while True: held.append(bytearray(10 ** 6))",
        "while True: pass",
        "os.abort()",
        "import time; time.sleep(60)",
    ],
    ids=["memory at once", "memory by and by", "time", "abort", "sleep"],
)
def test_a_parser_out_of_hand_ends_its_own_process(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", child_with(tmp_path, code))
    started = time.monotonic()
    with pytest.raises(NotValid) as refused:
        read_workbook(book(), Limits(seconds=1))
    assert refused.value.code == "workbook_too_slow"
    assert time.monotonic() - started < SECONDS


def test_the_reader_knows_no_django_and_no_secret() -> None:
    code = "import sys, documents.files.parse_child; print([m for m in sys.modules if m.partition('.')[0] == 'django'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_reader_is_started_without_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not-for-the-reader")
    leak = "return {'Sheet': [[os.environ.get('SECRET_KEY', 'none')]]}"
    monkeypatch.setattr(sys, "executable", child_with(tmp_path, leak))
    assert read_workbook(book()).sheets["Sheet"][0][0].value == "none"


def test_a_workbook_in_the_strict_spelling_is_read() -> None:
    rows = read_workbook(hostile.strict(hostile.ORDINARY)).sheets["Sheet"]
    assert rows[0][0].value == 1
