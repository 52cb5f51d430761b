"""The addresses of history imports."""

from django.urls import path

from history.views import imports

urlpatterns = [
    path("", imports.history_list, name="history_list"),
    path("new/", imports.history_new, name="history_new"),
    path("templates/<slug:kind>/", imports.history_template_file, name="history_template"),
    path("<int:pk>/", imports.history_detail, name="history_detail"),
    path("<int:pk>/source/", imports.history_source, name="history_source"),
    path("<int:pk>/replace/", imports.history_replace, name="history_replace"),
    path("<int:pk>/columns/<slug:name>/", imports.history_columns, name="history_columns"),
    path("<int:pk>/preview/", imports.history_preview, name="history_preview"),
    path("<int:pk>/confirm/", imports.history_confirm, name="history_confirm"),
    path("<int:pk>/discard/", imports.history_discard, name="history_discard"),
    path("<int:pk>/ask-reversal/", imports.history_ask_reversal, name="history_ask_reversal"),
    path("<int:pk>/keep/", imports.history_keep, name="history_keep"),
    path("<int:pk>/reverse/", imports.history_reverse, name="history_reverse"),
]
