import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "to be confirmed"),
                            ("in_force", "in force"),
                            ("superseded", "superseded by a later version"),
                            ("refused", "refused"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                ("document", models.URLField(max_length=300, verbose_name="document")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "entered_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
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
                ("refusal_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("sequence", models.PositiveIntegerField(blank=True, editable=False, null=True, unique=True)),
                ("calendar_version", models.CharField(blank=True, max_length=64, verbose_name="calendar version")),
            ],
            options={
                "verbose_name": "arrangement of days off",
                "verbose_name_plural": "arrangements of days off",
                "ordering": ("year", "version"),
                "constraints": [
                    models.UniqueConstraint(fields=("year", "version"), name="arrangement_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("year",),
                        name="arrangement_one_in_force_per_year",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("year",),
                        name="arrangement_one_proposed_per_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True), name="arrangement_cites_its_document"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entered_by", None),
                            ("decided_by", None),
                            models.Q(("entered_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="arrangement_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sequence", None), ("state__in", ("proposed", "refused"))),
                            models.Q(("sequence__isnull", False), ("state__in", ("in_force", "superseded"))),
                            _connector="OR",
                        ),
                        name="arrangement_in_force_is_numbered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="deadlines.arrangement",
                        verbose_name="arrangement of days off",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "day off"), ("makeup_workday", "make-up working day")],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="holiday")),
                ("document", models.URLField(max_length=300, verbose_name="document")),
            ],
            options={
                "verbose_name": "calendar day",
                "verbose_name_plural": "calendar days",
                "ordering": ("day",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True), name="calendar_day_cites_its_document"
                    ),
                    models.UniqueConstraint(fields=("arrangement", "day"), name="calendar_day_once_per_arrangement"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Channels",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="channels",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("email", models.BooleanField(default=True, verbose_name="by e-mail too")),
            ],
            options={
                "verbose_name": "channels",
                "verbose_name_plural": "channels",
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("heard_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("announced_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reminded_as", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("late_marked_for", models.DateField(blank=True, editable=False, null=True)),
                ("escalated_for", models.DateField(blank=True, editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("filing", "sub-allocation filing"),
                            ("monthly_report", "monthly production report"),
                            ("filing_again", "returned filing, corrected"),
                            ("report_again", "returned report, corrected"),
                            ("filing_decision", "decision on a filing"),
                            ("report_decision", "decision on a report"),
                            ("monthly_check", "monthly check of the province"),
                            ("finding_answer", "answer to a finding"),
                            ("check_answer", "answer to a province's question"),
                            ("consultation", "opinion on a sub-allocation"),
                            ("visit_report", "report of an inspection"),
                            ("visit_reply", "reply to an inspection's finding"),
                            ("rectification", "rectification"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("reference", models.CharField(blank=True, default="", max_length=80, verbose_name="reference")),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="about",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("due_on", models.DateField(verbose_name="due")),
                ("first_due_on", models.DateField(blank=True, null=True, verbose_name="due before it was extended")),
                ("late_from", models.DateTimeField(verbose_name="late from")),
                ("locked_from", models.DateTimeField(blank=True, null=True, verbose_name="locked from")),
                ("met_at", models.DateTimeField(blank=True, null=True, verbose_name="met at")),
                (
                    "late_workdays",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="working days late"),
                ),
                ("derivation", models.JSONField(verbose_name="derivation")),
                ("calendar_version", models.CharField(max_length=64, verbose_name="calendar version")),
                ("provisional", models.BooleanField(default=False, verbose_name="provisional")),
            ],
            options={
                "verbose_name": "obligation",
                "verbose_name_plural": "obligations",
                "ordering": ("due_on", "organisation__position", "kind"),
                "indexes": [
                    models.Index(fields=["organisation", "met_at"], name="obligation_of_organisation"),
                    models.Index(
                        condition=models.Q(("met_at", None)), fields=["late_from"], name="obligation_open_by_deadline"
                    ),
                    models.Index(
                        condition=models.Q(("announced_at", None), ("met_at", None)),
                        fields=["opens_at"],
                        name="obligation_to_be_announced",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "organisation", "period", "reference"), name="obligation_once_per_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("locked_from", None), ("locked_from__gte", models.F("late_from")), _connector="OR"
                        ),
                        name="obligation_is_late_before_it_is_locked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("late_from__gt", models.F("opens_at")), ("kind", "filing"), _connector="OR"
                        ),
                        name="obligation_opens_before_it_is_late",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="deadlines.obligation",
                        verbose_name="obligation",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked for"), ("granted", "granted"), ("refused", "refused")],
                        default="asked",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("due_before", models.DateField(verbose_name="due until then")),
                ("wanted_until", models.DateField(verbose_name="wanted until")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "asked_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("granted_until", models.DateField(blank=True, null=True, verbose_name="extended until")),
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
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason of the decision"),
                ),
            ],
            options={
                "verbose_name": "extension",
                "verbose_name_plural": "extensions",
                "ordering": ("asked_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("obligation",),
                        name="extension_one_asked_per_obligation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted_until__isnull", False), ("state", "granted")),
                            models.Q(models.Q(("state", "granted"), _negated=True), ("granted_until", None)),
                            _connector="OR",
                        ),
                        name="extension_never_without_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_until", None), ("granted_until__gt", models.F("due_before")), _connector="OR"
                        ),
                        name="extension_ends_after_the_due_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="extension_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="deadlines.obligation",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("occasion", models.CharField(max_length=40, verbose_name="occasion")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("details", models.JSONField(blank=True, default=dict)),
                ("queued_at", models.DateTimeField(verbose_name="queued at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("none", "in the application only"),
                            ("waiting", "waiting"),
                            ("sent", "sent"),
                            ("failed", "given up"),
                            ("dropped", "no longer needed"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="e-mail",
                    ),
                ),
                ("next_try_at", models.DateTimeField(blank=True, null=True, verbose_name="next attempt")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="fault")),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ("queued_at", "pk"),
                "indexes": [
                    models.Index(fields=["recipient", "read_at"], name="message_by_recipient"),
                    models.Index(
                        condition=models.Q(("post", "waiting")), fields=["next_try_at"], name="message_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("obligation", "recipient", "occasion", "due_on"), name="message_once_per_occasion"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("obligation", None)),
                        fields=("recipient", "occasion"),
                        name="message_without_duty_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("obligation", None), ("due_on__isnull", False), _connector="OR"),
                        name="message_about_a_duty_has_its_day",
                    ),
                ],
            },
        ),
    ]
