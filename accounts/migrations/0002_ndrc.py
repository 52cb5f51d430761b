"""NDRC is a kind of organisation. SQLite makes a changed table anew, which the triggers that read it would refuse."""

from importlib import import_module

from django.db import migrations, models

first = import_module("accounts.migrations.0001_initial")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(first.unguard, first.guard),
        migrations.RemoveConstraint(
            model_name="organisation",
            name="organisation_province_fits_kind",
        ),
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("miit", "Ministry of Industry and Information Technology"),
                    ("mnr", "Ministry of Natural Resources"),
                    ("ndrc", "National Development and Reform Commission"),
                    ("group", "rare-earth group"),
                    ("province_miit", "provincial industry authority"),
                    ("province_mnr", "provincial natural-resources authority"),
                    ("operator", "operator of the system"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("province_miit", "province_mnr")), ("province__isnull", False)),
                    models.Q(("kind__in", ("miit", "mnr", "ndrc", "group", "operator")), ("province__isnull", True)),
                    _connector="OR",
                ),
                name="organisation_province_fits_kind",
            ),
        ),
        migrations.RunPython(first.guard, first.unguard),
    ]
