"""The first tables. The database refuses that one person holds two roles of the three who keep the system, or one beside another role."""

import django.contrib.auth.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import common.periods

OPERATORS = "('system_admin', 'security_admin', 'audit_admin')"
ALONE = "operator_role_stands_alone"
AT_HOME = "operator_role_of_the_operator"
# What stands in these texts is written above, by nobody else.
BREAKS_ALONE = f"""
    EXISTS (SELECT 1 FROM accounts_user_roles held WHERE held.user_id = NEW.user_id AND held.role_id <> NEW.role_id
            AND (NEW.role_id IN {OPERATORS} OR held.role_id IN {OPERATORS}))
"""  # noqa: S608
BREAKS_AT_HOME = f"""
    (NEW.role_id IN {OPERATORS}) <> EXISTS (
        SELECT 1 FROM accounts_user person JOIN accounts_organisation home ON home.id = person.organisation_id
        WHERE person.id = NEW.user_id AND home.kind = 'operator')
"""  # noqa: S608
POSTGRESQL = (
    f"""
    CREATE FUNCTION {ALONE}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Two roles given at the same instant see each other.
        PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
        IF {BREAKS_ALONE} THEN
            RAISE EXCEPTION '{ALONE}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF {BREAKS_AT_HOME} THEN
            RAISE EXCEPTION '{AT_HOME}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE TRIGGER {ALONE} BEFORE INSERT OR UPDATE ON accounts_user_roles
    FOR EACH ROW EXECUTE FUNCTION {ALONE}()
    """,
)
SQLITE = tuple(
    f"""
    CREATE TRIGGER {name}_{verb} BEFORE {verb} ON accounts_user_roles WHEN {breaks}
    BEGIN SELECT RAISE(ABORT, '{name}'); END
    """
    for name, breaks in ((ALONE, BREAKS_ALONE), (AT_HOME, BREAKS_AT_HOME))
    for verb in ("insert", "update")
)
POSTGRESQL_BACK = (f"DROP TRIGGER {ALONE} ON accounts_user_roles", f"DROP FUNCTION {ALONE}()")
SQLITE_BACK = tuple(f"DROP TRIGGER {name}_{verb}" for name in (ALONE, AT_HOME) for verb in ("insert", "update"))


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers there."""
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[editor.connection.vendor]:
        editor.execute(statement)


def unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes them away."""
    for statement in {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_zh", models.CharField(max_length=200, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                ("code", models.SlugField(unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
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
                ("short_zh", models.CharField(max_length=50, verbose_name="Chinese short name")),
                ("short_en", models.CharField(max_length=50, verbose_name="English short name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position in notices")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="exists from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="exists until")),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ("position", "code"),
            },
        ),
        migrations.CreateModel(
            name="Province",
            fields=[
                ("name_zh", models.CharField(max_length=200, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                ("code", models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name="code")),
            ],
            options={
                "verbose_name": "province",
                "verbose_name_plural": "provinces",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("name_zh", models.CharField(max_length=200, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("business", "works with quotas"),
                            ("administrator", "keeps the accounts of the organisation"),
                            ("operator", "keeps the system"),
                        ],
                        default="business",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.SlugField(primary_key=True, serialize=False, verbose_name="code")),
                ("description_zh", models.TextField(verbose_name="Chinese description")),
                ("description_en", models.TextField(verbose_name="English description")),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="account",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("joined_at", models.DateTimeField(default=common.periods.now, verbose_name="joined")),
                ("session_epoch", models.PositiveIntegerField(default=0)),
                (
                    "disabled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="disabled by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("roles", models.ManyToManyField(related_name="people", to="accounts.role", verbose_name="roles")),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ("username",),
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="province",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authorities",
                to="accounts.province",
                verbose_name="province",
            ),
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="first day of the successor")),
                ("document", models.CharField(blank=True, max_length=300, verbose_name="document")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "succession",
                "verbose_name_plural": "successions",
                "ordering": ("day", "predecessor__position"),
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="followed_by",
            field=models.ManyToManyField(
                related_name="follows",
                through="accounts.Succession",
                through_fields=("predecessor", "successor"),
                to="accounts.organisation",
                verbose_name="successors",
            ),
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "acting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acting_offices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acting officer",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "delegation",
                "verbose_name_plural": "delegations",
                "ordering": ("-first_day", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="delegation_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("officer", models.F("acting")), _negated=True), name="delegation_to_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="delegation_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="good until")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ("-made_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("person",),
                        name="invitation_one_open_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None), _connector="OR"),
                        name="invitation_used_or_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))), name="invitation_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadingMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layout", models.CharField(max_length=40, verbose_name="form")),
                ("names", models.JSONField(default=dict, verbose_name="columns")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="heading_matches",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "columns matched by hand",
                "verbose_name_plural": "columns matched by hand",
                "ordering": ("organisation", "layout"),
                "constraints": [models.UniqueConstraint(fields=("organisation", "layout"), name="heading_match_once")],
            },
        ),
        migrations.CreateModel(
            name="OrganisationName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_zh", models.CharField(max_length=200, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=200, verbose_name="English name")),
                ("short_zh", models.CharField(max_length=50, verbose_name="Chinese short name")),
                ("short_en", models.CharField(max_length=50, verbose_name="English short name")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "former name",
                "verbose_name_plural": "former names",
                "ordering": ("last_day",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "last_day"), name="organisation_name_ends_once_a_day"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("predecessor", models.F("successor")), _negated=True), name="succession_of_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("province_miit", "province_mnr")), ("province__isnull", False)),
                    models.Q(("kind__in", ("miit", "mnr", "group", "operator")), ("province__isnull", True)),
                    _connector="OR",
                ),
                name="organisation_province_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_from", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(fields=("kind", "name_zh"), name="organisation_name_once_per_kind"),
        ),
        migrations.RunPython(guard, unguard),
    ]
