"""The tables of history imports."""

from history.models.history_import import HistoryImport

__all__ = ["HistoryImport"]
