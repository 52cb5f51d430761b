import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            name="Inspector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspectors",
                        to="accounts.organisation",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("id_number", models.CharField(max_length=40, verbose_name="law-enforcement ID")),
                ("employer", models.CharField(max_length=100, verbose_name="organisation")),
                ("active", models.BooleanField(default=True, verbose_name="may be drawn")),
            ],
            options={
                "verbose_name": "inspector",
                "verbose_name_plural": "inspectors",
                "ordering": ("organisation", "id_number"),
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id_number"), name="inspector_once_per_pool")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "inspector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="inspections.inspector"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "recusal",
                "verbose_name_plural": "recusals",
                "ordering": ("inspector", "enterprise"),
                "constraints": [models.UniqueConstraint(fields=("inspector", "enterprise"), name="recusal_once")],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_plans",
                        to="accounts.organisation",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="enterprises drawn (%)")),
                ("inspectors_each", models.PositiveSmallIntegerField(default=2, verbose_name="inspectors for each")),
                ("over_quota", models.PositiveSmallIntegerField(default=3, verbose_name="weight: over quota")),
                (
                    "differences",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="weight: each difference with the traceability system"
                    ),
                ),
                ("late_reports", models.PositiveSmallIntegerField(default=1, verbose_name="weight: each late report")),
                (
                    "years_since",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="weight: each year since the last inspection"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection plan",
                "verbose_name_plural": "inspection plans",
                "ordering": ("-first_day", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="plan_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 1), ("percent__lte", 100)), name="plan_draws_a_share"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("inspectors_each__gte", 2)), name="plan_sends_two_inspectors"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="inspections.plan"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("committed", "seed committed"), ("closed", "population closed"), ("drawn", "drawn")],
                        default="committed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("algorithm", models.CharField(max_length=10, verbose_name="hash algorithm")),
                ("commitment", models.CharField(max_length=64, verbose_name="hash of the seed")),
                ("seed", models.CharField(max_length=64)),
                (
                    "committed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("committed_at", models.DateTimeField(verbose_name="committed at")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("drawn_at", models.DateTimeField(null=True, verbose_name="drawn at")),
                ("record", models.JSONField(default=dict, verbose_name="record")),
            ],
            options={
                "verbose_name": "draw",
                "verbose_name_plural": "draws",
                "ordering": ("-committed_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("drawn_by", None),
                            models.Q(("drawn_by", models.F("closed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="draw_made_by_a_second_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="inspections.draw"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "exclusion",
                "verbose_name_plural": "exclusions",
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("draw", "enterprise"), name="exclusion_once")],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to="inspections.draw"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="group",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drawn", "drawn"),
                            ("notified", "notified"),
                            ("inspected", "inspected"),
                            ("reported", "reported"),
                            ("ordered", "rectification ordered"),
                            ("reinspected", "re-inspected"),
                            ("closed", "closed"),
                        ],
                        default="drawn",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("drawn_at", models.DateTimeField(verbose_name="drawn at")),
                ("visit_on", models.DateField(null=True, verbose_name="day of the visit")),
                ("notified_at", models.DateTimeField(null=True, verbose_name="notified at")),
                ("inspected_on", models.DateField(null=True, verbose_name="inspected on")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("rule_set", models.CharField(blank=True, max_length=10, verbose_name="rule set")),
                ("checklist", models.JSONField(default=dict, verbose_name="checklist")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="reported at")),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True, verbose_name="published at")),
                ("inspectors", models.ManyToManyField(related_name="inspections", to="inspections.inspector")),
            ],
            options={
                "verbose_name": "inspection",
                "verbose_name_plural": "inspections",
                "ordering": ("-drawn_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "enterprise"), name="inspection_once_per_draw"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("drawn", "notified")), ("inspected_on__isnull", False), _connector="OR"
                        ),
                        name="inspection_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("state", "closed"), _connector="OR"),
                        name="inspection_closed_when_it_is_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="inspections.inspection",
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("clause", models.CharField(max_length=60, verbose_name="clause")),
                ("text", models.TextField(verbose_name="what was found")),
                ("found_on", models.DateField(verbose_name="as of")),
                (
                    "pond",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.tailingspond",
                        verbose_name="tailings pond",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open to a reply"),
                            ("replied", "replied"),
                            ("final", "final"),
                            ("dropped", "dropped"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="found at")),
                ("reply_until", models.DateField(verbose_name="reply until")),
                ("reply", models.TextField(blank=True, verbose_name="reply")),
                (
                    "replied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replied_at", models.DateTimeField(null=True, verbose_name="replied at")),
                ("decision", models.TextField(blank=True, verbose_name="decision")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                ("fact_kind", models.CharField(blank=True, max_length=12)),
                ("fact_id", models.PositiveBigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "finding of an inspection",
                "verbose_name_plural": "findings of inspections",
                "ordering": ("inspection", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "emission",
                                    "radiation",
                                    "tailings",
                                    "halt",
                                    "illegal_feed",
                                    "toll_processing",
                                    "illegal_ore",
                                    "mineral_products",
                                    "untrue_data",
                                    "other",
                                ),
                            )
                        ),
                        name="inspection_finding_kind_exists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state__in", ("open", "replied"))),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("state__in", ("final", "dropped")),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="inspection_finding_decided_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("found_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="inspection_finding_decided_by_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="inspections.inspectionfinding",
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.attachment"
                    ),
                ),
                ("of_the_reply", models.BooleanField(default=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence of a finding",
                "verbose_name_plural": "evidence of findings",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="MonthlyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.province",
                        verbose_name="province",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed")],
                        default="open",
                        max_length=6,
                        verbose_name="status",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_for",
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
                "verbose_name": "monthly check",
                "verbose_name_plural": "monthly checks",
                "ordering": ("-year", "-month", "province"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("province", "year", "month"), name="check_once_per_province_and_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="check_month_exists"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None), ("state", "open")),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="check_closed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckedEnterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="inspections.monthlycheck"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
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
                "verbose_name": "enterprise in a monthly check",
                "verbose_name_plural": "enterprises in monthly checks",
                "ordering": ("check_of", "enterprise__kind", "enterprise__credit_code"),
                "constraints": [
                    models.UniqueConstraint(fields=("check_of", "enterprise"), name="checked_once_per_check")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="inspections.checkedenterprise",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("agree", "agrees"),
                            ("question", "question to the group"),
                            ("inspect", "to be inspected"),
                        ],
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("figures", models.JSONField(default=dict, verbose_name="figures")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("given_at", models.DateTimeField(verbose_name="given at")),
                ("replaced", models.BooleanField(default=False, verbose_name="replaced by a later one")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="answer due")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
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
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answered_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "verdict of a monthly check",
                "verbose_name_plural": "verdicts of monthly checks",
                "ordering": ("row", "round"),
                "constraints": [
                    models.UniqueConstraint(fields=("row", "round"), name="check_verdict_once_per_round"),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced", False)),
                        fields=("row",),
                        name="check_verdict_one_in_force_per_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "agree"), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="check_verdict_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__gte", models.F("given_at")),
                                ("answered_by__isnull", False),
                                ("verdict", "question"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="check_question_answered_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RectificationOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "inspection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="order", to="inspections.inspection"
                    ),
                ),
                ("number", models.CharField(max_length=100, unique=True, verbose_name="number")),
                ("demands", models.TextField(verbose_name="what is to be rectified")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("due_on", models.DateField(verbose_name="by when")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stop_order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="enterprises.stoporder",
                    ),
                ),
                ("reinspected_on", models.DateField(null=True, verbose_name="re-inspected on")),
                ("passed", models.BooleanField(null=True, verbose_name="rectified")),
                ("result", models.TextField(blank=True, verbose_name="result of the re-inspection")),
                (
                    "reinspected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_on", models.DateField(null=True, verbose_name="lifted on")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "rectification order",
                "verbose_name_plural": "rectification orders",
                "ordering": ("-issued_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("issued_on"))), name="order_due_after_it_is_issued"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by", None),
                            models.Q(("lifted_by", models.F("reinspected_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="order_lifted_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lifted_on", None), ("passed", True), _connector="OR"),
                        name="order_lifted_after_it_was_rectified",
                    ),
                ],
            },
        ),
    ]
