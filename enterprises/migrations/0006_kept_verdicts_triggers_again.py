"""The triggers of kept verdicts once more: SQLite has built tables anew for columns that were added since, without them."""

import importlib

from django.db import migrations

TRIGGERS = importlib.import_module("enterprises.migrations.0003_kept_verdicts_go_with_their_facts")


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0005_imported_rows")]

    operations = [migrations.RunPython(TRIGGERS.up, migrations.RunPython.noop)]
