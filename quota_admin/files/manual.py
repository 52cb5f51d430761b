"""A book of the manual: what its pages and its PDF show."""

from functools import cache

from django.utils.translation import get_language

from documents.files.pdf import render_pdf
from quota_admin import __version__
from quota_admin.reads.manual import BOOKS, Chapter, chapters_of, picture_path


def manual_document(book: str) -> bytes:
    """The book as PDF, in the reader's language. Raises CannotPrint where this machine cannot."""
    return _printed(book, get_language() or "")


@cache
def _printed(book: str, _language: str) -> bytes:
    # A book is the same as long as the release is: it is printed once by each process that is asked for it.
    context = book_context(book) | {"product_version": __version__}
    return render_pdf("quota_admin/manual/manual_pdf.html", context)


def book_context(book: str) -> dict[str, object]:
    """The book's title, and its chapters with their steps as shown."""
    return {"book": book, "title": BOOKS[book], "chapters": [_shown(chapter) for chapter in chapters_of(book)]}


def _shown(chapter: Chapter) -> tuple[Chapter, list[tuple[str, str]]]:
    """A chapter, and the sentence and picture of each step."""
    language = get_language() or ""
    return chapter, [(step.text, picture_path(step, language) if step.picture else "") for step in chapter.steps]
