"""A plan weighs what the monthly check asked for. Plans made before it weigh it with nothing, as they were drawn."""

from django.db import migrations, models

LABEL = "weight: each inspection asked for by the monthly check"


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_words_of_inspections")]

    operations = [
        migrations.AddField("plan", "demanded", models.PositiveSmallIntegerField(default=0, verbose_name=LABEL)),
        migrations.AlterField("plan", "demanded", models.PositiveSmallIntegerField(default=1, verbose_name=LABEL)),
    ]
