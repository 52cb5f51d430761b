"""What integrations stores."""

from integrations.models.kept_answer import KeptAnswer
from integrations.models.service_account import ServiceAccount, ServiceAccountQuerySet, ServiceToken
from integrations.models.webhook import Delivery, Endpoint, EndpointQuerySet

__all__ = [
    "Delivery",
    "Endpoint",
    "EndpointQuerySet",
    "KeptAnswer",
    "ServiceAccount",
    "ServiceAccountQuerySet",
    "ServiceToken",
]
