"""The addresses of a province's work."""

from django.urls import path

from inspections.views import jurisdiction

urlpatterns = [
    path("", jurisdiction.jurisdiction, name="jurisdiction"),
    path("export/", jurisdiction.jurisdiction_export, name="jurisdiction_export"),
]
