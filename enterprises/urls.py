"""Where the register is shown and kept."""

from django.urls import path

from enterprises.views import changes, enterprises, evidence, register, register_workbook, stop_orders

PIECE = "evidence/<slug:slug>/<int:pk>"

urlpatterns = [
    path("", register.enterprise_list, name="enterprise_list"),
    path("new/", enterprises.enterprise_new, name="enterprise_new"),
    path("workbook/", register_workbook.register_export, name="register_export"),
    path("import/", register_workbook.register_import, name="register_import"),
    path("import/confirm/", register_workbook.register_import_confirm, name="register_import_confirm"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/<int:pk>/", changes.change_detail, name="change_detail"),
    path("changes/<int:pk>/confirm/", changes.change_confirm, name="change_confirm"),
    path("changes/<int:pk>/refuse/", changes.change_refuse, name="change_refuse"),
    path("changes/<int:pk>/withdraw/", changes.change_withdraw, name="change_withdraw"),
    path("<int:pk>/changes/new/", changes.change_new, name="change_new"),
    path("<int:pk>/", register.enterprise_detail, name="enterprise_detail"),
    path("<int:pk>/edit/", enterprises.enterprise_edit, name="enterprise_edit"),
    path("<int:pk>/join/", enterprises.enterprise_join, name="enterprise_join"),
    path("<int:pk>/leave/", enterprises.enterprise_leave, name="enterprise_leave"),
    path("<int:pk>/evidence/<slug:slug>/new/", evidence.evidence_new, name="evidence_new"),
    path("stop-orders/<int:pk>/ask/", stop_orders.stop_order_ask, name="stop_order_ask"),
    path("stop-orders/<int:pk>/lift/", stop_orders.stop_order_lift, name="stop_order_lift"),
    path(f"{PIECE}/file/", evidence.evidence_file, name="evidence_file"),
    path(f"{PIECE}/confirm/", evidence.evidence_confirm, name="evidence_confirm"),
    path(f"{PIECE}/dispute/", evidence.evidence_dispute, name="evidence_dispute"),
    path(f"{PIECE}/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path(f"{PIECE}/end/", evidence.evidence_end, name="evidence_end"),
    path(f"{PIECE}/attach/", evidence.evidence_attach, name="evidence_attach"),
]
