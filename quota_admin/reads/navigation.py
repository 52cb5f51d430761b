"""The entries of the menu, by the kind of the person's organisation and by role."""

from collections.abc import Callable, Iterator
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
    """One place: the URL it leads to, for whom, and the start of the paths that belong to it."""

    name: str
    label: str | Promise
    kinds: frozenset[str]
    paths: tuple[str, ...]
    may: Callable[[User], bool] = works_with_quotas


@dataclass(frozen=True)
class Part:
    """One entry of the menu: what people do there, and its places. With one place it bears that place's name."""

    label: str | Promise
    sections: tuple[Section, ...]


# At most seven entries, by what people do; a section that a person never uses is not there.
PARTS = (
    Part(
        _("Desk"),
        (
            Section("desk", _("To do"), EVERYBODY, (), anybody),
            Section("obligation_list", _("Deadlines"), WORKING, ("/obligations/",)),
        ),
    ),
    Part(
        _("Quotas"),
        (
            Section("notice_list", _("Notices"), EVERYBODY, ("/notices/",)),
            Section("filing_list", _("Sub-allocation"), WORKING, ("/filings/", "/consultations/", "/reductions/")),
        ),
    ),
    Part(
        _("Reports"),
        (
            Section("report_list", _("Monthly reports"), WORKING, ("/reports/",)),
            Section("difference_list", _("Traceability"), WORKING, ("/traceability/",)),
        ),
    ),
    Part(
        _("Execution"),
        (
            Section("execution", _("Execution"), MINISTRIES | {"group"}, ("/execution/", "/year/")),
            Section("jurisdiction", _("Jurisdiction"), PROVINCES, ("/jurisdiction/", "/year/")),
        ),
    ),
    Part(
        _("Supervision"),
        (
            Section("check_list", _("Monthly check"), WORKING, ("/checks/",)),
            Section("inspection_list", _("Inspections"), WORKING - {"operator"}, ("/inspections/",)),
        ),
    ),
    Part(_("Register"), (Section("enterprise_list", _("Register"), WORKING, ("/register/", "/history/")),)),
    Part(
        _("Organisation"),
        (
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
        ),
    ),
)


@dataclass(frozen=True)
class MenuItem:
    """An entry or a place as shown: its address, whether the page in hand belongs to it, and the places below it."""

    label: str | Promise
    url: str
    current: bool
    places: tuple["MenuItem", ...] = ()

    @property
    def aria(self) -> str:
        """What it says of itself when it is the current one: the page, or what holds the page."""
        return "true" if self.places else "page"


def menu(user: User, path: str) -> list[MenuItem]:
    """The menu of this person on this page."""
    items = []
    for part in PARTS:
        places = tuple(_places(part, user, path))
        if len(places) == 1:
            # Alone, the desk is still the desk.
            label = part.label if part is PARTS[0] else places[0].label
            items.append(MenuItem(label, places[0].url, places[0].current))
        elif places:
            items.append(MenuItem(part.label, places[0].url, any(place.current for place in places), places))
    return items


def places_of(user: User) -> list[MenuItem]:
    """Every place of this person, in the order of the menu, without the desk's own."""
    return [place for part in PARTS[1:] for place in _places(part, user, "")]


def _places(part: Part, user: User, path: str) -> Iterator[MenuItem]:
    for section in part.sections:
        if user.organisation.kind in section.kinds and section.may(user):
            current = path.startswith(section.paths) if section.paths else path in ("/", "/done/")
            yield MenuItem(section.label, reverse(section.name), current)
