"""The manual as pages and as PDF."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from documents.files.pdf import http_pdf
from quota_admin.files.manual import book_context, manual_document
from quota_admin.reads.manual import BOOKS, book_of, chapter_for, chapters_of


@require_GET
def manual_list(request: SignedIn) -> HttpResponse:
    """Every book with its chapters, the person's own first."""
    own = book_of(request.user)
    books = [(book, BOOKS[book], chapters_of(book)) for book in sorted(BOOKS, key=lambda book: book != own)]
    return render(request, "quota_admin/manual/manual_list.html", {"books": books})


@require_GET
def manual_chapter(request: SignedIn) -> HttpResponseRedirect:
    """From a screen to its chapter."""
    book, chapter = chapter_for(request.user, request.GET.get("of", "/"))
    return HttpResponseRedirect(f"{reverse('manual_book', args=[book])}#{chapter.key}")


@require_GET
def manual_book(request: SignedIn, book: str) -> HttpResponse:
    """One book. 404 for one that does not exist."""
    return render(request, "quota_admin/manual/manual_book.html", book_context(_existing(book)))


@require_GET
def manual_pdf(request: SignedIn, book: str) -> HttpResponse:
    """The same as PDF, in the reader's language."""
    return http_pdf(f"{gettext(BOOKS[_existing(book)])}.pdf", manual_document(book))


def _existing(book: str) -> str:
    if book not in BOOKS:
        raise Http404
    return book
