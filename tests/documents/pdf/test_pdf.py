"""PDFs on A4: every glyph there, the layout of GB/T 9704-2012, the same bytes each time, nothing from elsewhere."""

import builtins
import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils.safestring import SafeString
from pypdf import PdfReader

from documents.files.pdf import CannotPrint, fetch, http_pdf, pdf_refusal, render_pdf
from tests.documents.glyphs import boxes, outlines

pytestmark = pytest.mark.once
ELEMENTS = "镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥钇钪"
OFFICIAL, REPORT = "documents_test/official.html", "documents_test/report.html"
ROOT = Path(__file__).resolve().parents[3]
MILLIMETRE = 72 / 25.4
# What a report has besides, empty.
UNSIGNED = dict.fromkeys(("maker", "reviewer", "dated", "unit", "number"), "")


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def official(**changes: Any) -> bytes:
    letter = {"title": "通知", "number": "工信部联原〔2023〕23号", "paragraphs": ["正文。"], "elements": ELEMENTS}
    return render_pdf(OFFICIAL, letter | changes)


@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize("template", [OFFICIAL, REPORT])
def test_every_element_character_is_printed(template: str) -> None:
    data = render_pdf(
        template, UNSIGNED | {"title": ELEMENTS, "paragraphs": [ELEMENTS], "elements": ELEMENTS, "rows": ELEMENTS}
    )
    text = "".join(pages(data))
    assert [character for character in ELEMENTS if character not in text] == []
    assert not boxes(data)
    assert outlines(data) >= len(ELEMENTS)


@pytest.mark.usefixtures("printer")
def test_the_glyph_check_finds_a_missing_glyph() -> None:
    assert boxes(official(title="\U00070000镧"))


@pytest.mark.usefixtures("printer")
def test_the_same_content_is_the_same_bytes() -> None:
    assert official() == official()


@pytest.mark.usefixtures("printer")
def test_another_process_prints_the_same_bytes() -> None:
    code = (
        "import django, sys; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.TEMPLATES[0]['DIRS'].append({str(ROOT / 'tests/documents/templates')!r})\n"
        "from documents.files.pdf import render_pdf\n"
        f"sys.stdout.buffer.write(render_pdf({REPORT!r}, {{'title': '报表', 'rows': {list(ELEMENTS)!r}}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == render_pdf(REPORT, UNSIGNED | {"title": "报表", "rows": list(ELEMENTS)})


@pytest.mark.usefixtures("printer")
def test_an_official_page_has_22_lines_of_28_characters() -> None:
    body = "稀" * (28 * 80)
    second = [line for line in pages(official(paragraphs=[body]))[1].splitlines() if "—" not in line]
    assert [len(line) for line in second] == [28] * 22


@pytest.mark.usefixtures("printer")
def test_an_official_page_is_a4_with_the_margins_of_the_standard() -> None:
    reader = PdfReader(io.BytesIO(official(paragraphs=["稀" * 2000])))
    width, height = (float(side) / MILLIMETRE for side in reader.pages[1].mediabox.upper_right)
    assert (round(width), round(height)) == (210, 297)
    corners: list[tuple[float, float]] = []

    def remember(text: str, matrix: list[float], line: list[float], *_font: object) -> None:
        if "稀" in text:
            at_x = matrix[0] * line[4] + matrix[4]
            at_y = matrix[3] * line[5] + matrix[5]
            corners.append((at_x / MILLIMETRE, height - at_y / MILLIMETRE))

    reader.pages[1].extract_text(visitor_text=remember)
    assert min(x for x, _y in corners) == pytest.approx(28, abs=0.5)
    baselines = [y for _x, y in corners]
    assert 37 < min(baselines) < 37 + 10.3
    assert max(baselines) < 37 + 225


@pytest.mark.usefixtures("printer")
def test_pages_are_numbered_and_annexes_begin_on_a_new_one() -> None:
    letter = pages(official())
    assert len(letter) == 2
    assert "— 1 —" in letter[0]
    assert "附件" in letter[1]
    assert "— 2 —" in letter[1]


@pytest.mark.usefixtures("printer")
def test_a_letter_without_annex_has_no_empty_page() -> None:
    assert len(pages(render_pdf("documents/official_base.html", {}))) == 1


@pytest.mark.usefixtures("printer")
def test_a_long_table_repeats_its_header_and_counts_its_pages() -> None:
    context = {"title": "报表", "rows": ELEMENTS * 6, "maker": "甲", "reviewer": "乙", "dated": "2021年10月11日"}
    report = pages(render_pdf(REPORT, UNSIGNED | context))
    assert len(report) == 4
    for number, page in enumerate(report, start=1):
        assert "产量（吨 REO）" in page
        assert f"第 {number} 页 共 4 页" in page
    for words in ("制表", "审核", "甲", "乙", "2021年10月11日", "（公章）"):
        assert words in report[-1]


@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize("rows", [24, 25, 26, 27, 28])
def test_a_total_never_stands_alone_on_a_page(rows: int) -> None:
    report = pages(render_pdf(REPORT, UNSIGNED | {"title": "报表", "rows": "镧" * rows}))
    (last,) = [page for page in report if "合计" in page]
    assert "镧" in last


@pytest.fixture
def _nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(_socket: socket.socket, address: Any) -> None:
        raise AssertionError(f"{address} was called")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield


@pytest.mark.usefixtures("printer", "_nobody_is_called")
@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<style>@import "//127.0.0.1:9/a.css";</style>',
        "<style>@font-face { font-family: A; src: url(http://127.0.0.1:9/a.otf) } p { font-family: A }</style><p>x",
        '<p style="background: url(file:///etc/hostname)">x',
        '<img src="http://127.0.0.1:9/a.png">',
        '<img src="/etc/hostname">',
        '<object data="static:../quota_admin/wsgi.py"></object>',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
    ],
)
def test_a_document_that_wants_anything_from_elsewhere_is_not_printed(tag: str) -> None:
    with pytest.raises(ValueError, match="Error fetching"):
        render_pdf("documents_test/any.html", {"any": SafeString(tag)})


@pytest.mark.usefixtures("printer", "_nobody_is_called")
def test_what_people_typed_is_text_and_never_markup() -> None:
    text = '<img src="file:///etc/hostname">'
    assert text in pages(render_pdf("documents_test/any.html", {"any": text}))[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.css",
        "https://example.org/a.css",
        "file:///etc/passwd",
        "/etc/passwd",
        "etc/passwd",
        "ftp://example.org/a",
        "data:text/css,a",
        "static:../quota_admin/wsgi.py",
        "static:/etc/passwd",
        "static:print/../../quota_admin/wsgi.py",
        "static:print",
        "static:",
        "static:print/none.css",
    ],
)
def test_the_fetcher_refuses(url: str) -> None:
    with pytest.raises(ValueError, match="our own static files"):
        fetch(url)


@pytest.mark.usefixtures("printer")
def test_the_fetcher_finds_our_style_sheets() -> None:
    assert b"@page" in fetch("static:print/official.css").read()


@pytest.fixture
def _ask_afresh() -> Iterator[None]:
    pdf_refusal.cache_clear()
    yield
    pdf_refusal.cache_clear()


@pytest.mark.usefixtures("_ask_afresh")
def test_without_pango_one_sentence_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = builtins.__import__

    def without_pango(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return ordinary(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    refusal = pdf_refusal()
    assert refusal is not None
    assert refusal.code == "no_pango"
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in str(refusal)
    with pytest.raises(CannotPrint):
        render_pdf("documents/official_base.html", {})


@pytest.mark.usefixtures("printer")
def test_without_a_chinese_font_it_refuses_instead_of_printing_boxes(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<?xml version='1.0'?><fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    code = "import django; django.setup(); from documents.files.pdf import pdf_refusal; print(pdf_refusal().code)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )
    assert done.stdout.strip() == "no_font", done.stderr[-500:]


def test_the_answer_has_a_safe_name() -> None:
    response = http_pdf("2021年度\r\n指标通知.pdf", b"%PDF")
    disposition = response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    assert "\n" not in disposition
    assert unquote(disposition.partition("UTF-8''")[2]).startswith("2021年度")
