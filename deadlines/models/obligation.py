"""Obligations: deadlines as stored instants."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from common.periods import Month, day_of
from deadlines.models.derivations import explain
from deadlines.rules.calendar import WorkCalendar


@dataclass(frozen=True)
class Punctuality:
    """The status of an obligation and its number of working days (remaining, or late)."""

    status: str
    workdays: int


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Reads of obligations."""

    def visible_to(self, user: User) -> Self:
        """Ministries see all, everybody else their own organisation's; who only keeps accounts sees none."""
        if user.sees_everything:
            return self
        return self.filter(organisation=user.organisation_id) if user.sees_business else self.none()

    def open(self) -> Self:
        """Not met yet."""
        return self.filter(met_at=None)

    def met(self) -> Self:
        """Met."""
        return self.filter(met_at__isnull=False)

    def begun(self, as_of: datetime) -> Self:
        """Those that can be worked on at that instant."""
        return self.filter(opens_at__lte=as_of)

    def late(self, as_of: datetime) -> Self:
        """Overdue and still open at that instant, by the stored instant: right when no worker runs."""
        return self.open().filter(late_from__lte=as_of)

    def met_on_time(self) -> Self:
        """Met by the end of the due day."""
        return self.met().filter(met_at__lt=F("late_from"))

    def met_late(self) -> Self:
        """Met, but after the due day."""
        return self.met().filter(met_at__gte=F("late_from"))

    def with_urgency(self, as_of: datetime) -> Self:
        """Each with its `urgency` at that instant: overdue 0, open 1, met 2."""
        done, late = When(met_at__isnull=False, then=2), When(late_from__lte=as_of, then=0)
        return self.annotate(urgency=Case(done, late, default=1, output_field=models.SmallIntegerField()))


class Swept(models.Model):
    """What the sweepers have done about an obligation. Each mark is claimed by a conditional UPDATE, in the
    transaction of its effect: a worker that dies in between has done neither.

    A mark names the due day it was made for, so that a deadline that moves is reminded of anew.
    """

    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_as = models.CharField(max_length=40, blank=True, default="", editable=False)
    late_marked_for = models.DateField(null=True, blank=True, editable=False)
    escalated_for = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Obligation(Swept):
    """A duty of one organisation with its deadline as a stored instant.

    `late_from` is the first instant that is too late: the start of the next day in Asia/Shanghai.
    """

    class Kind(models.TextChoices):
        FILING = "filing", _("sub-allocation filing")
        MONTHLY_REPORT = "monthly_report", _("monthly production report")
        # What was returned has a deadline of its own; the first submission's punctuality stays.
        FILING_AGAIN = "filing_again", _("returned filing, corrected")
        REPORT_AGAIN = "report_again", _("returned report, corrected")
        # Ministries and provinces have theirs too.
        FILING_DECISION = "filing_decision", _("decision on a filing")
        REPORT_DECISION = "report_decision", _("decision on a report")
        YEAR_STATEMENT = "year_statement", _("statement of the year")
        MONTHLY_CHECK = "monthly_check", _("monthly check of the province")
        FINDING_ANSWER = "finding_answer", _("answer to a finding")
        CHECK_ANSWER = "check_answer", _("answer to a province's question")
        CONSULTATION = "consultation", _("opinion on a sub-allocation")
        VISIT_REPORT = "visit_report", _("report of an inspection")
        VISIT_REPLY = "visit_reply", _("reply to an inspection's finding")
        RECTIFICATION = "rectification", _("rectification")

    MONTHLY = frozenset({Kind.MONTHLY_REPORT, Kind.REPORT_AGAIN, Kind.REPORT_DECISION, Kind.MONTHLY_CHECK})
    BY_NOTICE = frozenset({Kind.FILING, Kind.FILING_AGAIN, Kind.FILING_DECISION, Kind.CONSULTATION})

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="obligations", verbose_name=_("organisation")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    period = models.CharField(_("period"), max_length=10)
    # Which one of several of the same period: the group and the round of a decision, the number of a finding.
    reference = models.CharField(_("reference"), max_length=80, blank=True, default="")
    about = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about")
    )
    opens_at = models.DateTimeField(_("opens"))
    due_on = models.DateField(_("due"))
    first_due_on = models.DateField(_("due before it was extended"), null=True, blank=True)
    late_from = models.DateTimeField(_("late from"))
    locked_from = models.DateTimeField(_("locked from"), null=True, blank=True)
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    late_workdays = models.PositiveSmallIntegerField(_("working days late"), null=True, blank=True)
    derivation = models.JSONField(_("derivation"))
    calendar_version = models.CharField(_("calendar version"), max_length=64)
    provisional = models.BooleanField(_("provisional"), default=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("due_on", "organisation__position", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "organisation", "period", "reference"], name="obligation_once_per_period"
            ),
            models.CheckConstraint(condition=Q(locked_from=None) | Q(locked_from__gte=F("late_from")),
                                   name="obligation_is_late_before_it_is_locked"),
            models.CheckConstraint(condition=Q(late_from__gt=F("opens_at")) | Q(kind="filing"),
                                   name="obligation_opens_before_it_is_late"),
        )  # fmt: skip
        indexes = (
            # What one organisation has still to do, and what it did last, without reading all its past.
            models.Index(fields=["organisation", "met_at"], name="obligation_of_organisation"),
            models.Index(fields=["year", "organisation"], name="obligation_by_year"),
            # What a new arrangement of days off may move.
            models.Index(fields=["due_on"], name="obligation_by_due_day"),
            models.Index(fields=["due_on"], condition=Q(provisional=True), name="obligation_provisional"),
            models.Index(fields=["late_from"], condition=Q(met_at=None), name="obligation_open_by_deadline"),
            models.Index(
                fields=["opens_at"], condition=Q(announced_at=None, met_at=None), name="obligation_to_be_announced"
            ),
        )

    def __str__(self) -> str:
        about = f" {self.about.name_zh}" if self.about else ""
        return f"{self.organisation.name_zh} {self.get_kind_display()} {self.period}{about}"

    @property
    def explanation(self) -> str:
        """Why the due day is that day; one that is provisional says so."""
        return explain({**self.derivation, "provisional": self.provisional})

    @property
    def period_label(self) -> str:
        """The month of a report, or year and batch of a notice, for people."""
        if self.kind in self.MONTHLY:
            return Month.parse(self.period).label
        if self.kind not in self.BY_NOTICE:
            return self.period
        year, _dash, batch = self.period.partition("-")
        return _("%(year)s, batch %(batch)s") % {"year": year, "batch": batch}

    def punctuality(self, at: datetime, calendar: WorkCalendar) -> Punctuality:
        """`met_on_time`, `met_late` (by so many working days), `open` (remaining) or `overdue` (by)."""
        if self.met_at is not None:
            if self.met_at < self.late_from:
                return Punctuality("met_on_time", 0)
            # Counted when it was met, with the calendar of that day: an amendment later on does not change it.
            return Punctuality("met_late", self.late_workdays or self.workdays_late(self.met_at, calendar))
        day = day_of(at)
        if at >= self.late_from:
            return Punctuality("overdue", self.workdays_late(at, calendar))
        return Punctuality("open", calendar.workdays_between(day, self.due_on))

    def workdays_late(self, at: datetime, calendar: WorkCalendar) -> int:
        """How many working days after the due day that instant is; at least one, for a weekend is late as well."""
        return max(1, calendar.workdays_between(self.due_on, day_of(at)))
