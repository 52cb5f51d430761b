"""The language of a page: Chinese, unless the reader has switched; and what is asked once while a page is made."""

from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from deadlines.reads.parameters import parameters_asked_once
from deadlines.services.calendar import calendar_asked_once
from enterprises.models.places import asked_once

API = "/api/v1/"
READS = frozenset({"GET", "HEAD"})


class LanguageMiddleware:
    """Takes the language from the cookie of the switch and from nothing else: a browser's own preference would
    show officials English because their browser came in English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """A program says its language in a header, as no browser of an official does for them."""
    languages = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in languages:
        return chosen
    if request.path.startswith(API):
        for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
            if found := next((code for code in languages if code.split("-")[0] == wanted.split("-")[0]), None):
                return found
    return settings.LANGUAGE_CODE


class AskedOnce:
    """While a request is answered, the moves of a province's enterprises are asked once, and by a page that only reads
    the calendar and the operating parameters too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reads = request.method in READS
        with (
            asked_once(),
            calendar_asked_once() if reads else nullcontext(),
            parameters_asked_once() if reads else nullcontext(),
        ):
            return self.get_response(request)
