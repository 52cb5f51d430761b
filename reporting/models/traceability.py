"""What the traceability system (追溯系统) recorded of a month, and where a report differs from it. Tonnes REO."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User, name_for
from common.periods import Month, day_of
from common.quantities import Category, TonnesField
from documents.models import Attachment
from enterprises.models import Enterprise
from enterprises.models.places import by_month, lay_in_own_province
from reporting.models.report import ProductionReport
from reporting.rules.reconciliation import QUANTITIES

# An extract is about a month.
OF_EXTRACT = by_month("extract__year", "extract__month")


class TraceabilityExtractQuerySet(models.QuerySet["TraceabilityExtract"]):
    """Reads of extracts."""

    def visible_to(self, user: User) -> Self:
        """A group's own; everything to the ministries; a province reads figures of its enterprises only."""
        home = user.organisation
        if not user.sees_business:
            return self.none()
        if home.is_group:
            return self.filter(group=home)
        if user.sees_everything:
            return self.all()
        if not home.is_province:
            return self.none()
        located = TraceabilityFigure.objects.filter(lay_in_own_province(user, OF_EXTRACT))
        return self.filter(pk__in=located.values("extract"))

    def of_month(self, group: Organisation, month: Month) -> Self:
        """A group's extracts of a month, latest first."""
        return self.filter(group=group, year=month.year, month=month.month).order_by("-version")


class TraceabilityExtract(models.Model):
    """One upload of a group's month. A later one follows it; nothing is overwritten."""

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="extracts", verbose_name=_("group"))
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    version = models.PositiveSmallIntegerField(_("version"))
    # The file as it was uploaded: its name and its hash.
    file_name = models.CharField(_("file name"), max_length=120)
    file_hash = models.CharField(_("hash"), max_length=64)
    columns = models.JSONField(_("columns"), default=dict)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = TraceabilityExtractQuerySet.as_manager()

    class Meta:
        verbose_name = _("traceability extract")
        verbose_name_plural = _("traceability extracts")
        ordering = ("-year", "-month", "group__position", "-version")
        constraints = (
            models.UniqueConstraint(fields=["group", "year", "month", "version"], name="extract_version_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="extract_month_exists"),
        )

    def __str__(self) -> str:
        return f"{self.group.name_zh}{self.year}年{self.month}月追溯数据 v{self.version}"

    @property
    def period(self) -> Month:
        """The month that it covers."""
        return Month(self.year, self.month)


class TraceabilityFigureQuerySet(models.QuerySet["TraceabilityFigure"]):
    """Reads of figures."""

    def visible_to(self, user: User) -> Self:
        """Those of visible extracts; to a province those of the enterprises located in it."""
        rows = self.filter(extract__in=TraceabilityExtract.objects.visible_to(user))
        if user.organisation.is_province:
            rows = rows.filter(lay_in_own_province(user, OF_EXTRACT))
        return rows


class TraceabilityFigure(models.Model):
    """One enterprise and category of an extract: the sum of its rows. None is not stated by the extract."""

    extract = models.ForeignKey(TraceabilityExtract, models.CASCADE, related_name="figures")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    rows = models.PositiveIntegerField(_("rows"), default=1)
    output = TonnesField(_("output"))
    purchases = TonnesField(_("purchases"), null=True, blank=True)
    sales = TonnesField(_("sales"), null=True, blank=True)
    closing_stock = TonnesField(_("closing stock"), null=True, blank=True)

    objects = TraceabilityFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("traceability figure")
        verbose_name_plural = _("traceability figures")
        ordering = ("extract", "enterprise__province", "enterprise__credit_code", "category")
        constraints = (
            models.UniqueConstraint(fields=["extract", "enterprise", "category"], name="traced_once"),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": Decimal(0)}),
                    name=f"traced_{name}_not_negative",
                )
                for name in QUANTITIES
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise.name_zh} {self.category} {self.output}"

    @property
    def figures(self) -> dict[str, Decimal | None]:
        """What the extract states."""
        return {name: getattr(self, name) for name in QUANTITIES}


class DifferenceQuerySet(models.QuerySet["Difference"]):
    """Reads of differences."""

    def visible_to(self, user: User) -> Self:
        """A group's own; to a province those of its enterprises; all to the ministries."""
        home = user.organisation
        if not user.sees_business:
            return self.none()
        if home.is_group:
            return self.filter(group=home)
        if user.sees_everything:
            return self.all()
        return self.filter(lay_in_own_province(user, by_month("year", "month"))) if home.is_province else self.none()

    def pending(self) -> Self:
        """Those that nobody has decided and no figure has settled."""
        return self.filter(state__in=(Difference.State.OPEN, Difference.State.EXPLAINED))

    def with_people(self) -> Self:
        """With what a page shows of them."""
        return self.select_related(
            "group", "enterprise__province", "explained_by", "explained_for", "decided_by", "decided_for", "attachment"
        )


class Difference(models.Model):
    """One quantity of a month in which the report and the traceability system differ beyond tolerance: a case."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "open")
        EXPLAINED = "explained", _("explained")
        DECIDED = "decided", _("decided")
        SETTLED = "settled", _("settled by new figures")

    class Quantity(models.TextChoices):
        OUTPUT = "output", _("output")
        PURCHASES = "purchases", _("purchases")
        SALES = "sales", _("sales")
        CLOSING_STOCK = "closing_stock", _("closing stock")
        BALANCE = "balance", _("stock balance")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("the explanation is accepted")
        TO_CORRECT = "to_correct", _("the report has to be corrected")
        TO_INSPECT = "to_inspect", _("the enterprise is to be inspected")

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="differences", verbose_name=_("group"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="differences", verbose_name=_("enterprise"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    quantity = models.CharField(_("quantity"), max_length=16, choices=Quantity)
    reported = TonnesField(_("reported"))
    # What the system recorded; of the stock balance, what its flows leave, which may be below zero.
    traced = TonnesField(_("traceability system"))
    report = models.ForeignKey(ProductionReport, models.PROTECT, related_name="differences")
    extract = models.ForeignKey(TraceabilityExtract, models.PROTECT, related_name="differences")
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    explanation = models.TextField(_("explanation"), blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    explained_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    explained_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    explained_at = models.DateTimeField(_("explained at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # When it was decided, or settled by new figures.
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference from the traceability system")
        verbose_name_plural = _("differences from the traceability system")
        ordering = ("opened_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["group", "enterprise", "category", "year", "month", "quantity"],
                condition=Q(state__in=("open", "explained")),
                name="difference_pending_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="explained") | (~Q(explanation="") & Q(explained_by__isnull=False)),
                name="difference_explained_in_words",
            ),
            models.CheckConstraint(
                condition=(Q(state="decided", decided_by__isnull=False) & ~Q(decision="") & ~Q(outcome=""))
                | (~Q(state="decided") & Q(decided_by=None, decision="", outcome="")),
                name="difference_decided_by_somebody_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "explained"), closed_at=None)
                | Q(state__in=("decided", "settled"), closed_at__isnull=False),
                name="difference_closed_when_it_is",
            ),
        )
        indexes = (models.Index(fields=["state", "opened_at"], name="difference_by_state"),)

    def __str__(self) -> str:
        return f"{self.enterprise.name_zh} {self.year}-{self.month:02d} {self.get_quantity_display()}"

    @property
    def period(self) -> Month:
        """The month in which the figures differ."""
        return Month(self.year, self.month)

    @property
    def status(self) -> str:
        """The code of the status component."""
        return "to_explain" if self.state == self.State.OPEN else self.state

    @property
    def gap(self) -> Decimal:
        """Reported less traced, t REO."""
        gap: Decimal = self.reported - self.traced
        return gap

    @property
    def is_pending(self) -> bool:
        return self.state in (self.State.OPEN, self.State.EXPLAINED)

    @property
    def explainer(self) -> str:
        """Who explained it, and for whom; empty while nobody has."""
        return name_for(self.explained_by, self.explained_for)

    @property
    def decider(self) -> str:
        """Who decided it, and for whom; empty while nobody has."""
        return name_for(self.decided_by, self.decided_for)

    def age(self, as_of: datetime) -> int:
        """For how many days it has been, or was, pending."""
        return (day_of(self.closed_at or as_of) - day_of(self.opened_at)).days
