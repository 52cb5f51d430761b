"""Service accounts and webhooks of one's own organisation."""

from django.urls import path

from integrations.views import service_accounts, webhooks

urlpatterns = [
    path("service-accounts/", service_accounts.service_account_list, name="service_account_list"),
    path("service-accounts/new/", service_accounts.service_account_new, name="service_account_new"),
    path("service-accounts/<int:pk>/", service_accounts.service_account_detail, name="service_account_detail"),
    path(
        "service-accounts/<int:pk>/consent/", service_accounts.service_account_consent, name="service_account_consent"
    ),
    path("service-accounts/<int:pk>/end/", service_accounts.service_account_end, name="service_account_end"),
    path("service-accounts/<int:pk>/tokens/", service_accounts.service_account_token, name="service_account_token"),
    path(
        "service-accounts/<int:pk>/tokens/<int:token>/revoke/",
        service_accounts.service_token_revoke,
        name="service_token_revoke",
    ),
    path("service-accounts/<int:pk>/webhooks/new/", webhooks.webhook_new, name="webhook_new"),
    path("webhooks/<int:pk>/", webhooks.webhook_detail, name="webhook_detail"),
    path("webhooks/<int:pk>/rotate/", webhooks.webhook_rotate, name="webhook_rotate"),
    path("webhooks/<int:pk>/stop/", webhooks.webhook_stop, name="webhook_stop"),
    path("webhooks/deliveries/<int:pk>/replay/", webhooks.delivery_replay, name="delivery_replay"),
]
