"""Which enterprises there are: entered and kept by the ministry's clerk, with the groups they belong to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.signed_in import SignedIn
from common.constraints import NotValid, Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.workflow import refusal_of
from enterprises import permissions
from enterprises.forms.enterprises import EditEnterpriseForm, JoinForm, LeaveForm, NewEnterpriseForm
from enterprises.models import Enterprise
from enterprises.services.enterprises import edit_enterprise, join_group, leave_group, register_enterprise

METHODS = ["GET", "POST"]


@require_http_methods(METHODS)
def enterprise_new(request: SignedIn) -> HttpResponse:
    """A new enterprise, with its group if it has one."""
    refusal_of(permissions.keep_register(request.user))
    form = NewEnterpriseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            row = _register(dict(form.cleaned_data), request)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Registered: %(name)s.") % {"name": row.name})
            return redirect(row)
    return render(request, "enterprises/enterprises/enterprise_new.html", {"form": form}, status=form_status(form))


@transaction.atomic
def _register(values: dict[str, Any], request: SignedIn) -> Enterprise:
    """Both or neither: an enterprise whose membership is refused is not registered."""
    group, valid_from = values.pop("group"), values.pop("valid_from")
    row = register_enterprise(**values, by=request.user)
    if group:
        join_group(enterprise=row, group=group, valid_from=valid_from, by=request.user)
    return row


@require_http_methods(METHODS)
def enterprise_edit(request: SignedIn, pk: int) -> HttpResponse:
    """Name and location; the log keeps what was before."""
    row = get_visible_or_404(Enterprise.objects, request.user, pk=pk)
    refusal_of(permissions.keep_register(request.user))
    form = EditEnterpriseForm(request.POST or None, instance=Enterprise.objects.get(pk=row.pk))
    if form.is_bound and form.is_valid():
        try:
            edit_enterprise(enterprise=row, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Saved; the former values are kept in the history."))
            return redirect(row)
    title = _("Name and location")
    return _page(request, row, form, title=title, label=_("Save"))


@require_http_methods(METHODS)
def enterprise_join(request: SignedIn, pk: int) -> HttpResponse:
    """From which day it belongs to which group."""
    row = get_visible_or_404(Enterprise.objects, request.user, pk=pk)
    refusal_of(permissions.keep_register(request.user))
    form = JoinForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            join_group(enterprise=row, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The membership is on record."))
            return redirect(row)
    return _page(request, row, form, title=_("Join a group"), label=_("Join"))


@require_http_methods(METHODS)
def enterprise_leave(request: SignedIn, pk: int) -> HttpResponse:
    """The last day of its membership."""
    row = get_visible_or_404(Enterprise.objects, request.user, pk=pk)
    refusal_of(permissions.keep_register(request.user))
    form = LeaveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            leave_group(enterprise=row, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The end of the membership is on record."))
            return redirect(row)
    return _page(request, row, form, title=_("Leave the group"), label=_("Leave"))


def _page(request: SignedIn, row: Enterprise, form: forms.BaseForm, *, title: str, label: str) -> HttpResponse:
    context = {"enterprise": row, "form": form, "title": title, "label": label}
    return render(request, "enterprises/enterprises/enterprise_form.html", context, status=form_status(form))
