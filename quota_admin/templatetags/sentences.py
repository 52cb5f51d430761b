"""Filters of what stands inside sentences: instants in words, clauses of the notice."""

from datetime import datetime

from django import template

from common.periods import instant_in_words, speaks_chinese
from inspections.rules.clauses import clause_in_english

register = template.Library()


@register.filter
def notice_clause(value: str) -> str:
    """A clause of the notice in the reader's language."""
    return value if speaks_chinese() else clause_in_english(value)


@register.filter
def moment(value: datetime) -> str:
    """An instant as a sentence names it."""
    return instant_in_words(value)
