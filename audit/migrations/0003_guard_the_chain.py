"""The algorithm beside every hash, the head's row from the start, and all that the database itself refuses.

SQLite makes a table anew when a column is added, and forgets its triggers: they are taken down before and put up
after. Its REPLACE removes the old row without asking a DELETE trigger, so inserting a number that exists is refused.
"""

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
# As 0002 left them.
EARLIER = {
    "sqlite": ("audit_event_no_update", "audit_event_no_delete"),
    "postgresql": ("audit_event_is_append_only",),
}


def put_up(editor, names=None):
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
        if names is not None and name not in names:
            continue
        if vendor == "postgresql":
            editor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {table}_is_append_only()")
        else:
            editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")


def take_down(editor, names=None):
    vendor = editor.connection.vendor
    for name, (table, _when, _sentence) in (POSTGRESQL if vendor == "postgresql" else SQLITE).items():
        if names is None or name in names:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))


def earlier_down(_apps, editor):
    take_down(editor, EARLIER[editor.connection.vendor])


def earlier_up(_apps, editor):
    put_up(editor, EARLIER[editor.connection.vendor])


def guards_up(_apps, editor):
    put_up(editor)


def guards_down(_apps, editor):
    take_down(editor)


def begin(apps, editor):
    apps.get_model("audit", "Head").objects.using(editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.RunPython(earlier_down, earlier_up, elidable=False),
        migrations.AddField(
            "event",
            "algorithm",
            models.CharField(default=audit.models.configured_algorithm, max_length=16, verbose_name="hash algorithm"),
        ),
        migrations.AlterField(
            "event", "previous_hash", models.CharField(max_length=64, verbose_name="hash of the event before")
        ),
        migrations.AlterField("event", "hash", models.CharField(max_length=64, verbose_name="hash")),
        migrations.AddIndex("event", models.Index(fields=["actor", "number"], name="audit_event_actor")),
        migrations.AddIndex("event", models.Index(fields=["at"], name="audit_event_at")),
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
