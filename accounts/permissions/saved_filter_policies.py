"""Who keeps filters and has tables made, as the sentence that is shown to everybody else."""

from accounts.models import Role, User
from accounts.permissions.policies import BUSINESS_KINDS, Policy, only
from common.constraints import Refusal

POLICIES = {
    "saved_filters.keep": Policy(
        (Role.CLERK, Role.OFFICER, Role.VIEWER),
        tuple(sorted(BUSINESS_KINDS)),
        "keeps filters of lists under a name and has the tables made, now or every month",
    ),
}


def keep_filters(user: User) -> Refusal | None:
    """Who reads lists of quotas and reports; each person the own ones."""
    return only(user, POLICIES["saved_filters.keep"])
