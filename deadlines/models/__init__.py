"""What deadlines stores: obligations, extensions, the working-day calendar, feeds, operating parameters."""

from deadlines.models.calendar import Arrangement, CalendarDay
from deadlines.models.extension import Extension
from deadlines.models.feed import Feed
from deadlines.models.general_extension import GeneralExtension
from deadlines.models.obligation import Obligation, ObligationQuerySet, Punctuality
from deadlines.models.parameter import Parameter

__all__ = [
    "Arrangement",
    "CalendarDay",
    "Extension",
    "Feed",
    "GeneralExtension",
    "Obligation",
    "ObligationQuerySet",
    "Parameter",
    "Punctuality",
]
