"""The addresses of a province's work."""

from django.urls import path

from inspections.views import jurisdiction, waiting_evidence

urlpatterns = [
    path("", jurisdiction.jurisdiction, name="jurisdiction"),
    path("evidence/", waiting_evidence.evidence_waiting, name="evidence_waiting"),
    path("export/", jurisdiction.jurisdiction_export, name="jurisdiction_export"),
]
