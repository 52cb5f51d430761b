"""Sessions and people in memory: a request of the matrix asks the database for its subject, not for who asks.

Both are as a request would find them in the database, where nothing stays that a request has written.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from accounts.models import User

_sessions: dict[str, bytes] = {}
_people: dict[int, bytes] = {}


class SessionStore(SessionBase):
    """As the database's sessions; see `sessions_taken_back`."""

    def exists(self, session_key: str) -> bool:
        return session_key in _sessions

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        if must_create and self.exists(self.session_key):
            raise CreateError
        if not must_create and not self.exists(self.session_key):
            raise UpdateError
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        _sessions[self.session_key] = pickle.dumps(content)

    def delete(self, session_key: str | None = None) -> None:
        _sessions.pop(session_key or self.session_key or "", None)

    def load(self) -> dict[str, Any]:
        if (kept := _sessions.get(self.session_key or "")) is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = pickle.loads(kept)
        return found

    @classmethod
    def clear_expired(cls) -> None:
        """None expires while the tests run."""


@contextmanager
def sessions_taken_back() -> Iterator[None]:
    """Whatever is written into sessions inside is gone outside."""
    before = dict(_sessions)
    try:
        yield
    finally:
        _sessions.clear()
        _sessions.update(before)


class KnownPeople(ModelBackend):
    """Everybody who has been `remembered` is known with organisation and roles, in a copy for each request."""

    def get_user(self, user_id: Any) -> User | None:
        kept = _people.get(int(user_id))
        return pickle.loads(kept) if kept else super().get_user(user_id)


def remember(user: User) -> None:
    """As the database has this person now: for rows that only a request changes, whose changes are taken back."""
    found = User.objects.select_related("organisation").get(pk=user.pk)
    if not found.is_active:
        return
    # What a request asks for once is asked for here.
    assert found.role_codes is not None
    assert found.is_officer in {True, False}
    _people[found.pk] = pickle.dumps(found)


def forget_everybody() -> None:
    """At the end of the world."""
    _sessions.clear()
    _people.clear()
