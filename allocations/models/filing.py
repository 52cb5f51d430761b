"""How a group splits its share over its enterprises, and what the provinces say to it."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User, name_for
from allocations.models.notice import Notice
from common.periods import day_of, now
from common.quantities import Category, TonnesField
from documents.models import ImportedRow
from enterprises.models import Enterprise
from enterprises.models.places import by_instant, lay_in_own_province

# A filing belongs to the provinces in which its enterprises lay when it left the group.
SENT_OUT = by_instant("filing__consulted_at", "filing__submitted_at")


class FilingQuerySet(models.QuerySet["Filing"]):
    """Reads of filings."""

    def visible_to(self, user: User) -> Self:
        """A group sees its own; the ministries and the provinces of its enterprises what has left the group.

        A filing that the group has taken back to edit it is a draft again, and its own. What a province sees *of* a
        filing is its lines: ask FilingLine.objects.visible_to.
        """
        home = user.organisation
        if not user.sees_business:
            return self.none()
        if home.is_group:
            return self.filter(group=home)
        sent = self.exclude(state=Filing.State.DRAFT)
        if user.sees_everything:
            return sent
        if not home.is_province:
            return self.none()
        located = FilingLine.objects.filter(lay_in_own_province(user, SENT_OUT))
        return sent.filter(pk__in=located.values("filing"))

    def numbered(self, part: str) -> Self:
        """Those whose number, as Filing.number writes it, holds the part."""
        text = models.CharField()
        number = Concat(
            Value("F-"), Cast("year", text), Value("-"), Cast("notice__batch", text), Value("-"), "group__code",
            Value("-v"), Cast("version", text), output_field=text,
        )  # fmt: skip
        return self.alias(printed_number=number).filter(printed_number__icontains=part)

    def open(self) -> Self:
        """Those that are not decided yet."""
        return self.exclude(state__in=(Filing.State.ACCEPTED, Filing.State.SUPERSEDED, Filing.State.DISCARDED))

    def in_force(self, year: int) -> Self:
        """The accepted filing of each group: the latest version of the year."""
        return self.filter(year=year, state=Filing.State.ACCEPTED)


class Filing(ImportedRow):
    """A group's sub-allocation (指标分解) of the year's quota, filed for record (备案). Versions never overwrite."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONSULTING = "consulting", _("in consultation")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        ACCEPTED = "accepted", _("accepted for record")
        SUPERSEDED = "superseded", _("superseded")
        DISCARDED = "discarded", _("discarded")

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="filings", verbose_name=_("group"))
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="filings", verbose_name=_("notice"))
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    # Everybody who changed a figure of it: none of them signs.
    editors = models.ManyToManyField(User, related_name="+", verbose_name=_("edited by"))
    consulted_at = models.DateTimeField(_("sent for consultation at"), null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # The officer in whose place it was signed or decided.
    signed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    return_reason = models.TextField(_("reason of the return"), blank=True)
    # The lines that a return points at: {name of the cell: what has to change}.
    return_lines = models.JSONField(_("lines pointed at"), default=dict, blank=True)
    # Why the ministry accepted figures below what is already produced.
    below_reason = models.TextField(_("reason for figures below production"), blank=True)
    receipt_hash = models.CharField(_("hash"), max_length=64, blank=True)
    receipt_head = models.CharField(_("audit head"), max_length=64, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sub-allocation filing")
        verbose_name_plural = _("sub-allocation filings")
        ordering = ("-year", "group__position", "-version")
        constraints = (
            models.UniqueConstraint(fields=["group", "year", "version"], name="filing_version_once"),
            models.UniqueConstraint(
                fields=["group", "year"],
                condition=Q(state__in=("draft", "consulting", "submitted", "returned")),
                name="filing_one_open_per_group_and_year",
            ),
            models.UniqueConstraint(
                fields=["group", "year"],
                condition=Q(state="accepted"),
                name="filing_one_in_force_per_group_and_year",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, signed_by=None) | Q(submitted_at__isnull=False, signed_by__isnull=False),
                name="filing_signed_when_submitted",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="filing_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("submitted", "returned", "accepted", "superseded"))
                | Q(submitted_at__isnull=False),
                name="filing_submitted_before_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="filing_returned_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group.name_zh}{self.year}年指标分解方案 v{self.version}"

    @property
    def group_name(self) -> str:
        """The group's name on the day of submission: a later name does not change an old document."""
        if self.imported_from_id is not None:
            return self.group.name_on(date(self.year, 12, 31))
        return self.group.name_on(day_of(self.submitted_at)) if self.submitted_at else self.group.name

    @property
    def day(self) -> date:
        """The day it speaks of: when it left the group; today while it is a draft."""
        sent = None if self.state == self.State.DRAFT else self.consulted_at or self.submitted_at
        return day_of(sent or now())

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
        """The filing's number as printed on letter and receipt."""
        return f"F-{self.year}-{self.notice.batch}-{self.group.code}-v{self.version}"


class FilingLineQuerySet(models.QuerySet["FilingLine"]):
    """Reads of a filing's lines."""

    def visible_to(self, user: User) -> Self:
        """Lines of visible filings; a province sees those of the enterprises that lay in it then."""
        lines = self.filter(filing__in=Filing.objects.visible_to(user))
        if user.organisation.is_province:
            lines = lines.filter(lay_in_own_province(user, SENT_OUT))
        return lines


class FilingLine(models.Model):
    """An enterprise's quota of one category for the whole year, as this version of the filing states it.

    `before` is what was in force when the version was drafted; accepting moves the difference. `verdict` is the
    eligibility on which it was submitted (see enterprises.rules.eligibility).
    """

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="lines")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="filing_lines")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    before = TonnesField(_("before"), default=Decimal(0))
    stated = TonnesField(_("quota for the year"))
    verdict = models.JSONField(_("eligibility"), default=dict)

    objects = FilingLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("filing line")
        verbose_name_plural = _("filing lines")
        ordering = ("filing", "enterprise__province", "enterprise", "category")
        constraints = (
            models.UniqueConstraint(
                fields=["filing", "enterprise", "category"],
                name="filing_line_once_per_enterprise_and_category",
            ),
            models.CheckConstraint(condition=Q(stated__gte=Decimal(0)), name="filing_line_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.enterprise.name_zh} {self.category} {self.stated}"

    @property
    def cell(self) -> str:
        """The name of its cell on the page and in refusals."""
        return f"line-{self.enterprise_id}-{self.category}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Reads of consultations."""

    def visible_to(self, user: User) -> Self:
        """Ministries and the group see all opinions; a province's two authorities see their province's."""
        rows = self.filter(filing__in=Filing.objects.visible_to(user))
        if user.organisation.is_province:
            rows = rows.filter(authority__province=user.organisation.province_id)
        return rows


class Consultation(models.Model):
    """One authority's opinion on its enterprises' lines (商…主管部门). Silence stays silence: never consent."""

    class Opinion(models.TextChoices):
        SILENT = "silent", _("no opinion given")
        AGREE = "agree", _("agrees")
        OBJECT = "object", _("objects")

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="consultations")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="consultations")
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("opinion due"), null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion, default=Opinion.SILENT)
    reason = models.TextField(_("reason"), blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("filing", "authority__position")
        constraints = (
            models.UniqueConstraint(fields=["filing", "authority"], name="consultation_once_per_authority"),
            models.CheckConstraint(
                condition=Q(opinion="silent", given_by=None, given_at=None)
                | Q(opinion__in=("agree", "object"), given_by__isnull=False, given_at__isnull=False),
                name="consultation_opinion_is_somebodys",
            ),
            models.CheckConstraint(
                condition=~Q(opinion="object") | ~Q(reason=""), name="consultation_objects_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.authority.name_zh} {self.filing}"
