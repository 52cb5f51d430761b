"""The parts of a list page: the filter, headings that sort, the way to the other pages, and what an empty list says."""

from typing import Any

from django import template
from django.forms import BaseForm, ChoiceField, ModelChoiceField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.listing import Listing

register = template.Library()


@register.inclusion_tag("components/filters.html")
def filters(form: BaseForm, page: Listing[Any] | None = None, anchor: str = "") -> dict[str, Any]:
    """A list's filter: the form's fields, the order of now, and a link that clears it where anything is set.

    `anchor` is the id to which the page scrolls when there is something above the list.
    """
    return {"form": form, "page": page, "anchor": anchor}


@register.simple_tag
def sort_heading(page: Listing[Any], name: str, label: str, css: str = "") -> SafeString:
    """A column's heading: a link that sorts by it, or turns the order round; `aria-sort` says how it is sorted now."""
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="{}">{}</a></th>',
        css,
        page.sorted_by(name),
        page.sort_link(name),
        label,
    )


@register.filter
def sorted_by(page: Listing[Any], name: str) -> str:
    """How the rows are sorted by a heading that is written out, as `aria-sort` says it."""
    return page.sorted_by(name)


@register.filter
def sort_link(page: Listing[Any], name: str) -> str:
    """Where a heading that is written out leads to."""
    return page.sort_link(name)


@register.inclusion_tag("components/pages.html")
def pages(page: Listing[Any]) -> dict[str, Any]:
    """Which rows of how many these are, and the way to the others; nothing where all rows are shown."""
    return {"page": page}


@register.inclusion_tag("components/empty_list.html")
def empty_list(page: Listing[Any], title: str, hint: str = "", form: BaseForm | None = None) -> dict[str, Any]:
    """An empty list: where a filter is set, which one, and a link that clears it; else what will stand here."""
    return {"page": page, "title": title, "hint": hint, "asked": _asked(form) if form is not None else ""}


def _asked(form: BaseForm) -> str:
    """The filters that are set, in words."""
    if not form.is_valid():
        return ""
    said = []
    for name, bound in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, ""):
            continue
        if isinstance(bound, ModelChoiceField):
            value = bound.label_from_instance(value)
        elif isinstance(bound, ChoiceField):
            # A year is offered as a number and read as text.
            offered: Any = bound.choices
            value = {str(key): label for key, label in offered}.get(str(value), value)
        said.append(_("%(label)s: %(text)s") % {"label": bound.label, "text": value})
    return "; ".join(said)
