"""Where one reads messages and chooses channels."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.message_list, name="message_list"),
    path("read/", views.messages_read, name="messages_read"),
    path("digest/read/", views.digest_read, name="digest_read"),
    path("<int:pk>/read/", views.message_read, name="message_read"),
    path("channels/", views.channels, name="message_channels"),
    path("undelivered/", views.undelivered, name="undelivered"),
    path("undelivered/<int:pk>/again/", views.undelivered_again, name="undelivered_again"),
]
