"""Who may do what with history imports. Each check returns the refusal that is shown, or None."""

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import Policy, not_the_drafter, only
from common.constraints import Refusal
from history.models import HistoryImport

Kind = Organisation.Kind
CLERK, OFFICER = (Role.CLERK,), (Role.OFFICER,)
ANYBODY = (Role.CLERK, Role.OFFICER, Role.VIEWER)

POLICIES = {
    "history_import.see": Policy(ANYBODY, (Kind.MIIT, Kind.MNR), "sees which workbooks of past years were imported"),
    "history_import.upload": Policy(
        CLERK, (Kind.MIIT,), "uploads a workbook of a past year, previews it again, replaces or discards it"
    ),
    "history_import.confirm": Policy(
        OFFICER, (Kind.MIIT,), "confirms a workbook of a past year, which books it", "who uploaded it"
    ),
    "history_import.ask_reversal": Policy(
        (*CLERK, *OFFICER), (Kind.MIIT,), "asks for a booked workbook of a past year to be reversed, or drops that"
    ),
    "history_import.reverse": Policy(
        OFFICER, (Kind.MIIT,), "reverses a booked workbook of a past year", "who asked for it"
    ),
}


def see_history(user: User) -> Refusal | None:
    """The people of the ministries."""
    return only(user, POLICIES["history_import.see"])


def upload_history(user: User) -> Refusal | None:
    """A clerk of MIIT."""
    return only(user, POLICIES["history_import.upload"])


def confirm_history(user: User, batch: HistoryImport) -> Refusal | None:
    """An officer of MIIT who did not upload it, nor has it confirmed in the uploader's place."""
    return only(user, POLICIES["history_import.confirm"]) or not_the_drafter(user, batch.uploaded_by_id)


def ask_reversal(user: User) -> Refusal | None:
    """A clerk or an officer of MIIT."""
    return only(user, POLICIES["history_import.ask_reversal"])


def reverse_history(user: User, batch: HistoryImport) -> Refusal | None:
    """An officer of MIIT who did not ask for it."""
    return only(user, POLICIES["history_import.reverse"]) or not_the_drafter(user, batch.reversal_asked_by_id)
