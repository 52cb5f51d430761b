"""The way to a page about the execution, for its breadcrumb: only pages that this person may open are in it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from enterprises.models import Enterprise

# (label, URL) of each page above, the highest first.
Trail = list[tuple[str, str]]


def trail_of_nation() -> Trail:
    """The nation's page of execution."""
    return [(_("Execution"), reverse("execution"))]


def trail_of_group(user: User, group: Organisation) -> Trail:
    """To a group's page. A group has no page above its own."""
    page = reverse("execution_group", args=[group.code])
    return [*trail_of_nation(), (group.short, page)] if user.sees_everything else [(_("Execution"), page)]


def trail_of_enterprise(user: User, enterprise: Enterprise) -> Trail:
    """To an enterprise's page: from the nation's or the group's execution, or from the jurisdiction."""
    page = enterprise.name, reverse("execution_enterprise", args=[enterprise.pk])
    if user.organisation.is_province:
        return [(_("Jurisdiction"), reverse("jurisdiction")), page]
    own = user.organisation
    return [*(trail_of_group(user, own) if own.is_group else trail_of_nation()), page]
