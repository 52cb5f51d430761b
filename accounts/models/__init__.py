"""Provinces, organisations, roles, people and who acts for whom."""

from accounts.models.invitation import Invitation
from accounts.models.organisation import Bilingual, Organisation, OrganisationName, Province, Succession
from accounts.models.person import Delegation, Role, User, name_for

__all__ = [
    "Bilingual",
    "Delegation",
    "Invitation",
    "Organisation",
    "OrganisationName",
    "Province",
    "Role",
    "Succession",
    "User",
    "name_for",
]
