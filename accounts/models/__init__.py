"""Provinces, organisations, roles, people and who acts for whom."""

from accounts.models.organisation import Bilingual, Organisation, OrganisationName, Province, Succession
from accounts.models.person import Delegation, Role, User

__all__ = ["Bilingual", "Delegation", "Organisation", "OrganisationName", "Province", "Role", "Succession", "User"]
