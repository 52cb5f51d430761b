"""Addresses of notices and filings."""

from django.urls import path

from allocations.views import filing_workbooks, filings, notice_entry, notices, reductions

urlpatterns = [
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/new/", notices.notice_new, name="notice_new"),
    path("notices/enter/", notice_entry.notice_enter, name="notice_enter"),
    path("notices/annex-1.xlsx", notice_entry.annex_template_xlsx, name="annex_template"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("notices/<int:pk>/review/", notices.notice_review, name="notice_review"),
    path("notices/<int:pk>/sign/", notices.notice_sign, name="notice_sign"),
    path("notices/<int:pk>/return/", notices.notice_return, name="notice_return"),
    path("notices/<int:pk>/notice.pdf", notices.notice_pdf, name="notice_pdf"),
    path("notices/<int:pk>/annex-1.xlsx", notices.notice_annex, name="notice_annex"),
    path("filings/", filings.filing_list, name="filing_list"),
    path("filings/start/<int:year>/", filings.filing_start, name="filing_start"),
    path("filings/<int:pk>/", filings.filing_detail, name="filing_detail"),
    path("filings/<int:pk>/edit/", filings.filing_edit, name="filing_edit"),
    path("filings/<int:pk>/filing.xlsx", filing_workbooks.filing_xlsx, name="filing_xlsx"),
    path("filings/<int:pk>/upload/", filing_workbooks.filing_upload, name="filing_upload"),
    path("filings/<int:pk>/upload/confirm/", filing_workbooks.filing_upload_confirm, name="filing_upload_confirm"),
    path("filings/<int:pk>/consult/", filings.filing_consult, name="filing_consult"),
    path("filings/<int:pk>/submit/", filings.filing_submit, name="filing_submit"),
    path("filings/<int:pk>/accept/", filings.filing_accept, name="filing_accept"),
    path("filings/<int:pk>/return/", filings.filing_return, name="filing_return"),
    path("filings/<int:pk>/letter.pdf", filings.filing_pdf, name="filing_pdf"),
    path("filings/<int:pk>/receipt/", filings.filing_receipt, name="filing_receipt"),
    path("filings/<int:pk>/receipt.pdf", filings.filing_receipt_pdf, name="filing_receipt_pdf"),
    path("reductions/", reductions.reduction_list, name="reduction_list"),
    path("reductions/new/", reductions.reduction_new, name="reduction_new"),
    path("reductions/<int:pk>/", reductions.reduction_detail, name="reduction_detail"),
    path("reductions/<int:pk>/order/", reductions.reduction_order, name="reduction_order"),
    path("reductions/<int:pk>/withdraw/", reductions.reduction_withdraw, name="reduction_withdraw"),
    path("reductions/<int:pk>/document/", reductions.reduction_document, name="reduction_document"),
    path("consultations/<int:pk>/", filings.consultation_opinion, name="consultation_opinion"),
]
