"""Plans, the pool of inspectors, and draws."""

import json

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.views.confirmation import seen_of
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import NotAllowed
from common.http import get_visible_or_404
from common.listing import list_page
from common.workflow import Action, refusal_of
from inspections import permissions
from inspections.forms.plans import EnterpriseReasonForm, InspectorForm, PlanForm
from inspections.models import Draw, Inspector, Plan
from inspections.reads.wanted_inspections import still_wanted
from inspections.services.draws import begin_draw, close_population, exclude, make_draw
from inspections.services.plans import add_inspector, add_plan, recuse
from inspections.transitions import DRAW
from inspections.views.steps import act
from monthly_checks.models import CheckVerdict

METHODS = ["GET", "POST"]


def _only_supervisors(user: User) -> None:
    """Plans and pools are for the authorities and the ministries: a group does not learn who will come."""
    if not (user.sees_everything or (user.sees_business and user.organisation.is_province)):
        raise NotAllowed("no_supervisor", _("Plans of random inspections are kept by the provincial authorities."))


@require_GET
def plan_list(request: SignedIn) -> HttpResponse:
    """Plans and the pool of inspectors."""
    _only_supervisors(request.user)
    refusal = permissions.keep_plans(request.user)
    inspectors = Inspector.objects.visible_to(request.user).select_related("organisation")
    context = {
        "plans": list_page(Plan.objects.visible_to(request.user).select_related("organisation"), request.GET),
        "inspectors": list_page(inspectors.prefetch_related("recusals__enterprise"), request.GET, slot="inspector-"),
        "actions": [
            Action("plan", _("New plan"), reverse("plan_new"), refusal),
            Action("inspector", _("Add an inspector"), reverse("inspector_new"), refusal),
        ],
        "may_keep": refusal is None,
    }
    return render(request, "inspections/plans/plan_list.html", context)


@require_http_methods(METHODS)
def plan_new(request: SignedIn) -> HttpResponse:
    """A new plan."""
    refusal_of(permissions.keep_plans(request.user))
    form = PlanForm(request.POST or None)
    return act(
        request, title=_("New plan of random inspections"), label=_("Make the plan"), form=form,
        effects=[_("Everybody has the weight 1; each risk adds its own, counted three times at most.")],
        back=reverse("plan_list"), back_label=_("Plans and inspectors"), done=_("The plan is made."),
        perform=lambda: add_plan(form.instance, by=request.user),
    )  # fmt: skip


@require_http_methods(METHODS)
def inspector_new(request: SignedIn) -> HttpResponse:
    """Somebody for the pool."""
    refusal_of(permissions.keep_plans(request.user))
    form = InspectorForm(request.POST or None)
    return act(
        request, title=_("Add an inspector to the pool"), label=_("Add"), form=form,
        effects=[_("From the next closing of a population on, the inspector may be drawn.")],
        back=reverse("plan_list"), back_label=_("Plans and inspectors"), done=_("The inspector is in the pool."),
        perform=lambda: add_inspector(form.instance, by=request.user),
    )  # fmt: skip


@require_http_methods(METHODS)
def inspector_recuse(request: SignedIn, pk: int) -> HttpResponse:
    """Never drawn for that enterprise."""
    inspector = get_visible_or_404(Inspector.objects.select_related("organisation"), request.user, pk=pk)
    refusal_of(permissions.keep_plans(request.user) or permissions.prepare_draw(request.user, inspector.organisation))
    form = EnterpriseReasonForm(request.POST or None, province=inspector.organisation.province_id)
    return act(
        request, title=_("Recuse %(name)s") % {"name": inspector.name}, label=_("Recuse"), form=form,
        effects=[_("The inspector is never drawn for this enterprise; the reason is kept in the record of every draw.")],
        back=reverse("plan_list"), back_label=_("Plans and inspectors"), done=_("Recused."),
        perform=lambda: recuse(inspector=inspector, by=request.user, **form.cleaned_data),
    )  # fmt: skip


@require_GET
def plan_detail(request: SignedIn, pk: int) -> HttpResponse:
    """A plan with its draws."""
    plan = get_visible_or_404(Plan.objects.select_related("organisation"), request.user, pk=pk)
    refusal = permissions.prepare_draw(request.user, plan.organisation)
    actions = [Action("draw", _("Begin a draw"), reverse("draw_begin", args=[plan.pk]), refusal)]
    context = {
        "plan": plan,
        "draws": plan.draws.all(),
        "actions": actions,
        "wanted": _wanted(request, plan),
        "events": Event.objects.about(plan),
    }
    return render(request, "inspections/plans/plan_detail.html", context)


def _wanted(request: SignedIn, plan: Plan) -> QuerySet[CheckVerdict]:
    """What the monthly checks of the plan's province ask to be inspected."""
    asked = still_wanted(CheckVerdict.objects.visible_to(request.user))
    of_the_province = asked.filter(row__check_of__province=plan.organisation.province_id)
    return of_the_province.select_related("row__enterprise", "row__check_of").order_by("given_at")


@require_http_methods(METHODS)
def draw_begin(request: SignedIn, pk: int) -> HttpResponse:
    """Commits the seed."""
    plan = get_visible_or_404(Plan.objects.select_related("organisation"), request.user, pk=pk)
    refusal_of(permissions.prepare_draw(request.user, plan.organisation))
    effects = [
        _("The system makes a secret seed and shows its hash at once; the seed is opened when the names are drawn."),
        _("Enterprises are left out before the population is closed, each with a reason."),
    ]
    return act(
        request, title=_("Begin a draw: %(plan)s") % {"plan": plan.title}, label=_("Begin"), effects=effects,
        back=plan.get_absolute_url(), back_label=plan.title, done=_("Begun; the hash of the seed is shown."),
        perform=lambda: begin_draw(plan=plan, by=request.user),
    )  # fmt: skip


def _draw(request: HttpRequest, pk: int) -> Draw:
    found: Draw = get_visible_or_404(Draw.objects.select_related("plan__organisation"), request.user, pk=pk)
    return found


@require_GET
def draw_detail(request: SignedIn, pk: int) -> HttpResponse:
    """Hash of the seed, population, exclusions, weights, method and result."""
    draw = _draw(request, pk)
    context = {
        "draw": draw,
        "actions": _actions(request.user, draw),
        "exclusions": draw.exclusions.select_related("enterprise", "entered_by"),
        "inspections": draw.inspections.select_related("enterprise", "organisation").prefetch_related("inspectors"),
        "events": Event.objects.about(draw),
    }
    return render(request, "inspections/draws/draw_detail.html", context)


def _actions(user: User, draw: Draw) -> list[Action]:
    organisation = draw.plan.organisation
    steps = (
        ("exclude", _("Leave an enterprise out"), "draw_exclude", permissions.prepare_draw(user, organisation)),
        ("close", _("Close the population"), "draw_close", permissions.close_draw(user, draw)),
        ("draw", _("Draw the names"), "draw_make", permissions.make_draw(user, draw)),
    )
    return [
        Action(step, label, reverse(name, args=[draw.pk]), refusal)
        for step, label, name, refusal in steps
        if (draw.state, step) in DRAW
    ]


@require_http_methods(METHODS)
def draw_exclude(request: SignedIn, pk: int) -> HttpResponse:
    """Leaves an enterprise out, with a reason."""
    draw = _draw(request, pk)
    refusal_of(permissions.prepare_draw(request.user, draw.plan.organisation))
    form = EnterpriseReasonForm(request.POST or None, province=draw.plan.organisation.province_id)
    return act(
        request, title=_("Leave an enterprise out of the draw"), label=_("Leave out"), form=form,
        effects=[_("The enterprise and the reason are kept in the record of the draw.")],
        back=draw.get_absolute_url(), back_label=str(draw), done=_("Left out."),
        perform=lambda: exclude(draw=draw, by=request.user, **form.cleaned_data),
    )  # fmt: skip


@require_http_methods(METHODS)
def draw_close(request: SignedIn, pk: int) -> HttpResponse:
    """Freezes what the draw follows from."""
    draw = _draw(request, pk)
    refusal_of(permissions.close_draw(request.user, draw))
    effects = [
        _("Population, exclusions, weights and the pool of inspectors are frozen as of today."),
        _("The hash that the log assigns to this step is the public value; nobody can choose it."),
        _("Another officer then draws the names."),
    ]
    return act(
        request, title=_("Close the population"), label=_("Close the population"), effects=effects, about=draw,
        back=draw.get_absolute_url(), back_label=str(draw), done=_("The population is closed."), signing=True,
        perform=lambda: close_population(draw=draw, by=request.user, seen=seen_of(request)),
    )  # fmt: skip


@require_http_methods(METHODS)
def draw_make(request: SignedIn, pk: int) -> HttpResponse:
    """Draws."""
    draw = _draw(request, pk)
    refusal_of(permissions.make_draw(request.user, draw))
    effects = [
        _("The seed is opened; the names follow from the record and can be drawn again from it by everybody."),
        _("An inspection is begun for each enterprise drawn."),
    ]
    return act(
        request, title=_("Draw the names"), label=_("Draw the names"), effects=effects, about=draw, signing=True,
        back=draw.get_absolute_url(), back_label=str(draw), done=_("The names are drawn."),
        perform=lambda: make_draw(draw=draw, by=request.user, seen=seen_of(request)),
    )  # fmt: skip


@require_GET
def draw_record(request: SignedIn, pk: int) -> HttpResponse:
    """The record as a file, for `manage.py redraw --file`."""
    draw = _draw(request, pk)
    text = json.dumps(draw.record, ensure_ascii=False, indent=1, sort_keys=True)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="draw-{draw.pk}.json"'
    return response
