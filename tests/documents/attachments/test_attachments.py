"""Attachments: kept by content and hash, refused when they are not what they say, handed out as they came."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from common.constraints import Gone, NotValid, Refusal
from documents.files.content_types import DOCX, XLSX
from documents.models import Attachment
from documents.services.attachments import http_attachment, safe_name, store
from tests.documents.pdf_text import JPEG, PDF, archive, office, png, upload, xlsx

pytestmark = pytest.mark.django_db


def words(value: object) -> str:
    """The name of a case without its bytes: two processes zip at different seconds, and must find the same cases."""
    return value if isinstance(value, str) else "bytes"


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def refused(name: str, content: bytes) -> NotValid:
    with pytest.raises(NotValid) as fault:
        store(upload(name, content))
    assert str(fault.value.cells["file"])
    assert not Attachment.objects.exists()
    assert [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    return fault.value


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("采矿许可证.pdf", PDF, "application/pdf"),
        ("scan.PNG", png(), "image/png"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        ("表.xlsx", xlsx(), XLSX),
        ("letter.docx", office(), DOCX),
    ],
    ids=words,
)
def test_the_original_is_kept_and_comes_back_as_a_download(name: str, content: bytes, mime: str) -> None:
    row = store(upload(name, content))
    assert (row.name, row.content_type, row.size) == (name, mime, len(content))
    assert row.hash == hashlib.new(django_settings.AUDIT_HASH, content).hexdigest()
    answer = http_attachment(row)
    assert answer.content == content
    assert answer["Content-Type"] == mime
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert unquote(answer["Content-Disposition"]).endswith(name)
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", HTML),
        ("drawing.svg", SVG),
        ("licence.pdf", HTML),
        ("licence.png", SVG),
        ("licence.pdf", b"MZ\x90\x00" + b"\x00" * 200),
        ("licence.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("licence.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("licence.pdf", b"GIF89a" + b"\x00" * 60),
        ("licence.zip", archive({"a": b"b"})),
        ("licence.docx", archive({"a": b"b"})),
        ("licence.pdf", b"   \n" + PDF),
    ],
    ids=words,
)
def test_what_is_of_no_allowed_type_is_refused_whatever_its_name_says(name: str, content: bytes) -> None:
    assert refused(name, content).code in {"attachment_unknown", "attachment_damaged"}


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", PDF), ("a.pdf", png()), ("a.docx", xlsx()), ("a", PDF)], ids=words
)
def test_the_name_has_to_say_what_the_content_is(name: str, content: bytes) -> None:
    assert refused(name, content).code == "attachment_wrong_suffix"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF + archive({"evil": b"x"})),
        ("a.pdf", PDF + HTML),
        ("a.png", png() + archive({"evil": b"x"})),
        ("a.png", png() + HTML),
        ("a.jpg", JPEG + archive({"evil": b"x"})),
        ("a.jpg", JPEG + HTML),
        ("a.docx", office({"xl/workbook.xml": b"<x/>"})),
    ],
    ids=words,
)
def test_two_files_in_one_are_refused(name: str, content: bytes) -> None:
    assert refused(name, content).code == "attachment_mixed"


def test_a_program_in_front_of_a_workbook_is_refused() -> None:
    assert refused("a.xlsx", b"MZ\x90\x00" + xlsx()).code == "attachment_unknown"


@pytest.mark.parametrize("content", [PDF[:-6], png()[:-4], JPEG[:-2], xlsx()[:-30], office()[:60]], ids=words)
def test_half_a_file_is_refused(content: bytes) -> None:
    names = {b"%P": "a.pdf", b"\x89P": "a.png", b"\xff\xd8": "a.jpg", b"PK": "a.xlsx"}
    assert refused(names[content[:2]], content).code == "attachment_damaged"


@pytest.mark.parametrize(
    "parts",
    [{"word/vbaProject.bin": b"x"}, {"word/activeX/activeX1.xml": b"x"}, {"word/embeddings/o.bin": b"x"}],
)
def test_programs_inside_an_office_file_are_refused(parts: dict[str, bytes]) -> None:
    assert refused("a.docx", office(parts)).code == "attachment_macros"


def test_a_macro_file_under_another_name_is_refused() -> None:
    described = b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
    assert refused("a.docx", office({"[Content_Types].xml": described})).code == "attachment_macros"


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    assert refused("a.docx", office({"bomb": b"\x00" * 30_000_000})).code == "attachment_bomb"


def test_a_part_that_climbs_out_of_the_archive_is_refused() -> None:
    assert refused("a.docx", office({"../../etc/passwd": b"x"})).code == "attachment_damaged"


def test_nothing_and_too_much_are_refused(settings: Any) -> None:
    assert refused("a.pdf", b"").code == "attachment_empty"
    settings.ATTACHMENT_BYTES = len(PDF) - 1
    assert refused("a.pdf", PDF).code == "attachment_too_large"


def test_only_the_types_of_the_setting_are_taken(settings: Any) -> None:
    settings.ATTACHMENT_TYPES = ["pdf"]
    assert refused("a.png", png()).code == "attachment_unknown"
    assert store(upload()).content_type == "application/pdf"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\许可证.pdf", "许可证.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("licence\u202efdp.exe.pdf", "licencefdp.exe.pdf"),
        ("  . a   b.pdf", "a b.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_no_name_of_a_user_reaches_the_disk(tmp_path: Path) -> None:
    given = SimpleUploadedFile("x", PDF)
    # A browser's library may cut a path off; here it reaches us as an attacker sends it.
    given._name = "../../../evil/" + "长" * 300 + ".pdf"  # type: ignore[attr-defined]
    row = store(given)
    assert len(row.name) <= 104
    assert "/" not in row.name
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [f"{row.hash}.pdf"]


def test_the_same_document_twice_is_one_file(tmp_path: Path) -> None:
    first, second = store(upload("a.pdf")), store(upload("b.pdf"))
    assert first.content.name == second.content.name
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_file_that_was_changed_on_disk_is_not_handed_out(tmp_path: Path) -> None:
    row = store(upload())
    (tmp_path / str(row.content.name)).write_bytes(PDF + b"\n")
    with pytest.raises(Refusal) as fault:
        http_attachment(row)
    assert fault.value.code == "attachment_changed"


def test_the_database_lets_nobody_change_or_remove_an_attachment() -> None:
    row = store(upload())
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(hash="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).delete()


def test_a_file_that_is_gone_from_the_storage_is_said_with_410(tmp_path: Path) -> None:
    row = store(upload("permit.pdf", PDF))
    (tmp_path / str(row.content.name)).unlink()
    with pytest.raises(Gone) as gone:
        http_attachment(row)
    assert (gone.value.status, gone.value.code) == (410, "attachment_gone")
    assert row.name in str(gone.value)
