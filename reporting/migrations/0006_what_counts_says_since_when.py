"""No report counts without an instant from which it does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_since_when_they_count")]
    operations = [
        migrations.AddConstraint(
            model_name="productionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force", False),
                    models.Q(("counts_from__isnull", False), ("counts_until", None)),
                    _connector="OR",
                ),
                name="report_in_force_counts_from_an_instant",
            ),
        ),
    ]
