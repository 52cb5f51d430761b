"""The way from a refusal to an answer, and the only way to a row."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from common.constraints import Away, NotAllowed, Refusal, can_be_tried_again, database_busy
from common.periods import Month

CSRF_FIELD = "csrfmiddlewaretoken"
# What is sent to these pages is secret and not shown again.
NOT_REPEATED = "/account/"
M = TypeVar("M", bound=Model)
M_co = TypeVar("M_co", bound=Model, covariant=True)


class Scoped(Protocol[M_co]):
    """A manager or QuerySet that knows what a person may see."""

    def visible_to(self, user: Any) -> QuerySet[M_co]: ...


def get_visible_or_404(rows: Scoped[M], user: Any, **lookup: Any) -> M:
    """The row, if this person may see it; a foreign row and one that does not exist are the same 404."""
    return get_object_or_404(rows.visible_to(user), **lookup)


def refuse_form(form: BaseForm, refusal: Refusal) -> None:
    """Puts a service's refusal on the form: the sentence on top, the cells' sentences beside their fields."""
    for name, sentence in refusal.cells.items():
        form.add_error(name if name in form.fields else None, str(sentence))
    if not refusal.cells:
        form.add_error(None, str(refusal))


def form_status(form: BaseForm) -> int:
    """422 when a bound form has errors, so that scripts and tests can detect it; else 200."""
    return 422 if form.is_bound and form.errors else 200


class RefusalMiddleware:
    """Answers a refusal that no form took: a page with the sentence and the way back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """403 for what a person may not do, 409 for what the state or the figures forbid, 422 for bad input, 503 when
        the database is busy."""
        if isinstance(exception, Refusal):
            return refused_page(request, exception, safe_referer(request))
        busy = database_busy(exception)
        if busy is None:
            return None
        if can_be_tried_again(exception) and not getattr(request, "tried_again", False):
            return self._try_again(request)
        return refused_page(request, busy, safe_referer(request))

    def _try_again(self, request: HttpRequest) -> HttpResponse | None:
        """The view once more, after the database has rolled back its first try.

        A view calls one verb, which is one transaction; and where it calls several, what was decided already is not
        decided twice. So a second try finds everything as the first one did.
        """
        match = request.resolver_match
        request.tried_again = True  # type: ignore[attr-defined]
        for _name, uploads in request.FILES.lists():
            for upload in uploads:
                upload.seek(0)
        try:
            return cast(HttpResponse, match.func(request, *match.args, **match.kwargs)) if match else None
        except (Refusal, OperationalError) as exception:
            return self.process_exception(request, exception)


def refused_page(request: HttpRequest, refusal: Refusal, back: str) -> HttpResponse:
    """The sentence as a page, with the way back."""
    # The log names the rule.
    request.refusal = refusal  # type: ignore[attr-defined]
    if isinstance(refusal, Away):
        return away_page(request, refusal)
    context = {"refusal": refusal, "forbidden": isinstance(refusal, NotAllowed), "back": back}
    response = render(request, "refused.html", context, status=refusal.status)
    for name, value in refusal.headers.items():
        response.headers[name] = value
    return response


def away_page(request: HttpRequest, refusal: Away) -> HttpResponse:
    """The sentence, and what was sent, to be sent again: a page that asks the database for nothing."""
    sent = _sent(request)
    language = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    context = {
        "refusal": refusal,
        "fields": [(name, value) for name, values in sent.lists() for value in values if not _passing(name, value)],
        "again": request.get_full_path() if sent else "",
        "files": [upload.name for _name, uploads in request.FILES.lists() for upload in uploads] if sent else [],
        "token": get_token(request) if sent else "",
        "back": safe_referer(request),
        "language": language,
    }
    with translation.override(language):
        return HttpResponse(render_to_string("away.html", context), status=refusal.status, headers=refusal.headers)


def _sent(request: HttpRequest) -> QueryDict:
    """What was sent with a form and may stand in a page: no secret of who signs in or proves who they are."""
    nothing = QueryDict()
    if request.method != "POST" or request.path.startswith(NOT_REPEATED):
        return nothing
    try:
        sent = request.POST
    except (OSError, SuspiciousOperation):
        return nothing
    return nothing if any("password" in name for name in sent) else sent


def _passing(name: str, value: str) -> bool:
    """Good for this once: the token of the form, and the digits of a second factor, which are asked for again."""
    return name == CSRF_FIELD or (name == "code" and value.isdecimal())


def safe_referer(request: HttpRequest) -> str:
    """Where the person came from, if that is one of our pages; else the desk."""
    referer = request.headers.get("Referer", "")
    return referer if url_has_allowed_host_and_scheme(referer, {request.get_host()}) else "/"


def month_or_404(text: str) -> Month:
    """The month in a URL; nonsense is 404."""
    try:
        return Month.parse(text)
    except ValidationError:
        raise Http404 from None


def year_or_404(text: str | int) -> int:
    """The year in a URL; what the calendar of this system does not reach is 404."""
    year = int(text)
    if not Month.FIRST_YEAR <= year <= Month.LAST_YEAR:
        raise Http404
    return year
