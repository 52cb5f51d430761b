"""The database itself refuses to change or remove an event."""

from django.db import migrations

from common.constraints import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [append_only("audit_event")]
