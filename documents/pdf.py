"""PDFs from our own templates and style sheets, with Chinese fonts, and nothing from anywhere else."""

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
FONT = "Noto Serif SC"
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
        import weasyprint
    except OSError:
        return CannotPrint("no_pango", NO_PANGO)
    # A missing font prints boxes without an error, so it is looked for before anything is printed.
    sample = weasyprint.HTML(string=f'<p style="font-family: {FONT}">钕').write_pdf(uncompressed_pdf=True)
    return None if FONT.replace(" ", "-").encode() in sample else CannotPrint("no_font", NO_FONT)


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as a PDF; byte-identical for the same content. Raises CannotPrint where this machine cannot."""
    refusal = pdf_refusal()
    if refusal:
        raise refusal
    from weasyprint import HTML

    html = render_to_string(template, context)
    document: bytes = HTML(string=html, base_url=SCHEME, url_fetcher=fetch).write_pdf()
    return document


def fetch(url: str) -> Any:
    """Only our own static files, named `static:path`. Raises ValueError for anything else: WeasyPrint follows URLs."""
    from weasyprint.urls import URLFetcherResponse

    path = url.removeprefix(SCHEME)
    found = finders.find(path) if url.startswith(SCHEME) and ".." not in path else None
    if not isinstance(found, str):
        raise ValueError(f"documents load nothing but our own static files, not {url}")
    kind = "text/css" if path.endswith(".css") else "image/svg+xml"
    return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})


def http_pdf(name: str, data: bytes) -> HttpResponse:
    """Shown in the browser, under a name in any script."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response
