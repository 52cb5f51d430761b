"""What groups' extracts call their columns is kept with the headings that were matched by hand."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from documents.files.layouts import normal


def move(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """{quantity: header} of the last extract becomes {heading: field}, saved by whoever uploaded that extract."""
    kept = apps.get_model("accounts", "HeadingMatch")
    extracts = apps.get_model("reporting", "TraceabilityExtract")
    for row in apps.get_model("reporting", "ExtractColumns").objects.all():
        last = extracts.objects.filter(group=row.group_id).order_by("-uploaded_at").first()
        names = {normal(header): name for name, header in row.columns.items() if header}
        if last is not None and names:
            values = {"names": names, "saved_by_id": last.uploaded_by_id, "saved_at": last.uploaded_at}
            kept.objects.get_or_create(organisation_id=row.group_id, layout="extract", defaults=values)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("reporting", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="ExtractColumns"),
    ]
