"""What every installation starts with."""

from accounts.services.reference import load_reference
from deadlines.services.calendar import load_calendar


def load_all_reference() -> None:
    """Roles, provinces, organisations and the working-day calendar; run again, it brings them up to date."""
    load_reference()
    load_calendar()
