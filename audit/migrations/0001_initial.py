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
