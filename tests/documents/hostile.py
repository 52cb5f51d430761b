"""Makes workbooks part by part, so that a test can lie in exactly one of them."""

import io
import struct
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
ORDINARY = '<row r="1"><c r="A1"><v>1</v></c></row>'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def sheet_xml(rows: str = ORDINARY, *, before: str = "", after: str = "", doctype: str = "") -> str:
    """A worksheet's part."""
    return f'{doctype}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(rows: str = ORDINARY, **changes: str) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet, “Sheet”."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Sheet" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml(rows, **changes),
    }


def packed(content: Mapping[str, str | bytes]) -> bytes:
    """The parts as a file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return stream.getvalue()


def book(rows: str = ORDINARY, **changes: str) -> bytes:
    """A workbook with one sheet, “Sheet”."""
    return packed(parts(rows, **changes))


def book_with(name: str, content: str | bytes = b"x") -> bytes:
    """An ordinary workbook with one more part, or another one of that name."""
    return packed({**parts(), name: content})


def shared(strings: str, rows: str) -> bytes:
    """A workbook with shared strings."""
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    return packed({**parts(rows), "xl/_rels/workbook.xml.rels": links, "xl/sharedStrings.xml": strings})


def moved(path: str, rows: str) -> bytes:
    """A workbook whose sheet lies elsewhere than Excel puts it; `path` is below xl/."""
    content = parts(rows)
    content[f"xl/{path}"] = content.pop("xl/worksheets/sheet1.xml")
    links = str(content["xl/_rels/workbook.xml.rels"])
    return packed({**content, "xl/_rels/workbook.xml.rels": links.replace("worksheets/sheet1.xml", path)})


def strict(rows: str) -> bytes:
    """A workbook in the format's Strict spelling, which Excel offers as an ordinary choice."""
    spellings = {OFFICE: f"{STRICT}/officeDocument/relationships", MAIN: f"{STRICT}/spreadsheetml/main"}
    content = {name: str(part) for name, part in parts(rows).items()}
    for old, new in spellings.items():
        content = {name: part.replace(old, new) for name, part in content.items()}
    return packed(content)


def strings_xml(*texts: str) -> str:
    """The part of shared strings."""
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def many_rows(count: int) -> str:
    """So many rows with a figure each, without addresses: the shortest that the format allows."""
    return "".join(f"<row><c><v>{number * 7919 % 999983}</v></c></row>" for number in range(count))


def with_declared_size(data: bytes, name: str, size: int) -> bytes:
    """The file with another unpacked size in the directory's entry of a part."""
    entry = data.rindex(name.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    return data[: entry + 24] + struct.pack("<I", size) + data[entry + 28 :]


def with_encrypted_flag(data: bytes) -> bytes:
    """The file with the flag “encrypted” on the directory's first entry."""
    entry = data.index(b"PK\x01\x02")
    return data[: entry + 8] + struct.pack("<H", 1) + data[entry + 10 :]
