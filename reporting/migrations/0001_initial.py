from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.quantities


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
        ("enterprises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductionReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("accepted", "accepted"),
                            ("returned", "returned"),
                            ("superseded", "superseded"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("in_force", models.BooleanField(default=False, verbose_name="in force")),
                ("counts_from", models.DateTimeField(blank=True, null=True, verbose_name="counts from")),
                ("counts_until", models.DateTimeField(blank=True, null=True, verbose_name="counts until")),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="reporting.productionreport",
                        verbose_name="made from",
                    ),
                ),
                ("correction_reason", models.TextField(blank=True, verbose_name="reason of the correction")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="filled in by",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person in charge",
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
                        verbose_name="decided by",
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
                ("return_cells", models.JSONField(blank=True, default=dict, verbose_name="cells pointed at")),
                ("receipt_hash", models.CharField(blank=True, max_length=64, verbose_name="hash")),
                ("receipt_head", models.CharField(blank=True, max_length=64, verbose_name="audit head")),
                (
                    "editors",
                    models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="edited by"),
                ),
            ],
            options={
                "verbose_name": "monthly production report",
                "verbose_name_plural": "monthly production reports",
                "ordering": ("-year", "-month", "group__position", "-version"),
                "constraints": [
                    models.UniqueConstraint(fields=("group", "year", "month", "version"), name="report_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "submitted"))),
                        fields=("group", "year", "month"),
                        name="report_one_open_per_group_and_month",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("in_force", True)),
                        fields=("group", "year", "month"),
                        name="report_one_in_force_per_group_and_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("in_force", False), ("state__in", ("draft", "submitted", "returned", "superseded"))
                            ),
                            models.Q(("in_force", True), ("state__in", ("submitted", "accepted"))),
                            _connector="OR",
                        ),
                        name="report_in_force_fits_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force", False),
                            models.Q(("counts_from__isnull", False), ("counts_until", None)),
                            _connector="OR",
                        ),
                        name="report_in_force_counts_from_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="report_month_exists"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_by", None), ("state", "draft"), ("submitted_at", None)),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("signed_by__isnull", False),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="report_signed_when_submitted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state__in", ("draft", "submitted"))),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ("accepted", "returned", "superseded")),
                            ),
                            _connector="OR",
                        ),
                        name="report_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("return_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_returned_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correction_reason", ""), ("supersedes", None)),
                            models.Q(("supersedes__isnull", False), models.Q(("correction_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="report_corrected_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by", None),
                            models.Q(("signed_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="report_signed_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="reporting.productionreport",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_lines",
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
                ("output", common.quantities.TonnesField(blank=True, null=True, verbose_name="output")),
                ("opening_stock", common.quantities.TonnesField(blank=True, null=True, verbose_name="opening stock")),
                ("purchases", common.quantities.TonnesField(blank=True, null=True, verbose_name="purchases")),
                ("used", common.quantities.TonnesField(blank=True, null=True, verbose_name="own use")),
                ("sales", common.quantities.TonnesField(blank=True, null=True, verbose_name="sales")),
                ("closing_stock", common.quantities.TonnesField(blank=True, null=True, verbose_name="closing stock")),
                (
                    "traceability_quantity",
                    common.quantities.TonnesField(blank=True, null=True, verbose_name="traceability system"),
                ),
                ("feed_own", common.quantities.TonnesField(blank=True, null=True, verbose_name="own or group ore")),
                (
                    "feed_domestic",
                    common.quantities.TonnesField(blank=True, null=True, verbose_name="purchased domestic ore"),
                ),
                ("feed_imported", common.quantities.TonnesField(blank=True, null=True, verbose_name="imported ore")),
                ("feed_other", common.quantities.TonnesField(blank=True, null=True, verbose_name="monazite and other")),
                (
                    "feed_secondary",
                    common.quantities.TonnesField(blank=True, null=True, verbose_name="secondary resources"),
                ),
                (
                    "no_production_reason",
                    models.CharField(blank=True, max_length=20, verbose_name="reason of no production"),
                ),
                ("explanations", models.JSONField(blank=True, default=dict, verbose_name="explanations")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
            ],
            options={
                "verbose_name": "report line",
                "verbose_name_plural": "report lines",
                "ordering": ("report", "enterprise__province", "enterprise__credit_code", "category"),
                "indexes": [models.Index(fields=["enterprise", "category"], name="report_line_by_enterprise")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "enterprise", "category"), name="report_line_once_per_enterprise_and_category"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("output", None), ("output__gte", Decimal("0")), _connector="OR"),
                        name="report_line_output_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opening_stock", None), ("opening_stock__gte", Decimal("0")), _connector="OR"
                        ),
                        name="report_line_opening_stock_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purchases", None), ("purchases__gte", Decimal("0")), _connector="OR"),
                        name="report_line_purchases_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used", None), ("used__gte", Decimal("0")), _connector="OR"),
                        name="report_line_used_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sales", None), ("sales__gte", Decimal("0")), _connector="OR"),
                        name="report_line_sales_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closing_stock", None), ("closing_stock__gte", Decimal("0")), _connector="OR"
                        ),
                        name="report_line_closing_stock_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("traceability_quantity", None),
                            ("traceability_quantity__gte", Decimal("0")),
                            _connector="OR",
                        ),
                        name="report_line_traceability_quantity_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("feed_own", None), ("feed_own__gte", Decimal("0")), _connector="OR"),
                        name="report_line_feed_own_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("feed_domestic", None), ("feed_domestic__gte", Decimal("0")), _connector="OR"
                        ),
                        name="report_line_feed_domestic_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("feed_imported", None), ("feed_imported__gte", Decimal("0")), _connector="OR"
                        ),
                        name="report_line_feed_imported_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("feed_other", None), ("feed_other__gte", Decimal("0")), _connector="OR"),
                        name="report_line_feed_other_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("feed_secondary", None), ("feed_secondary__gte", Decimal("0")), _connector="OR"
                        ),
                        name="report_line_feed_secondary_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ElementOutput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="elements", to="reporting.reportline"
                    ),
                ),
                (
                    "element",
                    models.CharField(
                        choices=[
                            ("La", "La"),
                            ("Ce", "Ce"),
                            ("Pr", "Pr"),
                            ("Nd", "Nd"),
                            ("PrNd", "PrNd"),
                            ("Sm", "Sm"),
                            ("Eu", "Eu"),
                            ("Gd", "Gd"),
                            ("Tb", "Tb"),
                            ("Dy", "Dy"),
                            ("Ho", "Ho"),
                            ("Er", "Er"),
                            ("Tm", "Tm"),
                            ("Yb", "Yb"),
                            ("Lu", "Lu"),
                            ("Y", "Y"),
                            ("mixed", "mixed"),
                        ],
                        max_length=8,
                        verbose_name="element",
                    ),
                ),
                ("tonnes", common.quantities.TonnesField(verbose_name="output")),
            ],
            options={
                "verbose_name": "output by element",
                "verbose_name_plural": "output by element",
                "ordering": ("line", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("line", "element"), name="element_once_per_line"),
                    models.CheckConstraint(
                        condition=models.Q(("tonnes__gte", Decimal("0"))), name="element_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="reporting.reportline"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="rule")),
                ("clause", models.CharField(max_length=60, verbose_name="clause")),
                ("sentence_zh", models.TextField()),
                ("sentence_en", models.TextField()),
                ("explanation", models.TextField(blank=True, verbose_name="explanation")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("explained", "explained"), ("decided", "decided")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                (
                    "explained_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decision", models.TextField(blank=True, verbose_name="decision")),
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
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ("line", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("line", "code"), name="finding_once_per_rule"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(models.Q(("explanation", ""), _negated=True), ("explained_by__isnull", False)),
                            ("state", "decided"),
                            _connector="OR",
                        ),
                        name="finding_explained_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state__in", ("open", "explained"))),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state", "decided"),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_decided_by_somebody_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutputSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="group",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("output", common.quantities.TonnesField(verbose_name="output")),
            ],
            options={
                "verbose_name": "summed output",
                "verbose_name_plural": "summed output",
                "ordering": ("year", "month", "group", "category"),
                "constraints": [
                    models.UniqueConstraint(fields=("year", "month", "group", "category"), name="output_summed_once"),
                    models.CheckConstraint(condition=models.Q(("output__gte", 0)), name="output_sum_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExtractColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extract_columns",
                        to="accounts.organisation",
                    ),
                ),
                ("columns", models.JSONField(default=dict, verbose_name="columns")),
            ],
            options={
                "verbose_name": "columns of the extracts",
                "verbose_name_plural": "columns of the extracts",
            },
        ),
        migrations.CreateModel(
            name="TraceabilityExtract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extracts",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("file_name", models.CharField(max_length=120, verbose_name="file name")),
                ("file_hash", models.CharField(max_length=64, verbose_name="hash")),
                ("columns", models.JSONField(default=dict, verbose_name="columns")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
            ],
            options={
                "verbose_name": "traceability extract",
                "verbose_name_plural": "traceability extracts",
                "ordering": ("-year", "-month", "group__position", "-version"),
                "constraints": [
                    models.UniqueConstraint(fields=("group", "year", "month", "version"), name="extract_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="extract_month_exists"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TraceabilityFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="reporting.traceabilityextract",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
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
                ("rows", models.PositiveIntegerField(default=1, verbose_name="rows")),
                ("output", common.quantities.TonnesField(verbose_name="output")),
                ("purchases", common.quantities.TonnesField(blank=True, null=True, verbose_name="purchases")),
                ("sales", common.quantities.TonnesField(blank=True, null=True, verbose_name="sales")),
                ("closing_stock", common.quantities.TonnesField(blank=True, null=True, verbose_name="closing stock")),
            ],
            options={
                "verbose_name": "traceability figure",
                "verbose_name_plural": "traceability figures",
                "ordering": ("extract", "enterprise__province", "enterprise__credit_code", "category"),
                "constraints": [
                    models.UniqueConstraint(fields=("extract", "enterprise", "category"), name="traced_once"),
                    models.CheckConstraint(
                        condition=models.Q(("output", None), ("output__gte", Decimal("0")), _connector="OR"),
                        name="traced_output_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purchases", None), ("purchases__gte", Decimal("0")), _connector="OR"),
                        name="traced_purchases_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sales", None), ("sales__gte", Decimal("0")), _connector="OR"),
                        name="traced_sales_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closing_stock", None), ("closing_stock__gte", Decimal("0")), _connector="OR"
                        ),
                        name="traced_closing_stock_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                (
                    "quantity",
                    models.CharField(
                        choices=[
                            ("output", "output"),
                            ("purchases", "purchases"),
                            ("sales", "sales"),
                            ("closing_stock", "closing stock"),
                            ("balance", "stock balance"),
                        ],
                        max_length=16,
                        verbose_name="quantity",
                    ),
                ),
                ("reported", common.quantities.TonnesField(verbose_name="reported")),
                ("traced", common.quantities.TonnesField(verbose_name="traceability system")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="reporting.productionreport",
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="reporting.traceabilityextract",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("explained", "explained"),
                            ("decided", "decided"),
                            ("settled", "settled by new figures"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("explanation", models.TextField(blank=True, verbose_name="explanation")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "explained_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "explained_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("explained_at", models.DateTimeField(blank=True, null=True, verbose_name="explained at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "the explanation is accepted"),
                            ("to_correct", "the report has to be corrected"),
                            ("to_inspect", "the enterprise is to be inspected"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("decision", models.TextField(blank=True, verbose_name="decision")),
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
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
            ],
            options={
                "verbose_name": "difference from the traceability system",
                "verbose_name_plural": "differences from the traceability system",
                "ordering": ("opened_at", "pk"),
                "indexes": [models.Index(fields=["state", "opened_at"], name="difference_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "explained"))),
                        fields=("group", "enterprise", "category", "year", "month", "quantity"),
                        name="difference_pending_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "explained"), _negated=True),
                            models.Q(models.Q(("explanation", ""), _negated=True), ("explained_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="difference_explained_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", False),
                                ("state", "decided"),
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "decided"), _negated=True),
                                ("decided_by", None),
                                ("decision", ""),
                                ("outcome", ""),
                            ),
                            _connector="OR",
                        ),
                        name="difference_decided_by_somebody_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state__in", ("open", "explained"))),
                            models.Q(("closed_at__isnull", False), ("state__in", ("decided", "settled"))),
                            _connector="OR",
                        ),
                        name="difference_closed_when_it_is",
                    ),
                ],
            },
        ),
    ]
