"""What the log calls the events of messages."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "channels": gettext_lazy("Messages"),
        "message": gettext_lazy("Messages"),
    },
    actions={
        "channels.choose": gettext_lazy("channels of messages chosen"),
        "message.try_again": gettext_lazy("undelivered e-mail sent again"),
    },
    keys={
        "fault": gettext_lazy("fault"),
    },
)
