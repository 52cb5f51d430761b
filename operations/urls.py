"""Where those who keep the service running see its state."""

from django.urls import path

from operations.views import service_state

urlpatterns = [path("", service_state.service_state, name="service_state")]
