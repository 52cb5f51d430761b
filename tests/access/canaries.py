"""Strings and figures that occur in one row and nowhere else, each with those who may see it."""

import re
from collections import defaultdict
from decimal import Decimal

from tests.access.actors import ACTORS, PEOPLE

MINISTRIES = frozenset(actor for actor, (home, roles) in PEOPLE.items() if home in {"miit", "mnr"} and roles
                       and roles[0] != "administrator")  # fmt: skip
NORTHERN = frozenset({"north_clerk", "north_officer", "north_viewer", "north_acting"})
SOUTHERN = frozenset({"south_clerk", "south_officer"})
NEIMENGGU = frozenset({"neimenggu_industry", "neimenggu_resources", "neimenggu_clerk"})
JIANGXI = frozenset({"jiangxi_industry"})
GUANGDONG = frozenset({"guangdong_industry"})

# What a row belongs to, and who may read it. "15", "36" and "44" are provinces.
SEEN_BY = {
    "north-15": MINISTRIES | NORTHERN | NEIMENGGU,
    "north-36": MINISTRIES | NORTHERN | JIANGXI,
    "south-36": MINISTRIES | SOUTHERN | JIANGXI,
    "south-44": MINISTRIES | SOUTHERN | GUANGDONG,
    # of the whole of a filing or a report: totals, remainders, reasons, hashes
    "north": MINISTRIES | NORTHERN,
    "south": MINISTRIES | SOUTHERN,
    # what has not left the group
    "north-draft": NORTHERN,
    "south-draft": SOUTHERN,
    "ministries": MINISTRIES,
    "signers": MINISTRIES | {"ndrc_officer"},
    # what programs may: who asks for them, who consents, and the security administrator
    "north-programs": frozenset({"north_administrator", "north_officer", "security_admin"}),
    "south-programs": frozenset({"south_officer", "security_admin"}),
    # what one person keeps
    "north-clerk": frozenset({"north_clerk"}),
    "south-clerk": frozenset({"south_clerk"}),
    # what an organisation writes to itself
    "north-notes": NORTHERN,
    "south-notes": SOUTHERN,
    "miit-notes": frozenset({"miit_clerk", "miit_officer", "miit_viewer"}),
    "neimenggu-notes": frozenset({"neimenggu_industry", "neimenggu_clerk"}),
}


# A canary's text, a figure, a hash, a credit code.
TOKEN = re.compile(r"金丝雀[a-z0-9-]+之[^\d金]+\d+号|\d+\.\d+|[0-9a-f]{64}|[0-9A-Z]{18}")


class Canaries:
    """Every canary of the world with its scope."""

    def __init__(self) -> None:
        self.scopes: dict[str, str] = {}

    def text(self, scope: str, what: str) -> str:
        """A string for a text field: it is made once, so that each field has its own."""
        return self.add(scope, f"金丝雀{scope}之{what}{len(self.scopes)}号")

    def figure(self, scope: str, tonnes: Decimal) -> Decimal:
        """A figure: as texts are compared without separators, plain digits are enough."""
        self.add(scope, f"{tonnes:f}")
        return tonnes

    def add(self, scope: str, canary: str) -> str:
        """Something that is made elsewhere: a hash, a code."""
        assert TOKEN.fullmatch(canary), f"{canary} would not be found"
        known = self.scopes.setdefault(canary, scope)
        assert known == scope, f"{canary} is in {known} and in {scope}: it proves nothing"
        return canary

    def forbidden(self) -> dict[str, list[str]]:
        """Per actor, the canaries that no answer to them may hold."""
        found: dict[str, list[str]] = defaultdict(list)
        for canary, scope in self.scopes.items():
            for actor in set(ACTORS) - SEEN_BY[scope]:
                found[actor].append(canary)
        return found

    def leaks(self, actor: str, text: str) -> set[str]:
        """The canaries in a text that this actor may not read."""
        if not hasattr(self, "_forbidden"):
            self._forbidden = {name: set(canaries) for name, canaries in self.forbidden().items()}
        return tokens(text) & self._forbidden.get(actor, set())

    def sung(self, text: str) -> set[str]:
        """The canaries in a text, whoever reads it: to prove that they are there to be found."""
        return tokens(text) & set(self.scopes)


def tokens(text: str) -> set[str]:
    """Whatever in a text could be a canary; a figure that is part of a longer number is another figure."""
    return set(TOKEN.findall(text.replace(",", "")))
