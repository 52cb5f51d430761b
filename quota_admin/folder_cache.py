"""The cache of a desk without a broker: a folder that the processes of one machine share."""

from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class FolderCache(FileBasedCache):
    """Django's file cache with an atomic `add`: of two processes that add the same key at once, one succeeds."""

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        folder = Path(self._dir)  # type: ignore[attr-defined]
        folder.mkdir(0o700, parents=True, exist_ok=True)
        with (folder / "add.lock").open("w") as lock:
            locks.lock(lock, locks.LOCK_EX)
            return super().add(key, value, *args, **kwargs)
