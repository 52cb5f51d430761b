"""The days that are there become the first version of their year's arrangement."""

import hashlib

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def make_versions(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    arrangements, days = apps.get_model("deadlines", "Arrangement"), apps.get_model("deadlines", "CalendarDay")
    years = sorted(set(days.objects.values_list("arrangement_year", flat=True)))
    for sequence, year in enumerate(years, start=1):
        known = days.objects.filter(arrangement_year__lte=year).order_by("day")
        rows = list(known.values_list("day", "kind", "name", "arrangement_year"))
        of_year = days.objects.filter(arrangement_year=year).order_by("day")
        arrangement = arrangements.objects.create(
            year=year,
            version=1,
            state="in_force",
            document=of_year[0].document,
            entered_at=timezone.now(),
            sequence=sequence,
            # As services name a version, so that what was computed before is found under its name.
            calendar_version=f"{year}-{hashlib.sha256(repr(rows).encode()).hexdigest()[:8]}",
        )
        of_year.update(arrangement=arrangement)


def forget_versions(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Days keep their year; what is not in force has no place in the former form."""
    days = apps.get_model("deadlines", "CalendarDay")
    days.objects.exclude(arrangement__state="in_force").delete()
    for arrangement in apps.get_model("deadlines", "Arrangement").objects.all():
        days.objects.filter(arrangement_id=arrangement.pk).update(arrangement_year=arrangement.year, arrangement=None)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_extensions_and_versions_of_the_calendar")]

    operations = [migrations.RunPython(make_versions, forget_versions)]
