"""How an organisation's own sheets call the columns of a form: shown, and edited by its clerk."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.headings import AddedForm, HeadingsForm
from accounts.models import HeadingMatch
from accounts.permissions import heading_policies
from accounts.reads.headings import names_of
from accounts.services.headings import match_headings
from accounts.views.signed_in import SignedIn
from common.http import form_status
from common.workflow import Action, refusal_of
from documents.files.layouts import Layout
from quota_admin.reads.columns import FORMS, layouts_of


@dataclass(frozen=True)
class Matched:
    """A form with what the group has matched of it."""

    layout: Layout
    label: str
    row: HeadingMatch | None
    edit: Action

    @property
    def names(self) -> list[tuple[str, str]]:
        """(heading, column of the form)."""
        stored = self.row.names if self.row else {}
        fields = self.layout.by_field
        return [(text, fields[field].label if field in fields else _("not read")) for text, field in stored.items()]


@require_GET
def column_list(request: SignedIn) -> HttpResponse:
    """What the own organisation has matched, form by form."""
    refusal_of(heading_policies.see_headings(request.user))
    rows = {row.layout: row for row in HeadingMatch.objects.visible_to(request.user).select_related("saved_by")}
    refusal = heading_policies.match_headings(request.user, request.user.organisation)
    shown = [
        Matched(
            layout,
            str(label),
            rows.get(layout.name),
            Action("match", _("Edit"), reverse("column_match", args=[layout.name]), refusal, confirm=False),
        )
        for layout, label in layouts_of(request.user.organisation)
    ]
    return render(request, "accounts/headings/column_list.html", {"forms": shown})


@require_http_methods(["GET", "POST"])
def column_match(request: SignedIn, name: str) -> HttpResponse:
    """The headings of one form: each matched anew, forgotten, or one added."""
    if name not in FORMS:
        raise Http404
    layout, label = FORMS[name]
    organisation = request.user.organisation
    refusal_of(heading_policies.match_headings(request.user, organisation))
    names = names_of(organisation, name)
    kept = layout.with_names(names)
    posted = request.POST or None
    headings = [*names, *request.POST.getlist("heading")] if posted else list(names)
    form, added = HeadingsForm(posted, headings=headings, layout=kept, forget=True), AddedForm(posted)
    if posted and form.is_valid() and added.is_valid():
        more: dict[str, Any] = {added.cleaned_data["added"]: ""} if added.cleaned_data["added"] else {}
        match_headings(organisation=organisation, layout=layout, names={**more, **form.names()}, by=request.user)
        if more:
            return redirect("column_match", name)
        messages.success(request, _("The columns are kept."))
        return redirect("column_list")
    context = {"form": form, "added": added, "title": _("Columns: %(form)s") % {"form": label}}
    return render(request, "accounts/headings/column_match.html", context, status=form_status(form))
