"""The entries of the menu, by the kind of the person's organisation and by role."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions import organisation_policies
from operations.permissions import see_service

EVERYBODY = frozenset(Organisation.Kind.values)
# Who signs notices and does nothing else has no work on the pages of quotas and reports.
WORKING = EVERYBODY - {"ndrc"}
MINISTRIES = frozenset({"miit", "mnr"})
PROVINCES = frozenset({"province_miit", "province_mnr"})


def anybody(_user: User) -> bool:
    """Everybody who is signed in."""
    return True


def works_with_quotas(user: User) -> bool:
    """Whoever only keeps accounts or the system has nothing to do on the pages of quotas."""
    return user.sees_business


@dataclass(frozen=True)
class Section:
    """One entry: the URL it leads to, for whom, and the start of the paths that belong to it."""

    name: str
    label: str | Promise
    kinds: frozenset[str]
    paths: tuple[str, ...]
    may: Callable[[User], bool] = works_with_quotas


SECTIONS = (
    Section("desk", _("Desk"), EVERYBODY, (), anybody),
    Section("notice_list", _("Notices"), EVERYBODY, ("/notices/",)),
    Section("filing_list", _("Sub-allocation"), WORKING, ("/filings/", "/consultations/", "/reductions/")),
    Section("report_list", _("Monthly reports"), WORKING, ("/reports/",)),
    Section("difference_list", _("Traceability"), WORKING, ("/traceability/",)),
    Section("execution", _("Execution"), MINISTRIES | {"group"}, ("/execution/",)),
    Section("jurisdiction", _("Jurisdiction"), PROVINCES, ("/jurisdiction/",)),
    Section("check_list", _("Monthly check"), WORKING, ("/checks/",)),
    Section("inspection_list", _("Inspections"), WORKING - {"operator"}, ("/inspections/",)),
    Section("enterprise_list", _("Register"), WORKING, ("/register/", "/history/")),
    Section("obligation_list", _("Deadlines"), WORKING, ("/obligations/",)),
    Section(
        "delegation_list",
        _("Delegation"),
        EVERYBODY,
        ("/organisation/delegations/",),
        lambda user: user.is_officer or user.has_role(Role.ADMINISTRATOR),
    ),
    Section(
        "people_list",
        _("People"),
        EVERYBODY,
        ("/organisation/people/",),
        lambda user: organisation_policies.see_people(user) is None,
    ),
    Section(
        "service_account_list",
        _("Service accounts"),
        EVERYBODY - {"operator"},
        ("/organisation/service-accounts/", "/organisation/webhooks/"),
        lambda user: user.has_role(Role.ADMINISTRATOR),
    ),
    Section(
        "organisation_list",
        _("Organisations"),
        EVERYBODY,
        ("/organisations/",),
        lambda user: organisation_policies.see_organisations(user) is None,
    ),
    Section(
        "service_state",
        _("State of the service"),
        frozenset({"operator"}),
        ("/service/",),
        lambda user: see_service(user) is None,
    ),
    Section("log_list", _("Log"), EVERYBODY, ("/log/",), lambda user: user.has_role(Role.AUDIT_ADMIN)),
)


@dataclass(frozen=True)
class MenuItem:
    """A section as shown: its address, and whether the page in hand belongs to it."""

    label: str | Promise
    url: str
    current: bool


def menu(user: User, path: str) -> list[MenuItem]:
    """The menu of this person on this page."""
    return [
        MenuItem(
            section.label,
            reverse(section.name),
            path.startswith(section.paths) if section.paths else path == "/",
        )
        for section in SECTIONS
        if user.organisation.kind in section.kinds and section.may(user)
    ]
