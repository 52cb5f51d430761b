"""Inspections and what they found."""

from datetime import UTC
from typing import Any, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat, ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from common.periods import speaks_chinese
from documents.models import Attachment
from enterprises.models import Enterprise, TailingsPond
from inspections.models.draws import Draw, Inspector
from inspections.rules.clauses import KINDS, Kind


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Reads of inspections."""

    def visible_to(self, user: User) -> Self:
        """Ministries all, the authorities of a province those that they made, a group those of its enterprises when drawn.

        The group learns of it when it is notified, not when it is drawn.
        """
        home = user.organisation
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        if home.is_province:
            return self.filter(organisation__province=home.province_id)
        return self.filter(group=home).exclude(state=Inspection.State.DRAWN)

    def numbered(self, part: str) -> Self:
        """Those whose number, as Inspection.number writes it, holds the part."""
        text = models.CharField()
        year = ExtractYear("drawn_at", tzinfo=UTC)
        number = Concat(
            Value("I-"), Cast(year, text), Value("-"), "organisation__code", Value("-"), Cast("pk", text),
            output_field=text,
        )  # fmt: skip
        return self.alias(printed_number=number).filter(printed_number__icontains=part)

    def published(self) -> Self:
        """Those whose extract is public."""
        return self.filter(published_at__isnull=False)


class Inspection(models.Model):
    """A visit to one enterprise, from the draw to its end."""

    class State(models.TextChoices):
        DRAWN = "drawn", _("drawn")
        NOTIFIED = "notified", _("visit announced")
        INSPECTED = "inspected", _("inspected")
        REPORTED = "reported", _("reported upward")
        ORDERED = "ordered", _("rectification ordered")
        REINSPECTED = "reinspected", _("re-inspected")
        CLOSED = "closed", _("closed")

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="inspections")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="inspections")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="inspections", verbose_name=_("enterprise"))
    # The group on the day of the draw: it replies, whoever owns the enterprise later.
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("group"))
    inspectors = models.ManyToManyField(Inspector, related_name="inspections")
    state = models.CharField(_("status"), max_length=12, choices=State, default=State.DRAWN)
    drawn_at = models.DateTimeField(_("drawn at"))
    visit_on = models.DateField(_("day of the visit"), null=True)
    notified_at = models.DateTimeField(_("notified at"), null=True)
    inspected_on = models.DateField(_("inspected on"), null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    rule_set = models.CharField(_("rule set"), max_length=10, blank=True)
    # {code of the item: ok, fault or not_applicable}
    checklist = models.JSONField(_("checklist"), default=dict)
    summary = models.TextField(_("summary"), blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ("-drawn_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["draw", "enterprise"], name="inspection_once_per_draw"),
            models.CheckConstraint(
                condition=Q(state__in=("drawn", "notified")) | Q(inspected_on__isnull=False),
                name="inspection_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(state="closed"), name="inspection_closed_when_it_is_closed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise.name_zh}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("inspection_detail", args=[self.pk])

    @property
    def number(self) -> str:
        """The number as printed on its letters."""
        return f"I-{self.drawn_at.year}-{self.organisation.code}-{self.pk}"

    @property
    def status(self) -> str:
        """The state by its name among the words of statuses."""
        return "rectification_ordered" if self.state == self.State.ORDERED else self.state

    @property
    def rectification(self) -> Any:
        """Its order, or None."""
        return getattr(self, "order", None)

    @property
    def nothing_stands(self) -> bool:
        """Nothing was found, or nothing of it stood."""
        return all(finding.state == InspectionFinding.State.DROPPED for finding in self.findings.all())


class InspectionFindingQuerySet(models.QuerySet["InspectionFinding"]):
    """Reads of findings."""

    def visible_to(self, user: User) -> Self:
        """Those of visible inspections; a group reads them once the visit was recorded, with everything else."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user))

    def final(self) -> Self:
        """Findings that are in force."""
        return self.filter(state=InspectionFinding.State.FINAL)


class InspectionFinding(models.Model):
    """What an inspection found, with its clause. Before it is final the group may reply."""

    class State(models.TextChoices):
        OPEN = "open", _("open to a reply")
        REPLIED = "replied", _("replied")
        FINAL = "final", _("final")
        DROPPED = "dropped", _("dropped")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=20)
    clause = models.CharField(_("clause"), max_length=60)
    text = models.TextField(_("what was found"))
    found_on = models.DateField(_("as of"))
    pond = models.ForeignKey(
        TailingsPond, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tailings pond")
    )
    state = models.CharField(_("status"), max_length=8, choices=State, default=State.OPEN)
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    reply_until = models.DateField(_("reply until"))
    reply = models.TextField(_("reply"), blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(_("replied at"), null=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    # The fact that it wrote into the register: the kind in addresses, and its row.
    fact_kind = models.CharField(max_length=12, blank=True)
    fact_id = models.PositiveBigIntegerField(null=True)

    objects = InspectionFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of an inspection")
        verbose_name_plural = _("findings of inspections")
        ordering = ("inspection", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="inspection_finding_kind_exists"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "replied"), decided_by=None)
                | (Q(state__in=("final", "dropped"), decided_by__isnull=False) & ~Q(decision="")),
                name="inspection_finding_decided_in_words",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("found_by")),
                name="inspection_finding_decided_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inspection.number}-{self.pk} {self.as_kind.zh}"

    @property
    def status(self) -> str:
        """The state by its name among the words of statuses."""
        return "reply_awaited" if self.state == self.State.OPEN else self.state

    @property
    def as_kind(self) -> Kind:
        """What it is about."""
        return KINDS[self.kind]

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return self.as_kind.zh if speaks_chinese() else self.as_kind.en

    @property
    def number(self) -> str:
        """As printed, and the reference of the duty to reply."""
        return f"{self.inspection.number}-{self.pk}"


class FindingFileQuerySet(models.QuerySet["FindingFile"]):
    """Queries on photos and documents."""

    def visible_to(self, user: User) -> Self:
        """Those of visible findings."""
        return self.filter(finding__in=InspectionFinding.objects.visible_to(user))


class FindingFile(models.Model):
    """A photo or a document of a finding, or of the group's reply to it; the original, with its hash."""

    finding = models.ForeignKey(InspectionFinding, models.PROTECT, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    of_the_reply = models.BooleanField(default=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = FindingFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a finding")
        verbose_name_plural = _("evidence of findings")
        ordering = ("pk",)
