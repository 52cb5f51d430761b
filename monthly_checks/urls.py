"""The addresses of the monthly check."""

from django.urls import path

from monthly_checks.views import checks, reopening

urlpatterns = [
    path("", checks.check_list, name="check_list"),
    path("export/", checks.check_list_export, name="check_list_export"),
    path("begin/<str:month>/", checks.check_begin, name="check_begin"),
    path("<int:pk>/", checks.check_detail, name="check_detail"),
    path("<int:pk>/export/", checks.check_export, name="check_export"),
    path("<int:pk>/agree/", checks.check_agree, name="check_agree"),
    path("<int:pk>/close/", checks.check_close, name="check_close"),
    path("<int:pk>/reopening/ask/", reopening.check_ask_reopening, name="check_ask_reopening"),
    path("<int:pk>/reopening/drop/", reopening.check_drop_reopening, name="check_drop_reopening"),
    path("<int:pk>/reopen/", reopening.check_reopen, name="check_reopen"),
    path("enterprises/<int:pk>/", checks.checked_enterprise, name="checked_enterprise"),
    path("questions/<int:pk>/", checks.check_question, name="check_question"),
    path("questions/<int:pk>/file/", checks.check_answer_file, name="check_answer_file"),
]
