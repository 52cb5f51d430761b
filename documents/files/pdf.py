"""PDFs from our own templates and style sheets, with Chinese fonts, and nothing from anywhere else."""

import io
import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from common.constraints import Refusal

SCHEME = "static:"
FONTS = ("Noto Serif SC", "Noto Sans SC")
NO_PANGO = _(
    "PDFs cannot be printed on this machine: the library Pango is missing; type: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0, then start again."
)
NO_FONT = _("PDFs cannot be printed on this machine: no Chinese font is found; type: make setup, then start again.")


class CannotPrint(Refusal):
    """This machine cannot make PDFs; the sentence says what to install."""

    status = 503


@cache
def pdf_refusal() -> Refusal | None:
    """Why this machine cannot print, or None. Asked once per process: what it needs is installed before the start."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return CannotPrint("no_pango", NO_PANGO)
    return None if all(map(_has_font, FONTS)) else CannotPrint("no_font", NO_FONT)


def _has_font(family: str) -> bool:
    """Whether fontconfig has the family. Without it boxes are printed, and without any font Pango ends the process."""
    from weasyprint.text.ffi import ffi, fontconfig

    config = fontconfig.FcInitLoadConfigAndFonts()
    wanted, result, name = fontconfig.FcPatternCreate(), ffi.new("FcResult *"), ffi.new("FcChar8 **")
    fontconfig.FcPatternAddString(wanted, b"family", family.encode())
    fontconfig.FcConfigSubstitute(config, wanted, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(wanted)
    found = fontconfig.FcFontMatch(config, wanted, result)
    if found == ffi.NULL:
        return False
    fontconfig.FcPatternGetString(found, b"family", 0, name)
    return bool(ffi.string(ffi.cast("char *", name[0])) == family.encode())


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as a PDF; byte-identical for the same content.

    Raises CannotPrint where this machine cannot, and ValueError for a template that wants what is not our own:
    a document that lacks a part of itself is not printed.
    """
    refusal = pdf_refusal()
    if refusal:
        raise refusal
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    # Where HarfBuzz-Subset is missing, fontTools cuts the fonts and writes the second of doing so into them.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    fetcher = URLFetcher(fail_on_errors=True)
    fetcher.fetch = fetch
    html = render_to_string(template, context)
    try:
        document: bytes = HTML(string=html, base_url=SCHEME, url_fetcher=fetcher).write_pdf()
    except FatalURLFetchingError as fault:
        raise ValueError(str(fault)) from fault
    return document


def fetch(url: str, _headers: object = None) -> Any:
    """Only our own static files, named `static:path`; WeasyPrint follows URLs. Raises ValueError for all others."""
    from weasyprint.urls import URLFetcherResponse

    path = url.removeprefix(SCHEME)
    inside = url.startswith(SCHEME) and not path.startswith("/") and ".." not in path
    found = finders.find(path) if inside else None
    if not isinstance(found, str) or not Path(found).is_file():
        raise ValueError(f"documents load nothing but our own static files, not {url}")
    if path.endswith(".webp"):
        return URLFetcherResponse(url, _as_jpeg(Path(found)), {"Content-Type": "image/jpeg"})
    kind = "text/css" if path.endswith(".css") else "image/svg+xml"
    return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})


def _as_jpeg(path: Path) -> bytes:
    """A picture in a form that PDF can hold without unpacking it to six times its size."""
    from PIL import Image

    jpeg = io.BytesIO()
    Image.open(path).save(jpeg, "JPEG", quality=70, optimize=True)
    return jpeg.getvalue()


def http_pdf(name: str, data: bytes) -> HttpResponse:
    """Shown in the browser, under a name in any script."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response
