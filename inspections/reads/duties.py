"""What a province's desk shows of its checks, and the page on which a duty of a check is met."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.periods import day_of
from deadlines.models import Obligation
from enterprises.models import Enterprise, EnterpriseChange
from inspections.models import Inspection, RectificationOrder
from inspections.reads.waiting_evidence import count_own_evidence
from monthly_checks.models import CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import Tally, months_to_check
from monthly_checks.reads.tallies import tallies_of

Kind = Obligation.Kind
ABOUT_ENTERPRISES = frozenset({Kind.VISIT_REPORT, Kind.VISIT_REPLY, Kind.RECTIFICATION, Kind.CHECK_ANSWER})
# The place of the inspection's number, counted from the end of the reference.
PLACE: dict[str, int] = {Kind.VISIT_REPORT: 1, Kind.VISIT_REPLY: 2}


@dataclass(frozen=True)
class CheckDuty:
    """A line for the desk: what, where, and the deadline where there is one."""

    title: str
    url: str
    button: str
    status: str
    obligation: Obligation | None = None
    note: str = ""
    done: bool = False


def check_duties(user: User, at: datetime) -> list[CheckDuty]:
    """What waits for a province: evidence to judge, open checks, ready months without one, closed ones with news."""
    if not user.organisation.is_province or not user.sees_business:
        return []
    owed = Obligation.objects.filter(kind=Obligation.Kind.MONTHLY_CHECK, organisation=user.organisation_id)
    duties = {duty.period: duty for duty in owed.select_related("organisation")}
    checks = MonthlyCheck.objects.visible_to(user).filter(year__gte=day_of(at).year - 1).select_related("province")
    return [
        *_evidence(user),
        *_changes(user),
        *_ready(user, at),
        *_of_checks(list(checks.order_by("year", "month")), duties),
    ]


def _evidence(user: User) -> Iterator[CheckDuty]:
    """One line for all that an officer has to judge; the count is of the own authority's matters."""
    own = count_own_evidence(user) if user.is_officer else 0
    if own:
        title = _("Evidence to be confirmed: %(count)s") % {"count": own}
        yield CheckDuty(title, reverse("evidence_waiting"), _("Look at it"), "unconfirmed")


def _changes(user: User) -> Iterator[CheckDuty]:
    """One line for all events of enterprises that an officer has to confirm or refuse."""
    waiting = EnterpriseChange.objects.waiting().filter(province=user.organisation.province_id)
    count = waiting.count() if user.is_officer else 0
    if count:
        title = _("Events of enterprises to be confirmed: %(count)s") % {"count": count}
        yield CheckDuty(title, reverse("change_list"), _("Look at it"), "change_waits")


def _ready(user: User, at: datetime) -> Iterator[CheckDuty]:
    province = user.organisation.province
    for month in months_to_check(at, province) if province else ():
        title = _("Monthly check: %(month)s") % {"month": month.label}
        yield CheckDuty(title, reverse("check_list"), _("Begin"), "check_todo")


def _of_checks(checks: list[MonthlyCheck], duties: dict[str, Obligation]) -> Iterator[CheckDuty]:
    tallies = tallies_of(checks)
    for check in checks:
        tally, closed = tallies[check.pk], check.state == MonthlyCheck.State.CLOSED
        duty = duties.get(str(check.period))
        if closed and (tally.changed or tally.answered):
            title = _("Changed since your check: %(month)s") % {"month": check.period.label}
            yield CheckDuty(title, check.get_absolute_url(), _("Look at it"), "changed_since", note=_waiting(tally))
        title = _("Monthly check: %(month)s") % {"month": check.period.label}
        status = "check_closed" if closed else "check_open"
        note = "" if closed else _waiting(tally)
        yield CheckDuty(title, check.get_absolute_url(), _("Open"), status, duty, note, done=closed)


def _waiting(tally: Tally) -> str:
    count = tally.unjudged + tally.answered + tally.changed
    if not count:
        return _("can be closed by an officer who gave no verdict")
    return _("points that wait for a verdict: %(count)s") % {"count": count}


def subjects_of(duties: Iterable[Obligation]) -> dict[int, str]:
    """By obligation, the enterprise of its question, visit, finding or order, which distinguishes such obligations.

    Their references end in numbers: I-<year>-<authority>-<inspection>, -<finding>; C-<month>-<enterprise>-<round>.
    """
    parts_of = {duty: duty.reference.split("-") for duty in duties if duty.kind in ABOUT_ENTERPRISES}
    if not parts_of:
        return {}
    visits = {duty: int(parts[-PLACE[duty.kind]]) for duty, parts in parts_of.items() if duty.kind in PLACE}
    asked = {duty: int(parts[-2]) for duty, parts in parts_of.items() if duty.kind == Kind.CHECK_ANSWER}
    inspections = Inspection.objects.select_related("enterprise").in_bulk(visits.values())
    enterprises = Enterprise.objects.in_bulk(asked.values())
    numbers = [duty.reference for duty in parts_of if duty.kind == Kind.RECTIFICATION]
    orders = RectificationOrder.objects.filter(number__in=numbers).select_related("inspection__enterprise")
    by_number = {order.number: order.inspection.enterprise.name for order in orders}
    return {
        **{duty.pk: inspections[pk].enterprise.name for duty, pk in visits.items() if pk in inspections},
        **{duty.pk: enterprises[pk].name for duty, pk in asked.items() if pk in enterprises},
        **{duty.pk: by_number[duty.reference] for duty in parts_of if duty.reference in by_number},
    }


def page_of_duty(duty: Obligation) -> str | None:
    """The page that meets a duty of a check; None for other duties."""
    if duty.kind == Obligation.Kind.MONTHLY_CHECK:
        year, _dash, month = duty.period.partition("-")
        checks = MonthlyCheck.objects.filter(year=year, month=month, province=duty.organisation.province_id)
        check = checks.first()
        return check.get_absolute_url() if check else reverse("check_list")
    if duty.kind == Obligation.Kind.CHECK_ANSWER:
        questions = CheckVerdict.objects.questions().filter(row__group=duty.organisation, due_on__isnull=False)
        asked = questions.filter(round=duty.reference.rpartition("-")[2]).select_related("row__check_of")
        found = next((one for one in asked if one.number == duty.reference), None)
        return found.get_absolute_url() if found else reverse("check_list")
    return None
