"""What is written for ever: the database itself refuses to change or remove it, after all migrations."""

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import Attachment

pytestmark = pytest.mark.django_db
# Beside audit_head, which only goes forward (test_the_chain).
FOR_EVER = ("audit_event", "allocations_quotatransfer", "documents_attachment")


def triggers() -> str:
    """Every trigger of the database with its table."""
    sqlite = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)
        return "\n".join(f"{table}: {text}" for table, text in cursor.fetchall()).upper()


@pytest.mark.parametrize("table", FOR_EVER)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_a_guard_stands_on_the_table(table: str, verb: str) -> None:
    guards = [
        line for line in triggers().splitlines() if line.startswith(table.upper()) or f"ON {table.upper()}" in line
    ]
    assert any(verb in line for line in guards), triggers()


def test_a_document_that_is_stored_is_not_changed() -> None:
    Attachment.objects.create(name="许可证.pdf", content_type="application/pdf", size=1, hash="0" * 64, content="a.pdf")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Attachment.objects.update(size=2)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Attachment.objects.all().delete()
