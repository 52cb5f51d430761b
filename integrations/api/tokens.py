"""How a program is known: by the token of its service account, and by its certificate where one is agreed."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from integrations.api.certificates import certificate_of
from integrations.models import ServiceToken
from integrations.services.service_tokens import token_of

KEYWORD = "Bearer"


class ServiceTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token of a service account>`."""

    def authenticate(self, request: Request) -> tuple[User, ServiceToken] | None:
        """The account's user and the token; None where another kind of token is sent."""
        word, _space, text = get_authorization_header(request).decode("ascii", "replace").partition(" ")
        if word.lower() != KEYWORD.lower():
            return None
        token = token_of(text.strip())
        if token is None:
            raise AuthenticationFailed(_("The token is not valid, was revoked, or its account is over."))
        if token.account.certificate and certificate_of(request) != token.account.certificate:
            raise AuthenticationFailed(_("The token is only good with the client certificate of its account."))
        return token.account.user, token

    def authenticate_header(self, request: Request) -> str:
        """For the header of 401."""
        return KEYWORD


class ServiceTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the API's description names it."""

    target_class = "integrations.api.tokens.ServiceTokenAuthentication"
    name = "serviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "The token of a service account."}
