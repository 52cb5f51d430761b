"""Every address of the application."""

from django.urls import include, path
from django.views.i18n import set_language

from quota_admin import duty_form, health, views
from quota_admin.gallery import gallery
from quota_admin.receipts import verify_receipt

urlpatterns = [
    path("", views.desk, name="desk"),
    path("done/", views.done_list, name="done_list"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", views.public(set_language), name="set_language"),
    path("help/", views.help_page, name="help"),
    path("gallery/", gallery, name="gallery"),
    path("verify/", verify_receipt, name="verify_receipt"),
    path("account/", include("accounts.urls")),
    path("", include("accounts.urls_organisation")),
    path("log/", include("accounts.urls_log")),
    path("obligations/<int:pk>/form/", duty_form.open_form, name="obligation_form"),
    path("obligations/", include("deadlines.urls")),
    path("messages/", include("deadlines.urls_messages")),
    path("register/", include("enterprises.urls")),
    path("", include("allocations.urls")),
    path("", include("reporting.urls")),
    path("jurisdiction/", include("inspections.urls")),
    path("inspections/", include("inspections.urls_inspections")),
    path("checks/", include("inspections.urls_checks")),
    path("api/", include("quota_admin.api_urls")),
]
