"""Reconciliation with the traceability system: extracts uploaded, differences explained and decided."""

from datetime import date

from django.contrib import messages
from django.core import signing
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.confirmation import proof_context, seen_of
from accounts.views.headings import match_in_form, matched_files
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import NotValid
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import Month, now, today
from common.quantities import Category
from common.workflow import refusal_of
from documents.files.headings_unknown import HeadingsUnknown
from documents.files.workbooks import http_workbook
from documents.services.attachments import http_attachment
from enterprises.reads.past import named_then
from reporting import permissions
from reporting.files.differences import differences_workbook
from reporting.files.extract import LAYOUT
from reporting.forms.traceability import DecideDifferenceForm, DifferenceFilter, ExplainForm, ExtractForm
from reporting.models import Difference, ProductionReport, TraceabilityExtract, TraceabilityFigure
from reporting.rules.reconciliation import QUANTITIES
from reporting.services.differences import decide_difference, explain_difference, tolerance
from reporting.services.extracts import preview_extract, take_extract

SALT = "traceability-extract"
HOUR = 3600
SORTS = {
    "month": ("year", "month", "group__position", "enterprise__credit_code", "category"),
    "group": ("group__position", "year", "month"),
    "enterprise": ("enterprise__name_zh", "year", "month"),
    "category": ("category", "year", "month"),
    "status": ("state", "year", "month"),
    "days": ("opened_at",),
}


def day_of_month(row: Difference) -> date:
    """The day whose name its enterprise bears."""
    return row.period.last_day


@require_GET
def difference_list(request: SignedIn) -> HttpResponse:
    """The differences that this person sees, the oldest first, and the extracts they rest on."""
    form = DifferenceFilter(request.GET or None, user=request.user)
    rows = form.narrowed(Difference.objects.visible_to(request.user).with_people())
    extracts = TraceabilityExtract.objects.visible_to(request.user).select_related("group", "uploaded_by")
    page, as_of = list_page(rows, request.GET, sorts=SORTS), now()
    context = {
        "form": form,
        "page": page,
        "rows": [(row, row.age(as_of)) for row in named_then(page, day_of_month)],
        "extracts": extracts[:24],
        "uploading": permissions.upload_extract(request.user),
        "explaining": permissions.explain_differences(request.user),
        "tolerance": tolerance(),
    }
    return render(request, "reporting/traceability/difference_list.html", context)


@require_GET
def difference_export(request: SignedIn) -> HttpResponse:
    """The list as a workbook, with its filter."""
    form = DifferenceFilter(request.GET or None, user=request.user)
    shown = form.narrowed(Difference.objects.visible_to(request.user).with_people())
    rows = named_then(shown, day_of_month)
    return http_workbook(f"追溯数据差异-{today().isoformat()}.xlsx", differences_workbook(rows, request.user, now()))


@require_GET
def difference_detail(request: SignedIn, pk: int) -> HttpResponse:
    """A difference: both figures, the explanation, the decision, and what this person may do about it."""
    return _difference_page(request, _visible(request, pk))


@require_POST
def difference_explain(request: SignedIn, pk: int) -> HttpResponse:
    """Store the group's explanation of the difference, with a document if given."""
    difference = _visible(request, pk)
    refusal_of(permissions.explain_difference(request.user, difference))
    form = ExplainForm(request.POST, request.FILES)
    if form.is_valid():
        values = form.cleaned_data
        try:
            explain_difference(
                difference=difference,
                explanation=values["explanation"],
                upload=values["file"],
                by=request.user,
                seen=seen_of(request),
            )
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The explanation is on record; the province and the ministry see it."))
            return redirect("difference_detail", difference.pk)
    return _difference_page(request, difference, explain=form)


@require_POST
def difference_decide(request: SignedIn, pk: int) -> HttpResponse:
    """The province or MIIT decides what becomes of it."""
    difference = _visible(request, pk)
    refusal_of(permissions.decide_difference(request.user, difference))
    form = DecideDifferenceForm(request.POST)
    if form.is_valid():
        try:
            decide_difference(difference=difference, by=request.user, seen=seen_of(request), **form.cleaned_data)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The difference is decided."))
            return redirect("difference_detail", difference.pk)
    return _difference_page(request, difference, decide=form)


def _visible(request: SignedIn, pk: int) -> Difference:
    return get_visible_or_404(Difference.objects.with_people(), request.user, pk=pk)


def _difference_page(
    request: SignedIn, difference: Difference, *, explain: Form | None = None, decide: Form | None = None
) -> HttpResponse:
    """The page; a form that was sent comes back with what was typed."""
    user, open_still, sent = request.user, difference.is_pending, explain or decide
    initial = {"explanation": difference.explanation}
    context = {
        "difference": difference,
        "age": difference.age(now()),
        "explain": (explain or ExplainForm(initial=initial))
        if open_still and not permissions.explain_difference(user, difference)
        else None,
        "decide": (decide or DecideDifferenceForm())
        if open_still and not permissions.decide_difference(user, difference)
        else None,
        "sent": sent,
        "events": Event.objects.about(difference),
        "sees_report": ProductionReport.objects.visible_to(user).filter(pk=difference.report_id).exists(),
        "tolerance": tolerance(),
        **proof_context(request, about=difference),
    }
    status = form_status(sent) if sent else 200
    return render(request, "reporting/traceability/difference_detail.html", context, status=status)


@require_GET
def difference_file(request: SignedIn, pk: int) -> HttpResponse:
    """The document attached to the explanation."""
    rows = Difference.objects.exclude(attachment=None).select_related("attachment")
    found = get_visible_or_404(rows, request.user, pk=pk)
    assert found.attachment is not None, "the rows are those with one"
    return http_attachment(found.attachment)


@require_GET
def extract_detail(request: SignedIn, pk: int) -> HttpResponse:
    """What an extract states, as far as this person sees its enterprises."""
    extract = get_visible_or_404(
        TraceabilityExtract.objects.select_related("group", "uploaded_by"), request.user, pk=pk
    )
    figures = TraceabilityFigure.objects.visible_to(request.user).filter(extract=extract)
    page = list_page(figures.select_related("enterprise__province"), request.GET)
    named_then(page, extract.period.last_day)
    fields = LAYOUT.by_field
    context = {
        "extract": extract,
        "figures": page,
        "columns": [(fields[name].label, header) for name, header in extract.columns.items() if header],
        "others": TraceabilityExtract.objects.visible_to(request.user)
        .of_month(extract.group, extract.period)
        .exclude(pk=extract.pk),
    }
    return render(request, "reporting/traceability/extract_detail.html", context)


@require_http_methods(["GET", "POST"])
def extract_upload(request: SignedIn) -> HttpResponse:
    """Takes a file and shows what it would bring. Nothing is stored."""
    refusal_of(permissions.upload_extract(request.user))
    initial = {"month": str(Month.of(today()).previous)}
    form = ExtractForm(request.POST or None, matched_files(request, LAYOUT, "file", by=request.user), initial=initial)
    match: dict[str, object] = {}
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        name, content = upload.name, upload.read()
        try:
            preview = preview_extract(month=form.cleaned_data["month"], data=content, file_name=name, by=request.user)
        except HeadingsUnknown as refusal:
            refuse_form(form, refusal)
            match = match_in_form(request.user, LAYOUT, name, content, refusal.headings)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            context = {
                "preview": preview,
                "token": signing.dumps(preview.to_json(), salt=SALT, compress=True),
                "quantities": QUANTITIES,
                "categories": dict(Category.choices),
                **match_in_form(request.user, LAYOUT, name, content, preview.headings),
            }
            status = 422 if preview.refused else 200
            return render(request, "reporting/traceability/extract_preview.html", context, status=status)
    context = {"form": form, **match}
    return render(request, "reporting/traceability/extract_upload.html", context, status=form_status(form))


@require_POST
def extract_confirm(request: SignedIn) -> HttpResponse:
    """Takes over what the preview showed."""
    refusal_of(permissions.upload_extract(request.user))
    try:
        stored = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        raise NotValid("preview_expired", _("The preview is too old; upload the file again.")) from None
    extract = take_extract(preview=stored, by=request.user)
    count = Difference.objects.pending().filter(group=extract.group, year=extract.year, month=extract.month).count()
    messages.success(request, _("The extract is taken over; %(count)s differences are open.") % {"count": count})
    return redirect("extract_detail", extract.pk)
