"""Every address of the application."""

from django.urls import include, path
from django.views.i18n import set_language

from authentication.views import reset_second_factor
from quota_admin.views import (
    columns,
    desk,
    duty_form,
    health,
    made_files,
    manual,
    saved_filters,
    year_overview,
    year_story,
)
from quota_admin.views.developers import developers
from quota_admin.views.gallery import gallery
from quota_admin.views.receipts import verify_receipt
from quota_admin.views.rule_book import rules
from quota_admin.views.search import search_page

# What fails before a page is reached, such as asking who sent it.
handler500 = "quota_admin.views.faults.server_error"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("overview.pdf", year_overview.year_overview_pdf, name="year_overview_pdf"),
    path("year/", year_story.year_nation, name="year_nation"),
    path("year/groups/<slug:code>/", year_story.year_group, name="year_group"),
    path("year/enterprises/<int:pk>/", year_story.year_enterprise, name="year_enterprise"),
    path("year/provinces/<slug:province>/", year_story.year_province, name="year_province"),
    path("done/", desk.done_list, name="done_list"),
    path("saved/", saved_filters.saved_filter_list, name="saved_filter_list"),
    path("saved/keep/", saved_filters.saved_filter_keep, name="saved_filter_keep"),
    path("saved/<int:pk>/send/", saved_filters.saved_filter_send, name="saved_filter_send"),
    path("saved/<int:pk>/remove/", saved_filters.saved_filter_remove, name="saved_filter_remove"),
    path("files/", made_files.made_file_list, name="made_file_list"),
    path("files/ask/", made_files.made_file_ask, name="made_file_ask"),
    path("files/<int:pk>/", made_files.made_file_detail, name="made_file_detail"),
    path("files/<int:pk>/content/", made_files.made_file_content, name="made_file_content"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", desk.public(set_language), name="set_language"),
    path("search/", search_page, name="search"),
    path("help/", desk.help_page, name="help"),
    path("help/manual/", manual.manual_list, name="manual_list"),
    path("help/chapter/", manual.manual_chapter, name="manual_chapter"),
    path("help/manual/<slug:book>/", manual.manual_book, name="manual_book"),
    path("help/manual/<slug:book>/manual.pdf", manual.manual_pdf, name="manual_pdf"),
    path("rules/", rules, name="rule_book"),
    path("gallery/", gallery, name="gallery"),
    path("verify/", verify_receipt, name="verify_receipt"),
    path("account/", include("authentication.urls")),
    path(
        "organisation/people/<int:pk>/second-factor/",
        reset_second_factor.person_reset_second_factor,
        name="person_reset_second_factor",
    ),
    path("organisation/columns/", columns.column_list, name="column_list"),
    path("organisation/columns/<slug:name>/", columns.column_match, name="column_match"),
    path("", include("accounts.urls")),
    path("organisation/", include("integrations.urls")),
    path("developers/", developers, name="developers"),
    path("service/", include("operations.urls")),
    path("log/", include("quota_admin.urls.audit_log")),
    path("obligations/<int:pk>/form/", duty_form.open_form, name="obligation_form"),
    path("obligations/", include("deadlines.urls")),
    path("messages/", include("notifications.urls")),
    path("register/", include("enterprises.urls")),
    path("", include("allocations.urls")),
    path("", include("reporting.urls")),
    path("jurisdiction/", include("inspections.urls.jurisdiction")),
    path("inspections/", include("inspections.urls.inspections")),
    path("checks/", include("monthly_checks.urls")),
    path("history/", include("history.urls")),
    path("api/", include("quota_admin.urls.api")),
]
