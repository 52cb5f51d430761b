"""The database itself refuses to change or remove a transfer: corrections are transfers."""

from django.db import migrations

from common.constraints import append_only


class Migration(migrations.Migration):
    dependencies = [("allocations", "0002_initial")]

    operations = [append_only("allocations_quotatransfer")]
