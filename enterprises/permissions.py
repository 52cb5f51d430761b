"""Who may do what with the register. Each check returns the refusal that is shown, or None."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, not_the_drafter, only
from common.constraints import NotAllowed, Refusal
from common.periods import day_of, day_text, today
from deadlines.reads.parameters import Name, count_on
from deadlines.services.calendar import current_calendar
from enterprises.models import Enterprise, EnterpriseChange, Evidence, StopOrder

Kind = Organisation.Kind
CLERK, OFFICER, PROVINCES = (Role.CLERK,), (Role.OFFICER,), (Kind.PROVINCE_MIIT, Kind.PROVINCE_MNR)

POLICIES = {
    "register.keep": Policy(
        CLERK, (Kind.MIIT,), "keeps which enterprises there are, where they lie and whose they are"
    ),
    "change.enter": Policy(
        CLERK, (Kind.GROUP,), "enters that an enterprise of the own group moves, is renamed, closed or restarted"
    ),
    "change.decide": Policy(
        OFFICER, PROVINCES, "confirms or refuses such an event of an enterprise of the own province"
    ),
    "change.decide_for_silent": Policy(
        OFFICER,
        (Kind.MIIT,),
        "confirms or refuses such an event when the province has not answered in its working days",
    ),
    "evidence.keep": Policy(CLERK, (Kind.GROUP,), "enters and withdraws evidence of the own group's enterprises"),
    "evidence.judge": Policy(
        OFFICER, PROVINCES, "confirms or disputes evidence of the own province's enterprises", "who entered it"
    ),
    "stop_order.enter": Policy(OFFICER, PROVINCES, "enters a stop-and-rectify order in the own province"),
    "stop_order.ask_to_lift": Policy(
        (*CLERK, *OFFICER), PROVINCES, "asks for a stop-and-rectify order in the own province to be lifted"
    ),
    "stop_order.lift": Policy(
        OFFICER, PROVINCES, "lifts a stop-and-rectify order in the own province", "who asked for it"
    ),
}


def keep_register(user: User) -> Refusal | None:
    """Which enterprises there are, where they lie and whose they are is kept by a clerk of MIIT."""
    return only(user, POLICIES["register.keep"])


def enter_change(user: User, enterprise: Enterprise) -> Refusal | None:
    """A clerk of the group to which the enterprise belongs today."""
    return only(user, POLICIES["change.enter"]) or _own_today(user, enterprise)


def enter_changes(user: User) -> Refusal | None:
    """Whoever enters such events at all; whose enterprise it is is asked afterwards."""
    return only(user, POLICIES["change.enter"])


def withdraw_change(user: User, change: EnterpriseChange) -> Refusal | None:
    """A clerk of the group that entered it."""
    refusal = only(user, POLICIES["change.enter"])
    if refusal or change.group_id == user.organisation_id:
        return refusal
    return NotAllowed("not_your_group", _("The group that entered it takes it back."))


def decide_change(user: User, change: EnterpriseChange) -> Refusal | None:
    """An officer of either authority of the province in which the enterprise lay when it was entered; when neither has
    answered in its working days, an officer of MIIT."""
    if user.organisation.kind == Kind.MIIT:
        return only(user, POLICIES["change.decide_for_silent"]) or _province_has_time(change)
    refusal = only(user, POLICIES["change.decide"])
    if refusal or change.province_id == user.organisation.province_id:
        return refusal
    return NotAllowed(
        "not_your_province", _("The enterprise is located in another province, whose authorities decide this.")
    )


def keep_evidence(user: User, enterprise: Enterprise) -> Refusal | None:
    """A clerk of the group to which the enterprise belongs today."""
    return only(user, POLICIES["evidence.keep"]) or _own_today(user, enterprise)


def enter_evidence(user: User, enterprise: Enterprise, model: type[Evidence]) -> Refusal | None:
    """The group's clerk; an order to stop also the officer of an authority of the enterprise's province."""
    if model is StopOrder and user.organisation.is_province:
        return only(user, POLICIES["stop_order.enter"]) or _own_province(user, enterprise)
    return keep_evidence(user, enterprise)


def withdraw_evidence(user: User, piece: Evidence) -> Refusal | None:
    """The group's clerk; an order that an authority entered is lifted by two people, never withdrawn."""
    if isinstance(piece, StopOrder) and piece.entered_by and piece.entered_by.organisation.is_province:
        return NotAllowed(
            "not_withdrawn",
            _("An authority gave this order; it is lifted by two people of the province, and not withdrawn."),
        )
    return keep_evidence(user, piece.owner)


def judge_evidence(user: User, piece: Evidence) -> Refusal | None:
    """An officer of either authority of the enterprise's province, who did not enter it."""
    return (
        only(user, POLICIES["evidence.judge"])
        or _own_province(user, piece.owner)
        or not_the_drafter(user, piece.entered_by_id)
    )


def ask_to_lift(user: User, order: StopOrder) -> Refusal | None:
    """A clerk or an officer of either authority of the enterprise's province."""
    return only(user, POLICIES["stop_order.ask_to_lift"]) or _own_province(user, order.enterprise)


def lift_stop_order(user: User, order: StopOrder) -> Refusal | None:
    """An officer of either authority of the province, who did not ask for it."""
    return (
        only(user, POLICIES["stop_order.lift"])
        or _own_province(user, order.enterprise)
        or not_the_drafter(user, order.lift_asked_by_id)
    )


def _own_today(user: User, enterprise: Enterprise) -> Refusal | None:
    group = enterprise.group_on(today())
    if group is not None and group.pk == user.organisation_id:
        return None
    return NotAllowed(
        "not_your_enterprise_today",
        _("%(enterprise)s does not belong to your group today; its evidence is kept by the group it belongs to.")
        % {"enterprise": enterprise.name},
    )


def _own_province(user: User, enterprise: Enterprise) -> Refusal | None:
    if user.organisation.province_id == enterprise.province_id:
        return None
    return NotAllowed(
        "not_your_province", _("The enterprise is located in another province, whose authorities decide this.")
    )


def answer_until(change: EnterpriseChange) -> date:
    """The last day on which the decision is the province's alone."""
    day = day_of(change.entered_at)
    return current_calendar().add_workdays(day, count_on(Name.CHANGE_ANSWER_WORKDAYS, day))


def _province_has_time(change: EnterpriseChange) -> Refusal | None:
    until = answer_until(change)
    if today() > until:
        return None
    return NotAllowed(
        "province_has_time",
        _("The authorities of %(province)s decide until %(day)s; the ministry decides when they have not answered.")
        % {"province": change.province.name, "day": day_text(until)},
    )
