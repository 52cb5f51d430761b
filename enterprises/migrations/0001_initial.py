from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.periods
import common.quantities
import enterprises.models.enterprise


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_zh", models.CharField(max_length=200, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                (
                    "credit_code",
                    models.CharField(
                        max_length=18,
                        unique=True,
                        validators=[enterprises.models.enterprise.validate_credit_code],
                        verbose_name="unified social credit code",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mine", "mine"),
                            ("separation", "smelting-separation enterprise"),
                            ("utilisation", "comprehensive-utilisation enterprise"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("has_rock", models.BooleanField(default=False, verbose_name="rock-type ore")),
                ("has_ionic", models.BooleanField(default=False, verbose_name="ion-adsorption ore")),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enterprises",
                        to="accounts.province",
                        verbose_name="province",
                    ),
                ),
                ("city", models.CharField(max_length=50, verbose_name="city")),
                ("is_fictional", models.BooleanField(default=False, verbose_name="fictional")),
            ],
            options={
                "verbose_name": "enterprise",
                "verbose_name_plural": "enterprises",
                "ordering": ("province", "credit_code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "mine"), models.Q(("has_rock", True), ("has_ionic", True), _connector="OR")
                            ),
                            models.Q(
                                models.Q(("kind", "mine"), _negated=True), ("has_ionic", False), ("has_rock", False)
                            ),
                            _connector="OR",
                        ),
                        name="enterprise_mines_have_an_ore",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.organisation",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "group membership",
                "verbose_name_plural": "group memberships",
                "ordering": ("enterprise", "valid_from"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="membership_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("enterprise",),
                        name="membership_one_open_per_enterprise",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document attached",
                    ),
                ),
                (
                    "confirmation_status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=12,
                        verbose_name="confirmation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=common.periods.now, editable=False, verbose_name="entered at"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="confirmed or disputed at")),
                (
                    "confirmation_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mining_licence", "mining licence"),
                            ("safety_licence", "work-safety licence"),
                            ("recovery_project", "approval of a rare-earth recovery project"),
                            ("discharge_permit", "pollutant-discharge permit"),
                            ("radiation_permit", "radiation permit"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("holder", models.CharField(max_length=200, verbose_name="holder")),
                ("issuer", models.CharField(max_length=200, verbose_name="issued by")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "succeeds",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="enterprises.licence",
                        verbose_name="succeeds",
                    ),
                ),
            ],
            options={
                "verbose_name": "licence",
                "verbose_name_plural": "licences",
                "ordering": ("enterprise", "kind", "valid_from"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation_status__in", ("disputed", "withdrawn")), _negated=True),
                            models.Q(("confirmation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="licence_disputed_with_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmation_status", "withdrawn"), _negated=True),
                        fields=("kind", "number"),
                        name="licence_number_once_per_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="licence_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_on", None), ("revoked_on__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="licence_revoked_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document attached",
                    ),
                ),
                (
                    "confirmation_status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=12,
                        verbose_name="confirmation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=common.periods.now, editable=False, verbose_name="entered at"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="confirmed or disputed at")),
                (
                    "confirmation_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capacities",
                        to="enterprises.enterprise",
                    ),
                ),
                ("tonnes_per_year", common.quantities.TonnesField(verbose_name="capacity")),
                ("process", models.CharField(max_length=100, verbose_name="process")),
                ("eliminated", models.BooleanField(default=False, verbose_name="on the prohibited or eliminated list")),
                ("document", models.CharField(max_length=100, verbose_name="approving document")),
                ("valid_from", models.DateField(verbose_name="approved on")),
            ],
            options={
                "verbose_name": "capacity",
                "verbose_name_plural": "capacities",
                "ordering": ("enterprise", "valid_from"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation_status__in", ("disputed", "withdrawn")), _negated=True),
                            models.Q(("confirmation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="capacity_disputed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tonnes_per_year__gt", Decimal("0"))), name="capacity_is_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplianceFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document attached",
                    ),
                ),
                (
                    "confirmation_status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=12,
                        verbose_name="confirmation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=common.periods.now, editable=False, verbose_name="entered at"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="confirmed or disputed at")),
                (
                    "confirmation_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compliance_facts",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("emission", "emission"), ("radiation", "radiation protection")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("passed", models.BooleanField(verbose_name="passed")),
                ("tested_on", models.DateField(verbose_name="tested on")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("tested_by", models.CharField(max_length=200, verbose_name="tested by")),
                ("report", models.CharField(max_length=100, verbose_name="report")),
            ],
            options={
                "verbose_name": "compliance fact",
                "verbose_name_plural": "compliance facts",
                "ordering": ("enterprise", "kind", "tested_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation_status__in", ("disputed", "withdrawn")), _negated=True),
                            models.Q(("confirmation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="compliancefact_disputed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("tested_on")), _connector="OR"
                        ),
                        name="compliance_ends_after_the_test",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TailingsPond",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document attached",
                    ),
                ),
                (
                    "confirmation_status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=12,
                        verbose_name="confirmation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=common.periods.now, editable=False, verbose_name="entered at"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="confirmed or disputed at")),
                (
                    "confirmation_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ponds", to="enterprises.enterprise"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "verbose_name": "tailings pond",
                "verbose_name_plural": "tailings ponds",
                "ordering": ("enterprise", "name"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation_status__in", ("disputed", "withdrawn")), _negated=True),
                            models.Q(("confirmation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="tailingspond_disputed_with_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmation_status", "withdrawn"), _negated=True),
                        fields=("enterprise", "name"),
                        name="pond_name_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PondEvaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document attached",
                    ),
                ),
                (
                    "confirmation_status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=12,
                        verbose_name="confirmation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=common.periods.now, editable=False, verbose_name="entered at"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="confirmed or disputed at")),
                (
                    "confirmation_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "pond",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="enterprises.tailingspond",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("normal", "normal pond"),
                            ("ill", "ill pond"),
                            ("dangerous", "dangerous pond"),
                            ("critical", "critical pond"),
                        ],
                        max_length=10,
                        verbose_name="grade",
                    ),
                ),
                ("evaluated_on", models.DateField(verbose_name="evaluated on")),
                ("report", models.CharField(max_length=100, verbose_name="report")),
            ],
            options={
                "verbose_name": "pond evaluation",
                "verbose_name_plural": "pond evaluations",
                "ordering": ("pond", "evaluated_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation_status__in", ("disputed", "withdrawn")), _negated=True),
                            models.Q(("confirmation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="pondevaluation_disputed_with_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StopOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document attached",
                    ),
                ),
                (
                    "confirmation_status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=12,
                        verbose_name="confirmation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=common.periods.now, editable=False, verbose_name="entered at"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="confirmed or disputed at")),
                (
                    "confirmation_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stop_orders",
                        to="enterprises.enterprise",
                    ),
                ),
                ("number", models.CharField(max_length=100, verbose_name="number")),
                ("authority", models.CharField(max_length=200, verbose_name="ordered by")),
                ("issued_on", models.DateField(verbose_name="ordered on")),
                (
                    "lift_asked_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="to be lifted on"),
                ),
                (
                    "lift_reason",
                    models.TextField(blank=True, editable=False, verbose_name="result of the re-inspection"),
                ),
                (
                    "lift_asked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lift_asked_at", models.DateTimeField(editable=False, null=True)),
                ("lifted_on", models.DateField(blank=True, null=True, verbose_name="lifted on")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "stop-and-rectify order",
                "verbose_name_plural": "stop-and-rectify orders",
                "ordering": ("enterprise", "issued_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation_status__in", ("disputed", "withdrawn")), _negated=True),
                            models.Q(("confirmation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stoporder_disputed_with_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmation_status", "withdrawn"), _negated=True),
                        fields=("number",),
                        name="stop_order_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_on", None), ("lifted_on__gte", models.F("issued_on")), _connector="OR"
                        ),
                        name="stop_order_lifted_after_it_is_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by", None),
                            models.Q(("lifted_by", models.F("lift_asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="stop_order_lifted_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lift_asked_by", None), ("lift_asked_on", None), ("lift_reason", "")),
                            models.Q(
                                ("lift_asked_by__isnull", False),
                                ("lift_asked_on__isnull", False),
                                models.Q(("lift_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="stop_order_lifting_asked_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Halt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="document attached",
                    ),
                ),
                (
                    "confirmation_status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "unconfirmed"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=12,
                        verbose_name="confirmation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=common.periods.now, editable=False, verbose_name="entered at"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="confirmed or disputed at")),
                (
                    "confirmation_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason"),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="halts", to="enterprises.enterprise"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "halt",
                "verbose_name_plural": "halts",
                "ordering": ("enterprise", "since"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation_status__in", ("disputed", "withdrawn")), _negated=True),
                            models.Q(("confirmation_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="halt_disputed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="halt_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
