"""Where deadlines are shown."""

from django.urls import path

from deadlines.views import (
    arrangements,
    chasers,
    duty_calendar,
    extensions,
    general_extensions,
    obligations,
    parameters,
)

urlpatterns = [
    path("", obligations.obligation_list, name="obligation_list"),
    path("remind/", chasers.obligations_remind, name="obligations_remind"),
    path("months/", duty_calendar.duty_calendar, name="duty_calendar"),
    path("feed/renew/", duty_calendar.feed_renew, name="feed_renew"),
    path("feed/revoke/", duty_calendar.feed_revoke, name="feed_revoke"),
    path("feed/<str:token>.ics", duty_calendar.duty_feed, name="duty_feed"),
    path("<int:pk>/", obligations.obligation_detail, name="obligation_detail"),
    path("<int:pk>/extension/", extensions.extension_ask, name="extension_ask"),
    path("extensions/<int:pk>/grant/", extensions.extension_grant, name="extension_grant"),
    path("extensions/<int:pk>/refuse/", extensions.extension_refuse, name="extension_refuse"),
    path("extensions/<int:pk>/recall/", extensions.extension_recall, name="extension_recall"),
    path("extensions-for-all/", general_extensions.general_extension_list, name="general_extension_list"),
    path("extensions-for-all/new/", general_extensions.general_extension_new, name="general_extension_new"),
    path(
        "extensions-for-all/<int:pk>/grant/", general_extensions.general_extension_grant, name="general_extension_grant"
    ),
    path(
        "extensions-for-all/<int:pk>/refuse/",
        general_extensions.general_extension_refuse,
        name="general_extension_refuse",
    ),
    path(
        "extensions-for-all/<int:pk>/recall/",
        general_extensions.general_extension_recall,
        name="general_extension_recall",
    ),
    path("calendar/", arrangements.arrangement_list, name="arrangement_list"),
    path("calendar/enter/", arrangements.arrangement_enter, name="arrangement_enter"),
    path("calendar/<int:pk>/", arrangements.arrangement_detail, name="arrangement_detail"),
    path("calendar/<int:pk>/days.csv", arrangements.arrangement_csv, name="arrangement_csv"),
    path("calendar/<int:pk>/confirm/", arrangements.arrangement_confirm, name="arrangement_confirm"),
    path("calendar/<int:pk>/refuse/", arrangements.arrangement_refuse, name="arrangement_refuse"),
    path("calendar/<int:pk>/recall/", arrangements.arrangement_recall, name="arrangement_recall"),
    path("parameters/", parameters.parameter_list, name="parameter_list"),
    path("parameters/<slug:parameter>/", parameters.parameter_detail, name="parameter_detail"),
    path("parameters/<slug:parameter>/new/", parameters.parameter_enter, name="parameter_enter"),
    path("parameters/changes/<int:pk>/", parameters.parameter_change, name="parameter_change"),
    path("parameters/changes/<int:pk>/confirm/", parameters.parameter_confirm, name="parameter_confirm"),
    path("parameters/changes/<int:pk>/refuse/", parameters.parameter_refuse, name="parameter_refuse"),
    path("parameters/changes/<int:pk>/recall/", parameters.parameter_recall, name="parameter_recall"),
]
