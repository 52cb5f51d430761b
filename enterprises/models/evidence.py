"""Dated evidence. A new document succeeds the old one; nothing is edited."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.periods import now
from common.quantities import TonnesField
from documents.models import Attachment
from enterprises.models.enterprise import Enterprise

STANDS = ~Q(confirmation_status="withdrawn")


class EvidenceQuerySet(models.QuerySet[Any]):
    """Reads of evidence."""

    def visible_to(self, user: User) -> Self:
        """That of visible enterprises."""
        return self.filter(enterprise__in=Enterprise.objects.visible_to(user))


class PondEvaluationQuerySet(models.QuerySet["PondEvaluation"]):
    """Reads of evaluations."""

    def visible_to(self, user: User) -> Self:
        """Those of visible enterprises' ponds."""
        return self.filter(pond__enterprise__in=Enterprise.objects.visible_to(user))


class ConfirmationStatus(models.TextChoices):
    """What the province of the enterprise says about a piece of evidence."""

    UNCONFIRMED = "unconfirmed", _("unconfirmed")
    CONFIRMED = "confirmed", _("confirmed")
    DISPUTED = "disputed", _("disputed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Evidence(models.Model):
    """What every piece has: its document, who entered it, and what the province says to it."""

    # The one field that may be filled once, later: the day on which the piece ends before its time.
    END = ""

    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document attached")
    )
    confirmation_status = models.CharField(
        _("confirmation"),
        max_length=12,
        choices=ConfirmationStatus,
        default=ConfirmationStatus.UNCONFIRMED,
        editable=False,
    )
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), default=now, editable=False)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    judged_for = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    judged_at = models.DateTimeField(_("confirmed or disputed at"), null=True, editable=False)
    confirmation_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=~Q(confirmation_status__in=("disputed", "withdrawn")) | ~Q(confirmation_reason=""),
                name="%(class)s_disputed_with_a_reason",
            ),
        )

    @property
    def owner(self) -> Enterprise:
        """The enterprise whose piece it is."""
        found: Enterprise = self.enterprise  # type: ignore[attr-defined]
        return found

    @property
    def ended_on(self) -> date | None:
        """The day on which it ended before its time, for kinds that can."""
        return getattr(self, self.END) if self.END else None


class Licence(Evidence):
    """A licence, permit or approval with its term."""

    class Kind(models.TextChoices):
        MINING_LICENCE = "mining_licence", _("mining licence")
        SAFETY_LICENCE = "safety_licence", _("work-safety licence")
        RECOVERY_PROJECT = "recovery_project", _("approval of a rare-earth recovery project")
        DISCHARGE_PERMIT = "discharge_permit", _("pollutant-discharge permit")
        RADIATION_PERMIT = "radiation_permit", _("radiation permit")

    END = "revoked_on"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="licences")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=60)
    holder = models.CharField(_("holder"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("succeeds")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering = ("enterprise", "kind", "valid_from")
        constraints = (
            *Evidence.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "number"], condition=STANDS, name="licence_number_once_per_kind"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="licence_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(revoked_on__gte=F("valid_from")),
                name="licence_revoked_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Capacity(Evidence):
    """Approved separation capacity, t REO a year, and its process, by the approving document."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="capacities")
    tonnes_per_year = TonnesField(_("capacity"))
    process = models.CharField(_("process"), max_length=100)
    eliminated = models.BooleanField(_("on the prohibited or eliminated list"), default=False)
    document = models.CharField(_("approving document"), max_length=100)
    valid_from = models.DateField(_("approved on"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")
        ordering = ("enterprise", "valid_from")
        constraints = (
            *Evidence.Meta.constraints,
            models.CheckConstraint(condition=Q(tonnes_per_year__gt=Decimal(0)), name="capacity_is_positive"),
        )

    def __str__(self) -> str:
        return f"{self.document} {self.tonnes_per_year.normalize():,f} t REO"


class ComplianceFact(Evidence):
    """A test of emission (GB 26451-2011) or radiation protection."""

    class Kind(models.TextChoices):
        EMISSION = "emission", _("emission")
        RADIATION = "radiation", _("radiation protection")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="compliance_facts")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    passed = models.BooleanField(_("passed"))
    tested_on = models.DateField(_("tested on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    tested_by = models.CharField(_("tested by"), max_length=200)
    report = models.CharField(_("report"), max_length=100)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("compliance fact")
        verbose_name_plural = _("compliance facts")
        ordering = ("enterprise", "kind", "tested_on")
        constraints = (
            *Evidence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("tested_on")),
                name="compliance_ends_after_the_test",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.report}"


class TailingsPond(Evidence):
    """A tailings pond (尾矿库) of an enterprise."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="ponds")
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=100)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("tailings pond")
        verbose_name_plural = _("tailings ponds")
        ordering = ("enterprise", "name")
        constraints = (
            *Evidence.Meta.constraints,
            models.UniqueConstraint(fields=["enterprise", "name"], condition=STANDS, name="pond_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class PondEvaluation(Evidence):
    """A pond's safety evaluation, due every three years."""

    class Grade(models.TextChoices):
        NORMAL = "normal", _("normal pond")
        ILL = "ill", _("ill pond")
        DANGEROUS = "dangerous", _("dangerous pond")
        CRITICAL = "critical", _("critical pond")

    pond = models.ForeignKey(TailingsPond, models.PROTECT, related_name="evaluations")
    grade = models.CharField(_("grade"), max_length=10, choices=Grade)
    evaluated_on = models.DateField(_("evaluated on"))
    report = models.CharField(_("report"), max_length=100)

    objects = PondEvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pond evaluation")
        verbose_name_plural = _("pond evaluations")
        ordering = ("pond", "evaluated_on")
        constraints = Evidence.Meta.constraints

    def __str__(self) -> str:
        return f"{self.pond} {self.get_grade_display()}"

    @property
    def owner(self) -> Enterprise:
        """That of its pond."""
        return self.pond.enterprise


class StopOrder(Evidence):
    """An order to stop and rectify (停产整改); it must be lifted explicitly."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="stop_orders")
    number = models.CharField(_("number"), max_length=100)
    authority = models.CharField(_("ordered by"), max_length=200)
    issued_on = models.DateField(_("ordered on"))
    # Lifting takes two people: one of the province's authorities asks after the re-inspection, another officer lifts.
    lift_asked_on = models.DateField(_("to be lifted on"), null=True, blank=True, editable=False)
    lift_reason = models.TextField(_("result of the re-inspection"), blank=True, editable=False)
    lift_asked_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    lift_asked_at = models.DateTimeField(null=True, editable=False)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    lifted_for = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop-and-rectify order")
        verbose_name_plural = _("stop-and-rectify orders")
        ordering = ("enterprise", "issued_on")
        constraints = (
            *Evidence.Meta.constraints,
            models.UniqueConstraint(fields=["number"], condition=STANDS, name="stop_order_number_once"),
            models.CheckConstraint(
                condition=Q(lifted_on=None) | Q(lifted_on__gte=F("issued_on")),
                name="stop_order_lifted_after_it_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("lift_asked_by")),
                name="stop_order_lifted_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(lift_asked_on=None, lift_asked_by=None, lift_reason="")
                | (Q(lift_asked_on__isnull=False, lift_asked_by__isnull=False) & ~Q(lift_reason="")),
                name="stop_order_lifting_asked_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.number


class PermitBreach(Evidence):
    """A breach of a pollutant-discharge permit (未按照排污许可证规定排放污染物); in force until it is remedied."""

    END = "remedied_on"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="permit_breaches")
    permit = models.ForeignKey(
        Licence, models.PROTECT, related_name="breaches", verbose_name=_("pollutant-discharge permit")
    )
    found_on = models.DateField(_("found on"))
    found_by = models.CharField(_("found by"), max_length=200)
    document = models.CharField(_("document number"), max_length=100)
    remedied_on = models.DateField(_("remedied on"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach of the discharge permit")
        verbose_name_plural = _("breaches of discharge permits")
        ordering = ("enterprise", "found_on")
        constraints = (
            *Evidence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(remedied_on=None) | Q(remedied_on__gte=F("found_on")),
                name="permit_breach_remedied_after_it_is_found",
            ),
        )

    def __str__(self) -> str:
        return self.document


class Halt(Evidence):
    """A halt of production (停产) from a day on."""

    END = "until"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="halts")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    # Closed for good, by an event that the province confirmed: it bars at once, not after months.
    is_closure = models.BooleanField(pgettext_lazy("enterprise", "closed"), default=False, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("halt")
        verbose_name_plural = _("halts")
        ordering = ("enterprise", "since")
        constraints = (
            *Evidence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="halt_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.since} {self.reason}"
