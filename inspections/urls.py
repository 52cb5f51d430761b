"""The addresses of a province's work."""

from django.urls import path

from inspections.views import evidence, jurisdiction

urlpatterns = [
    path("", jurisdiction.jurisdiction, name="jurisdiction"),
    path("evidence/", evidence.evidence_waiting, name="evidence_waiting"),
    path("export/", jurisdiction.jurisdiction_export, name="jurisdiction_export"),
]
