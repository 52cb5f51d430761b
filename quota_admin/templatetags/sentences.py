"""Filters of what stands inside sentences: instants in words, clauses of the notice."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.periods import instant_in_words, speaks_chinese
from inspections.rules.clauses import clause_in_english

register = template.Library()


@register.filter
def notice_clause(value: str) -> str:
    """A clause of the notice in the reader's language."""
    return value if speaks_chinese() else clause_in_english(value)


@register.filter
def original(value: str, note: str = "yes") -> SafeString | str:
    """Chinese words of somebody else, such as a notice's title: on English pages marked as Chinese and as the original;
    `note` is “no” where the page says so already."""
    if speaks_chinese():
        return value
    said = format_html(' <span class="hint">{}</span>', _("original")) if note == "yes" else ""
    return format_html('<span lang="zh-Hans">{}</span>{}', value, said)


@register.filter
def moment(value: datetime) -> str:
    """An instant as a sentence names it."""
    return instant_in_words(value)
