"""What deadlines stores: obligations, extensions, the working-day calendar, feeds."""

from deadlines.models.calendar import Arrangement, CalendarDay
from deadlines.models.extension import Extension
from deadlines.models.feed import Feed
from deadlines.models.general_extension import GeneralExtension
from deadlines.models.obligation import Obligation, ObligationQuerySet, Punctuality

__all__ = [
    "Arrangement",
    "CalendarDay",
    "Extension",
    "Feed",
    "GeneralExtension",
    "Obligation",
    "ObligationQuerySet",
    "Punctuality",
]
