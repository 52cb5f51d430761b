"""Free remarks of the Ministry of Natural Resources on filings and reports that hold mining (矿产品)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, name_for
from allocations.models import Filing
from reporting.models.report import ProductionReport


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Reads of remarks."""

    def visible_to(self, user: User) -> Self:
        """The ministries all, a group those on its own; they speak of a whole, of which a province sees a part."""
        home = user.organisation
        if user.sees_everything:
            return self
        if not user.sees_business or not home.is_group:
            return self.none()
        return self.filter(Q(filing__group=home) | Q(report__group=home))

    def with_people(self) -> Self:
        """With what a page shows of them, oldest first."""
        return self.select_related("filing", "report", "written_by", "written_for").order_by("pk")


class Remark(models.Model):
    """One remark. It decides nothing; MIIT reads it before it decides. It is never edited, but can be withdrawn."""

    LONGEST = 1000

    filing = models.ForeignKey(Filing, models.CASCADE, null=True, blank=True, related_name="remarks")
    report = models.ForeignKey(ProductionReport, models.CASCADE, null=True, blank=True, related_name="remarks")
    text = models.TextField(_("comment"), max_length=LONGEST)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(filing=None, report__isnull=False) | Q(filing__isnull=False, report=None),
                name="remark_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="remark_withdrawn_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} #{self.pk}"

    @property
    def about(self) -> Filing | ProductionReport:
        """What it is about."""
        found = self.filing or self.report
        assert found is not None, "remark_about_one_thing"
        return found

    @property
    def writer(self) -> str:
        """Who wrote it, and for whom."""
        return name_for(self.written_by, self.written_for)
