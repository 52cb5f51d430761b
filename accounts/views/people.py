"""The pages of an organisation's people."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms.people import InvitationForm, PeopleFilter, ReasonForm, RolesForm
from accounts.models import Delegation, Invitation, Organisation, Role, User
from accounts.permissions import organisation_policies
from accounts.services import people
from accounts.services.invitations import send_link, token_of
from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.listing import list_page
from common.periods import now
from common.workflow import Action, refusal_of

SORTS = {
    "organisation": ("organisation__position", "organisation__code", "username"),
    "name": ("name", "username"),
    "account": ("username",),
}


@dataclass(frozen=True)
class Row:
    """A person in the list, with the state of the account and the link that still waits."""

    person: User
    state: str
    invitation: Invitation | None


@require_GET
def people_list(request: SignedIn) -> HttpResponse:
    """The people whose accounts this person keeps."""
    user = request.user
    refusal_of(organisation_policies.see_people(user))
    seen = User.objects.visible_to(user)
    organisations = Organisation.objects.filter(pk__in=seen.order_by().values("organisation"))
    form = PeopleFilter(request.GET, organisations=organisations)
    chosen = _filtered(seen, form) if form.is_valid() else seen.none()
    page = list_page(_with_everything(chosen), request.GET, sorts=SORTS)
    own = organisation_policies.invite(user, user.organisation)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(person, now()) for person in page],
        "several": user.keeps_accounts,
        "invite": None
        if user.keeps_accounts
        else Action("invite", _("Invite a person"), reverse("person_invite"), own),
    }
    return render(request, "accounts/people/people_list.html", context, status=form_status(form))


def _filtered(rows: QuerySet[User], form: PeopleFilter) -> QuerySet[User]:
    asked = form.cleaned_data
    if words := asked["search"].strip():
        rows = rows.filter(Q(name__icontains=words) | Q(username__icontains=words))
    if asked["organisation"]:
        rows = rows.filter(organisation=asked["organisation"])
    without = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    states = {
        "disabled": Q(is_active=False),
        "invited": Q(is_active=True) & without,
        "active": Q(is_active=True) & ~without,
    }
    return rows.filter(states[asked["state"]]) if asked["state"] else rows


def _with_everything(rows: QuerySet[User]) -> QuerySet[User]:
    links = Prefetch("invitations", Invitation.objects.open(), to_attr="open_invitations")
    return rows.select_related("organisation", "disabled_by").prefetch_related("roles", links)


def _row(person: User, at: datetime) -> Row:
    waiting: list[Invitation] = person.open_invitations  # type: ignore[attr-defined]
    invitation = waiting[0] if waiting else None
    if not person.is_active:
        return Row(person, "account_disabled", None)
    if person.has_usable_password():
        return Row(person, "account_active", invitation)
    over = invitation is None or invitation.expired(at)
    return Row(person, "link_expired" if over else "account_invited", invitation)


@never_cache
@require_http_methods(["GET", "POST"])
def person_invite(request: SignedIn) -> HttpResponse:
    """Invites a person into one's own organisation."""
    return invite_into(request, request.user.organisation, reverse("people_list"), _("People"))


def invite_into(request: SignedIn, organisation: Organisation, back: str, back_label: str) -> HttpResponse:
    """The form of an invitation; then the link, once."""
    refusal_of(organisation_policies.invite(request.user, organisation))
    form = InvitationForm(request.POST or None, roles=organisation_policies.roles_to_give(request.user, organisation))
    context = {"form": form, "organisation": organisation, "back": back, "back_label": back_label}
    if form.is_valid():
        asked = form.cleaned_data
        roles = [role.code for role in asked.get("roles", ())]
        facts = {"username": asked["username"], "name": asked["name"], "email": asked["email"], "roles": roles}
        try:
            invitation = people.invite(organisation=organisation, **facts, by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            return _show_link(request, invitation, shown=True)
    return render(request, "accounts/people/person_invite.html", context, status=form_status(form))


def _show_link(request: SignedIn, invitation: Invitation, *, shown: bool) -> HttpResponse:
    url = request.build_absolute_uri(reverse("invitation", args=[token_of(invitation)]))
    mailed = send_link(invitation, url)
    context = {"invitation": invitation, "person": invitation.person, "mailed": mailed, "url": url if shown else ""}
    return render(request, "accounts/invitations/person_link.html", context)


@require_GET
def person_detail(request: SignedIn, pk: int) -> HttpResponse:
    """One person: roles with what they mean, state, delegations, history."""
    person = get_person(request, pk)
    mine = Delegation.objects.visible_to(request.user).filter(Q(officer=person) | Q(acting=person))
    context = {
        "person": person,
        "row": _row(_with_everything(User.objects.filter(pk=pk)).get(), now()),
        "actions": person_actions(request.user, person),
        "has_second_factor": person.has_second_factor,
        "delegations": mine.select_related("officer", "acting"),
        # Sign-ins are for the audit administrator; this page lists what was done to the account.
        "events": Event.objects.about(person).exclude(action__in=("sign_in", "sign_out", "second_factor.fail")),
        "keeps": organisation_policies.see_people(request.user) is None,
    }
    return render(request, "accounts/people/person_detail.html", context)


def person_actions(user: User, person: User) -> list[Action]:
    """The buttons of who keeps this account."""
    if organisation_policies.see_people(user) is not None:
        return []

    def button(name: str, label: str, refusal: Refusal | None, *, danger: bool = False) -> Action:
        return Action(name, label, reverse(f"person_{name}", args=[person.pk]), refusal, danger=danger)

    rows = [button("roles", _("Change roles"), organisation_policies.change_roles(user, person))]
    if person.is_active:
        rows.append(button("renew_link", _("Send a new link"), organisation_policies.renew_link(user, person)))
    if user.has_role(Role.SECURITY_ADMIN):
        refusal = organisation_policies.reset_second_factor(user, person)
        rows.append(button("reset_second_factor", _("Reset the second factor"), refusal, danger=True))
    if person.is_active:
        rows.append(
            button("disable", _("Disable the account"), organisation_policies.disable(user, person), danger=True)
        )
    else:
        rows.append(button("enable", _("Enable the account"), organisation_policies.enable(user, person)))
    return rows


@never_cache
@require_http_methods(["GET", "POST"])
def person_roles(request: SignedIn, pk: int) -> HttpResponse:
    """The roles from now on: chosen, then shown with their effects, then confirmed."""
    user, person = request.user, get_person(request, pk)
    refusal_of(organisation_policies.change_roles(user, person))
    offered = organisation_policies.roles_to_give(user, person.organisation, person)
    kept = person.role_codes - offered
    initial = {"roles": person.role_codes & offered}
    form = RolesForm(request.POST or None, roles=offered, initial=initial)
    context = {"form": form, "person": person, "kept": Role.objects.filter(code__in=kept)}
    if not form.is_valid():
        return render(request, "accounts/people/person_roles.html", context, status=form_status(form))
    wanted = kept | {role.code for role in form.cleaned_data["roles"]}
    fault = proved(request) if "confirmed" in request.POST else None
    if "confirmed" in request.POST and fault is None:
        try:
            reason = form.cleaned_data["reason"]
            people.change_roles(person=person, roles=wanted, reason=reason, by=user, seen=seen_of(request))
        except Refusal as refusal:
            if not refusal.cells:
                raise
            refuse_form(form, refusal)
            return render(request, "accounts/people/person_roles.html", context, status=form_status(form))
        messages.success(request, _("The roles are changed."))
        return redirect("person_detail", person.pk)
    return ask(
        request,
        title=_("Change roles of %(name)s") % {"name": person.name},
        label=_("Change roles"),
        effects=[*_effects_of_roles(person, wanted), _("Reason: %(reason)s") % form.cleaned_data],
        back=reverse("person_roles", args=[person.pk]),
        back_label=person.name,
        form=form.hidden(roles=offered),
        about=person,
        signing=True,
        refusal=fault,
    )


def _effects_of_roles(person: User, wanted: frozenset[str]) -> list[str]:
    if wanted == person.role_codes:
        return [_("Nothing changes: these are the roles of %(name)s already.") % {"name": person.name}]
    words = {"name": person.name, "before": _names(person.role_codes), "after": _names(wanted)}
    effects = [_("%(name)s: %(before)s → %(after)s.") % words]
    effects += [
        _("Gains “%(role)s”: %(text)s") % {"role": role.name, "text": role.description}
        for role in Role.objects.filter(code__in=wanted - person.role_codes)
    ]
    if Role.OFFICER in wanted ^ person.role_codes or not wanted & Role.BUSINESS:
        effects.append(_("Delegations in which %(name)s takes part end.") % words)
    effects.append(_("All sessions and program tokens of %(name)s end; they have to sign in again.") % words)
    return effects


def _names(codes: frozenset[str]) -> str:
    return _("; ").join(role.name for role in Role.objects.filter(code__in=codes)) or _("no role")


@never_cache
@require_http_methods(["GET", "POST"])
def person_disable(request: SignedIn, pk: int) -> HttpResponse:
    """Asks for the reason, then disables."""
    person = get_person(request, pk)
    refusal_of(organisation_policies.disable(request.user, person))
    form = ReasonForm(request.POST or None)
    fault = proved(request) if form.is_valid() else None
    if form.is_valid() and fault is None:
        people.disable(person=person, reason=form.cleaned_data["reason"], by=request.user, seen=seen_of(request))
        messages.success(request, _("The account is disabled."))
        return redirect("person_detail", person.pk)
    effects = [
        _("%(name)s (%(account)s) can no longer sign in.") % {"name": person.name, "account": person.username},
        _("Every session and every program token ends at once, and so do a link that waits and delegations."),
        _("What was drafted and signed stays, with the name. The account can be enabled again, with its roles."),
    ]
    return ask(
        request, title=_("Disable the account"), label=_("Disable the account"), effects=effects,
        back=person_page(person), back_label=person.name, form=form, danger=True, about=person, signing=True, refusal=fault,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def person_enable(request: SignedIn, pk: int) -> HttpResponse:
    """Asks for the reason, then enables."""
    person = get_person(request, pk)
    refusal_of(organisation_policies.enable(request.user, person))
    form = ReasonForm(request.POST or None)
    fault = proved(request) if form.is_valid() else None
    if form.is_valid() and fault is None:
        people.enable(person=person, reason=form.cleaned_data["reason"], by=request.user, seen=seen_of(request))
        messages.success(request, _("The account is enabled."))
        return redirect("person_detail", person.pk)
    words = {"name": person.name, "account": person.username, "roles": _names(person.role_codes)}
    effects = [
        _("%(name)s (%(account)s) can sign in again with the password and the roles of before: %(roles)s.") % words
    ]
    return ask(
        request, title=_("Enable the account"), label=_("Enable the account"), effects=effects,
        back=person_page(person), back_label=person.name, form=form, about=person, signing=True, refusal=fault,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def person_renew_link(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then sends a new link to set the password; it is shown only to who has none yet."""
    person = get_person(request, pk)
    refusal_of(organisation_policies.renew_link(request.user, person))
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and fault is None:
        invitation = people.renew_link(person=person, by=request.user)
        return _show_link(request, invitation, shown=not person.has_usable_password())
    effects = [_("The link before no longer opens; the new one is used once, within its days.")]
    if person.has_usable_password():
        effects.append(
            _(
                "It is sent to %(address)s and is not shown here. The current password remains valid until the link is used."
            )
            % {"address": person.email or "–"}
        )
    else:
        effects.append(_("It is sent to %(address)s and is shown to you once.") % {"address": person.email or "–"})
    return ask(
        request, title=_("Send a new link"), label=_("Send a new link"), effects=effects,
        back=person_page(person), back_label=person.name, signing=True, refusal=fault,
    )  # fmt: skip


def get_person(request: SignedIn, pk: int) -> User:
    seen = User.objects.visible_to(request.user).select_related("organisation", "disabled_by")
    return get_visible_or_404(seen, request.user, pk=pk)


def person_page(person: User) -> str:
    return reverse("person_detail", args=[person.pk])
