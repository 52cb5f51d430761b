"""What every installation starts with."""

from accounts.services.reference import load_reference
from deadlines.services.calendar import load_calendar
from deadlines.services.parameters import take_over_environment


def load_all_reference() -> None:
    """Roles, provinces, organisations, the calendar and the operating parameters; run again, it brings them up to date."""
    load_reference()
    load_calendar()
    take_over_environment()
