"""Findings with their evidence and replies, and orders."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.views.confirmation import seen_of
from accounts.views.signed_in import SignedIn
from common.http import get_visible_or_404
from common.periods import day_text, today
from common.workflow import refusal_of
from documents.services.attachments import http_attachment
from inspections import permissions
from inspections.forms.inspections import DecisionForm, FindingForm, OrderForm, ReinspectionForm, ReplyForm
from inspections.models import FindingFile, InspectionFinding, RectificationOrder
from inspections.services.findings import add_finding, decide, reply
from inspections.services.orders import issue_order, reinspect
from inspections.views.inspections import METHODS, get_inspection
from inspections.views.steps import act


@require_http_methods(METHODS)
def finding_new(request: SignedIn, pk: int) -> HttpResponse:
    """What was found, with photos."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.conduct(request.user, inspection))
    form = FindingForm(
        request.POST or None, request.FILES or None, inspection=inspection, initial={"found_on": today()}
    )

    def perform() -> None:
        values = dict(form.cleaned_data)
        add_finding(inspection=inspection, uploads=values.pop("file"), by=request.user, **values)

    effects = [
        _(
            "The group may reply within some working days; then another officer makes the finding final or dismisses it."
        ),
        _("A final finding of emission, radiation, tailings, halt or illegal feed is written into the register."),
    ]
    return act(
        request, title=_("Enter a finding"), label=_("Enter"), effects=effects, form=form, perform=perform,
        back=inspection.get_absolute_url(), back_label=str(inspection), done=_("Entered."),
    )  # fmt: skip


def _finding(request: SignedIn, pk: int) -> InspectionFinding:
    rows = InspectionFinding.objects.select_related("inspection__organisation", "inspection__enterprise")
    return get_visible_or_404(rows, request.user, pk=pk)


@require_http_methods(METHODS)
def finding_reply(request: SignedIn, pk: int) -> HttpResponse:
    """The group's word."""
    finding = _finding(request, pk)
    refusal_of(permissions.reply(request.user, finding))
    form = ReplyForm(request.POST or None, request.FILES or None)
    effects = [
        _("The finding: %(text)s") % {"text": finding.text},
        _("Your reply is shown beside the finding; it is due by %(day)s.") % {"day": day_text(finding.reply_until)},
    ]
    return act(
        request, title=_("Reply to finding %(number)s") % {"number": finding.number}, label=_("Reply"),
        effects=effects, form=form, back=finding.inspection.get_absolute_url(), back_label=str(finding.inspection),
        done=_("The reply is sent."),
        perform=lambda: reply(
            finding=finding, text=form.cleaned_data["text"], uploads=form.cleaned_data["file"], by=request.user
        ),
    )  # fmt: skip


@require_http_methods(METHODS)
def visit_finding_decide(request: SignedIn, pk: int) -> HttpResponse:
    """Final or dropped."""
    finding = _finding(request, pk)
    refusal_of(permissions.decide_finding(request.user, finding))
    form = DecisionForm(request.POST or None)
    return act(
        request, title=_("Decide finding %(number)s") % {"number": finding.number}, label=_("Decide"), form=form,
        effects=_effects_of_deciding(finding), about=finding.inspection, signing=True,
        back=finding.inspection.get_absolute_url(), back_label=str(finding.inspection), done=_("Decided."),
        perform=lambda: decide(finding=finding, by=request.user, seen=seen_of(request), **form.cleaned_data),
    )  # fmt: skip


def _effects_of_deciding(finding: InspectionFinding) -> list[str]:
    words = [_("The finding: %(text)s") % {"text": finding.text}]
    if finding.reply:
        words.append(_("The group's reply: %(text)s") % {"text": finding.reply})
    else:
        words.append(
            _("The group has not replied; it may until %(day)s, and the finding is not made final before.")
            % {"day": day_text(finding.reply_until)}
        )
    if finding.as_kind.fact:
        return [
            *words,
            _("Made final, it is written into the register as of %(day)s, and eligibility follows.")
            % {"day": day_text(finding.found_on)},
        ]
    return [
        *words,
        _(
            "Once it is final, its rectification can be ordered; the finding itself does not make the enterprise ineligible."
        ),
    ]


@require_GET
def finding_file(request: SignedIn, pk: int) -> HttpResponse:
    """A photo or a document, as uploaded."""
    rows = FindingFile.objects.select_related("attachment")
    return http_attachment(get_visible_or_404(rows, request.user, pk=pk).attachment)


@require_http_methods(METHODS)
def order_issue(request: SignedIn, pk: int) -> HttpResponse:
    """What to rectify by when."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.issue_order(request.user, inspection))
    form = OrderForm(request.POST or None)
    effects = [
        _("The group has until the day you give; it is a deadline."),
        _("With a stop of production the enterprise gets no quota until two people have lifted the order."),
    ]
    return act(
        request, title=_("Order rectification"), label=_("Order"), effects=effects, form=form, about=inspection,
        back=inspection.get_absolute_url(), back_label=str(inspection), done=_("Ordered."), signing=True, danger=True,
        perform=lambda: issue_order(
            inspection=inspection, by=request.user, seen=seen_of(request), **form.cleaned_data
        ),
    )  # fmt: skip


@require_http_methods(METHODS)
def order_reinspect(request: SignedIn, pk: int) -> HttpResponse:
    """What the re-inspection found."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.conduct(request.user, inspection))
    order = get_visible_or_404(RectificationOrder.objects, request.user, inspection=inspection)
    form = ReinspectionForm(request.POST or None)
    effects = [
        _("To be rectified: %(demands)s") % {"demands": order.demands},
        _("When it is rectified, the order is asked to be lifted; another officer lifts it."),
    ]
    return act(
        request, title=_("Enter the re-inspection"), label=_("Enter"), effects=effects, form=form,
        back=inspection.get_absolute_url(), back_label=str(inspection), done=_("Entered."),
        perform=lambda: reinspect(order=order, by=request.user, **form.cleaned_data),
    )  # fmt: skip
