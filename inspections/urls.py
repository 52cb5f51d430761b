"""The addresses of a province's work."""

from django.urls import path

from inspections import views

urlpatterns = [path("", views.jurisdiction, name="jurisdiction")]
