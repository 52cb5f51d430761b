from django.db import migrations, models

from common.constraints import keeping_triggers
from reporting.rules.digests import digest_of_cells

AT_ONCE = 2000


def fill(apps, _editor):  # type: ignore[no-untyped-def]
    """The digests of the figures that verdicts were given on already."""
    verdicts = apps.get_model("monthly_checks", "CheckVerdict").objects
    last = 0
    while part := list(verdicts.filter(pk__gt=last).order_by("pk").only("figures")[:AT_ONCE]):
        for verdict in part:
            verdict.digest = digest_of_cells(verdict.figures)
        verdicts.bulk_update(part, ["digest"], batch_size=500)
        last = part[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("monthly_checks", "0001_initial"),
        ("reporting", "0008_line_digests"),
    ]

    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name="checkverdict",
                name="digest",
                field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=32),
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
