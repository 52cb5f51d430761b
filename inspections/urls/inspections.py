"""The addresses of random inspections."""

from django.urls import path

from inspections.views import draws, findings, inspections, overview

urlpatterns = [
    path("", overview.inspection_list, name="inspection_list"),
    path("workbook/", overview.inspection_export, name="inspection_export"),
    path("published/", inspections.published_inspections, name="published_inspections"),
    path("plans/", draws.plan_list, name="plan_list"),
    path("plans/new/", draws.plan_new, name="plan_new"),
    path("plans/<int:pk>/", draws.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/draw/", draws.draw_begin, name="draw_begin"),
    path("inspectors/new/", draws.inspector_new, name="inspector_new"),
    path("inspectors/<int:pk>/recuse/", draws.inspector_recuse, name="inspector_recuse"),
    path("draws/<int:pk>/", draws.draw_detail, name="draw_detail"),
    path("draws/<int:pk>/exclude/", draws.draw_exclude, name="draw_exclude"),
    path("draws/<int:pk>/close/", draws.draw_close, name="draw_close"),
    path("draws/<int:pk>/draw/", draws.draw_make, name="draw_make"),
    path("draws/<int:pk>/record/", draws.draw_record, name="draw_record"),
    path("<int:pk>/", inspections.inspection_detail, name="inspection_detail"),
    path("<int:pk>/notify/", inspections.inspection_notify, name="inspection_notify"),
    path("<int:pk>/notice/", inspections.inspection_notice, name="inspection_notice"),
    path("<int:pk>/record/", inspections.inspection_record, name="inspection_record"),
    path("<int:pk>/report/", inspections.inspection_report, name="inspection_report"),
    path("<int:pk>/publish/", inspections.inspection_publish, name="inspection_publish"),
    path("<int:pk>/close/", inspections.inspection_close, name="inspection_close"),
    path("<int:pk>/findings/new/", findings.finding_new, name="finding_new"),
    path("<int:pk>/order/", findings.order_issue, name="order_issue"),
    path("<int:pk>/reinspect/", findings.order_reinspect, name="order_reinspect"),
    path("findings/<int:pk>/reply/", findings.finding_reply, name="finding_reply"),
    path("findings/<int:pk>/decide/", findings.visit_finding_decide, name="visit_finding_decide"),
    path("files/<int:pk>/", findings.finding_file, name="finding_file"),
]
