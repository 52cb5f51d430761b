"""Files as people upload them, honest and hostile ones."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 40 + b"\xff\xd9"
CONTENT_TYPES = b"<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def png() -> bytes:
    """One black pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"")


def archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return stream.getvalue()


def office(parts: dict[str, bytes] | None = None) -> bytes:
    """An Office file with its main part and whatever else is slipped in."""
    return archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w/>", **(parts or {})})


def xlsx() -> bytes:
    """A workbook as a spreadsheet program saves it."""
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def upload(name: str = "许可证.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """As a browser sends it; what the browser says about the type is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")
