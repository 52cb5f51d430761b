"""The people who keep accounts, organisations and the log, for the tests of what they do."""

from accounts.models import User
from tests.conftest import Cast


def administrator(organisation: str, number: int = 1) -> User:
    """An administrator of that organisation."""
    return Cast().person(f"{organisation}-admin-{number}", organisation, "administrator")


def system_admin() -> User:
    """The system administrator."""
    return Cast().person("system-admin", "operator", "system_admin")


def security_admin(number: int = 1) -> User:
    """A security administrator."""
    return Cast().person(f"security-admin-{number}", "operator", "security_admin")


def audit_admin() -> User:
    """The audit administrator."""
    return Cast().person("audit-admin", "operator", "audit_admin")


def codes(person: User) -> set[str]:
    """The person's roles as stored in the database."""
    return set(person.roles.values_list("code", flat=True))
