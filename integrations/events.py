"""What the log calls the events of service accounts and webhooks."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "service_account": gettext_lazy("Service accounts"),
        "webhook": gettext_lazy("Webhooks"),
    },
    actions={
        "service_account.ask": gettext_lazy("service account asked for"),
        "service_account.consent": gettext_lazy("service account consented to"),
        "service_account.end": gettext_lazy("service account ended"),
        "service_account.issue_token": gettext_lazy("token of a service account issued"),
        "service_account.revoke_token": gettext_lazy("token of a service account revoked"),
        "webhook.add": gettext_lazy("webhook added"),
        "webhook.rotate": gettext_lazy("secret of a webhook changed"),
        "webhook.stop": gettext_lazy("webhook stopped"),
        "webhook.replay": gettext_lazy("delivery of a webhook sent again"),
    },
    keys={
        "scopes": gettext_lazy("scopes"),
        "prefix": gettext_lazy("token begins with"),
        "url": gettext_lazy("address"),
        "events": gettext_lazy("events"),
        "event": gettext_lazy("event"),
        "purpose": gettext_lazy("purpose"),
    },
)
