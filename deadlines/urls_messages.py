"""Where one reads messages and chooses channels."""

from django.urls import path

from deadlines import views_messages

urlpatterns = [
    path("", views_messages.message_list, name="message_list"),
    path("read/", views_messages.messages_read, name="messages_read"),
    path("<int:pk>/read/", views_messages.message_read, name="message_read"),
    path("channels/", views_messages.channels, name="message_channels"),
    path("undelivered/", views_messages.undelivered, name="undelivered"),
    path("undelivered/<int:pk>/again/", views_messages.undelivered_again, name="undelivered_again"),
]
