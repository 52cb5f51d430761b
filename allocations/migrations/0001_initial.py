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
        ("accounts", "__first__"),
        ("documents", "0001_initial"),
        ("enterprises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="year")),
                ("closed_at", models.DateTimeField(verbose_name="closed at")),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "closed year",
                "verbose_name_plural": "closed years",
                "ordering": ("-year",),
            },
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                            ("discarded", "discarded"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("consulted_at", models.DateTimeField(blank=True, null=True, verbose_name="sent for consultation at")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("return_reason", models.TextField(blank=True, verbose_name="reason of the return")),
                ("return_lines", models.JSONField(blank=True, default=dict, verbose_name="lines pointed at")),
                ("below_reason", models.TextField(blank=True, verbose_name="reason for figures below production")),
                ("receipt_hash", models.CharField(blank=True, max_length=64, verbose_name="hash")),
                ("receipt_head", models.CharField(blank=True, max_length=64, verbose_name="audit head")),
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
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                (
                    "editors",
                    models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="edited by"),
                ),
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
            ],
            options={
                "verbose_name": "sub-allocation filing",
                "verbose_name_plural": "sub-allocation filings",
                "ordering": ("-year", "group__position", "-version"),
            },
        ),
        migrations.CreateModel(
            name="FilingLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filing_lines",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="allocations.filing"
                    ),
                ),
            ],
            options={
                "verbose_name": "filing line",
                "verbose_name_plural": "filing lines",
                "ordering": ("filing", "enterprise__province", "enterprise", "category"),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("batch", models.PositiveSmallIntegerField(verbose_name="batch")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("issue", "notice issuing quota"),
                            ("correction", "correction"),
                            ("revocation", "revocation"),
                        ],
                        default="issue",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("amendment_reason", models.TextField(blank=True, verbose_name="why it is corrected or revoked")),
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
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "awaiting signatures"),
                            ("issued", "issued"),
                            ("discarded", "discarded"),
                            ("revoked", "revoked"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("return_reason", models.TextField(blank=True, verbose_name="reason of the return")),
                ("return_fields", models.JSONField(blank=True, default=dict, verbose_name="fields pointed at")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="issued at")),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="allocations.notice",
                        verbose_name="is about",
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
                (
                    "editors",
                    models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="edited by"),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ("-year", "-batch"),
            },
        ),
        migrations.CreateModel(
            name="GroupAllocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="allocations.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "group allocation",
                "verbose_name_plural": "group allocations",
                "ordering": ("notice", "group__position", "category"),
            },
        ),
        migrations.AddField(
            model_name="filing",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="allocations.notice",
                verbose_name="notice",
            ),
        ),
        migrations.CreateModel(
            name="EnterpriseAllocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="direct_allocations",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enterprise_allocations",
                        to="allocations.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "enterprise allocation",
                "verbose_name_plural": "enterprise allocations",
                "ordering": ("notice", "enterprise__name_zh", "category"),
            },
        ),
        migrations.CreateModel(
            name="NoticeClause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("number", models.CharField(max_length=10, verbose_name="number")),
                ("wording", models.TextField(verbose_name="wording")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clauses", to="allocations.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "clause of a notice",
                "verbose_name_plural": "clauses of notices",
                "ordering": ("notice", "position"),
            },
        ),
        migrations.CreateModel(
            name="NoticeParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("signs", "signs"), ("approves", "approved it"), ("informed", "is informed")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("miit", "Ministry of Industry and Information Technology"),
                            ("mnr", "Ministry of Natural Resources"),
                            ("group", "rare-earth group"),
                            ("province_miit", "provincial industry authority"),
                            ("province_mnr", "provincial natural-resources authority"),
                            ("operator", "operator of the system"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                ("reference", models.CharField(blank=True, max_length=100, verbose_name="document")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="allocations.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "party to a notice",
                "verbose_name_plural": "parties to notices",
                "ordering": ("notice", "position"),
            },
        ),
        migrations.CreateModel(
            name="NoticeText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("addressees", models.TextField(verbose_name="addressees")),
                ("opening", models.TextField(verbose_name="opening")),
                ("contacts", models.TextField(blank=True, verbose_name="contacts")),
                ("annex_1", models.CharField(blank=True, max_length=200, verbose_name="title of annex 1")),
                ("annex_2", models.CharField(blank=True, max_length=200, verbose_name="title of annex 2")),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="text", to="allocations.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "text of a notice",
                "verbose_name_plural": "texts of notices",
            },
        ),
        migrations.CreateModel(
            name="NoticeTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="totals", to="allocations.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "national total",
                "verbose_name_plural": "national totals",
                "ordering": ("notice", "category"),
            },
        ),
        migrations.CreateModel(
            name="OfWhich",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("stated", common.quantities.TonnesField(verbose_name="of which")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="of_which",
                        to="allocations.groupallocation",
                    ),
                ),
            ],
            options={
                "verbose_name": "of which",
                "verbose_name_plural": "of which",
                "ordering": ("allocation", "name"),
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
                ("lapsed", common.quantities.TonnesField(default=Decimal("0"), verbose_name="lapsed")),
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
            ],
            options={
                "verbose_name": "quota account",
                "verbose_name_plural": "quota accounts",
                "ordering": ("year", "category", "holder", "group", "enterprise"),
            },
        ),
        migrations.CreateModel(
            name="Lapse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="edition of the statement")),
                ("used", common.quantities.TonnesField(verbose_name="used")),
                ("change", common.quantities.TonnesField(verbose_name="lapsed")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lapses",
                        to="allocations.quotaaccount",
                    ),
                ),
            ],
            options={
                "verbose_name": "lapse of unused quota",
                "verbose_name_plural": "lapses of unused quota",
                "ordering": ("account", "edition"),
            },
        ),
        migrations.CreateModel(
            name="Reduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("withdraw_reason", models.TextField(blank=True, verbose_name="reason for withdrawing it")),
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
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
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
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reductions",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "verbose_name": "reduction",
                "verbose_name_plural": "reductions",
                "ordering": ("-year", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="document number")),
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
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("withdraw_reason", models.TextField(blank=True, verbose_name="reason for withdrawing it")),
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
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "release of the reserve",
                "verbose_name_plural": "releases of the reserve",
                "ordering": ("-year", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ReleaseLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="allocations.release"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a release",
                "verbose_name_plural": "lines of releases",
                "ordering": ("release", "group__position", "category"),
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
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
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ("signed_at",),
            },
        ),
        migrations.CreateModel(
            name="Takeover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "succession",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quota_takeovers",
                        to="accounts.succession",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "takeover of quota",
                "verbose_name_plural": "takeovers of quota",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="QuotaTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tonnes", common.quantities.TonnesField(verbose_name="tonnes")),
                ("at", models.DateTimeField(verbose_name="at")),
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
                    "lapse",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="allocations.lapse",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            ],
            options={
                "verbose_name": "quota transfer",
                "verbose_name_plural": "quota transfers",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="CodedReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("filing_return", "filing returned"),
                            ("report_return", "report returned"),
                            ("correction", "report corrected"),
                        ],
                        max_length=13,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="reason")),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "verbose_name": "coded reason",
                "verbose_name_plural": "coded reasons",
                "ordering": ("at", "pk"),
                "indexes": [models.Index(fields=["year", "group"], name="coded_reason_by_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "code__in",
                                    [
                                        "typing",
                                        "late_data",
                                        "stock_count",
                                        "after_return",
                                        "after_recall",
                                        "check",
                                        "method",
                                        "other",
                                    ],
                                ),
                                ("kind", "correction"),
                            ),
                            models.Q(
                                models.Q(("kind", "correction"), _negated=True),
                                (
                                    "code__in",
                                    [
                                        "figures",
                                        "incomplete",
                                        "explanation",
                                        "ineligible",
                                        "opinion",
                                        "traceability",
                                        "form",
                                        "other",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="coded_reason_is_of_its_list",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("given_at", models.DateTimeField(blank=True, null=True, verbose_name="given at")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="accounts.organisation",
                    ),
                ),
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
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consultations",
                        to="allocations.filing",
                    ),
                ),
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
        migrations.AddConstraint(
            model_name="filingline",
            constraint=models.UniqueConstraint(
                fields=("filing", "enterprise", "category"), name="filing_line_once_per_enterprise_and_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="filingline",
            constraint=models.CheckConstraint(
                condition=models.Q(("stated__gte", Decimal("0"))), name="filing_line_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "issue"), models.Q(("state", "discarded"), _negated=True)),
                fields=("year", "batch"),
                name="notice_batch_once_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "in_review"))),
                fields=("amends",),
                name="notice_one_open_amendment",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "revocation"), ("state", "issued")),
                fields=("amends",),
                name="notice_revoked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amends", None), ("kind", "issue")),
                    models.Q(
                        ("amends__isnull", False),
                        ("kind__in", ("correction", "revocation")),
                        models.Q(("amendment_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notice_amendment_names_its_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "discarded"), _negated=True),
                fields=("document_number",),
                name="notice_document_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filing_fixed_day", None), ("filing_working_days__gte", 1)),
                    models.Q(("filing_fixed_day__isnull", False), ("filing_working_days", None)),
                    _connector="OR",
                ),
                name="notice_filing_days_or_fixed_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clock_starts_on", "signed"), ("signed_on__isnull", False)),
                    models.Q(("clock_starts_on", "published"), ("published_on__isnull", False)),
                    models.Q(("clock_starts_on", "received"), ("received_on__isnull", False)),
                    _connector="OR",
                ),
                name="notice_clock_date_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_at__isnull", False), ("state__in", ("issued", "revoked"))),
                    models.Q(("issued_at", None), ("state__in", ("draft", "in_review", "discarded"))),
                    _connector="OR",
                ),
                name="notice_issued_at_fits_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("batch__gte", 1)), name="notice_batch_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("report_due_day__gte", 1), ("report_due_day__lte", 28)),
                name="notice_report_day_in_every_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupallocation",
            constraint=models.UniqueConstraint(
                fields=("notice", "group", "category"), name="group_allocation_once_per_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupallocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("stated__gte", Decimal("0"))), name="group_allocation_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("group", "year", "version"), name="filing_version_once"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "consulting", "submitted", "returned"))),
                fields=("group", "year"),
                name="filing_one_open_per_group_and_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "accepted")),
                fields=("group", "year"),
                name="filing_one_in_force_per_group_and_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_by", None), ("submitted_at", None)),
                    models.Q(("signed_by__isnull", False), ("submitted_at__isnull", False)),
                    _connector="OR",
                ),
                name="filing_signed_when_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="filing_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("submitted", "returned", "accepted", "superseded")), _negated=True),
                    ("submitted_at__isnull", False),
                    _connector="OR",
                ),
                name="filing_submitted_before_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("return_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="filing_returned_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="enterpriseallocation",
            constraint=models.UniqueConstraint(
                fields=("notice", "enterprise", "category"), name="enterprise_allocation_once_per_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="enterpriseallocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("stated__gte", Decimal("0"))), name="enterprise_allocation_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeclause",
            constraint=models.UniqueConstraint(fields=("notice", "position"), name="notice_clause_once_per_position"),
        ),
        migrations.AddConstraint(
            model_name="noticeclause",
            constraint=models.CheckConstraint(
                condition=models.Q(("wording", ""), _negated=True), name="notice_clause_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeparty",
            constraint=models.UniqueConstraint(fields=("notice", "position"), name="notice_party_once_per_position"),
        ),
        migrations.AddConstraint(
            model_name="noticeparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", ""), models.Q(("name", ""), _negated=True)),
                    models.Q(models.Q(("kind", ""), _negated=True), ("name", "")),
                    _connector="OR",
                ),
                name="notice_party_is_one_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "signs"), _negated=True), ("kind__in", ("", "miit", "mnr")), _connector="OR"
                ),
                name="notice_party_signs_for_a_ministry",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticetotal",
            constraint=models.UniqueConstraint(fields=("notice", "category"), name="notice_total_once_per_category"),
        ),
        migrations.AddConstraint(
            model_name="noticetotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("stated__gte", Decimal("0"))), name="notice_total_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticetotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserve__gte", Decimal("0")), ("reserve__lte", models.F("stated"))),
                name="notice_reserve_within_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="ofwhich",
            constraint=models.UniqueConstraint(fields=("allocation", "name"), name="of_which_once_per_name"),
        ),
        migrations.AddConstraint(
            model_name="ofwhich",
            constraint=models.CheckConstraint(
                condition=models.Q(("stated__gte", Decimal("0"))), name="of_which_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance__gte", Decimal("0"))), name="quota_balance_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("lapsed__gte", Decimal("0"))), name="quota_lapsed_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("enterprise", None), ("group", None), ("holder", "nation")),
                    models.Q(("enterprise", None), ("group__isnull", False), ("holder", "group")),
                    models.Q(("enterprise__isnull", False), ("group", None), ("holder", "enterprise")),
                    _connector="OR",
                ),
                name="quota_account_has_its_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("holder", "nation")),
                fields=("year", "category"),
                name="quota_account_once_for_the_nation",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("holder", "group")),
                fields=("group", "year", "category"),
                name="quota_account_once_per_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("holder", "enterprise")),
                fields=("enterprise", "year", "category"),
                name="quota_account_once_per_enterprise",
            ),
        ),
        migrations.AddConstraint(
            model_name="lapse",
            constraint=models.UniqueConstraint(
                fields=("account", "edition"), name="lapse_once_per_account_and_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="lapse",
            constraint=models.CheckConstraint(
                condition=models.Q(("change", Decimal("0")), _negated=True), name="lapse_changes_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("tonnes__gt", Decimal("0"))), name="reduction_takes_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document_number", ""), _negated=True), ("document__isnull", False), _connector="OR"
                ),
                name="reduction_names_its_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reduction_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ordered"), _negated=True),
                    models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="reduction_ordered_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document_number", ""), _negated=True), ("document__isnull", False), _connector="OR"
                ),
                name="release_names_its_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="release_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ordered"), _negated=True),
                    models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="release_ordered_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseline",
            constraint=models.UniqueConstraint(
                fields=("release", "group", "category"), name="release_line_once_per_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseline",
            constraint=models.CheckConstraint(
                condition=models.Q(("tonnes__gt", Decimal("0"))), name="release_line_gives_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("notice", "organisation"), name="signature_once_per_ministry"),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.UniqueConstraint(
                fields=("succession", "year", "category"), name="takeover_once_per_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share__gt", Decimal("0")), ("unsplit__gte", Decimal("0")), ("unsplit__lte", models.F("share"))
                ),
                name="takeover_within_the_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotatransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("tonnes__gt", Decimal("0"))), name="quota_transfer_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotatransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__isnull", False), ("target__isnull", False), _connector="OR"),
                name="quota_transfer_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotatransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source", None),
                    ("target", None),
                    models.Q(("source", models.F("target")), _negated=True),
                    _connector="OR",
                ),
                name="quota_transfer_between_two_accounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotatransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("enterprise_allocation__isnull", True),
                        ("filing_line__isnull", True),
                        ("group_allocation__isnull", True),
                        ("lapse__isnull", True),
                        ("notice_total__isnull", False),
                        ("reduction__isnull", True),
                        ("release_line__isnull", True),
                        ("takeover__isnull", True),
                    ),
                    models.Q(
                        ("enterprise_allocation__isnull", True),
                        ("filing_line__isnull", True),
                        ("group_allocation__isnull", False),
                        ("lapse__isnull", True),
                        ("notice_total__isnull", True),
                        ("reduction__isnull", True),
                        ("release_line__isnull", True),
                        ("takeover__isnull", True),
                    ),
                    models.Q(
                        ("enterprise_allocation__isnull", False),
                        ("filing_line__isnull", True),
                        ("group_allocation__isnull", True),
                        ("lapse__isnull", True),
                        ("notice_total__isnull", True),
                        ("reduction__isnull", True),
                        ("release_line__isnull", True),
                        ("takeover__isnull", True),
                    ),
                    models.Q(
                        ("enterprise_allocation__isnull", True),
                        ("filing_line__isnull", False),
                        ("group_allocation__isnull", True),
                        ("lapse__isnull", True),
                        ("notice_total__isnull", True),
                        ("reduction__isnull", True),
                        ("release_line__isnull", True),
                        ("takeover__isnull", True),
                    ),
                    models.Q(
                        ("enterprise_allocation__isnull", True),
                        ("filing_line__isnull", True),
                        ("group_allocation__isnull", True),
                        ("lapse__isnull", True),
                        ("notice_total__isnull", True),
                        ("reduction__isnull", False),
                        ("release_line__isnull", True),
                        ("takeover__isnull", True),
                    ),
                    models.Q(
                        ("enterprise_allocation__isnull", True),
                        ("filing_line__isnull", True),
                        ("group_allocation__isnull", True),
                        ("lapse__isnull", True),
                        ("notice_total__isnull", True),
                        ("reduction__isnull", True),
                        ("release_line__isnull", False),
                        ("takeover__isnull", True),
                    ),
                    models.Q(
                        ("enterprise_allocation__isnull", True),
                        ("filing_line__isnull", True),
                        ("group_allocation__isnull", True),
                        ("lapse__isnull", True),
                        ("notice_total__isnull", True),
                        ("reduction__isnull", True),
                        ("release_line__isnull", True),
                        ("takeover__isnull", False),
                    ),
                    models.Q(
                        ("enterprise_allocation__isnull", True),
                        ("filing_line__isnull", True),
                        ("group_allocation__isnull", True),
                        ("lapse__isnull", False),
                        ("notice_total__isnull", True),
                        ("reduction__isnull", True),
                        ("release_line__isnull", True),
                        ("takeover__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="quota_transfer_has_one_cause",
            ),
        ),
        append_only("allocations_quotatransfer"),
    ]
