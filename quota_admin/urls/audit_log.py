"""The log, for the audit administrator."""

from django.urls import path

from quota_admin.views import audit_log

urlpatterns = [
    path("", audit_log.log_list, name="log_list"),
    path("<int:number>/", audit_log.log_detail, name="log_detail"),
    path("verification/", audit_log.log_verification, name="log_verification"),
    path("xlsx/", audit_log.log_file, {"ending": "xlsx"}, name="log_xlsx"),
    path("csv/", audit_log.log_file, {"ending": "csv"}, name="log_csv"),
    path("jsonl/", audit_log.log_file, {"ending": "jsonl"}, name="log_jsonl"),
]
