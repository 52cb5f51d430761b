"""What the log calls the events of deadlines, extensions and the calendar."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "obligation": gettext_lazy("Deadlines"),
        "extension": gettext_lazy("Extensions"),
        "general_extension": gettext_lazy("Extensions"),
        "calendar": gettext_lazy("Calendar"),
        "feed": gettext_lazy("Deadlines"),
        "parameter": gettext_lazy("Operating parameters"),
    },
    actions={
        "obligation.open": gettext_lazy("deadline opened"),
        "obligation.move": gettext_lazy("deadline moved"),
        "obligation.meet": gettext_lazy("duty met"),
        "obligation.end": gettext_lazy("duty ended with the group"),
        "obligation.hand_over": gettext_lazy("duty passed to the successor"),
        "obligation.late": gettext_lazy("deadline missed"),
        "obligation.escalate": gettext_lazy("overdue duty reported to the ministry"),
        "obligation.remind": gettext_lazy("reminder sent by the ministry"),
        "obligation.reopen": gettext_lazy("duty open again"),
        "obligation.drop": gettext_lazy("duty removed, its ground no longer exists"),
        "extension.ask": gettext_lazy("extension asked for"),
        "extension.grant": gettext_lazy("extension granted"),
        "extension.refuse": gettext_lazy("extension refused"),
        "extension.recall": gettext_lazy("request for an extension taken back"),
        "general_extension.propose": gettext_lazy("extension for all groups proposed"),
        "general_extension.grant": gettext_lazy("extension for all groups granted"),
        "general_extension.refuse": gettext_lazy("extension for all groups refused"),
        "general_extension.recall": gettext_lazy("proposal of an extension for all groups taken back"),
        "calendar.load": gettext_lazy("calendar loaded"),
        "calendar.propose": gettext_lazy("arrangement of holidays proposed"),
        "calendar.confirm": gettext_lazy("arrangement of holidays confirmed"),
        "calendar.refuse": gettext_lazy("arrangement of holidays refused"),
        "calendar.recall": gettext_lazy("arrangement of holidays taken back"),
        "parameter.load": gettext_lazy("first value taken over from the environment"),
        "parameter.propose": gettext_lazy("value of an operating parameter proposed"),
        "parameter.confirm": gettext_lazy("value of an operating parameter confirmed"),
        "parameter.refuse": gettext_lazy("value of an operating parameter refused"),
        "parameter.recall": gettext_lazy("value of an operating parameter taken back"),
        "feed.renew": gettext_lazy("link of the calendar feed made"),
        "feed.revoke": gettext_lazy("link of the calendar feed revoked"),
    },
    keys={
        "asked_by": gettext_lazy("asked by"),
        "derivation": gettext_lazy("how the day was found"),
        "days": gettext_lazy("days"),
        "moved": gettext_lazy("deadlines moved"),
        "duties": gettext_lazy("deadlines concerned"),
    },
)
