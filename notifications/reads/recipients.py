"""Who keeps what, and by which channel a person hears of it."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from notifications.models import Message


@dataclass(frozen=True)
class Recipient:
    """A recipient of a notification, and whether e-mail is sent too."""

    organisation: int
    person: int
    officer: bool
    post: str


def keepers_of(role: str) -> list[Recipient]:
    """The active people with a role of those who keep the system."""
    rows = User.objects.filter(is_active=True, roles=role).order_by("pk")
    return [
        Recipient(organisation, person, False, post(email, wanted))
        for organisation, person, email, wanted in rows.values_list("organisation", "pk", "email", "channels__email")
    ]


def post(email: str, wanted: bool | None) -> str:
    """Whether a message goes out by e-mail: the service has it, the person has an address and did not decline."""
    goes = settings.MESSAGES_BY_EMAIL and email and wanted is not False
    return Message.Post.WAITING.value if goes else Message.Post.NONE.value
