"""The search key that is kept beside every name of an enterprise."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from accounts.models import Bilingual
from common.search import search_key


class SearchKeyField(models.TextField):  # type: ignore[type-arg]
    """Written from the row's names whenever the row is written, in bulk too."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The key of the names in hand."""
        key: str = model_instance.written_search_key()  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


class Searchable(Bilingual):
    """A row that is found by part of its names, by pinyin initials and by its code."""

    search_key = SearchKeyField(editable=False, default="")

    class Meta:
        abstract = True

    def written_search_key(self) -> str:
        """The forms of its names, one a line."""
        return search_key(self.name_zh, self.name_en, getattr(self, "credit_code", ""))

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Writes the key along with a changed name."""
        if update_fields is not None and {"name_zh", "name_en", "credit_code"} & set(update_fields):
            update_fields = {*update_fields, "search_key"}
        super().save(*args, update_fields=update_fields, **kwargs)
