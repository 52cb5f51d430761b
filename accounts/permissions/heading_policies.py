"""Who matches the columns of an organisation's own sheets, as the sentence that is shown to everybody else."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, only
from common.constraints import NotAllowed, Refusal

Kind = Organisation.Kind
POLICIES = {
    "headings.see": Policy(
        (Role.CLERK, Role.OFFICER, Role.VIEWER),
        (Kind.GROUP, Kind.MIIT),
        "sees how the own sheets call the columns of a form",
    ),
    "headings.match": Policy(
        (Role.CLERK,), (Kind.GROUP, Kind.MIIT), "matches the columns of the own sheets with those of a form"
    ),
}


def see_headings(user: User) -> Refusal | None:
    """The people of a group or of MIIT see what it has matched."""
    return only(user, POLICIES["headings.see"])


def match_headings(user: User, organisation: Organisation) -> Refusal | None:
    """A clerk of the organisation itself."""
    refusal = only(user, POLICIES["headings.match"])
    if refusal is None and user.organisation_id != organisation.pk:
        sentence = _("Only %(organisation)s matches the columns of its own sheets.")
        return NotAllowed("not_your_organisation", sentence % {"organisation": organisation.name})
    return refusal
