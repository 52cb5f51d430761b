"""What people type when they take something back."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from allocations.forms.fields import ReasonForm


class DiscardForm(ReasonForm):
    """Why a version is given up; what nobody outside has seen may go without a reason."""

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
        if not needed:
            self.fields["reason"].help_text = _("may stay empty: this version has not been sent outside")
