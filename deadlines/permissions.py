"""Who may ask for and grant an extension, who keeps the calendar and the parameters; the sentence for everybody else."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import BUSINESS_KINDS, Policy, not_the_drafter, only
from common.constraints import NotAllowed, Refusal, Sentence
from deadlines.models import Arrangement, Extension, GeneralExtension, Obligation, Parameter

Kind = Organisation.Kind
MIIT = Kind.MIIT

POLICIES = {
    "extension.ask": Policy(
        (Role.CLERK, Role.OFFICER), tuple(sorted(BUSINESS_KINDS)), "asks for an extension of the own deadline"
    ),
    "obligation.remind": Policy((Role.CLERK, Role.OFFICER), (MIIT,), "reminds organisations of what is overdue"),
    "extension.decide": Policy((Role.OFFICER,), (MIIT,), "grants or refuses an extension", "who asked for it"),
    "general_extension.propose": Policy(
        (Role.CLERK, Role.OFFICER), (MIIT,), "proposes an extension for all groups, or takes the proposal back"
    ),
    "general_extension.decide": Policy(
        (Role.OFFICER,), (MIIT,), "grants or refuses an extension for all groups", "who proposed it"
    ),
    "arrangement.enter": Policy(
        (Role.CLERK,), (MIIT,), "enters the arrangement of a year's days off, or takes it back until it is decided"
    ),
    "arrangement.decide": Policy((Role.OFFICER,), (MIIT,), "confirms or refuses an arrangement", "who entered it"),
    "parameter.enter": Policy(
        (Role.CLERK,), (MIIT,), "enters a new value of an operating parameter, or takes it back until it is decided"
    ),
    "parameter.decide": Policy(
        (Role.OFFICER,), (MIIT,), "confirms or refuses a value of an operating parameter", "who entered it"
    ),
}


def ask_extension(user: User, obligation: Obligation) -> Refusal | None:
    """The clerk or the officer of the organisation whose duty it is."""
    if obligation.organisation_id == user.organisation_id and POLICIES["extension.ask"].fits(user):
        return None
    return NotAllowed(
        "not_your_role",
        _("An extension is asked for by the clerk or the officer of %(organisation)s; you are %(name)s of %(yours)s.")
        % {"organisation": obligation.organisation.name, "name": user.name, "yours": user.organisation.name},
    )


def remind(user: User) -> Refusal | None:
    """A clerk or an officer of MIIT."""
    return only(user, POLICIES["obligation.remind"])


def decide_extension(user: User, extension: Extension) -> Refusal | None:
    """An officer of MIIT, and another person than who asked."""
    return only(user, POLICIES["extension.decide"]) or _another_person(
        user,
        extension.asked_by_id,
        extension.asked_for_id,
        sentence=gettext_lazy("You asked for this extension yourself; another officer of MIIT has to decide it."),
    )


def propose_extension(user: User) -> Refusal | None:
    """A clerk or an officer of MIIT, for all groups."""
    return only(user, POLICIES["general_extension.propose"])


def grant_for_all(user: User, extension: GeneralExtension) -> Refusal | None:
    """An officer of MIIT, and another person than who proposed."""
    return only(user, POLICIES["general_extension.decide"]) or _another_person(
        user,
        extension.proposed_by_id,
        extension.proposed_for_id,
        sentence=gettext_lazy("You proposed this extension yourself; another officer of MIIT has to decide it."),
    )


def enter_arrangement(user: User) -> Refusal | None:
    """A clerk of MIIT enters what the State Council has arranged."""
    return only(user, POLICIES["arrangement.enter"])


def decide_arrangement(user: User, arrangement: Arrangement) -> Refusal | None:
    """An officer of MIIT confirms it, who is another person than who entered it."""
    return only(user, POLICIES["arrangement.decide"]) or _another_person(
        user,
        arrangement.entered_by_id,
        arrangement.entered_for_id,
        sentence=gettext_lazy("You entered this arrangement yourself; another officer of MIIT has to confirm it."),
    )


def enter_parameter(user: User) -> Refusal | None:
    """A clerk of MIIT enters what is to count from a day on."""
    return only(user, POLICIES["parameter.enter"])


def decide_parameter(user: User, parameter: Parameter) -> Refusal | None:
    """An officer of MIIT confirms it, who is another person than who entered it."""
    return only(user, POLICIES["parameter.decide"]) or _another_person(
        user,
        parameter.entered_by_id,
        parameter.entered_for_id,
        sentence=gettext_lazy("You entered this value yourself; another officer of MIIT has to confirm it."),
    )


def see_parameters(user: User) -> Refusal | None:
    """The values are of those who work with quotas."""
    if user.sees_business:
        return None
    return NotAllowed(
        "no_parameters",
        _("Operating parameters are of those who work with quotas; you keep accounts or the system."),
    )


def _another_person(user: User, *first: int | None, sentence: Sentence) -> Refusal | None:
    """As not_the_drafter; by oneself said with the sentence of the case."""
    if user.pk in first:
        return NotAllowed("same_person", sentence)
    return not_the_drafter(user, *first)


def see_duties(user: User) -> Refusal | None:
    """Duties are of those who work with quotas."""
    if user.sees_business:
        return None
    return NotAllowed(
        "no_duties", _("Deadlines are of those who work with quotas; you keep accounts or the system and have none.")
    )
