"""Reports that are there already learn since when they count; their sums are made."""

from django.db import migrations
from django.db.models import Sum


def fill(apps, schema_editor):
    """Version by version: the first that was submitted counts from then, a correction from its acceptance."""
    report_model, line_model = (
        apps.get_model("reporting", "ProductionReport"),
        apps.get_model("reporting", "ReportLine"),
    )
    counting = {}
    for report in report_model.objects.exclude(state="draft").order_by("group", "year", "month", "version"):
        key = (report.group_id, report.year, report.month)
        former = counting.get(key)
        if former is None:
            report.counts_from = report.submitted_at
        elif report.state in ("accepted", "superseded"):
            report.counts_from = former.counts_until = report.decided_at
            former.save(update_fields=["counts_until"])
        if report.state == "returned" and report.counts_from:
            report.counts_until = report.decided_at
        report.save(update_fields=["counts_from", "counts_until"])
        counting[key] = report if report.counts_from and not report.counts_until else counting.get(key)
        if former is not None and former.counts_until and counting[key] is former:
            counting[key] = None
    lines = line_model.objects.filter(report__in_force=True, output__isnull=False).order_by()
    columns = ("report__group", "category", "report__year", "report__month")
    sums = apps.get_model("reporting", "OutputSum")
    sums.objects.bulk_create(
        sums(group_id=group, category=category, year=year, month=month, output=tonnes)
        for group, category, year, month, tonnes in lines.values_list(*columns).annotate(tonnes=Sum("output"))
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_sums_and_instants")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
