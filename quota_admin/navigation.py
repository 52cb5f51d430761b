"""What stands in the menu, by the kind of organisation one works for."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User

EVERYBODY = frozenset(Organisation.Kind.values)
MINISTRIES = frozenset({"miit", "mnr"})
PROVINCES = frozenset({"province_miit", "province_mnr"})


@dataclass(frozen=True)
class Section:
    """One entry: the URL it leads to, for whom, and the start of the paths that belong to it."""

    name: str
    label: str | Promise
    kinds: frozenset[str]
    paths: tuple[str, ...]


SECTIONS = (
    Section("desk", _("Desk"), EVERYBODY, ()),
    Section("notice_list", _("Notices"), EVERYBODY, ("/notices/",)),
    Section("filing_list", _("Sub-allocation"), EVERYBODY, ("/filings/", "/consultations/")),
    Section("report_list", _("Monthly reports"), EVERYBODY, ("/reports/",)),
    Section("execution", _("Execution"), MINISTRIES | {"group"}, ("/execution/",)),
    Section("jurisdiction", _("Jurisdiction"), PROVINCES, ("/jurisdiction/",)),
    Section("enterprise_list", _("Register"), EVERYBODY, ("/register/",)),
    Section("obligation_list", _("Deadlines"), EVERYBODY, ("/obligations/",)),
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
        if user.organisation.kind in section.kinds
    ]
