"""The page on which a notice is typed in, with annex 1 from a workbook or pasted, and looked at before it is stored."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.files.annex import annex_template, at_rows, read_annex, text_of_annex
from allocations.forms.notices import NoticeEntryForm
from allocations.models import Notice
from allocations.reads.annex import annex_of
from allocations.services.notices import load_notice, preview_notice
from common.constraints import NotValid, Refusal
from common.http import form_status
from common.workflow import refusal_of
from documents.files.workbooks import http_workbook


@require_http_methods(["GET", "POST"])
def notice_enter(request: SignedIn) -> HttpResponse:
    """Shows what the entry would be, with every fault at its row and cell; stores a draft when asked to."""
    refusal_of(permissions.draft_notice(request.user))
    form = NoticeEntryForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "cells": {}, "annex": None, "notice": None}
    if form.is_bound and _with_workbook_as_text(form) and form.is_valid():
        notice = _try(request, form, context)
        if notice is not None:
            messages.success(request, _("The draft is loaded. Check it, then send it for signature."))
            return redirect("notice_detail", notice.pk)
    status = form_status(form) if not context["cells"] else 422
    return render(request, "allocations/notices/notice_enter.html", context, status=status)


def _with_workbook_as_text(form: NoticeEntryForm) -> bool:
    """The cells of an uploaded workbook take the place of what was pasted; the reader sees them and may mend them."""
    upload = form.files.get("workbook")
    if upload is None:
        return True
    form.is_valid()
    try:
        text = text_of_annex(upload.read())
    except NotValid as refusal:
        form.add_error("workbook", str(refusal))
        return False
    posted = QueryDict(mutable=True)
    posted.update(form.data)
    posted["annex"] = text
    form.data = posted
    form.full_clean()
    return True


def _try(request: SignedIn, form: NoticeEntryForm, context: dict[str, Any]) -> Notice | None:
    annex = read_annex(form.cleaned_data["annex"])
    if annex.faults:
        context["cells"] = annex.faults
        return None
    data = form.as_notice(annex)
    try:
        context["annex"], faults = preview_notice(data=data, by=request.user, look=annex_of)
        context["cells"] = at_rows(faults, annex)
        if "save" in request.POST and not faults:
            return load_notice(data=data, by=request.user)
    except Refusal as refusal:
        context["cells"] = at_rows({path: str(said) for path, said in refusal.cells.items()}, annex) or {
            _("notice"): str(refusal)
        }
    return None


@require_GET
def annex_template_xlsx(request: SignedIn) -> HttpResponse:
    """The workbook of annex 1 to fill in."""
    refusal_of(permissions.draft_notice(request.user))
    return http_workbook("附件1模板.xlsx", annex_template())
