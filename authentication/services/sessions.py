"""How long a session lasts, and what ends it. By the machine's clock, because the demo's day is fixed."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from common.periods import SHANGHAI

BEGUN, SEEN = "session_begun", "session_seen"
# Every request would write the session otherwise.
RESOLUTION = 30


@dataclass(frozen=True)
class Limits:
    """Until when a session lasts if nothing is done, and at the latest; seconds of the machine's clock."""

    idle: float
    last: float

    @property
    def ends(self) -> float:
        return min(self.idle, self.last)

    @property
    def seconds_left(self) -> int:
        return max(0, int(self.ends - time.time()))

    @property
    def over(self) -> bool:
        return self.ends <= time.time()

    @property
    def ends_text(self) -> str:
        return f"{datetime.fromtimestamp(self.ends, SHANGHAI):%H:%M}"

    @property
    def can_stay(self) -> bool:
        """Whether doing something moves the end."""
        return self.idle < self.last


def begin(session: SessionBase) -> None:
    """Somebody has signed in."""
    session[BEGUN] = session[SEEN] = time.time()


def limits(session: SessionBase) -> Limits:
    """When this session ends. One that never began (a test's) begins now."""
    if BEGUN not in session:
        begin(session)
    return Limits(session[SEEN] + settings.SESSION_IDLE_MINUTES * 60, session[BEGUN] + settings.SESSION_HOURS * 3600)


def touch(session: SessionBase) -> None:
    """The person did something."""
    if time.time() - session.get(SEEN, 0) > RESOLUTION:
        session[SEEN] = time.time()


def is_by_a_person(request: HttpRequest) -> bool:
    """Opening a page and sending something is done by people; what a script reads by itself keeps nothing alive.

    A form that saves itself does so only after typing, so its POST counts.
    """
    if request.method not in ("GET", "HEAD"):
        return True
    if request.headers.get("HX-Request"):
        return False
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
