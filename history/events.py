"""What the log calls the events of history imports."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={"history": gettext_lazy("History imports")},
    actions={
        "history.upload": gettext_lazy("workbook of a past year uploaded"),
        "history.read": gettext_lazy("workbook of a past year read: not bookable"),
        "history.preview": gettext_lazy("workbook of a past year previewed"),
        "history.replace": gettext_lazy("workbook of a past year replaced by a corrected one"),
        "history.discard": gettext_lazy("workbook of a past year discarded"),
        "history.confirm": gettext_lazy("workbook of a past year confirmed"),
        "history.book": gettext_lazy("workbook of a past year booked"),
        "history.ask_reversal": gettext_lazy("reversal of a history import asked for"),
        "history.keep": gettext_lazy("request to reverse a history import withdrawn"),
        "history.reverse": gettext_lazy("history import reversed"),
    },
)
