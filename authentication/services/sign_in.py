"""Account and password, for the page and for programs: counted, noted, and silent about which accounts there are."""

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest

from accounts.models import User
from audit.services.record import Anonymous, Thing, note
from authentication.services.lockout import attempt, known_device


def check_password(request: HttpRequest, username: str, password: str) -> User | None:
    """The person, or None. An unknown account, a disabled one and a wrong password cannot be distinguished, neither by
    the message nor by the time (the backend hashes in each case). Raises TooMany when no attempts are left."""
    username = username.strip()
    with attempt("password", username, known_device(request, username), settings.SIGN_IN_TRIES) as tried:
        user = authenticate(request, username=username, password=password)
        if isinstance(user, User):
            tried.keep()
            return user
    note_failure(username, "password")
    return None


def note_failure(account: str, way: str) -> None:
    """Somebody who named this account was not let in. The event is the same whether there is such an account."""
    note("sign_in.fail", by=Anonymous(account), subject=Thing("sign-in", "", account), after={"way": way})
