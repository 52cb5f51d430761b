"""Tokens for programs: given for account and password (and a code), good for a while, ended with the account."""

from typing import Any

from django.db import transaction
from drf_spectacular.authentication import BasicScheme
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from knox.auth import TokenAuthentication
from knox.views import LoginView, LogoutView
from rest_framework import serializers
from rest_framework.authentication import BasicAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.bodies import values_of
from accounts.api.people import PersonReason, PersonRow
from accounts.models import User
from accounts.permissions import organisation_policies
from audit.services.record import record
from authentication.forms import WRONG
from authentication.services import second_factor
from authentication.services.lockout import remember_device
from authentication.services.sign_in import check_password
from common.http import get_visible_or_404
from common.workflow import refusal_of


class Token(serializers.Serializer[Any]):
    """What the program sends with every request, and until when it is good."""

    token = serializers.CharField()
    expiry = serializers.DateTimeField()


class PasswordAuthentication(BasicAuthentication):
    """Account and password by the same way as the page: counted, noted, silent about which accounts there are."""

    def authenticate_credentials(self, userid: str, password: str, request: Any = None) -> tuple[Any, None]:
        user = check_password(request._request, userid, password)
        if user is None:
            raise AuthenticationFailed(str(WRONG))
        return user, None


class PasswordScheme(BasicScheme):  # type: ignore[no-untyped-call]
    """How the API's description names it."""

    target_class = "authentication.api.PasswordAuthentication"
    priority = 1


CODE = OpenApiParameter(
    second_factor.HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The code of the authenticator, for who has set one up.",
)


@extend_schema(request=None, responses=Token, parameters=[CODE])
class TokenView(LoginView):  # type: ignore[misc]
    """A token for the account given by Basic authentication; it is stored hashed and expires."""

    authentication_classes = (PasswordAuthentication,)

    def post(self, request: Request, format: str | None = None) -> Response:  # noqa: A002 - knox names it
        """Who has a second factor, or needs one, shows it too."""
        user = request.user
        assert isinstance(user, User)
        if second_factor.is_set_up(user):
            if not second_factor.check(request._request, user, request.headers.get(second_factor.HEADER, "")):
                raise second_factor.wrong_code()
        elif second_factor.is_obligatory(user):
            raise second_factor.missing()
        with transaction.atomic():
            response: Response = super().post(request, format)
            if response.status_code == 200:
                record("token.create", by=user, subject=user, after={"until": response.data["expiry"]})
        remember_device(request._request, response, user.username)
        return response


@extend_schema(request=None, responses={204: None})
class RevokeView(LogoutView):  # type: ignore[misc]
    """Ends the token with which it is called."""

    authentication_classes = (TokenAuthentication,)

    @transaction.atomic
    def post(self, request: Request, format: str | None = None) -> Response:  # noqa: A002 - knox names it
        """Notes it."""
        assert isinstance(request.user, User)
        record("token.revoke", by=request.user, subject=request.user)
        response: Response = super().post(request, format)
        return response


@extend_schema(request=PersonReason, responses=PersonRow)
class ResetSecondFactorView(APIView):
    """Takes a lost authenticator away; the next sign-in leads to a new one."""

    def post(self, request: Request, pk: int) -> Response:
        """By the security administrator, with the reason."""
        user: Any = request.user
        person = get_visible_or_404(User.objects.select_related("organisation"), user, pk=pk)
        refusal_of(organisation_policies.reset_second_factor(user, person))
        asked = values_of(PersonReason, request)
        second_factor.prove(request._request)
        second_factor.reset_second_factor(person=person, by=user, **asked)
        return Response(PersonRow(get_visible_or_404(User.objects, user, pk=pk)).data)
