"""Two groups in three provinces with a row in every state, full of canaries. Built once, through the product's verbs.

Northern (the own side) has enterprises in Inner Mongolia and Jiangxi, Southern (the foreign side) in Jiangxi and
Guangdong; so every filing and report holds lines of two provinces, and Jiangxi sees one line of each.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import Organisation, Role, User
from enterprises.models import Enterprise
from tests.access.actors import NORTH, SOUTH
from tests.access.canaries import Canaries

M = TypeVar("M", bound=Model)
SIDES = (NORTH, SOUTH)
CODES = {NORTH: "northern-re", SOUTH: "southern-re"}
# (side, province): the number of its enterprise
PLANTS = {(NORTH, "15"): 1, (NORTH, "36"): 2, (SOUTH, "36"): 3, (SOUTH, "44"): 4}
# The authority that is asked on each side's filing, and by which the province is known here.
ASKED = {NORTH: "neimenggu-industry", SOUTH: "guangdong-industry"}
OF_ASKED = {NORTH: "15", SOUTH: "44"}
FILING_YEARS = {"accepted": 2021, "consulting": 2020, "draft": 2019, "returned": 2018, "submitted": 2016}
START_YEAR = 2017
MONTHS = {"accepted": 3, "submitted": 4, "returned": 5, "draft": 6}
START_MONTH = 7


@dataclass
class World:
    """Everything that a request may name, by kind of row and side."""

    people: dict[str, User] = field(default_factory=dict)
    canaries: Canaries = field(default_factory=Canaries)
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    groups: dict[str, Organisation] = field(default_factory=dict)
    plants: dict[tuple[str, str], Enterprise] = field(default_factory=dict)
    workbooks: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    serial: int = 0

    def row(self, kind: str, side: str) -> Any:
        """The row of that kind on that side."""
        return self.rows[kind, side]

    def tonnes(self) -> Decimal:
        """The next figure that occurs nowhere else."""
        self.serial += 1
        return Decimal(f"{1000 + 37 * self.serial}.{131 + 2 * self.serial % 800:03d}")

    def scope(self, side: str, province: str) -> str:
        return f"{side}-{province}"


def provinces(side: str) -> list[str]:
    return [province for (owner, province) in PLANTS if owner == side]


def voice(world: World, authority: Organisation) -> User:
    """An officer of the authority: one of the cast, or one who only speaks here."""
    known = authority.people.filter(roles="officer").first()
    if known:
        return known
    user: User = User.objects.create_user(authority.code, "long-Passphrase-2021", name="发言人", organisation=authority)
    user.roles.set(Role.objects.filter(code=Role.OFFICER))
    return user


def stand_in() -> User:
    """Somebody of the foreign group who is not of the cast."""
    home = Organisation.objects.get(code=CODES[SOUTH])
    user: User = User.objects.create_user("stand-in", "long-Passphrase-2021", name="代行人", organisation=home)
    user.roles.set(Role.objects.filter(code=Role.VIEWER))
    return user


def fresh(row: M) -> M:
    row.refresh_from_db()
    return row


def clerk_of(world: World, authority: Organisation) -> User:
    """Somebody who is nobody of those that close: a clerk."""
    found = authority.people.filter(roles="clerk").first()
    if found:
        return found
    user: User = User.objects.create_user(
        f"{authority.code}-asks", "long-Passphrase-2021", name="询问人", organisation=authority
    )
    user.roles.set(Role.objects.filter(code=Role.CLERK))
    return user
