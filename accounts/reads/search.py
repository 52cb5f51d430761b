"""The search among people, for those who keep accounts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import organisation_policies
from common.search import SHOWN, Hit, Hits, normalised


def search_people(user: User, words: str) -> list[Hits]:
    """People by name and account name; an organisation has a few dozen, so they are compared here."""
    if organisation_policies.see_people(user) is not None:
        return []
    part = normalised(words)
    people = User.objects.visible_to(user).select_related("organisation").order_by("username")
    fitting = [person for person in people if part in normalised(f"{person.username}\n{person.name}")]
    shown = tuple(
        Hit(person.name, reverse("person_detail", args=[person.pk]), f"{person.username} · {person.organisation.name}")
        for person in fitting[:SHOWN]
    )
    return [Hits("person", gettext_lazy("People"), shown, len(fitting))]
