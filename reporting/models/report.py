"""A group's report of one month, in versions.

What left the group is never edited: a new version follows it.
"""

from datetime import datetime
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User, name_for
from common.periods import Month, day_of
from documents.models import ImportedRow
from enterprises.models.places import by_month, lay_in_own_province, stays_of


def _may_hold(province: str) -> Q:
    """The reports in which an enterprise of a province may be: the lines of the others need not be read."""
    places = apps.get_model("reporting", "ReportPlace")._default_manager.filter(province=province)
    moved = {stay.enterprise for stay in stays_of(province)}
    if not moved:
        return Q(pk__in=places.values("report"))
    lines = apps.get_model("reporting", "ReportLine")._default_manager.filter(enterprise__in=moved)
    return Q(pk__in=places.values("report")) | Q(pk__in=lines.values("report"))


class ProductionReportQuerySet(models.QuerySet["ProductionReport"]):
    """Reads of reports."""

    def visible_to(self, user: User) -> Self:
        """A group sees its own, the others what has left the group, a province if an enterprise lay in it then.

        What a province sees *of* a report is its lines: ask ReportLine.objects.visible_to.
        """
        home = user.organisation
        if not user.sees_business:
            return self.none()
        if home.is_group:
            return self.filter(group=home)
        sent = self.exclude(state=ProductionReport.State.DRAFT)
        if user.sees_everything:
            return sent
        if not home.is_province:
            return self.none()
        lines = apps.get_model("reporting", "ReportLine")._default_manager
        located = lines.filter(lay_in_own_province(user, by_month("report__year", "report__month")))
        return sent.filter(_may_hold(home.province_id or ""), pk__in=located.values("report"))

    def numbered(self, part: str) -> Self:
        """Those whose number, as ProductionReport.number writes it, holds the part."""
        text = models.CharField()
        number = Concat(
            Value("R-"), Cast("year", text), Value("-"), LPad(Cast("month", text), 2, Value("0")), Value("-"),
            "group__code", Value("-v"), Cast("version", text), output_field=text,
        )  # fmt: skip
        return self.alias(printed_number=number).filter(printed_number__icontains=part)

    def of_month(self, group: Organisation, month: Month) -> Self:
        """A group's versions of a month, latest first."""
        return self.filter(group=group, year=month.year, month=month.month).order_by("-version")

    def kept(self) -> Self:
        """Those that were not given up."""
        return self.exclude(state=ProductionReport.State.DISCARDED)

    def in_force(self) -> Self:
        """Those whose figures count: submitted, and not returned or replaced."""
        return self.filter(in_force=True)

    def counting(self, as_of: datetime | None = None) -> Self:
        """Those whose figures count now, or counted at an instant."""
        if as_of is None:
            return self.in_force()
        return self.filter(Q(counts_until=None) | Q(counts_until__gt=as_of), counts_from__lte=as_of)

    def waiting(self) -> Self:
        """Submitted and not decided."""
        return self.filter(state=ProductionReport.State.SUBMITTED)


class ProductionReport(ImportedRow):
    """One version of a monthly production report (生产调度报表)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        SUPERSEDED = "superseded", _("superseded")
        RECALLED = "recalled", _("taken back")
        DISCARDED = "discarded", _("discarded")

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="reports", verbose_name=_("group"))
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    # The version whose figures count. A correction counts from its acceptance, until then its forerunner.
    in_force = models.BooleanField(_("in force"), default=False)
    # From when until when they counted: what was known on any day.
    counts_from = models.DateTimeField(_("counts from"), null=True, blank=True)
    counts_until = models.DateTimeField(_("counts until"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("made from")
    )
    correction_reason = models.TextField(_("reason of the correction"), blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("filled in by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    # Everybody who changed a figure of it: none of them signs.
    editors = models.ManyToManyField(User, related_name="+", verbose_name=_("edited by"))
    saved_at = models.DateTimeField(_("saved at"))
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person in charge")
    )
    # The officer in whose place it was signed or decided.
    signed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    return_reason = models.TextField(_("reason of the return"), blank=True)
    # The cells that a return points at: {name of the cell: what is wrong with it}.
    return_cells = models.JSONField(_("cells pointed at"), default=dict, blank=True)
    # The group took it back before it was decided.
    recalled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recalled_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recalled_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    recall_reason = models.TextField(_("reason for taking it back"), blank=True)
    # Why a version that was returned or taken back was given up while another one is in force.
    discard_reason = models.TextField(_("reason for discarding it"), blank=True)
    receipt_hash = models.CharField(_("hash"), max_length=64, blank=True)
    receipt_head = models.CharField(_("audit head"), max_length=64, blank=True)

    objects = ProductionReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly production report")
        verbose_name_plural = _("monthly production reports")
        ordering = ("-year", "-month", "group__position", "-version")
        constraints = (
            models.UniqueConstraint(fields=["group", "year", "month", "version"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["group", "year", "month"],
                condition=Q(state__in=("draft", "submitted")),
                name="report_one_open_per_group_and_month",
            ),
            models.UniqueConstraint(
                fields=["group", "year", "month"],
                condition=Q(in_force=True),
                name="report_one_in_force_per_group_and_month",
            ),
            models.CheckConstraint(
                condition=Q(
                    in_force=False, state__in=("draft", "submitted", "returned", "superseded", "recalled", "discarded")
                )
                | Q(in_force=True, state__in=("submitted", "accepted")),
                name="report_in_force_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(in_force=False) | Q(counts_from__isnull=False, counts_until=None),
                name="report_in_force_counts_from_an_instant",
            ),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="report_month_exists"),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at=None, signed_by=None)
                | (~Q(state="draft") & Q(submitted_at__isnull=False, signed_by__isnull=False)),
                name="report_signed_when_submitted",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, state__in=("draft", "submitted", "recalled", "discarded"))
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    state__in=("accepted", "returned", "superseded", "discarded"),
                ),
                name="report_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="report_returned_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(recalled_at=None, recalled_by=None, recall_reason="")
                | (Q(recalled_at__isnull=False, recalled_by__isnull=False) & ~Q(recall_reason="")),
                name="report_recalled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="recalled") | Q(recalled_at__isnull=False), name="report_recalled_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") | ~Q(discard_reason=""), name="report_discarded_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, correction_reason="")
                | (Q(supersedes__isnull=False) & ~Q(correction_reason="")),
                name="report_corrected_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=models.F("drafted_by")),
                name="report_signed_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.group.name_zh}{self.year}年{self.month}月生产调度报表 v{self.version}"

    @property
    def group_name(self) -> str:
        """The group's name on the day of submission: a later name does not change an old document."""
        if self.imported_from_id is not None:
            return self.group.name_on(self.period.last_day)
        return self.group.name_on(day_of(self.submitted_at)) if self.submitted_at else self.group.name

    @property
    def period(self) -> Month:
        """The month it reports."""
        return Month(self.year, self.month)

    @property
    def editor_ids(self) -> set[int]:
        """Who drafted or edited it."""
        return {self.drafted_by_id, *self.editors.values_list("pk", flat=True)}

    @property
    def signer(self) -> str:
        """Who signed, and for whom; empty while nobody has."""
        return name_for(self.signed_by, self.signed_for)

    @property
    def number(self) -> str:
        """The report's number as printed on the receipt."""
        return f"R-{self.period}-{self.group.code}-v{self.version}"

    @property
    def ceased_at(self) -> datetime | None:
        """When a version that was sent ceased to be looked at: returned or taken back; None while it is."""
        gone = self.state in (self.State.RETURNED, self.State.RECALLED, self.State.DISCARDED)
        return (self.recalled_at or self.decided_at) if gone else None

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT
