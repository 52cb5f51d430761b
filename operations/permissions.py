"""Who sees the state of the service; the sentence when it is somebody else."""

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, only
from common.constraints import Refusal

POLICIES = {
    "service.see": Policy(
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        (Organisation.Kind.OPERATOR,),
        "sees the state of the service: backups, standby, queues, calendar, certificate, chain",
    ),
}


def see_service(user: User) -> Refusal | None:
    """The three administrators: there is no figure and no person on it."""
    return only(user, POLICIES["service.see"])
