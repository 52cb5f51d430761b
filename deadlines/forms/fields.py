"""Fields that the forms of deadlines share."""

from django import forms


class DayInput(forms.DateInput):
    """A browser's own field for a day; without one, a day is typed like 2021-08-24."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
