"""Who hears of a deadline, and when: the clerk first, then the officer, then the ministry's list. The steps are
settings; what is here decides from them, the day and the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q

from accounts.models import Delegation, Role, User
from deadlines.calendar import WorkCalendar
from deadlines.models import Message

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """What is to be said by a day about the duties due on `due_on`: “before-7”, “before-0”, “overdue-3”."""

    due_on: date
    occasion: str
    officers_too: bool

    @property
    def mark(self) -> str:
        """What a duty carries once this was said. It names the deadline: a later one is reminded of anew."""
        return f"{self.occasion}@{self.due_on}"


@dataclass(frozen=True)
class Recipient:
    """Somebody who is to be told, and whether by e-mail too."""

    organisation: int
    person: int
    officer: bool
    post: str


def step_of(due_on: date, day: date, calendar: WorkCalendar) -> Step | None:
    """The latest step that has come by `day`, None before the first one.

    It stays the same until the next one comes, so that a sweeper that slept through a day still says it
    afterwards, and after a month of silence says the latest only; after the due day every working day has one.
    """
    remaining = calendar.workdays_between(day, due_on)
    if day > due_on:
        # A day off after a due day that was one, too: nothing new to say yet.
        occasion = f"overdue-{-remaining}" if remaining else "before-0"
    elif day == due_on:
        occasion = "before-0"
    else:
        come = [step for step in settings.REMINDER_WORKDAYS if step >= remaining]
        if not come:
            return None
        occasion = f"before-{min(come)}"
    return Step(due_on, occasion, officers_too=remaining <= settings.REMINDER_OFFICER_FROM or day >= due_on)


def last_day_in_reach(day: date, calendar: WorkCalendar) -> date:
    """Duties due later than this have no step yet."""
    return calendar.add_workdays(day, max(settings.REMINDER_WORKDAYS, default=0) + 1)


def escalated_until(day: date, calendar: WorkCalendar) -> date:
    """Duties due until this day are overdue for as many working days as the ministry's list is spared."""
    return calendar.take_workdays(day + ONE_DAY, settings.ESCALATE_AFTER_WORKDAYS) - ONE_DAY


def people_of_duties(day: date) -> list[Recipient]:
    """The clerks and officers of every organisation, and who acts for an officer on that day; nobody twice.

    Where there is no clerk the officers are told from the start, so that no duty is told to nobody.
    """
    people = User.objects.filter(is_active=True, roles__in=(Role.CLERK, Role.OFFICER)).order_by("pk")
    rows = list(people.values_list("organisation", "pk", "roles", "email", "channels__email"))
    acting = Delegation.objects.in_force(day).filter(acting__is_active=True, officer__is_active=True)
    rows += [
        (organisation, person, Role.OFFICER, email, wanted)
        for organisation, person, email, wanted in acting.values_list(
            "acting__organisation", "acting", "acting__email", "acting__channels__email"
        )
    ]
    with_clerk = {row[0] for row in rows if row[2] == Role.CLERK}
    return _once(
        Recipient(organisation, person, role == Role.OFFICER and organisation in with_clerk, post(email, wanted))
        for organisation, person, role, email, wanted in rows
    )


def ministry_list() -> list[Recipient]:
    """The people of the ministry who hear of what stays overdue."""
    people = User.objects.filter(
        Q(roles__in=settings.ESCALATE_TO_ROLES), is_active=True, organisation__code__in=settings.ESCALATE_TO
    )
    rows = people.order_by("pk").values_list("organisation", "pk", "email", "channels__email")
    return _once(
        Recipient(organisation, person, False, post(email, wanted)) for organisation, person, email, wanted in rows
    )


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


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    """Each person once; a clerk who is an officer too hears it as a clerk, which is earlier."""
    people: dict[int, Recipient] = {}
    for one in found:
        if one.person not in people or not one.officer:
            people[one.person] = one
    return list(people.values())
