"""One inspection with everything about it, and its steps."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.views.confirmation import seen_of
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.http import get_visible_or_404
from common.listing import list_page
from common.periods import today
from common.workflow import Action, refusal_of
from documents.files.pdf import http_pdf
from enterprises.reads.past import named_then
from enterprises.rules.eligibility import rule_set_on
from inspections import permissions
from inspections.files.inspection_notice import notice_document
from inspections.forms.inspections import VisitDayForm, VisitForm
from inspections.models import Inspection, RectificationOrder
from inspections.reads.next_step import next_step
from inspections.reads.overview import day_of_visit
from inspections.rules.clauses import CHECKLISTS
from inspections.services.inspections import notify, publish, record_visit, report_upward
from inspections.services.orders import close
from inspections.transitions import INSPECTION
from inspections.views.steps import act

METHODS = ["GET", "POST"]


def get_inspection(request: HttpRequest, pk: int) -> Inspection:
    """The row, if the person may see it."""
    rows = Inspection.objects.select_related("enterprise__province", "organisation", "group", "draw__plan")
    return get_visible_or_404(rows, request.user, pk=pk)


@require_GET
def inspection_detail(request: SignedIn, pk: int) -> HttpResponse:
    """Everything about one inspection, and what comes next."""
    inspection = get_inspection(request, pk)
    named_then([inspection], day_of_visit)
    user = request.user
    rows = inspection.findings.select_related("found_by", "replied_by", "decided_by", "decided_for", "pond")
    findings = list(rows.prefetch_related("files__attachment"))
    orders = RectificationOrder.objects.filter(inspection=inspection)
    order = orders.select_related("issued_by", "reinspected_by", "lifted_by").first()
    context = {
        "inspection": inspection,
        "inspectors": inspection.inspectors.all(),
        "items": [(item, inspection.checklist.get(item.code)) for item in CHECKLISTS.get(inspection.rule_set, ())],
        "findings": [(row, _finding_actions(user, row)) for row in findings],
        "order": order,
        "next_step": next_step(inspection, findings, order),
        "actions": _actions(user, inspection),
        "events": Event.objects.about(inspection),
        "may_see_draw": (not user.organisation.is_group and inspection.organisation_id == user.organisation_id)
        or user.sees_everything,
    }
    return render(request, "inspections/inspections/inspection_detail.html", context)


def _actions(user: User, inspection: Inspection) -> list[Action]:
    """What the state allows, for the organisation that acts."""
    if user.organisation.is_group or user.sees_everything:
        return []
    conducting, ordering = permissions.conduct(user, inspection), permissions.issue_order(user, inspection)
    groundless, ordered = inspection.nothing_stands, inspection.rectification is not None
    announced, recorded = inspection.visit_on is not None, inspection.inspected_on is not None
    closing = _("Lift the order and close") if ordered else _("Close the inspection")
    steps: list[tuple[str, Any, str, Any]] = [
        ("notify", _("Change the day") if announced else _("Announce the visit"), "inspection_notify", conducting),
        ("record", _("Correct the record") if recorded else _("Record the visit"), "inspection_record", conducting),
        ("report", _("Report upward"), "inspection_report", permissions.report(user, inspection)),
        ("order", _("Order rectification"), "order_issue", ordering),
        ("reinspect", _("Enter the re-inspection"), "order_reinspect", conducting),
        ("close", closing, "inspection_close", permissions.close(user, inspection)),
    ]
    actions = [
        Action(step, label, reverse(name, args=[inspection.pk]), refusal)
        for step, label, name, refusal in steps
        if (inspection.state, step) in INSPECTION and _is_sensible(step, groundless=groundless, ordered=ordered)
    ]
    if inspection.state in {"inspected", "reported"}:
        url = reverse("finding_new", args=[inspection.pk])
        actions.insert(0, Action("find", _("Enter a finding"), url, conducting))
    if inspection.reported_at and not inspection.published_at:
        url = reverse("inspection_publish", args=[inspection.pk])
        actions.append(Action("publish", _("Publish the extract"), url, permissions.publish(user, inspection)))
    return actions


def _is_sensible(step: str, *, groundless: bool, ordered: bool) -> bool:
    """No order without findings in force; no closing while findings wait for an order."""
    return {"order": not groundless, "close": groundless or ordered}.get(step, True)


def _finding_actions(user: User, finding: Any) -> list[Action]:
    if finding.state not in {"open", "replied"} or user.sees_everything:
        return []
    if user.organisation.is_group:
        url, refusal = reverse("finding_reply", args=[finding.pk]), permissions.reply(user, finding)
        label = _("Correct the reply") if finding.state == "replied" else _("Reply")
        return [Action("reply", label, url, refusal)]
    url = reverse("visit_finding_decide", args=[finding.pk])
    return [Action("decide", _("Make final or dismiss"), url, permissions.decide_finding(user, finding))]


@require_http_methods(METHODS)
def inspection_notify(request: SignedIn, pk: int) -> HttpResponse:
    """The day of the visit."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.conduct(request.user, inspection))
    form = VisitDayForm(request.POST or None)
    return act(
        request, title=_("Announce the visit"), label=_("Announce"), form=form,
        effects=[_("The group sees the inspection from now on; the notice can be printed.")],
        back=inspection.get_absolute_url(), back_label=str(inspection), done=_("Announced."),
        perform=lambda: notify(inspection=inspection, by=request.user, **form.cleaned_data),
    )  # fmt: skip


@require_GET
def inspection_notice(request: SignedIn, pk: int) -> HttpResponse:
    """The notice as a PDF; before the visit is announced there is none."""
    inspection = get_inspection(request, pk)
    if inspection.visit_on is None:
        raise Http404
    return http_pdf(f"{inspection.number}.pdf", notice_document(inspection))


@require_http_methods(METHODS)
def inspection_record(request: SignedIn, pk: int) -> HttpResponse:
    """What was seen."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.conduct(request.user, inspection))
    form = VisitForm(request.POST or None, rule_set=rule_set_on(today()), initial={"inspected_on": today()})

    def perform() -> None:
        values = dict(form.cleaned_data)
        day, summary = values.pop("inspected_on"), values.pop("summary")
        record_visit(inspection=inspection, inspected_on=day, checklist=values, summary=summary, by=request.user)

    return act(
        request, title=_("Record the visit"), label=_("Record"), form=form, perform=perform,
        effects=[_("A second person reports the inspection upward within some working days; it is a deadline.")],
        back=inspection.get_absolute_url(), back_label=str(inspection), done=_("Recorded."),
    )  # fmt: skip


@require_http_methods(METHODS)
def inspection_report(request: SignedIn, pk: int) -> HttpResponse:
    """Reported upward by a second person."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.report(request.user, inspection))
    return act(
        request, title=_("Report %(number)s upward") % {"number": inspection.number}, label=_("Report upward"),
        effects=[_("The ministries read the inspection with its findings; the deadline is met.")], about=inspection,
        back=inspection.get_absolute_url(), back_label=str(inspection), done=_("Reported."), signing=True,
        perform=lambda: report_upward(inspection=inspection, by=request.user, seen=seen_of(request)),
    )  # fmt: skip


@require_http_methods(METHODS)
def inspection_publish(request: SignedIn, pk: int) -> HttpResponse:
    """The extract becomes public."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.publish(request.user, inspection))
    effects = [
        _("Everybody can read enterprise, authority, day and result, without signing in; no figure and no reply.")
    ]
    return act(
        request, title=_("Publish the extract"), label=_("Publish"), effects=effects, done=_("Published."),
        back=inspection.get_absolute_url(), back_label=str(inspection),
        perform=lambda: publish(inspection=inspection, by=request.user),
    )  # fmt: skip


@require_http_methods(METHODS)
def inspection_close(request: SignedIn, pk: int) -> HttpResponse:
    """A second person lifts the order and closes."""
    inspection = get_inspection(request, pk)
    refusal_of(permissions.close(request.user, inspection))
    title, label = _("Close the inspection"), _("Close")
    effects = [_("Nothing has to be rectified; the result can be published.")]
    if inspection.rectification is not None:
        title, label = _("Lift the order and close the inspection"), _("Lift and close")
        effects = [
            _("The order is lifted from the day of the re-inspection on, and no longer bars from quota."),
            _("What the re-inspection found is written into the register."),
        ]
    return act(
        request, title=title, label=label, effects=effects,
        back=inspection.get_absolute_url(), back_label=str(inspection), done=_("Closed."), signing=True,
        about=inspection, perform=lambda: close(inspection=inspection, by=request.user, seen=seen_of(request)),
    )  # fmt: skip


@login_not_required
@require_GET
def published_inspections(request: HttpRequest) -> HttpResponse:
    """The published extract (一公开): enterprise, authority, day and result."""
    rows = Inspection.objects.published().select_related("enterprise", "organisation").prefetch_related("findings")
    page = list_page(rows.order_by("-published_at", "pk"), request.GET)
    return render(request, "inspections/overview/published.html", {"rows": page})
