# ruff: noqa: S608 - of names in this file
"""In which provinces a report's enterprises lie, written by the database itself: no way of writing a line is forgotten."""

import django.db.models.deletion
from django.db import migrations, models

PLACES = "INSERT INTO reporting_reportplace (report_id, province_id)"
FILL = f"""
{PLACES} SELECT DISTINCT line.report_id, enterprise.province_id
FROM reporting_reportline line JOIN enterprises_enterprise enterprise ON enterprise.id = line.enterprise_id
"""
ONCE = "NOT EXISTS (SELECT 1 FROM reporting_reportplace there WHERE there.report_id = {0} AND there.province_id = {1})"
SQLITE = {
    "report_line_has_a_place": f"""
        AFTER INSERT ON reporting_reportline BEGIN
        {PLACES} SELECT NEW.report_id, enterprise.province_id FROM enterprises_enterprise enterprise
        WHERE enterprise.id = NEW.enterprise_id AND {ONCE.format("NEW.report_id", "enterprise.province_id")}; END""",
    "enterprise_takes_its_reports_along": f"""
        AFTER UPDATE ON enterprises_enterprise WHEN OLD.province_id IS NOT NEW.province_id BEGIN
        {PLACES} SELECT DISTINCT line.report_id, NEW.province_id FROM reporting_reportline line
        WHERE line.enterprise_id = NEW.id AND {ONCE.format("line.report_id", "NEW.province_id")}; END""",
}
# name: (table, when it fires, what it does)
POSTGRESQL = {
    "report_line_has_a_place": (
        "reporting_reportline",
        "AFTER INSERT ON reporting_reportline REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        f"""{PLACES} SELECT DISTINCT added.report_id, enterprise.province_id
        FROM added JOIN enterprises_enterprise enterprise ON enterprise.id = added.enterprise_id
        ON CONFLICT DO NOTHING;""",
    ),
    "enterprise_takes_its_reports_along": (
        "enterprises_enterprise",
        "AFTER UPDATE ON enterprises_enterprise FOR EACH ROW WHEN (OLD.province_id IS DISTINCT FROM NEW.province_id)",
        f"""{PLACES} SELECT DISTINCT line.report_id, NEW.province_id FROM reporting_reportline line
        WHERE line.enterprise_id = NEW.id ON CONFLICT DO NOTHING;""",
    ),
}


def up(_apps, editor):
    down(_apps, editor)
    editor.execute(FILL)
    if editor.connection.vendor != "postgresql":
        for name, body in SQLITE.items():
            editor.execute(f"CREATE TRIGGER {name} {body}")
        return
    for name, (_table, when, body) in POSTGRESQL.items():
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN NULL; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")


def down(_apps, editor):
    for name, (table, _when, _body) in POSTGRESQL.items():
        postgresql = editor.connection.vendor == "postgresql"
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_internal_notes"),
        ("enterprises", "0005_imported_rows"),
        ("reporting", "0008_line_digests"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportPlace",
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reporting.productionreport",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "province of a report",
                "verbose_name_plural": "provinces of reports",
                "constraints": [models.UniqueConstraint(fields=("province", "report"), name="report_place_once")],
            },
        ),
        migrations.RunPython(up, down),
    ]
