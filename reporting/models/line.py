"""A report's lines, their output by element, and the findings that its rules opened.

Tonnes REO throughout.
"""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Reopenable, User
from common.periods import speaks_chinese
from common.quantities import Category, TonnesField
from enterprises.models import Enterprise
from enterprises.models.places import by_month, lay_in_own_province
from reporting.models.report import ProductionReport
from reporting.rules.form import COLUMNS, ELEMENTS
from reporting.rules.violations import clause_in_english


class ReportLineQuerySet(models.QuerySet["ReportLine"]):
    """Reads of lines."""

    def visible_to(self, user: User) -> Self:
        """Lines of visible reports; a province sees those of the enterprises that lay in it in that month only."""
        if user.sees_business and user.organisation.is_province:
            # A report with such a line is one that the province sees: asked once, not of the report as well.
            sent = self.exclude(report__state=ProductionReport.State.DRAFT)
            return sent.filter(lay_in_own_province(user, by_month("report__year", "report__month")))
        return self.filter(report__in=ProductionReport.objects.visible_to(user))

    def searched(self, words: str) -> Self:
        """Those of enterprises with these words in their name or code."""
        named = Q(enterprise__name_zh__icontains=words) | Q(enterprise__name_en__icontains=words)
        return self.filter(named | Q(enterprise__credit_code__icontains=words))

    def counting(self, year: int, *, as_of: datetime | None = None) -> Self:
        """The lines of one year's reports whose figures count now, or counted at an instant."""
        lines = self.filter(report__year=year)
        if as_of is None:
            return lines.filter(report__in_force=True)
        return lines.filter(report__in=ProductionReport.objects.counting(as_of))


class ReportLine(models.Model):
    """One enterprise's month in one category. A mine with two ore types has two lines. None is not filled."""

    report = models.ForeignKey(ProductionReport, models.CASCADE, related_name="lines")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="report_lines")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    output = TonnesField(_("output"), null=True, blank=True)
    opening_stock = TonnesField(_("opening stock"), null=True, blank=True)
    purchases = TonnesField(_("purchases"), null=True, blank=True)
    used = TonnesField(_("own use"), null=True, blank=True)
    sales = TonnesField(_("sales"), null=True, blank=True)
    closing_stock = TonnesField(_("closing stock"), null=True, blank=True)
    traceability_quantity = TonnesField(_("traceability system"), null=True, blank=True)
    feed_own = TonnesField(_("own or group ore"), null=True, blank=True)
    feed_domestic = TonnesField(_("purchased domestic ore"), null=True, blank=True)
    feed_imported = TonnesField(_("imported ore"), null=True, blank=True)
    feed_other = TonnesField(_("monazite and other"), null=True, blank=True)
    feed_secondary = TonnesField(_("secondary resources"), null=True, blank=True)
    no_production_reason = models.CharField(_("reason of no production"), max_length=20, blank=True)
    # {code of the rule: what the group says to it}
    explanations = models.JSONField(_("explanations"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    # Names the filled cells of a line that was sent, and so stays as it is; empty where it is not known.
    digest = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)

    objects = ReportLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("report line")
        verbose_name_plural = _("report lines")
        ordering = ("report", "enterprise__province", "enterprise__credit_code", "category")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "enterprise", "category"],
                name="report_line_once_per_enterprise_and_category",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": Decimal(0)}),
                    name=f"report_line_{name}_not_negative",
                )
                for name in COLUMNS
            ),
        )
        indexes = (
            models.Index(fields=["enterprise", "category"], name="report_line_by_enterprise"),
            # Which reports hold an enterprise of a province, from the index alone.
            models.Index(fields=["enterprise", "report"], name="report_line_in_reports"),
        )

    def __str__(self) -> str:
        return f"{self.enterprise.name_zh} {self.category} {self.output}"

    @property
    def figures(self) -> dict[str, Decimal | None]:
        """The line's columns."""
        return {name: getattr(self, name) for name in COLUMNS}


class ElementOutputQuerySet(models.QuerySet["ElementOutput"]):
    """Reads of output by element."""

    def visible_to(self, user: User) -> Self:
        """That of visible lines."""
        return self.filter(line__in=ReportLine.objects.visible_to(user))


class ElementOutput(models.Model):
    """What of a separation line's output is one element (La … Lu, Y), PrNd or mixed."""

    line = models.ForeignKey(ReportLine, models.CASCADE, related_name="elements")
    element = models.CharField(_("element"), max_length=8, choices=[(name, name) for name in ELEMENTS])
    tonnes = TonnesField(_("output"))

    objects = ElementOutputQuerySet.as_manager()

    class Meta:
        verbose_name = _("output by element")
        verbose_name_plural = _("output by element")
        ordering = ("line", "pk")
        constraints = (
            models.UniqueConstraint(fields=["line", "element"], name="element_once_per_line"),
            models.CheckConstraint(condition=Q(tonnes__gte=Decimal(0)), name="element_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.element} {self.tonnes}"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Reads of findings."""

    def visible_to(self, user: User) -> Self:
        """Those at visible lines."""
        if user.sees_business and user.organisation.is_province:
            # The same as of lines, asked of the few findings and not of all the lines.
            sent = self.exclude(line__report__state=ProductionReport.State.DRAFT)
            within = by_month("line__report__year", "line__report__month")
            return sent.filter(lay_in_own_province(user, within, enterprise="line__enterprise"))
        return self.filter(line__in=ReportLine.objects.visible_to(user))

    def undecided(self) -> Self:
        """Those that nobody has decided, in reports that count."""
        return self.exclude(state=Finding.State.DECIDED).filter(line__report__in_force=True)


class Finding(Reopenable):
    """Something at a line that had to be explained when it was submitted: it passed, and it is on record."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "open")
        EXPLAINED = "explained", _("explained")
        DECIDED = "decided", _("decided")

    line = models.ForeignKey(ReportLine, models.CASCADE, related_name="findings")
    code = models.CharField(_("rule"), max_length=40)
    clause = models.CharField(_("clause"), max_length=60)
    sentence_zh = models.TextField()
    sentence_en = models.TextField()
    explanation = models.TextField(_("explanation"), blank=True)
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    explained_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("report", "finding")
        verbose_name_plural = _("findings")
        ordering = ("line", "pk")
        constraints = (
            models.UniqueConstraint(fields=["line", "code"], name="finding_once_per_rule"),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(explanation="") & Q(explained_by__isnull=False)) | Q(state="decided"),
                name="finding_explained_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "explained"), decided_by=None, decided_at=None)
                | (Q(state="decided", decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="")),
                name="finding_decided_by_somebody_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.line}"

    @property
    def status(self) -> str:
        """The code of the status component."""
        return "to_explain" if self.state == self.State.OPEN else self.state

    @property
    def number(self) -> str:
        """The number of its report, and its own."""
        return f"{self.line.report.number}/{self.pk}"

    @property
    def reference(self) -> str:
        """As the duty to explain it is known."""
        return f"F-{self.pk}"

    @property
    def clause_text(self) -> str:
        """The clause or reason, in the reader's language."""
        return self.clause if speaks_chinese() else clause_in_english(self.clause)

    @property
    def sentence(self) -> str:
        """What was found, in the reader's language."""
        return self.sentence_zh if speaks_chinese() else self.sentence_en
