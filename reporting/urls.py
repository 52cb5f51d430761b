"""The addresses of reporting."""

from django.urls import path

from reporting.views import cells, deciding, execution, filling, report_workbook, reports, timeliness, traceability

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/timeliness/", timeliness.timeliness, name="timeliness"),
    path("reports/timeliness.xlsx", timeliness.timeliness_xlsx, name="timeliness_xlsx"),
    path("reports/begin/<str:month>/", filling.report_start, name="report_start"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<int:pk>/edit/", filling.report_edit, name="report_edit"),
    path("reports/<int:pk>/autosave/", cells.report_autosave, name="report_autosave"),
    path("reports/<int:pk>/story/", cells.report_story, name="report_story"),
    path("reports/<int:pk>/check/", filling.report_check, name="report_check"),
    path("reports/<int:pk>/receipt/", reports.report_receipt, name="report_receipt"),
    path("reports/<int:pk>/compare/", reports.report_compare, name="report_compare"),
    path("reports/<int:pk>/workbook/", report_workbook.report_workbook, name="report_workbook"),
    path("reports/<int:pk>/upload/", report_workbook.report_upload, name="report_upload"),
    path("reports/<int:pk>/upload/confirm/", report_workbook.report_upload_confirm, name="report_upload_confirm"),
    path("reports/<int:pk>/upload/marked/", report_workbook.report_marked, name="report_marked"),
    path("reports/<int:pk>/pdf/", reports.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/receipt/pdf/", reports.report_receipt_pdf, name="report_receipt_pdf"),
    path("reports/<int:pk>/decide/", deciding.report_decide, name="report_decide"),
    path("reports/<int:pk>/correct/", filling.report_correct, name="report_correct"),
    path("reports/findings/<int:pk>/decide/", deciding.finding_decide, name="finding_decide"),
    path("traceability/", traceability.difference_list, name="difference_list"),
    path("traceability/differences.xlsx", traceability.difference_export, name="difference_export"),
    path("traceability/<int:pk>/", traceability.difference_detail, name="difference_detail"),
    path("traceability/<int:pk>/explain/", traceability.difference_explain, name="difference_explain"),
    path("traceability/<int:pk>/decide/", traceability.difference_decide, name="difference_decide"),
    path("traceability/<int:pk>/file/", traceability.difference_file, name="difference_file"),
    path("traceability/upload/", traceability.extract_upload, name="extract_upload"),
    path("traceability/upload/confirm/", traceability.extract_confirm, name="extract_confirm"),
    path("traceability/extracts/<int:pk>/", traceability.extract_detail, name="extract_detail"),
    path("execution/", execution.execution, name="execution"),
    path("execution/provinces/", execution.execution_provinces, name="execution_provinces"),
    path("execution/summary.xlsx", execution.execution_xlsx, name="execution_xlsx"),
    path("execution/summary.pdf", execution.execution_pdf, name="execution_pdf"),
    path("execution/groups/<slug:code>/", execution.execution_group, name="execution_group"),
    path("execution/enterprises/<int:pk>/", execution.execution_enterprise, name="execution_enterprise"),
]
