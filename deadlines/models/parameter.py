"""The operating parameters that officials keep: each value with the day from which it counts."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deadlines.models.calendar import Arrangement
from deadlines.rules.parameter import LONGEST, SHAPES, Shape


class ParameterQuerySet(models.QuerySet["Parameter"]):
    """Reads of values."""

    def visible_to(self, user: User) -> Self:
        """What counts or counted is known to everybody who works with quotas; what is proposed to the ministries."""
        if user.sees_everything:
            return self
        return self.exclude(state__in=Parameter.UNDECIDED) if user.sees_business else self.none()

    def in_force(self) -> Self:
        """The values that count, each from its day on."""
        return self.filter(state=Parameter.State.IN_FORCE)

    def proposed(self) -> Self:
        """Those that wait for the second person."""
        return self.filter(state=Parameter.State.PROPOSED)


class Parameter(models.Model):
    """A value of one parameter from a day on. A change is a new row; none is ever overwritten.

    The first row of each came from the environment when the system was installed or upgraded, and has no person.
    """

    class Name(models.TextChoices):
        FILING_DECISION_WORKDAYS = "filing_decision_workdays", _("working days to decide on a filing")
        REPORT_DECISION_WORKDAYS = "report_decision_workdays", _("working days to decide on a monthly report")
        CONSULTATION_WORKDAYS = "consultation_workdays", _("working days for a province's opinion on a sub-allocation")
        CORRECTION_WORKDAYS = "correction_workdays", _("working days to send again what was returned")
        FINDING_ANSWER_WORKDAYS = "finding_answer_workdays", _("working days to answer a finding")
        CHANGE_ANSWER_WORKDAYS = "change_answer_workdays", _("working days for a province to decide on an event")
        CHECK_ANSWER_WORKDAYS = "check_answer_workdays", _("working days to answer a question of the monthly check")
        VISIT_REPORT_WORKDAYS = "visit_report_workdays", _("working days to report an inspection upward")
        VISIT_REPLY_WORKDAYS = "visit_reply_workdays", _("working days to reply to an inspection's finding")
        YEAR_STATEMENT_WORKDAYS = "year_statement_workdays", _("working days to close the year by its statement")
        REPORT_DUE_DAY = "report_due_day", _("day of the month for reports, where no notice says it")
        MONTHLY_CHECK_DAY = "monthly_check_day", _("day of the month for the province's check")
        OBLIGATION_LOCK_WORKDAYS = "obligation_lock_workdays", _("working days overdue until locked (0: never)")
        EXTENSION_MOST_DAYS = "extension_most_days", _("days that an extension may reach at most")
        REMINDER_WORKDAYS = "reminder_workdays", _("working days before a deadline at which is reminded")
        REMINDER_OFFICER_FROM = (
            "reminder_officer_from",
            _("working days before a deadline from which officers hear too"),
        )
        ESCALATE_AFTER_WORKDAYS = "escalate_after_workdays", _("working days overdue until the ministry's list hears")
        DESK_SOON_WORKDAYS = "desk_soon_workdays", _("working days before a deadline that count as due soon")
        CALENDAR_ASK_MONTH = "calendar_ask_month", _("month from which next year's days off are asked for")
        ELIGIBILITY_WARNING_DAYS = "eligibility_warning_days", _("days of warning before eligibility ends")
        EXECUTION_WARNINGS = "execution_warnings", _("completion rates that are marked (%)")
        TRACEABILITY_TOLERANCE_TONNES = "traceability_tolerance_tonnes", _("traceability: tolerance (t REO)")
        TRACEABILITY_TOLERANCE_SHARE = (
            "traceability_tolerance_share",
            _("traceability: tolerance (share of the figure)"),
        )

    # The same way as that of the calendar's versions.
    State = Arrangement.State
    UNDECIDED = (State.PROPOSED, State.REFUSED, State.RECALLED)

    name = models.CharField(_("parameter"), max_length=40, choices=Name)
    value = models.CharField(_("parameter value"), max_length=LONGEST)
    since = models.DateField(_("effective date"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    refusal_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = _("operating parameter")
        verbose_name_plural = _("operating parameters")
        ordering = ("name", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["name", "since"], condition=Q(state="in_force"), name="parameter_one_value_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="proposed"), name="parameter_one_proposed_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="parameter_has_a_value"),
            models.CheckConstraint(
                condition=Q(entered_by=None) | Q(decided_by=None) | ~Q(entered_by=F("decided_by")),
                name="parameter_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(entered_by=None) | ~Q(state__in=("in_force", "superseded")) | Q(decided_by__isnull=False),
                name="parameter_in_force_was_decided",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_name_display())

    def get_absolute_url(self) -> str:
        """The change on its own page."""
        return reverse("parameter_change", args=[self.pk])

    @property
    def shape(self) -> Shape:
        """What a value looks like and what it is judged by."""
        return SHAPES[self.name]

    @property
    def organisation_id(self) -> int | None:
        """Whose work it is: that of the organisation that entered it."""
        return self.entered_by.organisation_id if self.entered_by else None
