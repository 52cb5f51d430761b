"""The type of a file, detected from its bytes: an allow-list, checked before anything is stored. Nothing is executed.

puremagic detects the signature; then the whole file has to be of that type: from its first byte to its last, so
that no second file hides before, inside or behind it.
"""

import io
import zipfile
from dataclasses import dataclass

import puremagic

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX = OFFICE + "spreadsheetml.sheet"
DOCX = OFFICE + "wordprocessingml.document"

# An Office file of evidence has some dozen parts; a bomb unpacks to a thousand times its size.
PARTS, RATIO, UNPACKED = 2_000, 200, 200_000_000
SMALLEST = 10_000
PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
# Programs inside an Office file.
ACTIVE = ("vbaproject", "/activex/", "/embeddings/", "/macrosheets/", "/ctrlprops/")


@dataclass(frozen=True)
class Type:
    """A type that can be stored: its name for people, the suffixes a name may carry, the first one for ours."""

    mime: str
    label: str
    suffixes: tuple[str, ...]
    main_part: str = ""


TYPES = {
    "pdf": Type(PDF, "PDF", (".pdf",)),
    "png": Type(PNG, "PNG", (".png",)),
    "jpeg": Type(JPEG, "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif")),
    "xlsx": Type(XLSX, "XLSX", (".xlsx",), "xl/workbook.xml"),
    "docx": Type(DOCX, "DOCX", (".docx",), "word/document.xml"),
}


class Unfit(Exception):
    """Why the bytes are not taken: `unknown`, `mixed` (two files in one), `damaged`, `macros` or `bomb`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def type_of(data: bytes) -> Type:
    """The type of which the whole file is. Raises Unfit with the reason."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        raise Unfit("unknown") from None
    if data.startswith(b"%PDF-") and PDF in found:
        return _whole_pdf(data)
    if data.startswith(b"\x89PNG") and PNG in found:
        return _whole_png(data)
    if data.startswith(b"\xff\xd8\xff") and JPEG in found:
        return _whole_jpeg(data)
    if data.startswith(b"PK\x03\x04") and {XLSX, DOCX} & found:
        return _whole_office(data)
    raise Unfit("unknown")


def _whole_pdf(data: bytes) -> Type:
    _refuse_archive(data)
    if b"%%EOF" not in data[-1024:]:
        raise Unfit("damaged")
    tail = data[data.rindex(b"%%EOF") + 5 :]
    if tail.strip(b"\r\n\t \0"):
        raise Unfit("mixed")
    return TYPES["pdf"]


def _whole_png(data: bytes) -> Type:
    """Check the chunks: they have to reach the end of the file, and IEND has to be the last."""
    place = 8
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4])
        name = data[place + 4 : place + 8]
        if place == 8 and name != b"IHDR":
            raise Unfit("damaged")
        place += 12 + length
        if name == b"IEND":
            break
    if place > len(data) or PNG_END not in data:
        raise Unfit("damaged")
    if place != len(data):
        raise Unfit("mixed")
    return TYPES["png"]


def _whole_jpeg(data: bytes) -> Type:
    _refuse_archive(data)
    if b"\xff\xd9" not in data:
        raise Unfit("damaged")
    if not data.rstrip(b"\0\r\n").endswith(b"\xff\xd9"):
        raise Unfit("mixed")
    return TYPES["jpeg"]


def _refuse_archive(data: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Unfit("mixed")


def _whole_office(data: bytes) -> Type:
    """Detect bombs, macros and foreign content from the archive's directory, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, comment = archive.infolist(), archive.comment
            described = archive.read("[Content_Types].xml") if _small(entries) else b""
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError):
        raise Unfit("damaged") from None
    _refuse_bomb(entries, len(data))
    names = {entry.filename for entry in entries}
    if any(part in name.lower() for name in names for part in ACTIVE) or b"macroenabled" in described.lower():
        raise Unfit("macros")
    if comment or min(entry.header_offset for entry in entries) != 0:
        raise Unfit("mixed")
    if any(".." in name or name.startswith(("/", "\\")) for name in names) or any(e.flag_bits & 1 for e in entries):
        raise Unfit("damaged")
    fits = [one for one in TYPES.values() if one.main_part and one.main_part in names]
    if len(fits) != 1:
        raise Unfit("mixed" if fits else "unknown")
    return fits[0]


def _small(entries: list[zipfile.ZipInfo]) -> bool:
    return all(entry.file_size < 1_000_000 for entry in entries if entry.filename == "[Content_Types].xml")


def _refuse_bomb(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > PARTS or unpacked > UNPACKED or unpacked > RATIO * max(size, SMALLEST):
        raise Unfit("bomb")
