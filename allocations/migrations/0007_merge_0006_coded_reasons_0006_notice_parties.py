from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0006_coded_reasons"),
        ("allocations", "0006_notice_parties"),
    ]

    operations = []
