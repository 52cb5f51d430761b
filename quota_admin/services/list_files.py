"""A list as a file, as its person would download it today: the same rows, the same refusals."""

from http import HTTPStatus
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.constraints import NotAllowed
from documents.files.table_pdf import workbook_pdf
from notifications.services.made_files import Made
from quota_admin.reads.saved_pages import PAGES


def make_list_file(user: User, page: str, query: str, ending: str) -> Made:
    """The bytes of a list with a filter. A list that has no document of its own is printed from its workbook."""
    files = PAGES[page].files if page in PAGES else {}
    route = files.get(ending) or files.get("xlsx")
    if route is None:
        raise NotAllowed("no_file_of_this_list", _("This list cannot be made as a file any more."))
    response = _asked(route, query, user)
    data = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    name, content_type = _name_of(response), response["Content-Type"]
    if ending == "pdf" and ending not in files:
        return Made(f"{name.removesuffix('.xlsx')}.pdf", "application/pdf", workbook_pdf(data))
    return Made(name, content_type, data)


def _asked(route: str, query: str, user: User) -> HttpResponseBase:
    """The answer to this person; raises their refusals."""
    found = resolve(reverse(route))
    request = HttpRequest()
    request.method, request.path, request.GET, request.user = "GET", reverse(route), QueryDict(query), user
    try:
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except Http404:
        raise NotAllowed("list_not_seen", _("You no longer see this list.")) from None
    if response.status_code != HTTPStatus.OK:
        raise NotAllowed("filter_no_longer_fits", _("The list no longer knows this filter; set it again and keep it."))
    return response


def _name_of(response: HttpResponseBase) -> str:
    return unquote(response["Content-Disposition"].rpartition("''")[2])
