"""How an organisation's own sheets call the columns of a form: matched by hand once, kept per form."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.person import User


class HeadingMatchQuerySet(models.QuerySet["HeadingMatch"]):
    """Reads of matched headings."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own organisation."""
        return self.filter(organisation=user.organisation_id)


class HeadingMatch(models.Model):
    """The headings of one layout. `names` is {heading, as documents.files.layouts.normal writes it: field or ""}."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="heading_matches", verbose_name=_("organisation")
    )
    layout = models.CharField(_("form"), max_length=40)
    names = models.JSONField(_("columns"), default=dict)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved at"))

    objects = HeadingMatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("columns matched by hand")
        verbose_name_plural = _("columns matched by hand")
        ordering = ("organisation", "layout")
        constraints = (models.UniqueConstraint(fields=["organisation", "layout"], name="heading_match_once"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.layout}"
