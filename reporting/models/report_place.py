"""The provinces in which enterprises of a report lie: so that a province finds its reports without reading their lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Province
from reporting.models.report import ProductionReport


class ReportPlace(models.Model):
    """That an enterprise with a line in a report lies in a province, or has lain there since the line was written.

    Triggers of the database write the rows, as lines are written and as enterprises move; none is ever taken away. So
    they are never too few, and who may see a report is asked of its lines: this only says where to look.
    """

    report = models.ForeignKey(ProductionReport, models.CASCADE, related_name="+", verbose_name=_("report"))
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("province"))

    class Meta:
        verbose_name = _("province of a report")
        verbose_name_plural = _("provinces of reports")
        constraints = (models.UniqueConstraint(fields=["province", "report"], name="report_place_once"),)

    def __str__(self) -> str:
        return f"{self.report} {self.province}"
