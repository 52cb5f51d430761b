"""A notice is data: what it says about the year, the groups and the days is stored, never coded."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User, name_for
from common.periods import day_of
from common.quantities import Category, TonnesField
from documents.models import ImportedRow


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def visible_to(self, user: User) -> Self:
        """Ministries see drafts; who signs what waits for signatures; everybody else what has been issued, and of
        confidential ones only their own."""
        if user.sees_everything:
            return self
        if not user.sees_business:
            return self.none()
        home = user.organisation
        own = Q(confidential=False) | Q(allocations__group=home)
        if home.is_province:
            own |= Q(parties__role="informed", parties__kind=home.kind)
        if home.is_group:
            own |= Q(enterprise_allocations__enterprise__memberships__group=home)
        seen = Q(own, state__in=Notice.OUT)
        if home.kind in Organisation.SIGNING:
            signs = Q(pk__in=Notice.objects.filter(parties__role="signs", parties__kind=home.kind))
            seen |= signs & Q(state__in=(*Notice.OUT, Notice.State.IN_REVIEW))
        return self.filter(seen).distinct()

    def whole_to(self, user: User) -> Self:
        """Visible ones of which a person sees every figure: what is public, and what their organisation signs."""
        visible = self.visible_to(user)
        if user.sees_everything:
            return visible
        signs = Q(pk__in=Notice.objects.filter(parties__role="signs", parties__kind=user.organisation.kind))
        return visible.filter(Q(confidential=False) | signs)

    def issued(self) -> Self:
        """Those in force that issue quota."""
        return self.filter(state=Notice.State.ISSUED, kind=Notice.Kind.ISSUE)

    def out(self) -> Self:
        """What was issued, in that order."""
        return self.filter(issued_at__isnull=False).order_by("issued_at", "pk")

    def chain_of(self, notice: "Notice") -> Self:
        """A notice with the corrections and the revocation of it that were issued."""
        base = notice.amends_id or notice.pk
        return self.filter(Q(pk=base) | Q(amends=base)).out()

    def of_year(self, year: int) -> Self:
        """One year's notices, in the order of their batches."""
        return self.filter(year=year).order_by("batch")


class Notice(ImportedRow):
    """A notice issuing quota (指标下达通知): its parameters as columns."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("awaiting signatures")
        ISSUED = "issued", _("issued")
        DISCARDED = "discarded", _("discarded")
        REVOKED = "revoked", _("revoked")

    # What everybody may read who may see the notice.
    OUT = (State.ISSUED, State.REVOKED)

    class Kind(models.TextChoices):
        ISSUE = "issue", _("notice issuing quota")
        CORRECTION = "correction", _("correction")
        REVOCATION = "revocation", _("revocation")

    class Clock(models.TextChoices):
        SIGNED = "signed", _("date signed")
        PUBLISHED = "published", _("date published")
        RECEIVED = "received", _("date received")

    year = models.PositiveSmallIntegerField(_("year"))
    batch = models.PositiveSmallIntegerField(_("batch"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ISSUE)
    # The notice that a correction or a revocation is about; its year and batch are those of that notice.
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name=_("is about")
    )
    amendment_reason = models.TextField(_("why it is corrected or revoked"), blank=True)
    title = models.CharField(_("title"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=60, null=True, blank=True)  # noqa: DJ001
    signed_on = models.DateField(_("date signed"), null=True, blank=True)
    published_on = models.DateField(_("date published"), null=True, blank=True)
    received_on = models.DateField(_("date received"), null=True, blank=True)
    clock_starts_on = models.CharField(_("the clock starts on"), max_length=10, choices=Clock)
    # Of a correction: which day starts the clock of the notice that it corrects. The dates above are its own.
    base_clock_starts_on = models.CharField(
        _("the corrected notice's clock starts on"), max_length=10, choices=Clock, blank=True, default=""
    )
    base_clock_day = models.DateField(_("that day"), null=True, blank=True)
    figures_include_prior = models.BooleanField(_("figures include earlier batches of the year"))
    filing_working_days = models.PositiveSmallIntegerField(_("working days to file"), null=True, blank=True)
    filing_fixed_day = models.DateField(_("fixed day to file by"), null=True, blank=True)
    file_to = models.JSONField(_("filings go to"), default=list)
    report_due_day = models.PositiveSmallIntegerField(_("reports are due on day"), default=10)
    publish_enterprise_list = models.BooleanField(_("groups publish their producing enterprises"), default=False)
    confidential = models.BooleanField(_("confidential"), default=False)
    rule_set = models.SlugField(_("eligibility rule set"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    # Everybody who changed the draft: none of them signs.
    editors = models.ManyToManyField(User, related_name="+", verbose_name=_("edited by"))
    return_reason = models.TextField(_("reason of the return"), blank=True)
    # What a return says at single fields of the entry page: {name of the field: what has to change}.
    return_fields = models.JSONField(_("fields pointed at"), default=dict, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-year", "-batch")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "batch"],
                condition=Q(kind="issue") & ~Q(state="discarded"),
                name="notice_batch_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["amends"], condition=Q(state__in=("draft", "in_review")), name="notice_one_open_amendment"
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=Q(kind="revocation", state="issued"),
                name="notice_revoked_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="issue", amends=None)
                | (Q(kind__in=("correction", "revocation"), amends__isnull=False) & ~Q(amendment_reason="")),
                name="notice_amendment_names_its_notice",
            ),
            models.UniqueConstraint(
                fields=["document_number"], condition=~Q(state="discarded"), name="notice_document_number_once"
            ),
            models.CheckConstraint(
                condition=Q(filing_working_days__gte=1, filing_fixed_day=None)
                | Q(filing_working_days=None, filing_fixed_day__isnull=False),
                name="notice_filing_days_or_fixed_day",
            ),
            models.CheckConstraint(
                condition=Q(clock_starts_on="signed", signed_on__isnull=False)
                | Q(clock_starts_on="published", published_on__isnull=False)
                | Q(clock_starts_on="received", received_on__isnull=False),
                name="notice_clock_date_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("issued", "revoked"), issued_at__isnull=False)
                | Q(state__in=("draft", "in_review", "discarded"), issued_at=None),
                name="notice_issued_at_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(base_clock_starts_on="", base_clock_day=None)
                | Q(kind="correction", base_clock_day__isnull=False) & ~Q(base_clock_starts_on=""),
                name="notice_corrects_a_whole_clock",
            ),
            models.CheckConstraint(condition=Q(batch__gte=1), name="notice_batch_counts_from_one"),
            models.CheckConstraint(
                condition=Q(report_due_day__gte=1, report_due_day__lte=28),
                name="notice_report_day_in_every_month",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def editor_ids(self) -> set[int]:
        """Who drafted or edited it."""
        return {self.drafted_by_id, *self.editors.values_list("pk", flat=True)}

    @property
    def signing_kinds(self) -> set[str]:
        """The ministries that sign it in this system: with the last of them it is issued."""
        return {party.kind for party in self.parties.all() if party.role == "signs" and party.kind}

    @property
    def states_whole(self) -> bool:
        """Whether its figures replace what was there before: a notice that includes it, and every amendment."""
        return self.figures_include_prior or self.amends_id is not None

    @property
    def clock_day(self) -> date:
        """The day after which working days are counted: signed, published or received, as the notice says."""
        days = {"signed": self.signed_on, "published": self.published_on, "received": self.received_on}
        day = days[self.clock_starts_on]
        if day is None:
            raise ValueError(f"notice {self.pk} has no {self.clock_starts_on} date")
        return day

    @property
    def terms_in_force(self) -> "Notice":
        """The last correction of it that was issued, whose days, recipients and rule set hold; itself without one."""
        if self.amends_id is not None:
            return self
        return Notice.objects.filter(amends=self, kind=Notice.Kind.CORRECTION).out().last() or self

    @property
    def filing_clock(self) -> tuple[date, str]:
        """The day after which the days to file are counted, and which of the dates it is."""
        if self.base_clock_day is not None:
            return self.base_clock_day, self.base_clock_starts_on
        if self.kind == Notice.Kind.CORRECTION and self.amends is not None:
            return self.amends.filing_clock
        return self.clock_day, self.clock_starts_on

    @property
    def totals_by_category(self) -> dict[str, Decimal]:
        """The stated national totals, t REO."""
        return {row.category: row.stated for row in self.totals.all()}

    @property
    def recipients(self) -> list[str]:
        """Who filings go to, by name."""
        return [str(Organisation.Kind(kind).label) for kind in self.file_to]

    @property
    def period(self) -> str:
        """Names the filing obligation of this notice: “2021-2”."""
        return f"{self.year}-{self.batch}"


class NoticeTotalQuerySet(models.QuerySet["NoticeTotal"]):
    """Reads of national totals."""

    def visible_to(self, user: User) -> Self:
        """Those of visible notices; of a confidential one for who signs alone."""
        return self.filter(notice__in=Notice.objects.whole_to(user))


class NoticeTotal(models.Model):
    """The national total of one category as the notice states it, and what of it is held back."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="totals")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    stated = TonnesField(_("total"))
    reserve = TonnesField(_("reserve"), default=Decimal(0))

    objects = NoticeTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("national total")
        verbose_name_plural = _("national totals")
        ordering = ("notice", "category")
        constraints = (
            models.UniqueConstraint(fields=["notice", "category"], name="notice_total_once_per_category"),
            models.CheckConstraint(condition=Q(stated__gte=Decimal(0)), name="notice_total_not_negative"),
            models.CheckConstraint(
                condition=Q(reserve__gte=Decimal(0), reserve__lte=F("stated")),
                name="notice_reserve_within_total",
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice.period} {self.category} {self.stated}"


class GroupAllocationQuerySet(models.QuerySet["GroupAllocation"]):
    """Reads of annex 1."""

    def visible_to(self, user: User) -> Self:
        """Lines of visible notices; of a confidential one a group's own."""
        notices = Notice.objects
        own = Q(notice__in=notices.visible_to(user), group=user.organisation_id)
        return self.filter(Q(notice__in=notices.whole_to(user)) | own)

    def of_issued(self, year: int) -> Self:
        """The lines of every notice of a year that was issued, corrections and revocations among them."""
        return self.filter(notice__year=year, notice__issued_at__isnull=False)


class GroupAllocation(models.Model):
    """One cell of annex 1: a group's share of a category as stated, and the increment it made when issued."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="allocations")
    group = models.ForeignKey(Organisation, models.PROTECT, related_name="allocations")
    category = models.CharField(_("category"), max_length=16, choices=Category)
    stated = TonnesField(_("share"))
    increment = TonnesField(_("increment over the year so far"), null=True, blank=True)

    objects = GroupAllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("group allocation")
        verbose_name_plural = _("group allocations")
        ordering = ("notice", "group__position", "category")
        constraints = (
            models.UniqueConstraint(fields=["notice", "group", "category"], name="group_allocation_once_per_category"),
            models.CheckConstraint(condition=Q(stated__gte=Decimal(0)), name="group_allocation_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.notice.period} {self.group.short_zh} {self.category} {self.stated}"


class OfWhichQuerySet(models.QuerySet["OfWhich"]):
    """Reads of the rows “of which”."""

    def visible_to(self, user: User) -> Self:
        """Parts of visible shares."""
        return self.filter(allocation__in=GroupAllocation.objects.visible_to(user))


class OfWhich(models.Model):
    """A row “of which” (其中): part of a group's share, named in the notice; information, not an account."""

    allocation = models.ForeignKey(GroupAllocation, models.CASCADE, related_name="of_which")
    name = models.CharField(_("name"), max_length=200)
    stated = TonnesField(_("of which"))

    objects = OfWhichQuerySet.as_manager()

    class Meta:
        verbose_name = _("of which")
        verbose_name_plural = _("of which")
        ordering = ("allocation", "name")
        constraints = (
            models.UniqueConstraint(fields=["allocation", "name"], name="of_which_once_per_name"),
            models.CheckConstraint(condition=Q(stated__gte=Decimal(0)), name="of_which_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.stated}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Reads of signatures."""

    def visible_to(self, user: User) -> Self:
        """Those under visible notices."""
        return self.filter(notice__in=Notice.objects.visible_to(user))


class Signature(models.Model):
    """A ministry's signature under a notice. Both ministries sign; the drafter does not."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The officer in whose place it was signed.
    signed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"))

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("signed_at",)
        constraints = (models.UniqueConstraint(fields=["notice", "organisation"], name="signature_once_per_ministry"),)

    def __str__(self) -> str:
        return f"{self.organisation.short_zh} {self.notice}"

    @property
    def organisation_name(self) -> str:
        """The ministry's name on the day of the signature."""
        return self.organisation.name_on(day_of(self.signed_at))

    @property
    def signer(self) -> str:
        """Who signed, and for whom."""
        return name_for(self.signed_by, self.signed_for)
