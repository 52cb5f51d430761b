"""Service accounts in the API: people keep their programs by program too; a program keeps none."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.bodies import prove, values_of
from common.periods import today
from common.workflow import refusal_of
from integrations import permissions
from integrations.api.webhooks import NewWebhook, WebhookSecret
from integrations.models import ServiceAccount, ServiceToken
from integrations.rules.scopes import SCOPES
from integrations.services.service_accounts import ask_service_account, consent, end_service_account
from integrations.services.service_tokens import issue_token, revoke_token
from integrations.services.webhooks import add_endpoint


class TokenRow(serializers.ModelSerializer[ServiceToken]):
    """A token by how it begins; its text was shown once."""

    class Meta:
        model = ServiceToken
        fields = ("id", "prefix", "issued_at", "used_at", "revoked_at")


class ServiceAccountRow(serializers.ModelSerializer[ServiceAccount]):
    """A program's account: what it may, until when, by whose consent, and its tokens."""

    name = serializers.CharField(source="user.username")
    organisation = serializers.CharField(source="user.organisation.code")
    scopes = serializers.ListField(child=serializers.CharField())
    state = serializers.SerializerMethodField(help_text="asked, in_force, over or ended")
    tokens = TokenRow(many=True)

    class Meta:
        model = ServiceAccount
        fields = (
            "id", "name", "organisation", "purpose", "scopes", "last_day", "certificate", "requests_per_minute",
            "asked_at", "consented_at", "ended_at", "state", "tokens",
        )  # fmt: skip

    def get_state(self, account: ServiceAccount) -> str:
        """As of today."""
        return account.state_on(today())


class NewServiceAccount(serializers.Serializer[Any]):
    """Which program, what for, what it may, and until when."""

    name = serializers.RegexField(r"^[a-z][a-z0-9-]*$", max_length=40)
    purpose = serializers.CharField(max_length=300)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(scope, scope) for scope in SCOPES]), min_length=1
    )
    last_day = serializers.DateField()
    certificate = serializers.RegexField(
        r"^([0-9a-f]{64})?$",
        required=False,
        allow_blank=True,
        default="",
        help_text="SHA-256 of the client's, for mTLS.",
    )
    requests_per_minute = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=10_000
    )


class IssuedToken(TokenRow):
    """A new token; its text is in this answer and nowhere else."""

    token = serializers.CharField()

    class Meta(TokenRow.Meta):
        fields = (*TokenRow.Meta.fields, "token")  # type: ignore[assignment]


class TokenToRevoke(serializers.Serializer[Any]):
    """The token by its id."""

    token = serializers.IntegerField(min_value=1)


class ServiceAccountViewSet(ReadOnlyModelViewSet[ServiceAccount]):
    """The programs of the own organisation."""

    serializer_class = ServiceAccountRow
    queryset = ServiceAccount.objects.all()

    def get_queryset(self) -> Any:
        """Scoped rows: a foreign one is 404."""
        if getattr(self, "swagger_fake_view", False):
            return ServiceAccount.objects.none()
        user: Any = self.request.user
        rows = ServiceAccount.objects.visible_to(user)
        return rows.select_related("user__organisation").prefetch_related("tokens")

    @extend_schema(request=NewServiceAccount, responses={201: ServiceAccountRow})
    def create(self, request: Request) -> Response:
        """Asks for one; it takes effect when an officer of the organisation consents."""
        user: Any = request.user
        refusal_of(permissions.ask_service_account(user))
        account = ask_service_account(**values_of(NewServiceAccount, request), by=user)
        return Response(self.get_serializer(account).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ServiceAccountRow)
    @action(detail=True, methods=["post"])
    def consent(self, request: Request, pk: str) -> Response:
        """The second person."""
        account: ServiceAccount = self.get_object()
        user: Any = request.user
        refusal_of(permissions.consent_service_account(user, account))
        prove(request)
        consent(account=account, by=user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=ServiceAccountRow)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Its tokens are no longer taken, and its webhooks hear nothing more."""
        end_service_account(account=self.get_object(), by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses={201: IssuedToken})
    @action(detail=True, methods=["post"])
    def tokens(self, request: Request, pk: str) -> Response:
        """A new token. Earlier ones stay until they are revoked."""
        token, text = issue_token(account=self.get_object(), by=request.user)  # type: ignore[arg-type]
        return Response({**TokenRow(token).data, "token": text}, status=status.HTTP_201_CREATED)

    @extend_schema(request=TokenToRevoke, responses=ServiceAccountRow)
    @action(detail=True, methods=["post"], url_path="revoke-token")
    def revoke(self, request: Request, pk: str) -> Response:
        """No longer taken from now on."""
        account: ServiceAccount = self.get_object()
        user: Any = request.user
        refusal_of(permissions.keep_service_account(user, account))
        found = account.tokens.filter(pk=values_of(TokenToRevoke, request)["token"]).first()
        if found is not None:
            revoke_token(token=found, by=user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=NewWebhook, responses={201: WebhookSecret})
    @action(detail=True, methods=["post"])
    def webhooks(self, request: Request, pk: str) -> Response:
        """An address that hears from now on, and the secret that is shown once."""
        account: ServiceAccount = self.get_object()
        user: Any = request.user
        refusal_of(permissions.keep_service_account(user, account))
        endpoint, secret = add_endpoint(account=account, **values_of(NewWebhook, request), by=user)
        body: Any = {"webhook": endpoint, "secret": secret}
        return Response(WebhookSecret(body).data, status=status.HTTP_201_CREATED)
