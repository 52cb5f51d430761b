"""How an organisation's own sheets call the columns of a form: shown, and edited by its clerk."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.headings import AddedForm, HeadingsForm
from accounts.models import HeadingMatch, Organisation
from accounts.permissions import heading_policies
from accounts.reads.headings import names_of
from accounts.services.headings import match_headings
from accounts.views.signed_in import SignedIn
from allocations.files.annex import LAYOUT as ANNEX
from allocations.services.filing_workbook import LAYOUT as FILING
from common.http import form_status
from common.workflow import Action, refusal_of
from deadlines.files.day_list import LAYOUT as CALENDAR
from documents.files.layouts import Layout
from enterprises.files.register_workbook import LAYOUT as REGISTER
from history.files.layouts import HEADS, OUTPUTS, SHARES, SPLITS
from history.files.register import LAYOUTS as REGISTER_OF_PAST_YEARS
from reporting.files.extract import LAYOUT as EXTRACT
from reporting.files.report_workbook import LAYOUT as REPORT

Kind = Organisation.Kind
# One register of several tables; each is matched under the name of its own.
PAST_REGISTER = tuple(Layout(name, layout.headings, layout.notes) for name, layout in REGISTER_OF_PAST_YEARS.items())
# Who hands in what: the groups their reports, splits and extracts, MIIT the annex, the register and the calendar.
LAYOUTS = {
    Kind.GROUP: (
        (REPORT, gettext_lazy("Monthly report")),
        (FILING, gettext_lazy("Sub-allocation")),
        (EXTRACT, gettext_lazy("Traceability extract")),
    ),
    Kind.MIIT: (
        (ANNEX, gettext_lazy("Annex 1 of a notice")),
        (REGISTER, gettext_lazy("Register of enterprises")),
        (CALENDAR, gettext_lazy("Working-day calendar")),
        (HEADS, gettext_lazy("Past years: notices")),
        (SHARES, gettext_lazy("Past years: shares of the groups")),
        (SPLITS, gettext_lazy("Past years: splits")),
        (OUTPUTS, gettext_lazy("Past years: monthly outputs")),
        *((layout, gettext_lazy("Past years: register of enterprises")) for layout in PAST_REGISTER),
    ),
}


FORMS = {layout.name: (layout, label) for own in LAYOUTS.values() for layout, label in own}


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
        for layout, label in LAYOUTS.get(Kind(request.user.organisation.kind), ())
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
