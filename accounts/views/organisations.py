"""The pages of organisations: their names, validity, mergers; a province with its authorities."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.organisations import MergerForm, NamesForm, OrganisationForm, ProvinceForm, ValidityForm
from accounts.forms.people import AskedTwice
from accounts.models import Organisation, Role, User
from accounts.permissions import organisation_policies
from accounts.services import organisations
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.people import invite_into
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.periods import day_text, today
from common.workflow import Action, refusal_of

Effects = Callable[[dict[str, Any]], list[str]]


@require_GET
def organisation_list(request: SignedIn) -> HttpResponse:
    """Every organisation by kind, with its people and its administrators."""
    user = request.user
    refusal_of(organisation_policies.see_organisations(user))
    active = Q(people__is_active=True)
    rows = Organisation.objects.visible_to(user).annotate(
        active=Count("people", filter=active, distinct=True),
        administrators=Count("people", filter=active & Q(people__roles=Role.ADMINISTRATOR), distinct=True),
    )
    kinds = [(kind.label, [row for row in rows if row.kind == kind]) for kind in Organisation.Kind]
    refusal = organisation_policies.keep_organisations(user)
    buttons = [
        Action("new", _("New organisation"), reverse("organisation_new"), refusal),
        Action("province", _("New province"), reverse("province_new"), refusal),
        Action("merge", _("Merge organisations"), reverse("organisation_merge"), refusal),
    ]
    context = {"kinds": kinds, "actions": [] if refusal else buttons, "day": today()}
    return render(request, "accounts/organisations/organisation_list.html", context)


@require_GET
def organisation_detail(request: SignedIn, pk: int) -> HttpResponse:
    """One organisation: names now and before, who it followed, its people, its history."""
    user, row = request.user, _organisation(request, pk)
    refusal_of(organisation_policies.see_organisations(user))
    people = User.objects.visible_to(user).filter(organisation=row).prefetch_related("roles")
    context = {
        "organisation": row,
        "former_names": row.former_names.all(),
        "takeovers": row.takeovers.select_related("predecessor"),
        "successions": row.successions.select_related("successor"),
        "people": people,
        "actions": _actions(user, row),
        "events": Event.objects.about(row),
    }
    return render(request, "accounts/organisations/organisation_detail.html", context)


def _actions(user: User, row: Organisation) -> list[Action]:
    refusal = organisation_policies.keep_organisations(user)
    if refusal:
        return []
    return [
        Action("names", _("Edit names"), reverse("organisation_names", args=[row.pk])),
        Action("validity", _("Change validity"), reverse("organisation_validity", args=[row.pk])),
        Action(
            "invite",
            _("Invite a person"),
            reverse("organisation_invite", args=[row.pk]),
            organisation_policies.invite(user, row),
        ),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def organisation_invite(request: SignedIn, pk: int) -> HttpResponse:
    """The system administrator invites the first person, without a role."""
    row = _organisation(request, pk)
    return invite_into(request, row, reverse("organisation_detail", args=[pk]), row.name)


@never_cache
@require_http_methods(["GET", "POST"])
def organisation_new(request: SignedIn) -> HttpResponse:
    """A new ministry or group."""

    def effects(asked: dict[str, Any]) -> list[str]:
        words = {"name": asked["name_zh"], "day": day_text(asked["valid_from"]), "code": asked["code"]}
        return [
            _("%(name)s is created with the code %(code)s and exists from %(day)s on.") % words,
            _("It has no people yet: invite its first one, then the security administrator makes an administrator."),
        ]

    def act(asked: dict[str, Any]) -> Organisation:
        names = {name: asked.pop(name) for name in organisations.NAMES}
        return organisations.create_organisation(**asked, names=names, by=request.user)

    return _step(request, OrganisationForm, _("New organisation"), effects, act)


@never_cache
@require_http_methods(["GET", "POST"])
def province_new(request: SignedIn) -> HttpResponse:
    """A province and its two authorities."""

    def effects(asked: dict[str, Any]) -> list[str]:
        words = {"name": asked["name_zh"]}
        return [
            _("%(name)s is entered, and its two authorities with it: industry and natural resources.") % words,
            _("They see the enterprises located in the province, once they have people."),
        ]

    def act(asked: dict[str, Any]) -> Organisation:
        _province, authorities = organisations.create_province(**asked, by=request.user)
        return authorities[0]

    return _step(request, ProvinceForm, _("New province"), effects, act)


@never_cache
@require_http_methods(["GET", "POST"])
def organisation_names(request: SignedIn, pk: int) -> HttpResponse:
    """New names from a day on; the old ones are kept."""
    row = _organisation(request, pk)
    initial = {name: getattr(row, name) for name in organisations.NAMES} | {"first_day": today()}

    def effects(asked: dict[str, Any]) -> list[str]:
        words = {"before": row.name_zh, "after": asked["name_zh"], "day": day_text(asked["first_day"])}
        return [
            _("From %(day)s on: %(before)s → %(after)s.") % words,
            _("Documents and history of earlier days keep “%(before)s”.") % words,
        ]

    def act(asked: dict[str, Any]) -> Organisation:
        names = {name: asked[name] for name in organisations.NAMES}
        first_day, seen = asked["first_day"], seen_of(request)
        return organisations.rename(organisation=row, names=names, first_day=first_day, by=request.user, seen=seen)

    return _step(request, NamesForm, _("Edit names"), effects, act, about=row, initial=initial)


@never_cache
@require_http_methods(["GET", "POST"])
def organisation_validity(request: SignedIn, pk: int) -> HttpResponse:
    """From which day to which it exists."""
    row = _organisation(request, pk)
    initial = {"valid_from": row.valid_from, "valid_to": row.valid_to}

    def effects(asked: dict[str, Any]) -> list[str]:
        def period(first: Any, last: Any) -> str:
            return f"{day_text(first) if first else '…'} – {day_text(last) if last else '…'}"

        before = period(row.valid_from, row.valid_to)
        words = {"name": row.name, "before": before, "after": period(asked["valid_from"], asked["valid_to"])}
        people = row.people.active().count()
        return [
            _("%(name)s exists: %(before)s → %(after)s.") % words,
            _("Notices and filings of the days on which it does not exist are not addressed to it."),
            _("Its %(count)s active accounts stay, for what is still to be reported.") % {"count": people},
            _("Reason: %(reason)s") % asked,
        ]

    def act(asked: dict[str, Any]) -> Organisation:
        return organisations.set_validity(organisation=row, **asked, by=request.user, seen=seen_of(request))

    return _step(request, ValidityForm, _("Change validity"), effects, act, about=row, initial=initial)


@never_cache
@require_http_methods(["GET", "POST"])
def organisation_merge(request: SignedIn) -> HttpResponse:
    """Several organisations become one."""

    def effects(asked: dict[str, Any]) -> list[str]:
        ended = _("; ").join(row.name for row in asked["predecessors"])
        words = {"ended": ended, "successor": asked["successor"].name, "day": day_text(asked["day"])}
        return [
            _("Until the day before %(day)s there are: %(ended)s.") % words,
            _("From %(day)s on %(successor)s takes their place.") % words,
            _("Notices, filings and reports of before keep the names of before, and so does the log."),
            _("Their accounts stay for what is still to be reported; people of the successor are invited there."),
            _("Document: %(document)s") % asked,
        ]

    def act(asked: dict[str, Any]) -> Organisation:
        organisations.merge(**asked, by=request.user)
        successor: Organisation = asked["successor"]
        return successor

    return _step(request, MergerForm, _("Merge organisations"), effects, act)


def _step(
    request: SignedIn,
    form_class: type[AskedTwice],
    title: str,
    effects: Effects,
    act: Callable[[dict[str, Any]], Organisation],
    *,
    about: Organisation | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Typed, then shown with the effects, then confirmed and done."""
    refusal_of(organisation_policies.keep_organisations(request.user))
    form = form_class(request.POST or None, initial=initial)
    back = reverse("organisation_detail", args=[about.pk]) if about else reverse("organisation_list")
    back_label = about.name if about else _("Organisations")
    context = {"form": form, "title": title, "back": back, "back_label": back_label}
    if form.is_valid():
        fault = proved(request) if "confirmed" in request.POST else None
        if "confirmed" not in request.POST or fault:
            return ask(
                request, title=title, label=title, effects=effects(form.cleaned_data), back=back,
                back_label=back_label, form=form.hidden(), about=about, signing=True, refusal=fault,
            )  # fmt: skip
        try:
            done = act(dict(form.cleaned_data))
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Done: %(title)s.") % {"title": title})
            return redirect("organisation_detail", done.pk)
    return render(request, "accounts/organisations/organisation_form.html", context, status=form_status(form))


def _organisation(request: SignedIn, pk: int) -> Organisation:
    return get_visible_or_404(Organisation.objects.select_related("province"), request.user, pk=pk)
