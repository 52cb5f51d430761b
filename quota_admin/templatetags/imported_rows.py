"""What marks rows that were imported from workbooks of past years. Built in, like the components."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("components/imported.html")
def imported(source: Any, *, full: bool = False) -> dict[str, Any]:
    """The mark of a row that came from a workbook of past years: its file and hash; nothing for any other row."""
    return {"source": source, "full": full}
