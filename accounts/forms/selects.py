"""A choice among thousands."""

from typing import Any

from django.forms import Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(Select):
    """A select whose options are written at once: Django's own loads a template for each of them."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The same elements as Django's, without groups."""
        chosen = self.format_value(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, SafeString(" selected") if str(key) in chosen else "", label) for key, label in self.choices),
        )
        given = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        told = format_html_join(
            "",
            " {}{}",
            (
                (key, "" if held is True else format_html('="{}"', held))
                for key, held in given.items()
                if held is not False and held is not None
            ),
        )
        return format_html("<select{}>{}</select>", told, options)
