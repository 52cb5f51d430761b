from django.db import migrations, models

from common.constraints import keeping_triggers
from reporting.reads.cells import line_digest

AT_ONCE = 2000


def fill(apps, _editor):  # type: ignore[no-untyped-def]
    """The digests of the lines that were sent already."""
    lines = apps.get_model("reporting", "ReportLine").objects
    sent = lines.filter(report__submitted_at__isnull=False).order_by("pk").prefetch_related("elements")
    last = 0
    while part := list(sent.filter(pk__gt=last)[:AT_ONCE]):
        for line in part:
            line.digest = line_digest(line)
        lines.bulk_update(part, ["digest"], batch_size=500)
        last = part[-1].pk


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_lines_by_enterprise_and_report")]

    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name="reportline",
                name="digest",
                field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=32),
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
