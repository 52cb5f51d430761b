"""The pages of the operating parameters: what counts, what counted, entering a value, the preview, the second person."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.views.confirmation import ask, proved
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.http import get_visible_or_404
from common.listing import list_page
from common.periods import day_text, today
from common.workflow import Action, refusal_of
from deadlines import permissions
from deadlines.forms.arrangements import SeenPreview
from deadlines.forms.extensions import RecallForm, RefuseForm
from deadlines.forms.parameters import ParameterForm
from deadlines.models import Parameter
from deadlines.reads.parameters import Name, judged_by_text, parameter_rows, value_on
from deadlines.rules.parameter import text_of
from deadlines.services.parameters import (
    confirm_parameter,
    preview,
    propose_parameter,
    recall_parameter,
    refuse_parameter,
)

METHODS = ["GET", "POST"]


@require_GET
def parameter_list(request: SignedIn) -> HttpResponse:
    """Every parameter: what counts today and since when, what is to come, what waits."""
    refusal_of(permissions.see_parameters(request.user))
    context = {"rows": parameter_rows(request.user), "day": today()}
    return render(request, "deadlines/parameters/parameter_list.html", context)


@require_GET
def parameter_detail(request: SignedIn, parameter: str) -> HttpResponse:
    """One parameter: every value with its days, and the way to another one."""
    refusal_of(permissions.see_parameters(request.user))
    name, label, day = parameter, _label(parameter), today()
    rows = Parameter.objects.visible_to(request.user).filter(name=name).select_related("entered_by", "decided_by")
    context = {
        "name": name,
        "label": label,
        "value": text_of(value_on(name, day)),
        "day": day,
        "judged_by": judged_by_text(name),
        "page": list_page(rows.order_by("-since", "-pk"), request.GET),
        "enter": _enter_action(request.user, name),
    }
    return render(request, "deadlines/parameters/parameter_detail.html", context)


def _label(name: str) -> str:
    if name not in Name.values:
        raise Http404
    return str(Name(name).label)


def _enter_action(user: User, name: str) -> Action | None:
    if user.organisation.kind != permissions.MIIT:
        return None
    address = reverse("parameter_enter", args=[name])
    return Action("enter", _("Enter another value"), address, permissions.enter_parameter(user), confirm=False)


@require_http_methods(METHODS)
def parameter_enter(request: SignedIn, parameter: str) -> HttpResponse:
    """A clerk of MIIT enters a value; errors are shown at their fields, and the input is kept."""
    refusal_of(permissions.enter_parameter(request.user))
    name, label = parameter, _label(parameter)
    initial = {"value": text_of(value_on(name, today())), "since": today() + timedelta(days=1)}
    form = ParameterForm(request.POST or None, initial=initial)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_parameter(name=name, by=request.user, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            sentence = _at_fields(form, refusal)
        else:
            messages.success(
                request, _("The value is entered. Look at what it changes; an officer of MIIT confirms it.")
            )
            return redirect("parameter_change", made.pk)
    context = {
        "form": form, "sentence": sentence, "name": name, "label": label, "judged_by": judged_by_text(name),
        "value": initial["value"], "day": today(),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "deadlines/parameters/parameter_enter.html", context, status=status)


def _at_fields(form: ParameterForm, refusal: Refusal) -> str:
    """Assign the sentences to their fields; what is about none is shown on top."""
    cells = refusal.cells if isinstance(refusal, NotValid) else {}
    for field, text in cells.items():
        form.add_error(field if field in form.fields else None, str(text))
    return "" if cells else str(refusal)


@require_GET
def parameter_change(request: SignedIn, pk: int) -> HttpResponse:
    """One value: since when, why, by whom; while it waits, everything that it would change."""
    parameter = _visible(request, pk)
    waits = parameter.state == Parameter.State.PROPOSED
    context = {
        "parameter": parameter,
        "judged_by": judged_by_text(parameter.name),
        "preview": preview(parameter) if waits else None,
        "actions": _actions(parameter, request.user) if waits else [],
        "events": Event.objects.about(parameter),
    }
    return render(request, "deadlines/parameters/parameter_change.html", context)


def _actions(parameter: Parameter, user: User) -> list[Action]:
    if user.organisation.kind != permissions.MIIT:
        return []
    confirm, refuse, recall = (
        reverse(f"parameter_{verb}", args=[parameter.pk]) for verb in ("confirm", "refuse", "recall")
    )
    taken_back = Action("recall", _("Take back"), recall, permissions.enter_parameter(user), danger=True)
    if taken_back.allowed:
        return [taken_back]
    barred = permissions.decide_parameter(user, parameter)
    return [
        Action("confirm", _("Put in force"), confirm, barred),
        Action("refuse", _("Do not confirm"), refuse, barred, danger=True),
    ]


@require_http_methods(METHODS)
def parameter_confirm(request: SignedIn, pk: int) -> HttpResponse:
    """The second person puts the value in force, having seen what it changes."""
    parameter = _visible(request, pk)
    refusal_of(permissions.decide_parameter(request.user, parameter))
    fault: Refusal | None = None
    if request.method == "POST":
        fault = proved(request)
        if not fault:
            done = confirm_parameter(parameter=parameter, by=request.user, seen=request.POST.get("fingerprint", ""))
            sentence = _("The value counts from %(day)s on; %(count)s open deadlines were recomputed.")
            messages.success(request, sentence % {"day": day_text(parameter.since), "count": len(done.moves)})
            return redirect("parameter_change", parameter.pk)
    found = preview(parameter)
    words = {"before": found.before, "after": parameter.value, "day": day_text(parameter.since)}
    effects = [
        _("From %(day)s on %(after)s instead of %(before)s.") % words,
        _("Open deadlines that change: %(moves)s; other effects: %(effects)s. The previous page lists all.")
        % {"moves": len(found.moves), "effects": len(found.effects)},
        _("Every day before is judged with the value of that day; what is met keeps its verdict."),
    ]
    return _asked(
        request,
        parameter,
        title=_("Confirm: %(parameter)s") % {"parameter": parameter},
        label=_("Put in force"),
        effects=effects,
        form=SeenPreview(request.POST or None, initial={"fingerprint": found.fingerprint}),
        signing=True,
        refusal=fault,
    )


@require_http_methods(METHODS)
def parameter_refuse(request: SignedIn, pk: int) -> HttpResponse:
    """The second person does not confirm it, and says why."""
    parameter = _visible(request, pk)
    refusal_of(permissions.decide_parameter(request.user, parameter))
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        refuse_parameter(parameter=parameter, by=request.user, **form.cleaned_data)
        messages.success(request, _("The value is refused; everything stays as it is."))
        return redirect("parameter_change", parameter.pk)
    title = _("Refuse: %(parameter)s") % {"parameter": parameter}
    return _asked(request, parameter, title=title, label=_("Do not confirm"), effects=_stays(), form=form, danger=True)


@require_http_methods(METHODS)
def parameter_recall(request: SignedIn, pk: int) -> HttpResponse:
    """The ministry's clerk takes back what is not decided yet, and says why."""
    parameter = _visible(request, pk)
    refusal_of(permissions.enter_parameter(request.user))
    form = RecallForm(request.POST or None)
    if form.is_valid():
        recall_parameter(parameter=parameter, by=request.user, **form.cleaned_data)
        messages.success(request, _("The value is taken back; everything stays as it is."))
        return redirect("parameter_change", parameter.pk)
    title = _("Take back: %(parameter)s") % {"parameter": parameter}
    return _asked(request, parameter, title=title, label=_("Take back"), effects=_stays(), form=form, danger=True)


def _stays() -> list[str]:
    return [_("Everything stays as it is; the value stays readable with your reason.")]


def _asked(request: SignedIn, parameter: Parameter, **what: Any) -> HttpResponse:
    back = reverse("parameter_change", args=[parameter.pk])
    return ask(request, back=back, back_label=_("Operating parameters"), about=parameter, **what)


def _visible(request: SignedIn, pk: int) -> Parameter:
    rows = Parameter.objects.select_related("entered_by__organisation", "entered_for", "decided_by", "decided_for")
    return get_visible_or_404(rows, request.user, pk=pk)
