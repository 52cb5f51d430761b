"""The first table. The database itself refuses to change or remove an attachment."""

from django.db import migrations, models

import common.periods
from common.constraints import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="file name")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("algorithm", models.CharField(max_length=10, verbose_name="hash algorithm")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                ("content", models.FileField(max_length=200, upload_to="")),
                ("stored_at", models.DateTimeField(default=common.periods.now, verbose_name="stored at")),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ("pk",),
            },
        ),
        append_only("documents_attachment"),
    ]
