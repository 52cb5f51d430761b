"""The pages of sub-allocation filings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Organisation, User
from accounts.reads.staleness import seen_now, who_did
from accounts.views.confirmation import ask, proof_context, proved, seen_of
from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.files.filing_letter import filing_letter, receipt_document
from allocations.forms.filings import BelowForm, OpinionForm, ReturnFilingForm
from allocations.models import Consultation, Filing, Notice
from allocations.models.filing import FilingQuerySet
from allocations.reads.filing_checks import below_production, lowered
from allocations.reads.pending import pending_of
from allocations.reads.split import lines_for_province, split_of, split_page
from allocations.reads.year import YearRow, year_rows
from allocations.services import filings as services
from allocations.transitions import FILING
from audit.models import Event
from common.constraints import NotValid, Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import day_of, now, today
from common.workflow import Action, refusal_of
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from documents.files.pdf import http_pdf, pdf_refusal

LONGEST_YEAR = 4
SORTS = {
    "group": ("group__position", "-version"),
    "number": ("pk",),
    "status": ("state", "group__position"),
    "submitted": ("-submitted_at",),
    "decided": ("-decided_at",),
}


@require_GET
def filing_list(request: SignedIn) -> HttpResponse:
    """Filings by year: for a ministry the whole country, for a group its versions, for a province its part."""
    asked = request.GET.get("year", "")
    latest = Notice.objects.visible_to(request.user).issued().order_by("-year").values_list("year", flat=True).first()
    year = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_YEAR else latest or today().year
    filings = _filings().visible_to(request.user).filter(year=year).prefetch_related("group__former_names")
    home = request.user.organisation
    nation = request.user.sees_everything
    groups = Organisation.objects.groups().values_list("pk", "name_zh") if nation else []
    context = {
        "year": year,
        "filings": list_page(filings, request.GET, sorts=SORTS),
        "rows": _year_rows(request, year, list(groups)),
        "pending": pending_of(year, request.user),
        "start": _start_action(request, year),
        "notice": Notice.objects.visible_to(request.user).issued().of_year(year).last(),
        "consultations": Consultation.objects.visible_to(request.user).filter(
            authority=home,
            opinion=Consultation.Opinion.SILENT,
            filing__state__in=(Filing.State.CONSULTING, Filing.State.SUBMITTED),
        ),
    }
    return render(request, "allocations/filings/filing_list.html", context)


def _year_rows(request: SignedIn, year: int, groups: list[tuple[int, str]]) -> list[YearRow]:
    """For the ministries the nation and every group, for a group its own row; a province has none."""
    home = request.user.organisation
    if not request.user.sees_business:
        return []
    if request.user.sees_everything:
        return year_rows(year, groups)
    return year_rows(year, [(home.pk, home.name)])[1:] if home.is_group else []


def _start_action(request: SignedIn, year: int) -> Action | None:
    home = request.user.organisation
    if not home.is_group:
        return None
    refusal = permissions.draft_filing(request.user, home)
    if refusal is None and home.filings.open().filter(year=year).exists():
        refusal = Refusal(
            "filing_open",
            _("A version for %(year)s is open already; finish that one first.") % {"year": year},
        )
    label = _("Begin the split of %(year)s") % {"year": year}
    return Action("start", label, reverse("filing_start", args=[year]), refusal, confirm=False)


@require_POST
def filing_start(request: SignedIn, year: int) -> HttpResponse:
    """Begins a version from the quota in force and opens it for entry."""
    filing = services.start_filing(group=request.user.organisation, year=year, by=request.user)
    return redirect("filing_edit", filing.pk)


@require_GET
def filing_detail(request: SignedIn, pk: int) -> HttpResponse:
    """The filing as this person may see it: whole, or a province's own lines."""
    filing = get_visible_or_404(_filings(), request.user, pk=pk)
    as_of = day_of(filing.submitted_at) if filing.submitted_at else today()
    province = request.user.organisation.is_province
    split = None if province else split_page(filing, as_of=as_of, asked=request.GET)
    lines = lines_for_province(filing, request.user, request.GET) if province else None
    duties = Obligation.objects.visible_to(request.user).filter(kind="filing", organisation=filing.group)
    duty = duties.filter(period=filing.notice.period).first()
    context = {
        "filing": filing,
        "split": split,
        "lines": lines,
        "page": split.page if split else lines,
        "consultations": Consultation.objects.visible_to(request.user)
        .filter(filing=filing)
        .select_related("authority"),
        "events": [] if province else Event.objects.about(filing),
        "pending": pending_of(filing.year, request.user).without("filing", filing.pk),
        "duty": duty,
        "punctuality": duty.punctuality(filing.submitted_at or now(), current_calendar()) if duty else None,
        "actions": filing_actions(filing, request),
        "below": [] if province else below_production(filing, lowered(filing)).values(),
        "pdf_refusal": pdf_refusal(),
    }
    return render(request, "allocations/filings/filing_detail.html", context)


def filing_actions(filing: Filing, request: SignedIn) -> list[Action]:
    """The buttons of this person on a filing in its present state."""
    user, state = request.user, Filing.State

    def act(name: str, label: str, refusal: Refusal | None, *, danger: bool = False, query: str = "") -> Action:
        return Action(name, label, reverse(f"filing_{name}", args=[filing.pk]) + query, refusal, danger=danger)

    if user.organisation.is_group:
        edit = act("edit", _("Edit the figures"), permissions.draft_filing(user, filing.group))
        consult = act("consult", _("Send for consultation"), permissions.draft_filing(user, filing.group))
        submit = act("submit", _("Sign and submit"), permissions.submit_filing(user, filing))
        seen = f"?seen={seen_now(filing)}"
        discard = act("discard", _("Discard"), permissions.discard_filing(user, filing), danger=True, query=seen)
        recall = act("recall", _("Take back"), permissions.recall_filing(user, filing), danger=True, query=seen)
        offered = {
            state.DRAFT: [edit, consult, discard],
            state.RETURNED: [edit, discard],
            state.CONSULTING: [submit, edit, discard],
            state.SUBMITTED: [recall],
        }
        return offered.get(state(filing.state), [])
    if user.organisation.kind == user.organisation.Kind.MNR:
        return _opinion_action(user, filing)
    if user.sees_everything and filing.state == state.SUBMITTED:
        decide, seen = permissions.decide_filing(user, filing), f"?seen={seen_now(filing)}"
        return [
            act("accept", _("Accept for record"), decide, query=seen),
            act("return", _("Return"), decide, danger=True, query=seen),
        ]
    return []


def _opinion_action(user: User, filing: Filing) -> list[Action]:
    """The Ministry of Natural Resources gives its opinion where it was asked, until the filing is decided."""
    asked = filing.consultations.filter(authority=user.organisation_id).first()
    if asked is None or (filing.state, "opine") not in FILING:
        return []
    url = reverse("consultation_opinion", args=[asked.pk])
    return [Action("opine", _("Give an opinion"), url, permissions.give_opinion(user, asked))]


@require_http_methods(["GET", "POST"])
def filing_consult(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then sends the draft to the provinces."""
    filing = get_visible_or_404(_filings(), request.user, pk=pk)
    refusal_of(permissions.draft_filing(request.user, filing.group))
    if request.method == "POST":
        services.consult(filing=filing, by=request.user, seen=seen_of(request))
        messages.success(request, _("Sent to the provincial authorities for consultation."))
        return redirect("filing_detail", filing.pk)
    effects = [
        _(
            "Both authorities of each province concerned see the lines of their own enterprises and are asked for an opinion."
        ),
        _("Silence is shown as silence, never as consent; an objection does not block, and the ministry sees it."),
        _("Until it is submitted you can still edit it; the consultation then begins again."),
    ]
    return _ask(request, filing, _("Send for consultation"), effects)


@require_http_methods(["GET", "POST"])
def filing_submit(request: SignedIn, pk: int) -> HttpResponse:
    """The check page with all figures; then signed and submitted, and the receipt."""
    filing = get_visible_or_404(_filings(), request.user, pk=pk)
    refusal_of(permissions.see_whole_filing(request.user))
    fault = None
    if request.method == "POST":
        refusal_of(permissions.submit_filing(request.user, filing))
        fault = proved(request)
        if not fault:
            services.submit_filing(filing=filing, by=request.user, seen=seen_of(request))
            return redirect("filing_receipt", filing.pk)
    split = split_page(filing, as_of=today(), asked=request.GET)
    context = {
        **proof_context(request, about=filing, signing=True, refusal=fault),
        "filing": filing,
        "split": split,
        "page": split.page,
        "pending": pending_of(filing.year, request.user).without("filing", filing.pk),
        "consultations": filing.consultations.select_related("authority"),
        "refusal": permissions.submit_filing(request.user, filing),
    }
    return render(request, "allocations/filings/filing_check.html", context, status=fault.status if fault else 200)


@require_http_methods(["GET", "POST"])
def filing_accept(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then accepts for record; the quota moves."""
    filing = get_visible_or_404(_filings(), request.user, pk=pk)
    refusal_of(permissions.decide_filing(request.user, filing))
    fault = proved(request) if request.method == "POST" else None
    below = below_production(filing, lowered(filing))
    form = BelowForm(request.POST or None) if below else None
    if request.method == "POST" and not fault:
        try:
            why = form.cleaned_data["below_reason"] if form and form.is_valid() else ""
            services.accept_filing(filing=filing, by=request.user, seen=seen_of(request), below_reason=why)
        except NotValid as refusal:
            form = form or BelowForm(request.POST)
            form.is_valid()
            form.add_error("below_reason", str(refusal))
        else:
            said = _("Accepted for record; the quota has moved to the enterprises.")
            messages.success(request, who_did(filing, "filing.accept", by=request.user) or said)
            return redirect("filing_detail", filing.pk)
    effects = [
        _("The filing %(number)s is accepted for record.") % {"number": filing.number},
        _("The differences move between the group and its enterprises in one transaction."),
        _("An earlier version in force is superseded and stays readable."),
        *below.values(),
    ]
    return _ask(request, filing, _("Accept for record"), effects, form=form, signing=True, refusal=fault)


@require_http_methods(["GET", "POST"])
def filing_return(request: SignedIn, pk: int) -> HttpResponse:
    """Returns a filing with a reason."""
    filing = get_visible_or_404(_filings(), request.user, pk=pk)
    refusal_of(permissions.decide_filing(request.user, filing))
    form = ReturnFilingForm(request.POST or None, lines=filing.lines.select_related("enterprise"))
    if form.is_valid():
        try:
            reasons = {name: form.cleaned_data[name] for name in ("code", "reason")} | {"lines": form.at_lines}
            services.return_filing(filing=filing, **reasons, by=request.user, seen=seen_of(request))
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            said = _("Returned to the group with your reason.")
            messages.success(request, who_did(filing, "filing.return", by=request.user) or said)
            return redirect("filing_detail", filing.pk)
    effects = [
        _("The group sees your reason and edits the same version; nothing moves."),
        _("A remark on a line is shown beside that line; leave the others empty."),
    ]
    return _ask(request, filing, _("Return"), effects, form=form, danger=True)


@require_GET
def filing_receipt(request: SignedIn, pk: int) -> HttpResponse:
    """The receipt: number, exact time, version, hash, on time or late, and what happens next."""
    filings = _filings().exclude(submitted_at=None).filter(imported_from=None)
    filing = get_visible_or_404(filings, request.user, pk=pk)
    refusal_of(permissions.see_whole_filing(request.user))
    calendar = current_calendar()
    duty = Obligation.objects.filter(kind="filing", organisation=filing.group, period=filing.notice.period).first()
    punctuality = duty.punctuality(filing.submitted_at or now(), calendar) if duty else None
    context = {"filing": filing, "duty": duty, "punctuality": punctuality, "pdf_refusal": pdf_refusal()}
    return render(request, "allocations/filings/filing_receipt.html", context)


@require_GET
def filing_pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The filing letter; a province, which sees only its own lines, gets none."""
    filing = get_visible_or_404(_filings().exclude(submitted_at=None), request.user, pk=pk)
    refusal_of(permissions.see_whole_filing(request.user))
    as_of = day_of(filing.submitted_at or now())
    return http_pdf(f"{filing.number}.pdf", filing_letter(filing, split_of(filing, as_of=as_of)))


@require_GET
def filing_receipt_pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The receipt as a PDF."""
    filings = _filings().exclude(submitted_at=None).filter(imported_from=None)
    filing = get_visible_or_404(filings, request.user, pk=pk)
    refusal_of(permissions.see_whole_filing(request.user))
    return http_pdf(f"{filing.number}-receipt.pdf", receipt_document(filing))


@require_http_methods(["GET", "POST"])
def consultation_opinion(request: SignedIn, pk: int) -> HttpResponse:
    """An authority gives its opinion on its own enterprises' lines."""
    consultations = Consultation.objects.select_related("filing__group", "filing__notice", "authority")
    consultation = get_visible_or_404(consultations, request.user, pk=pk)
    barred = permissions.give_opinion(request.user, consultation)
    if request.method == "POST":
        refusal_of(barred)
    form = OpinionForm(request.POST or None)
    if form.is_valid():
        try:
            opinion = {**form.cleaned_data, "seen": seen_of(request)}
            services.give_opinion(consultation=consultation, by=request.user, **opinion)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Your opinion is recorded and shown to the group and the ministries."))
            return redirect("filing_detail", consultation.filing_id)
    context = {
        "consultation": consultation,
        "form": form,
        "page": lines_for_province(consultation.filing, request.user, request.GET),
        "refusal": barred,
        "withdraw": _withdraw_action(consultation, barred),
        **proof_context(request, about=consultation.filing),
    }
    return render(request, "allocations/filings/consultation.html", context, status=form_status(form))


def _withdraw_action(consultation: Consultation, barred: Refusal | None) -> Action | None:
    """Until the filing is decided; nothing where no opinion was given."""
    if consultation.given_at is None or (consultation.filing.state, "withdraw_opinion") not in FILING:
        return None
    url = reverse("opinion_withdraw", args=[consultation.pk])
    return Action("withdraw", _("Withdraw the opinion"), url, barred, danger=True)


def _filings() -> FilingQuerySet:
    return Filing.objects.select_related("group", "notice", "signed_by", "signed_for", "decided_by", "imported_from")


def _ask(request: SignedIn, filing: Filing, label: str, effects: list[str], **more: Any) -> HttpResponse:
    back = reverse("filing_detail", args=[filing.pk])
    return ask(
        request, title=label, label=label, effects=effects, back=back, back_label=str(filing), about=filing, **more
    )
