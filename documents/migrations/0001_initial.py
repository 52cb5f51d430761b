"""The first table. The database itself refuses to change or remove an attachment."""

from django.db import migrations, models

import common.periods
from common.constraints import append_only


class Migration(migrations.Migration):
