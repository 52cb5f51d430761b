"""The log, for the audit administrator."""

from django.urls import path

from accounts.views import log

urlpatterns = [
    path("", log.log_list, name="log_list"),
    path("<int:number>/", log.log_detail, name="log_detail"),
    path("verification/", log.log_verification, name="log_verification"),
    path("xlsx/", log.log_file, {"ending": "xlsx"}, name="log_xlsx"),
    path("csv/", log.log_file, {"ending": "csv"}, name="log_csv"),
    path("jsonl/", log.log_file, {"ending": "jsonl"}, name="log_jsonl"),
]
