"""The link by which a calendar program reads one person's deadlines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Feed(models.Model):
    """One person's link. The token is shown once and kept as its hash only: who reads the table cannot use it."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("person"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.person)
