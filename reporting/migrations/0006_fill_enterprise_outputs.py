from itertools import groupby

from django.db import migrations


def fill(apps, _editor):  # type: ignore[no-untyped-def]
    """The rows of the reports that are in force already."""
    lines = apps.get_model("reporting", "ReportLine").objects.filter(report__in_force=True)
    kept = apps.get_model("reporting", "EnterpriseOutput")
    names = ("year", "group_id", "enterprise_id", "category")
    values = lines.order_by("report__year", "report__group", "enterprise", "category").values_list(
        "report__year", "report__group", "enterprise", "category", "report__month", "output"
    )
    rows = []
    for key, months in groupby(values.iterator(2000), key=lambda line: line[:4]):
        outputs = {f"m{month:02d}": output for *_key, month, output in months}
        rows.append(kept(**dict(zip(names, key, strict=True)), **outputs))
        if len(rows) == 2000:
            kept.objects.bulk_create(rows)
            rows = []
    kept.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_enterprise_outputs")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
