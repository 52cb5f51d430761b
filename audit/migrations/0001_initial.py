"""The log, its head's row from the start, and all that the database itself refuses.

SQLite's REPLACE removes the old row without asking a DELETE trigger, so inserting a number that exists is refused.
"""

import django.core.serializers.json
from django.db import migrations, models

import audit.models

EVENT, HEAD = "audit_event is append-only", "audit_head only goes forward"
BACKWARD = "NEW.id <> OLD.id OR NEW.number <> OLD.number + 1"
# name: (table, when it fires, what it says)
SQLITE = {
    "audit_event_no_update": ("audit_event", "BEFORE UPDATE ON audit_event", EVENT),
    "audit_event_no_delete": ("audit_event", "BEFORE DELETE ON audit_event", EVENT),
    "audit_event_no_replace": (
        "audit_event",
        "BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number)",
        EVENT,
    ),
    "audit_head_no_delete": ("audit_head", "BEFORE DELETE ON audit_head", HEAD),
    "audit_head_no_replace": (
        "audit_head",
        "BEFORE INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head)",
        HEAD,
    ),
    "audit_head_goes_forward": ("audit_head", f"BEFORE UPDATE ON audit_head WHEN {BACKWARD}", HEAD),
}
POSTGRESQL = {
    "audit_event_is_append_only": ("audit_event", "BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW", EVENT),
    "audit_event_no_truncate": ("audit_event", "BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT", EVENT),
    "audit_head_no_delete": ("audit_head", "BEFORE DELETE ON audit_head FOR EACH ROW", HEAD),
    "audit_head_no_truncate": ("audit_head", "BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT", HEAD),
    "audit_head_goes_forward": ("audit_head", f"BEFORE UPDATE ON audit_head FOR EACH ROW WHEN ({BACKWARD})", HEAD),
}


def guards_up(_apps, editor):
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        for table, sentence in (("audit_event", EVENT), ("audit_head", HEAD)):
            editor.execute(
                f"""
                CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
                END $$
                """
            )
    for name, (table, when, sentence) in (POSTGRESQL if vendor == "postgresql" else SQLITE).items():
        if vendor == "postgresql":
            editor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {table}_is_append_only()")
        else:
            editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")


def guards_down(_apps, editor):
    vendor = editor.connection.vendor
    for name, (table, _when, _sentence) in (POSTGRESQL if vendor == "postgresql" else SQLITE).items():
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))


def begin(apps, editor):
    apps.get_model("audit", "Head").objects.using(editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="time")),
                ("actor", models.CharField(max_length=150, verbose_name="account")),
                ("actor_name", models.CharField(max_length=150, verbose_name="name")),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                ("roles", models.CharField(blank=True, max_length=200, verbose_name="roles")),
                ("acting_for", models.CharField(blank=True, max_length=150, verbose_name="acting for")),
                ("origin", models.CharField(blank=True, max_length=64, verbose_name="from where")),
                ("action", models.CharField(max_length=64, verbose_name="action")),
                ("subject_type", models.CharField(max_length=64)),
                ("subject_id", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                (
                    "before",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="before"
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="after"
                    ),
                ),
                ("previous_hash", models.CharField(max_length=64, verbose_name="hash of the event before")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                (
                    "algorithm",
                    models.CharField(
                        default=audit.models.configured_algorithm, max_length=16, verbose_name="hash algorithm"
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ("number",),
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="audit_event_subject"),
                    models.Index(fields=["actor", "number"], name="audit_event_actor"),
                    models.Index(fields=["at"], name="audit_event_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="audit_head_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="time")),
                ("number", models.BigIntegerField(verbose_name="number")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                ("first", models.BigIntegerField(default=1, verbose_name="verified from")),
                ("milliseconds", models.BigIntegerField(default=0, verbose_name="duration")),
                ("fault", models.BigIntegerField(blank=True, null=True, verbose_name="first wrong event")),
                ("reason", models.TextField(blank=True, verbose_name="what is wrong")),
                ("exported_to", models.CharField(blank=True, max_length=200, verbose_name="file of the head")),
                ("mailed_to", models.CharField(blank=True, max_length=500, verbose_name="head sent to")),
            ],
            options={
                "verbose_name": "verification",
                "verbose_name_plural": "verifications",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(guards_up, guards_down, elidable=False),
    ]
