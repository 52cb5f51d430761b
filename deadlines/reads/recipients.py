"""Who hears of a deadline: the clerk first, then the officer, then the ministry's list."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Q

from accounts.models import Delegation, Role, User
from notifications.reads.recipients import Recipient, post


def people_of_duties(day: date) -> list[Recipient]:
    """The clerks and officers of every organisation, and who acts for an officer on that day; nobody twice.

    Without a clerk the officers are notified from the start, so that every obligation has a recipient.
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


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    """Each person once; a clerk who is an officer too hears it as a clerk, which is earlier."""
    people: dict[int, Recipient] = {}
    for one in found:
        if one.person not in people or not one.officer:
            people[one.person] = one
    return list(people.values())
