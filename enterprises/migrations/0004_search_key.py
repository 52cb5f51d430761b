"""The key that names of enterprises are searched by."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import enterprises.models.searchable
from common.constraints import keeping_triggers
from common.search import search_key


def write_keys(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The keys of the names that are there."""
    for model in (apps.get_model("enterprises", "Enterprise"), apps.get_model("enterprises", "FormerName")):
        for row in model.objects.iterator():
            key = search_key(row.name_zh, row.name_en, getattr(row, "credit_code", ""))
            model.objects.filter(pk=row.pk).update(search_key=key)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0003_kept_verdicts_go_with_their_facts")]

    operations = keeping_triggers(
        *(
            migrations.AddField(
                model_name=name,
                name="search_key",
                field=enterprises.models.searchable.SearchKeyField(default="", editable=False),
            )
            for name in ("enterprise", "formername")
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    )
