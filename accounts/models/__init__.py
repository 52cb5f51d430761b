"""Provinces, organisations, roles, people and who acts for whom."""

from accounts.models.heading_match import HeadingMatch
from accounts.models.invitation import Invitation
from accounts.models.note import Note
from accounts.models.organisation import Bilingual, Organisation, OrganisationName, Province, Succession
from accounts.models.person import Delegation, Role, User, name_for
from accounts.models.phrase import Phrase
from accounts.models.reopening import Reopenable
from accounts.models.saved_filter import SavedFilter

__all__ = [
    "Bilingual",
    "Delegation",
    "HeadingMatch",
    "Invitation",
    "Note",
    "Organisation",
    "OrganisationName",
    "Phrase",
    "Province",
    "Reopenable",
    "Role",
    "SavedFilter",
    "Succession",
    "User",
    "name_for",
]
