"""Who keeps the outbox; the sentence when it is somebody else."""

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, only
from common.constraints import Refusal

POLICIES = {
    "messages.keep": Policy(
        (Role.SYSTEM_ADMIN,),
        (Organisation.Kind.OPERATOR,),
        "sees which messages could not be sent, and has them tried again",
    ),
}


def keep_messages(user: User) -> Refusal | None:
    """The system administrator, who sees the recipient's account and the failure, but no figure."""
    return only(user, POLICIES["messages.keep"])
