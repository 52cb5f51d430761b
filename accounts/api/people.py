"""People in the API: who keeps accounts invites, disables and enables them, and gives their roles."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.bodies import prove, values_of
from accounts.api.staleness import Seen, SeenRow
from accounts.models import Invitation, Organisation, Role, User
from accounts.permissions import organisation_policies
from accounts.reads.staleness import with_seen
from accounts.services import people
from accounts.services.invitations import send_link, token_of
from common.constraints import Refusal
from common.workflow import refusal_of


class PersonRow(SeenRow, serializers.ModelSerializer[User]):
    """A person's account: whose it is, its roles, and whether it can be used."""

    organisation = serializers.CharField(source="organisation.code")
    roles = serializers.SerializerMethodField()
    password_is_set = serializers.BooleanField(source="has_usable_password")

    class Meta:
        model = User
        fields = ("id", "username", "name", "email", "organisation", "roles", "is_active", "password_is_set", "seen")

    def get_roles(self, person: User) -> list[str]:
        """Their codes."""
        return sorted(person.role_codes)


def _codes() -> serializers.ListField:
    """Codes of roles."""
    choices = [(code, code) for code in sorted({*Role.BUSINESS, *Role.OPERATORS, Role.ADMINISTRATOR})]
    return serializers.ListField(child=serializers.ChoiceField(choices=choices), max_length=len(choices))


class NewPerson(serializers.Serializer[Any]):
    """Who is invited, with which roles; without an organisation into the caller's own."""

    username = serializers.CharField(max_length=150, validators=User._meta.get_field("username").validators)
    name = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254)
    organisation = serializers.SlugRelatedField(
        slug_field="code", queryset=Organisation.objects.all(), required=False, allow_null=True, default=None
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """And the roles."""
        return {**super().get_fields(), "roles": _codes()}


class Invited(serializers.Serializer[Any]):
    """The account, and the link by which the password is set: shown once, or null where it goes by e-mail only."""

    person = PersonRow()
    link = serializers.CharField(allow_null=True)
    until = serializers.DateTimeField()
    mailed = serializers.BooleanField()


class RoleChange(Seen):
    """The roles from now on, and why."""

    reason = serializers.CharField(max_length=300)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """And the roles."""
        return {**super().get_fields(), "roles": _codes()}


class PersonReason(Seen):
    """Why."""

    reason = serializers.CharField(max_length=300)


class PersonViewSet(ReadOnlyModelViewSet[User]):
    """The people whose accounts the caller keeps; who keeps none sees the own account."""

    serializer_class = PersonRow
    queryset = User.objects.all()
    filterset_fields = ("organisation", "is_active")

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return User.objects.none()
        user: Any = self.request.user
        rows = with_seen(User.objects.visible_to(user)).select_related("organisation", "disabled_by")
        return rows.prefetch_related("roles").order_by("username")

    @extend_schema(request=NewPerson, responses={201: Invited})
    def create(self, request: Request) -> Response:
        """An account without a password, and the link to set one."""
        user: Any = request.user
        refusal_of(organisation_policies.see_people(user))
        asked = values_of(NewPerson, request)
        organisation = asked.pop("organisation") or user.organisation
        invitation = people.invite(organisation=organisation, **asked, by=user)
        return Response(_invited(request, invitation, shown=True), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=Invited)
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: str) -> Response:
        """A new link to set the password; the one before no longer opens."""
        person: User = self.get_object()
        user: Any = request.user
        refusal_of(organisation_policies.renew_link(user, person))
        prove(request)
        shown = not person.has_usable_password()
        return Response(_invited(request, people.renew_link(person=person, by=user), shown=shown))

    @extend_schema(request=RoleChange, responses=PersonRow)
    @action(detail=True, methods=["post"])
    def roles(self, request: Request, pk: str) -> Response:
        """Exactly these roles from now on; every session and token of the person ends."""
        person: User = self.get_object()
        user: Any = request.user
        refusal_of(organisation_policies.change_roles(user, person))
        asked = values_of(RoleChange, request)
        prove(request)
        people.change_roles(person=person, by=user, **asked)
        return self._again()

    @extend_schema(request=PersonReason, responses=PersonRow)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: str) -> Response:
        """Nobody enters with the account any more."""
        return self._with_reason(request, organisation_policies.disable, people.disable)

    @extend_schema(request=PersonReason, responses=PersonRow)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: str) -> Response:
        """The account opens again, with the roles it had."""
        return self._with_reason(request, organisation_policies.enable, people.enable)

    def _with_reason(
        self, request: Request, may: Callable[[User, User], Refusal | None], verb: Callable[..., Any]
    ) -> Response:
        """The row, the right, the body, the proof, the verb."""
        person: User = self.get_object()
        user: Any = request.user
        refusal_of(may(user, person))
        asked = values_of(PersonReason, request)
        prove(request)
        verb(person=person, by=user, **asked)
        return self._again()

    def _again(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


def _invited(request: Request, invitation: Invitation, *, shown: bool) -> Any:
    url = request.build_absolute_uri(reverse("invitation", args=[token_of(invitation)]))
    mailed = send_link(invitation, url)
    body: Any = {
        "person": invitation.person, "link": url if shown else None, "until": invitation.expires_at, "mailed": mailed,
    }  # fmt: skip
    return Invited(body).data
