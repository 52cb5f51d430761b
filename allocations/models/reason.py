"""Why something was returned or corrected: a code of a short list, kept with each return and correction to be counted."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class ReturnCode(models.TextChoices):
    """Why the ministry returns a filing or a report; the words beside it say what has to change."""

    FIGURES = "figures", _("figures wrong")
    INCOMPLETE = "incomplete", _("incomplete")
    EXPLANATION = "explanation", _("explanation not sufficient")
    INELIGIBLE = "ineligible", _("enterprise not eligible")
    OPINION = "opinion", _("province's objection not answered")
    TRACEABILITY = "traceability", _("differs from the traceability system")
    FORM = "form", _("form not as required")
    OTHER = "other", _("other reason")


class CorrectionCode(models.TextChoices):
    """Why a group corrects a report."""

    TYPING = "typing", _("typing error")
    LATE_DATA = "late_data", _("data that came later")
    STOCK_COUNT = "stock_count", _("stock-taking")
    AFTER_RETURN = "after_return", _("corrected after a return")
    AFTER_RECALL = "after_recall", _("corrected after it was withdrawn")
    CHECK = "check", _("found in a check or an inspection")
    METHOD = "method", _("way of counting changed")
    OTHER = "other", _("other reason")


class CodedReasonQuerySet(models.QuerySet["CodedReason"]):
    """Reads of coded reasons."""

    def visible_to(self, user: User) -> Self:
        """The ministries see all, a group its own."""
        if user.sees_everything:
            return self
        return self.filter(group=user.organisation_id) if user.sees_business else self.none()


class CodedReason(models.Model):
    """One return or correction: what, whose, why, when. Rows are added and never changed."""

    class Kind(models.TextChoices):
        FILING_RETURN = "filing_return", _("filing returned")
        REPORT_RETURN = "report_return", _("report returned")
        CORRECTION = "correction", _("report corrected")

    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    code = models.CharField(_("reason"), max_length=12)
    group = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("group"))
    number = models.CharField(_("number"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    at = models.DateTimeField(_("at"))

    objects = CodedReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("coded reason")
        verbose_name_plural = _("coded reasons")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="correction", code__in=CorrectionCode.values)
                | (~Q(kind="correction") & Q(code__in=ReturnCode.values)),
                name="coded_reason_is_of_its_list",
            ),
        )
        indexes = (models.Index(fields=["year", "group"], name="coded_reason_by_year"),)

    def __str__(self) -> str:
        return f"{self.number} {self.code}"

    @property
    def label(self) -> str:
        """The reason in words."""
        return str(label_of(self.kind, self.code))


CODES: dict[str, type[models.TextChoices]] = {
    CodedReason.Kind.FILING_RETURN: ReturnCode,
    CodedReason.Kind.REPORT_RETURN: ReturnCode,
    CodedReason.Kind.CORRECTION: CorrectionCode,
}


def label_of(kind: str, code: str) -> str:
    """The words of a code."""
    return str(CODES[kind](code).label)
