"""The formats of the description, checked as strictly as they are described."""

from datetime import date, datetime

from jsonschema import FormatChecker

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    """A day like 2021-10-08."""
    if isinstance(value, str):
        if len(value) != 10:
            raise ValueError
        date.fromisoformat(value)
    return True


@FORMATS.checks("date-time", raises=ValueError)
def is_instant(value: object) -> bool:
    """An instant like 2021-10-08T09:30:00+08:00."""
    if isinstance(value, str):
        datetime.fromisoformat(value)
    return True
