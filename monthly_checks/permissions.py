"""Who may do what in the monthly check. Each check returns the refusal that is shown, or None."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, not_the_asker, not_the_drafter, only
from common.constraints import NotAllowed, Refusal
from monthly_checks.models import CheckVerdict, MonthlyCheck

Kind = Organisation.Kind
PROVINCES = (Kind.PROVINCE_MIIT, Kind.PROVINCE_MNR)
BOTH, OFFICER = (Role.CLERK, Role.OFFICER), (Role.OFFICER,)

POLICIES = {
    "check.judge": Policy(
        BOTH, PROVINCES, "agrees, asks or demands an inspection in the monthly check of the own province"
    ),
    "check.close": Policy(
        OFFICER, PROVINCES, "closes the monthly check of the own province", "who gave one of its verdicts"
    ),
    "check.ask_reopening": Policy(
        BOTH, PROVINCES, "asks for a closed monthly check of the own province to be reopened, or drops that request"
    ),
    "check.reopen": Policy(
        OFFICER, PROVINCES, "reopens a closed monthly check of the own province", "who asked for it"
    ),
    "check.answer": Policy(BOTH, (Kind.GROUP,), "answers a question of a province's monthly check"),
}


def judge_check(user: User) -> Refusal | None:
    """A clerk or an officer of either authority; whose province it is has been asked by visible_to."""
    return only(user, POLICIES["check.judge"])


def close_check(user: User, check: MonthlyCheck) -> Refusal | None:
    """An officer of either authority who gave none of the verdicts that count."""
    given = CheckVerdict.objects.filter(row__check_of=check, replaced=False)
    givers = {pk for pair in given.values_list("given_by", "given_for") for pk in pair}
    return only(user, POLICIES["check.close"]) or not_the_drafter(user, *(givers - {None}))


def ask_reopening(user: User) -> Refusal | None:
    """A clerk or an officer of either authority; whose province it is has been asked by visible_to."""
    return only(user, POLICIES["check.ask_reopening"])


def reopen_check(user: User, check: MonthlyCheck) -> Refusal | None:
    """An officer of either authority who did not ask for it."""
    return only(user, POLICIES["check.reopen"]) or not_the_asker(user, check)


def answer_question(user: User, question: CheckVerdict) -> Refusal | None:
    """Somebody of the group that was asked."""
    refusal = only(user, POLICIES["check.answer"])
    if refusal or question.row.group_id == user.organisation_id:
        return refusal
    return NotAllowed("not_your_group", _("The group that was asked answers."))
