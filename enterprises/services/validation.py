"""What every verb of the register shares: a row that is refused field by field, and its values for the log."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from common.constraints import NotValid


def refuse_invalid(row: models.Model) -> None:
    """Raises NotValid with a sentence per field."""
    try:
        row.full_clean()
    except ValidationError as faults:
        cells = {name: " ".join(messages) for name, messages in faults.message_dict.items()}
        raise NotValid("not_valid", " ".join(cells.values()), cells=cells) from None


def logged(row: models.Model, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The row's values for the log, related rows by their name; an attachment with its hash."""
    # From which workbook a row came is logged by the import itself.
    left_out = (*without, "imported_from")
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and field.name not in left_out]
    values: dict[str, Any] = {}
    for field in fields:
        value = getattr(row, field.name)
        if field.name == "attachment":
            if value is not None:
                values |= {"attachment": value.name, value.algorithm: value.hash}
        elif field.is_relation:
            values[field.name] = str(value) if value is not None else None
        else:
            values[field.name] = field.value_from_object(row)
    return values
