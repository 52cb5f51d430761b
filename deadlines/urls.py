"""Where deadlines are shown."""

from django.urls import path

from deadlines import views

urlpatterns = [path("", views.obligation_list, name="obligation_list")]
