"""What the log calls the events of monthly checks."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "check": gettext_lazy("Monthly check"),
    },
    actions={
        "check.open": gettext_lazy("monthly check opened"),
        "check.judge": gettext_lazy("verdict given in the monthly check"),
        "check.answer": gettext_lazy("province's question answered"),
        "check.close": gettext_lazy("monthly check closed"),
        "check.ask_reopening": gettext_lazy("reopening of a monthly check asked for"),
        "check.drop_reopening": gettext_lazy("request to reopen a monthly check withdrawn"),
        "check.reopen": gettext_lazy("monthly check reopened"),
    },
    keys={
        "verdict": gettext_lazy("verdict"),
        "agree": gettext_lazy("agreed"),
        "question": gettext_lazy("questions"),
        "to_inspect": gettext_lazy("to be inspected"),
    },
)
