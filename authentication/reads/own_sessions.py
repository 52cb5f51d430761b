"""One's own sessions: in which browsers one is signed in, since when, from where, and when something was last done."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User

# The key in the session's data under which the last act is kept (authentication/services/sessions.py).
SEEN = "session_seen"
# In this order: what calls itself Chrome besides its own name is named by its own.
BROWSERS = (
    ("Edg", "Edge"), ("QQBrowser", "QQ"), ("360", "360"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chromium"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (("Windows", "Windows"), ("UOS", "UOS"), ("Kylin", "Kylin"), ("Android", "Android"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True)
class OwnSession:
    """One browser in which the person is signed in."""

    pk: int
    begun_at: datetime
    seen_at: datetime
    address: str
    browser: str
    current: bool


def own_sessions(user: User, current_key: str | None) -> list[OwnSession]:
    """The sessions that are still good: this browser's first, then those in which something was done last."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user.pk)}
    kept = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    found = [_own(rows[session.session_key], session, user, current_key) for session in kept]
    return sorted((one for one in found if one), key=lambda one: (not one.current, -one.seen_at.timestamp()))


def _own(row: UserSession, session: Session, user: User, current_key: str | None) -> OwnSession | None:
    data = session.get_decoded()
    # One that a change of the roles has ended is kept until its browser comes back.
    if data.get("_auth_user_hash") not in {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}:
        return None
    seen = datetime.fromtimestamp(data[SEEN], UTC) if SEEN in data else row.last_seen_at
    return OwnSession(row.pk, row.created_at, seen, row.ip, browser_of(row.user_agent), row.session_key == current_key)


def browser_of(agent: str) -> str:
    """“Chromium, Windows” out of what a browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if re.search(rf"\b{sign}", agent)), "")
    return _(", ").join(filter(None, (browser, system))) or _("another program")
