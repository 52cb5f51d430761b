"""A fact that changes takes the kept verdicts of its enterprise away, whoever changes it and by whatever way.

A later migration that alters one of these tables ends with these triggers again: SQLite builds it anew without them.
"""

from django.db import migrations

# Of every table: the columns on which a verdict rests.
STANDING = ("confirmation_status",)
COLUMNS = {
    "licence": ("enterprise_id", "kind", "number", "valid_from", "valid_to", "revoked_on", *STANDING),
    "capacity": ("enterprise_id", "tonnes_per_year", "process", "eliminated", "document", "valid_from", *STANDING),
    "compliancefact": ("enterprise_id", "kind", "passed", "tested_on", "valid_until", "report", *STANDING),
    "stoporder": ("enterprise_id", "number", "authority", "issued_on", "lifted_on", *STANDING),
    "permitbreach": ("enterprise_id", "permit_id", "found_on", "remedied_on", "document", *STANDING),
    "halt": ("enterprise_id", "since", "until", "reason", "is_closure", *STANDING),
    "tailingspond": ("enterprise_id", "name", *STANDING),
    "pondevaluation": ("pond_id", "grade", "evaluated_on", "report", *STANDING),
    "enterprise": ("kind", "has_rock", "has_ionic"),
}
OWNERS = {
    "pondevaluation": "(SELECT enterprise_id FROM enterprises_tailingspond WHERE id = {row}.pond_id)",
    "enterprise": "{row}.id",
}
EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
FORGET = "DELETE FROM enterprises_keptverdict WHERE enterprise_id = {owner}"


def _statements(vendor):
    """(table, name of the trigger, event, condition, what it does)"""
    differs = "OLD.{0} IS DISTINCT FROM NEW.{0}" if vendor == "postgresql" else "OLD.{0} IS NOT NEW.{0}"
    for model, columns in COLUMNS.items():
        owner = OWNERS.get(model, "{row}.enterprise_id")
        for event, rows in EVENTS.items():
            if model == "enterprise" and event == "insert":
                continue
            changed = " OR ".join(differs.format(name) for name in columns)
            body = " ".join(f"{FORGET.format(owner=owner.format(row=row))};" for row in rows)
            yield f"enterprises_{model}", f"{model}_{event}_ends_verdicts", event, changed, body


def up(apps, editor):
    down(apps, editor)
    vendor = editor.connection.vendor
    for table, name, event, changed, body in _statements(vendor):
        condition = f"WHEN ({changed})" if event == "update" else ""
        if vendor == "postgresql":
            editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {body} RETURN NULL; END $$"
            )
            editor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()"
            )
        else:
            editor.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} {condition} BEGIN {body} END")


def down(_apps, editor):
    vendor = editor.connection.vendor
    for table, name, *_rest in _statements(vendor):
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))
        if vendor == "postgresql":
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0002_kept_verdicts")]

    operations = [migrations.RunPython(up, down)]
