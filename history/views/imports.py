"""Past years from spreadsheets: the list, the upload, the preview, and the steps of two people."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.headings import HeadingsForm
from accounts.reads.headings import names_of
from accounts.reads.staleness import seen_now, who_did
from accounts.services.headings import match_headings
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import NotValid, Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.workflow import Action, refusal_of
from documents.files.layouts import Layout
from documents.files.workbooks import http_workbook
from documents.services.attachments import http_attachment
from history import permissions
from history.files.layouts import LAYOUTS
from history.files.register import LAYOUTS as REGISTER_LAYOUTS
from history.files.templates import TEMPLATES, history_template
from history.forms import FileForm, HistoryForm, ReasonForm
from history.models import HistoryImport
from history.models.history_import import HistoryImportQuerySet
from history.services import imports as services

State, Kind = HistoryImport.State, HistoryImport.Kind
# The tables of each kind of workbook: whose headings are matched by hand.
TABLES: dict[str, tuple[str, ...]] = {
    Kind.REGISTER: tuple(REGISTER_LAYOUTS),
    Kind.NOTICES: ("history-notices", "history-shares"),
    Kind.SPLITS: ("history-splits",),
    Kind.OUTPUTS: ("history-outputs",),
}
LABELS = {
    "history-notices": gettext_lazy("notices"),
    "history-shares": gettext_lazy("shares of the groups"),
    "history-splits": gettext_lazy("splits"),
    "history-outputs": gettext_lazy("monthly outputs"),
    "history-register-enterprise": gettext_lazy("enterprises"),
    "history-register-membership": gettext_lazy("memberships"),
    "history-register-former_name": gettext_lazy("former names"),
}
ALL_LAYOUTS = {**LAYOUTS, **REGISTER_LAYOUTS}


@require_GET
def history_list(request: SignedIn) -> HttpResponse:
    """Every import, latest first, and the templates."""
    refusal_of(permissions.see_history(request.user))
    new = Action("new", _("Upload a workbook"), reverse("history_new"), permissions.upload_history(request.user))
    context = {"rows": _batches().visible_to(request.user), "new": new, "kinds": Kind.choices}
    return render(request, "history/imports/history_list.html", context)


@require_GET
def history_template_file(request: SignedIn, kind: str) -> HttpResponse:
    """The empty workbook of a kind, with an example."""
    refusal_of(permissions.see_history(request.user))
    if kind not in TEMPLATES:
        raise Http404
    label = Kind(kind).label
    return http_workbook(f"{label}.xlsx", history_template(kind))


@require_http_methods(["GET", "POST"])
def history_new(request: SignedIn) -> HttpResponse:
    """Keeps the file and shows what it would book. Nothing is booked."""
    refusal_of(permissions.upload_history(request.user))
    form = HistoryForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            batch = services.upload_history(**form.facts, by=request.user)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            return redirect("history_detail", batch.pk)
    context = {"form": form, "kinds": Kind.choices}
    return render(request, "history/imports/history_new.html", context, status=form_status(form))


@require_GET
def history_detail(request: SignedIn, pk: int) -> HttpResponse:
    """What the file would book or has booked, what is against it, and who did what."""
    batch = _visible(request, pk)
    tables = [(name, LABELS[name]) for name in TABLES[batch.kind]] if _may_change(request, batch) else []
    context = {
        "batch": batch,
        "preview": batch.shown,
        "actions": _actions(request, batch),
        "tables": tables if batch.shown.get("headings") else [],
        "events": Event.objects.about(batch),
    }
    return render(request, "history/imports/history_detail.html", context)


def _may_change(request: SignedIn, batch: HistoryImport) -> bool:
    undecided = batch.state in (State.UPLOADED, State.PREVIEWED)
    return undecided and permissions.upload_history(request.user) is None


def _actions(request: SignedIn, batch: HistoryImport) -> list[Action]:
    """The steps that the state allows, each with the reason why this person may not take it."""
    user, query = request.user, f"?seen={seen_now(batch)}"

    def step(name: str, label: str, refusal: Refusal | None, *, confirm: bool = True, danger: bool = False) -> Action:
        return Action(
            name, label, reverse(f"history_{name}", args=[batch.pk]) + query, refusal, confirm=confirm, danger=danger
        )

    upload, ask_back = permissions.upload_history(user), permissions.ask_reversal(user)
    by_state: dict[str, list[Action]] = {
        State.UPLOADED: [
            step("replace", _("Upload a corrected file"), upload),
            step("preview", _("Preview again"), upload),
            step("discard", _("Discard"), upload, danger=True),
        ],
        State.PREVIEWED: [
            step("confirm", _("Confirm and book"), permissions.confirm_history(user, batch)),
            step("replace", _("Upload a corrected file"), upload),
            step("preview", _("Preview again"), upload),
            step("discard", _("Discard"), upload, danger=True),
        ],
        State.BOOKED: [step("ask_reversal", _("Ask for a reversal"), ask_back, danger=True)],
        State.REVERSAL_ASKED: [
            step("reverse", _("Reverse"), permissions.reverse_history(user, batch), danger=True),
            step("keep", _("Keep it booked"), ask_back),
        ],
    }
    return by_state.get(batch.state, [])


@require_GET
def history_source(request: SignedIn, pk: int) -> HttpResponse:
    """The workbook as it was uploaded."""
    return http_attachment(_visible(request, pk).source)


@require_http_methods(["GET", "POST"])
def history_replace(request: SignedIn, pk: int) -> HttpResponse:
    """A mended file in place of the one that is there."""
    batch = _visible(request, pk)
    refusal_of(permissions.upload_history(request.user))
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            services.replace_history(
                batch=batch, upload=form.cleaned_data["file"], by=request.user, seen=seen_of(request)
            )
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            return redirect("history_detail", batch.pk)
    context = {"form": form, "batch": batch, "seen": seen_now(batch)}
    return render(request, "history/imports/history_replace.html", context, status=form_status(form))


@require_http_methods(["GET", "POST"])
def history_columns(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """The headings that nobody knows, matched by hand with the columns of one table; then the file is read again."""
    batch, layout = _visible(request, pk), _layout(name)
    refusal_of(permissions.upload_history(request.user))
    home = batch.uploaded_by.organisation
    form = HeadingsForm(
        request.POST if request.method == "POST" else None,
        headings=batch.shown.get("headings", []),
        layout=layout.with_names(names_of(home, name)),
    )
    if form.is_bound and form.is_valid():
        match_headings(organisation=home, layout=_named(layout, name), names=form.names(), by=request.user)
        services.preview_history(batch=batch, by=request.user)
        return redirect("history_detail", batch.pk)
    context = {"form": form, "batch": batch, "layout": layout}
    return render(request, "history/imports/history_columns.html", context, status=form_status(form))


def _layout(name: str) -> Layout:
    if name not in ALL_LAYOUTS:
        raise Http404
    return ALL_LAYOUTS[name]


def _named(layout: Layout, name: str) -> Layout:
    """The layout under the name that its matched headings are kept by."""
    return Layout(name, layout.headings, layout.notes)


@require_http_methods(["GET", "POST"])
def history_preview(request: SignedIn, pk: int) -> HttpResponse:
    """Reads the file again and compares it with what is there now."""
    batch = _visible(request, pk)
    refusal_of(permissions.upload_history(request.user))
    if request.method == "POST":
        services.preview_history(batch=batch, by=request.user, seen=seen_of(request))
        return redirect("history_detail", batch.pk)
    effects = [_("The file is read again and compared with what is in the system now. Nothing is booked.")]
    return _ask(request, batch, _("Preview again"), effects)


@require_http_methods(["GET", "POST"])
def history_confirm(request: SignedIn, pk: int) -> HttpResponse:
    """A second person confirms; it is booked at once, all of it or nothing."""
    batch = _visible(request, pk)
    refusal_of(permissions.confirm_history(request.user, batch))
    effects = [
        _("%(rows)s rows of “%(file)s” are booked and marked as imported; SHA-256 %(sha256)s.")
        % {
            "rows": batch.shown.get("counts", {}).get("rows", 0),
            "file": batch.source.name,
            "sha256": batch.source.sha256,
        },
        _("Execution, the comparison with the year before and the years side by side count them from now on."),
        _("Nothing falls due because of them, and nobody is notified."),
    ]
    said = _("Booked; the rows are marked with their file.")
    return _decide(request, batch, "book", services.confirm_history, _("Confirm and book"), effects, said)


@require_http_methods(["GET", "POST"])
def history_reverse(request: SignedIn, pk: int) -> HttpResponse:
    """A second person takes back what was booked."""
    batch = _visible(request, pk)
    refusal_of(permissions.reverse_history(request.user, batch))
    effects = [
        _("What “%(file)s” booked is taken back: movements of quota the other way round, reports cease to count.")
        % {"file": batch.source.name},
        _("The file, the log and what was booked stay readable; a corrected workbook can be imported."),
        _("Reason: %(reason)s") % {"reason": batch.reversal_reason},
    ]
    return _decide(request, batch, "reverse", services.reverse_history, _("Reverse"), effects, _("Reversed."))


def _decide(
    request: SignedIn,
    batch: HistoryImport,
    action: str,
    verb: Callable[..., HistoryImport],
    label: str,
    effects: list[str],
    said: str,
) -> HttpResponse:
    """Asks; with the second factor, does it."""
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and not fault:
        verb(batch=batch, by=request.user, seen=seen_of(request))
        messages.success(request, who_did(batch, f"history.{action}", by=request.user) or said)
        return redirect("history_detail", batch.pk)
    return ask(
        request,
        title=label,
        label=label,
        effects=effects,
        back=reverse("history_detail", args=[batch.pk]),
        back_label=batch.number,
        danger=action == "reverse",
        about=batch,
        signing=True,
        refusal=fault,
    )


@require_http_methods(["GET", "POST"])
def history_discard(request: SignedIn, pk: int) -> HttpResponse:
    """Puts an upload aside, with a reason."""
    batch = _visible(request, pk)
    refusal_of(permissions.upload_history(request.user))
    effects = [_("The upload is discarded; the file stays readable. Nothing is booked.")]
    return _with_reason(request, batch, services.discard_history, _("Discard"), effects)


@require_http_methods(["GET", "POST"])
def history_ask_reversal(request: SignedIn, pk: int) -> HttpResponse:
    """Asks for a booked workbook to be taken back, with a reason."""
    batch = _visible(request, pk)
    refusal_of(permissions.ask_reversal(request.user))
    effects = [_("Another officer decides; until then everything stays booked.")]
    return _with_reason(request, batch, services.ask_reversal, _("Ask for a reversal"), effects)


def _with_reason(
    request: SignedIn, batch: HistoryImport, verb: Callable[..., HistoryImport], label: str, effects: list[str]
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        verb(batch=batch, reason=form.cleaned_data["reason"], by=request.user, seen=seen_of(request))
        messages.success(request, _("Done."))
        return redirect("history_detail", batch.pk)
    return _ask(request, batch, label, effects, form=form, danger=True)


@require_http_methods(["GET", "POST"])
def history_keep(request: SignedIn, pk: int) -> HttpResponse:
    """Drops the wish to take it back."""
    batch = _visible(request, pk)
    refusal_of(permissions.ask_reversal(request.user))
    if request.method == "POST":
        services.keep_history(batch=batch, by=request.user, seen=seen_of(request))
        messages.success(request, _("It stays booked."))
        return redirect("history_detail", batch.pk)
    return _ask(request, batch, _("Keep it booked"), [_("The request is withdrawn; the import remains booked.")])


def _ask(
    request: SignedIn,
    batch: HistoryImport,
    label: str,
    effects: list[str],
    *,
    form: ReasonForm | None = None,
    danger: bool = False,
) -> HttpResponse:
    return ask(
        request,
        title=label,
        label=label,
        effects=effects,
        back=reverse("history_detail", args=[batch.pk]),
        back_label=batch.number,
        about=batch,
        form=form,
        danger=danger,
    )


def _visible(request: SignedIn, pk: int) -> HistoryImport:
    return get_visible_or_404(_batches(), request.user, pk=pk)


def _batches() -> HistoryImportQuerySet:
    return HistoryImport.objects.select_related(
        "source", "uploaded_by__organisation", "confirmed_by", "confirmed_for", "reversal_asked_by", "reversed_by",
        "reversed_for",
    )  # fmt: skip
