"""What the log calls the events of the service itself."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={"attachment": gettext_lazy("Attachments")},
    actions={"attachment.infected": gettext_lazy("infected file found")},
    keys={"finding": gettext_lazy("finding")},
)
