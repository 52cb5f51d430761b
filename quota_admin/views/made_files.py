"""Files that are made in the background: asked for, watched or left, taken."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions.saved_filter_policies import keep_filters
from accounts.views.signed_in import SignedIn
from common.http import get_visible_or_404
from common.listing import list_page
from common.workflow import refusal_of
from notifications.models import MadeFile
from notifications.services.made_files import ask_for_file, make_soon
from quota_admin.reads.saved_pages import PAGES
from quota_admin.views.saved_filters import asked_list

SORTS = {"asked": ("-asked_at", "-pk")}


@never_cache
@require_GET
def made_file_list(request: SignedIn) -> HttpResponse:
    """One's files, the latest first."""
    refusal_of(keep_filters(request.user))
    page = list_page(MadeFile.objects.visible_to(request.user), request.GET, sorts=SORTS)
    context = {"page": page, "days": settings.FILE_DAYS}
    return render(request, "quota_admin/made_files/made_file_list.html", context)


@require_POST
def made_file_ask(request: SignedIn) -> HttpResponse:
    """Asks for a list as a file and shows how far it is."""
    page, query = asked_list(request.POST)
    if not PAGES[page].is_sent:
        raise Http404
    ending = "pdf" if request.POST.get("ending") == "pdf" else "xlsx"
    file = ask_for_file(title=str(PAGES[page].label), page=page, query=query, ending=ending, by=request.user)
    make_soon(file)
    return redirect("made_file_detail", file.pk)


@never_cache
@require_GET
def made_file_detail(request: SignedIn, pk: int) -> HttpResponse:
    """How far it is: the page asks again by itself until it is over, with script and without."""
    file = get_visible_or_404(MadeFile.objects, request.user, pk=pk)
    context = {"file": file, "days": settings.FILE_DAYS, "list": PAGES.get(file.page)}
    name = "_progress" if request.headers.get("HX-Request") else "made_file_detail"
    response = render(request, f"quota_admin/made_files/{name}.html", context)
    if not file.is_over and name != "_progress":
        response["Refresh"] = "10"
    return response


@never_cache
@require_GET
def made_file_content(request: SignedIn, pk: int) -> HttpResponseBase:
    """The bytes, under their name."""
    file = get_visible_or_404(MadeFile.objects, request.user, pk=pk)
    if not file.content:
        raise Http404
    response = FileResponse(file.content.open("rb"), content_type=file.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return response
