"""The first tables. The database itself refuses to change or remove a transfer: corrections are transfers."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.quantities
from common.constraints import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
        ("enterprises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("batch", models.PositiveSmallIntegerField(verbose_name="batch")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, null=True, verbose_name="document number"),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="date signed")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="date published")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="date received")),
                (
                    "clock_starts_on",
                    models.CharField(
                        choices=[
                            ("signed", "date signed"),
                            ("published", "date published"),
                            ("received", "date received"),
                        ],
                        max_length=10,
                        verbose_name="the clock starts on",
                    ),
                ),
                (
                    "figures_include_prior",
                    models.BooleanField(verbose_name="figures include earlier batches of the year"),
                ),
                (
                    "filing_working_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="working days to file"),
                ),
                ("filing_fixed_day", models.DateField(blank=True, null=True, verbose_name="fixed day to file by")),
                ("file_to", models.JSONField(default=list, verbose_name="filings go to")),
                ("report_due_day", models.PositiveSmallIntegerField(default=10, verbose_name="reports are due on day")),
                (
                    "publish_enterprise_list",
                    models.BooleanField(default=False, verbose_name="groups publish their producing enterprises"),
                ),
                ("confidential", models.BooleanField(default=False, verbose_name="confidential")),
                ("rule_set", models.SlugField(verbose_name="eligibility rule set")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("in_review", "awaiting signatures"), ("issued", "issued")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="issued at")),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ("-year", "-batch"),
                "constraints": [
                    models.UniqueConstraint(fields=("year", "batch"), name="notice_batch_once_a_year"),
                    models.UniqueConstraint(fields=("document_number",), name="notice_document_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("filing_fixed_day", None), ("filing_working_days__gte", 1)),
                            models.Q(("filing_fixed_day__isnull", False), ("filing_working_days", None)),
                            _connector="OR",
                        ),
                        name="notice_filing_days_or_fixed_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clock_starts_on", "signed"), ("signed_on__isnull", False)),
                            models.Q(("clock_starts_on", "published"), ("published_on__isnull", False)),
                            models.Q(("clock_starts_on", "received"), ("received_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_clock_date_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issued_at__isnull", False), ("state", "issued")),
                            models.Q(("issued_at", None), ("state__in", ("draft", "in_review"))),
                            _connector="OR",
                        ),
                        name="notice_issued_at_fits_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("batch__gte", 1)), name="notice_batch_counts_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("report_due_day__gte", 1), ("report_due_day__lte", 28)),
                        name="notice_report_day_in_every_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="totals", to="allocations.notice"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("stated", common.quantities.TonnesField(verbose_name="total")),
                ("reserve", common.quantities.TonnesField(default=Decimal("0"), verbose_name="reserve")),
            ],
            options={
                "verbose_name": "national total",
                "verbose_name_plural": "national totals",
                "ordering": ("notice", "category"),
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "category"), name="notice_total_once_per_category"),
                    models.CheckConstraint(
                        condition=models.Q(("stated__gte", Decimal("0"))), name="notice_total_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reserve__gte", Decimal("0")), ("reserve__lte", models.F("stated"))),
                        name="notice_reserve_within_total",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupAllocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="allocations.notice"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("stated", common.quantities.TonnesField(verbose_name="share")),
                (
                    "increment",
                    common.quantities.TonnesField(blank=True, null=True, verbose_name="increment over the year so far"),
                ),
            ],
            options={
                "verbose_name": "group allocation",
                "verbose_name_plural": "group allocations",
                "ordering": ("notice", "group__position", "category"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "group", "category"), name="group_allocation_once_per_category"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated__gte", Decimal("0"))), name="group_allocation_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfWhich",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="of_which",
                        to="allocations.groupallocation",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("stated", common.quantities.TonnesField(verbose_name="of which")),
            ],
            options={
                "verbose_name": "of which",
                "verbose_name_plural": "of which",
                "ordering": ("allocation", "name"),
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "name"), name="of_which_once_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(("stated__gte", Decimal("0"))), name="of_which_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="allocations.notice"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ("signed_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "organisation"), name="signature_once_per_ministry")
                ],
            },
        ),
        migrations.CreateModel(
            name="EnterpriseAllocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enterprise_allocations",
                        to="allocations.notice",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="direct_allocations",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("stated", common.quantities.TonnesField(verbose_name="share")),
                (
                    "increment",
                    common.quantities.TonnesField(blank=True, null=True, verbose_name="increment over the year so far"),
                ),
            ],
            options={
                "verbose_name": "enterprise allocation",
                "verbose_name_plural": "enterprise allocations",
                "ordering": ("notice", "enterprise__name_zh", "category"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "enterprise", "category"), name="enterprise_allocation_once_per_category"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated__gte", Decimal("0"))), name="enterprise_allocation_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="allocations.notice",
                        verbose_name="notice",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("consulting", "in consultation"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("accepted", "accepted for record"),
                            ("superseded", "superseded"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("consulted_at", models.DateTimeField(blank=True, null=True, verbose_name="sent for consultation at")),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("return_reason", models.TextField(blank=True, verbose_name="reason of the return")),
                ("return_lines", models.JSONField(blank=True, default=dict, verbose_name="lines pointed at")),
                ("below_reason", models.TextField(blank=True, verbose_name="reason for figures below production")),
                ("receipt_hash", models.CharField(blank=True, max_length=64, verbose_name="hash")),
                ("receipt_head", models.CharField(blank=True, max_length=64, verbose_name="audit head")),
                (
                    "editors",
                    models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="edited by"),
                ),
            ],
            options={
                "verbose_name": "sub-allocation filing",
                "verbose_name_plural": "sub-allocation filings",
                "ordering": ("-year", "group__position", "-version"),
                "constraints": [
                    models.UniqueConstraint(fields=("group", "year", "version"), name="filing_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "consulting", "submitted", "returned"))),
                        fields=("group", "year"),
                        name="filing_one_open_per_group_and_year",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "accepted")),
                        fields=("group", "year"),
                        name="filing_one_in_force_per_group_and_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_by", None), ("submitted_at", None)),
                            models.Q(("signed_by__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="filing_signed_when_submitted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="filing_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("submitted", "returned", "accepted", "superseded")), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="filing_submitted_before_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("return_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="filing_returned_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FilingLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="allocations.filing"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filing_lines",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("before", common.quantities.TonnesField(default=Decimal("0"), verbose_name="before")),
                ("stated", common.quantities.TonnesField(verbose_name="quota for the year")),
                ("verdict", models.JSONField(default=dict, verbose_name="eligibility")),
            ],
            options={
                "verbose_name": "filing line",
                "verbose_name_plural": "filing lines",
                "ordering": ("filing", "enterprise__province", "enterprise", "category"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("filing", "enterprise", "category"), name="filing_line_once_per_enterprise_and_category"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated__gte", Decimal("0"))), name="filing_line_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consultations",
                        to="allocations.filing",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="accounts.organisation",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="opinion due")),
                (
                    "opinion",
                    models.CharField(
                        choices=[("silent", "no opinion given"), ("agree", "agrees"), ("object", "objects")],
                        default="silent",
                        max_length=10,
                        verbose_name="opinion",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "given_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField(blank=True, null=True, verbose_name="given at")),
            ],
            options={
                "verbose_name": "consultation",
                "verbose_name_plural": "consultations",
                "ordering": ("filing", "authority__position"),
                "constraints": [
                    models.UniqueConstraint(fields=("filing", "authority"), name="consultation_once_per_authority"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_at", None), ("given_by", None), ("opinion", "silent")),
                            models.Q(
                                ("given_at__isnull", False),
                                ("given_by__isnull", False),
                                ("opinion__in", ("agree", "object")),
                            ),
                            _connector="OR",
                        ),
                        name="consultation_opinion_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opinion", "object"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consultation_objects_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "holder",
                    models.CharField(
                        choices=[("nation", "nation"), ("group", "group"), ("enterprise", "enterprise")],
                        max_length=10,
                        verbose_name="holder",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quota_accounts",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quota_accounts",
                        to="enterprises.enterprise",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("balance", common.quantities.TonnesField(default=Decimal("0"), verbose_name="balance")),
            ],
            options={
                "verbose_name": "quota account",
                "verbose_name_plural": "quota accounts",
                "ordering": ("year", "category", "holder", "group", "enterprise"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("balance__gte", Decimal("0"))), name="quota_balance_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("enterprise", None), ("group", None), ("holder", "nation")),
                            models.Q(("enterprise", None), ("group__isnull", False), ("holder", "group")),
                            models.Q(("enterprise__isnull", False), ("group", None), ("holder", "enterprise")),
                            _connector="OR",
                        ),
                        name="quota_account_has_its_holder",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("holder", "nation")),
                        fields=("year", "category"),
                        name="quota_account_once_for_the_nation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("holder", "group")),
                        fields=("group", "year", "category"),
                        name="quota_account_once_per_group",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("holder", "enterprise")),
                        fields=("enterprise", "year", "category"),
                        name="quota_account_once_per_enterprise",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reductions",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reductions",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("tonnes", common.quantities.TonnesField(verbose_name="tonnes")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("ordered", "ordered"), ("withdrawn", "withdrawn")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "reduction",
                "verbose_name_plural": "reductions",
                "ordering": ("-year", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tonnes__gt", Decimal("0"))), name="reduction_takes_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document_number", ""), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="reduction_names_its_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reduction_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "draft")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ("ordered", "withdrawn")),
                            ),
                            _connector="OR",
                        ),
                        name="reduction_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ordered"), _negated=True),
                            models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reduction_ordered_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("ordered", "ordered"), ("withdrawn", "withdrawn")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "release of the reserve",
                "verbose_name_plural": "releases of the reserve",
                "ordering": ("-year", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document_number", ""), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="release_names_its_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="release_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "draft")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ("ordered", "withdrawn")),
                            ),
                            _connector="OR",
                        ),
                        name="release_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ordered"), _negated=True),
                            models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="release_ordered_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="allocations.release"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("tonnes", common.quantities.TonnesField(verbose_name="tonnes")),
            ],
            options={
                "verbose_name": "line of a release",
                "verbose_name_plural": "lines of releases",
                "ordering": ("release", "group__position", "category"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "group", "category"), name="release_line_once_per_category"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tonnes__gt", Decimal("0"))), name="release_line_gives_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Takeover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "succession",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quota_takeovers",
                        to="accounts.succession",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("mining_rock", "rock-type (light) rare earth"),
                            ("mining_ionic", "ion-adsorption (mostly medium-heavy) rare earth"),
                            ("separation", "smelting-separation"),
                        ],
                        max_length=16,
                        verbose_name="category",
                    ),
                ),
                ("share", common.quantities.TonnesField(verbose_name="share taken over")),
                ("unsplit", common.quantities.TonnesField(verbose_name="of it not split yet")),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "takeover of quota",
                "verbose_name_plural": "takeovers of quota",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("succession", "year", "category"), name="takeover_once_per_category"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share__gt", Decimal("0")),
                            ("unsplit__gte", Decimal("0")),
                            ("unsplit__lte", models.F("share")),
                        ),
                        name="takeover_within_the_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_out",
                        to="allocations.quotaaccount",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_in",
                        to="allocations.quotaaccount",
                    ),
                ),
                ("tonnes", common.quantities.TonnesField(verbose_name="tonnes")),
                (
                    "notice_total",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.noticetotal",
                    ),
                ),
                (
                    "group_allocation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.groupallocation",
                    ),
                ),
                (
                    "filing_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.filingline",
                    ),
                ),
                (
                    "reduction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.reduction",
                    ),
                ),
                (
                    "enterprise_allocation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.enterpriseallocation",
                    ),
                ),
                (
                    "release_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.releaseline",
                    ),
                ),
                (
                    "takeover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.takeover",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "quota transfer",
                "verbose_name_plural": "quota transfers",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tonnes__gt", Decimal("0"))), name="quota_transfer_moves_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__isnull", False), ("target__isnull", False), _connector="OR"),
                        name="quota_transfer_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source", None),
                            ("target", None),
                            models.Q(("source", models.F("target")), _negated=True),
                            _connector="OR",
                        ),
                        name="quota_transfer_between_two_accounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("enterprise_allocation__isnull", True),
                                ("filing_line__isnull", True),
                                ("group_allocation__isnull", True),
                                ("notice_total__isnull", False),
                                ("reduction__isnull", True),
                                ("release_line__isnull", True),
                                ("takeover__isnull", True),
                            ),
                            models.Q(
                                ("enterprise_allocation__isnull", True),
                                ("filing_line__isnull", True),
                                ("group_allocation__isnull", False),
                                ("notice_total__isnull", True),
                                ("reduction__isnull", True),
                                ("release_line__isnull", True),
                                ("takeover__isnull", True),
                            ),
                            models.Q(
                                ("enterprise_allocation__isnull", False),
                                ("filing_line__isnull", True),
                                ("group_allocation__isnull", True),
                                ("notice_total__isnull", True),
                                ("reduction__isnull", True),
                                ("release_line__isnull", True),
                                ("takeover__isnull", True),
                            ),
                            models.Q(
                                ("enterprise_allocation__isnull", True),
                                ("filing_line__isnull", False),
                                ("group_allocation__isnull", True),
                                ("notice_total__isnull", True),
                                ("reduction__isnull", True),
                                ("release_line__isnull", True),
                                ("takeover__isnull", True),
                            ),
                            models.Q(
                                ("enterprise_allocation__isnull", True),
                                ("filing_line__isnull", True),
                                ("group_allocation__isnull", True),
                                ("notice_total__isnull", True),
                                ("reduction__isnull", False),
                                ("release_line__isnull", True),
                                ("takeover__isnull", True),
                            ),
                            models.Q(
                                ("enterprise_allocation__isnull", True),
                                ("filing_line__isnull", True),
                                ("group_allocation__isnull", True),
                                ("notice_total__isnull", True),
                                ("reduction__isnull", True),
                                ("release_line__isnull", False),
                                ("takeover__isnull", True),
                            ),
                            models.Q(
                                ("enterprise_allocation__isnull", True),
                                ("filing_line__isnull", True),
                                ("group_allocation__isnull", True),
                                ("notice_total__isnull", True),
                                ("reduction__isnull", True),
                                ("release_line__isnull", True),
                                ("takeover__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="quota_transfer_has_one_cause",
                    ),
                ],
            },
        ),
        append_only("allocations_quotatransfer"),
    ]
