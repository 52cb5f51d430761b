"""What was closed or decided and may be opened again: one person asks with a reason, another decides."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User, name_for


class Reopenable(models.Model):
    """A request to reopen a row. The row holds it until it is granted or dropped; the log keeps it."""

    state: Any
    reopen_reason = models.TextField(_("reason for reopening"), blank=True)
    reopen_asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopen_asked_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopen_asked_at = models.DateTimeField(_("reopening asked for at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def reopening_is_asked(self) -> bool:
        """Whether a request waits for a second person."""
        return self.reopen_asked_at is not None

    @property
    def reopening_asker(self) -> str:
        """Who asked, and for whom; empty while nobody has."""
        return name_for(self.reopen_asked_by, self.reopen_asked_for)

    def ask_reopening(self, reason: str, *, by: User, at: datetime) -> None:
        """Puts the request on the row; the caller saves."""
        self.reopen_reason, self.reopen_asked_at = reason, at
        self.reopen_asked_by, self.reopen_asked_for = by, by.acting_for

    def clear_reopening(self) -> None:
        """Takes the request off the row; the caller saves."""
        self.reopen_reason, self.reopen_asked_at = "", None
        self.reopen_asked_by = self.reopen_asked_for = None
