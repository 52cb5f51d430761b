import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0004_first_versions")]

    operations = [
        migrations.AlterField(
            model_name="calendarday",
            name="arrangement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="days",
                to="deadlines.arrangement",
                verbose_name="arrangement of days off",
            ),
        ),
        migrations.RemoveField(model_name="calendarday", name="arrangement_year"),
    ]
