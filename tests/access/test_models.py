"""Every model that people see says which of its rows a person may see, and says it rightly for everybody."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from scripts.project import ROOT
from tests.access.actors import PEOPLE
from tests.access.audiences import BUSINESS
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = [config.label for config in apps.get_app_configs() if (ROOT / config.name).is_dir()]

# Models of which nobody is shown a row as such, and why.
UNSEEN = {
    "accounts.Province": "the division of the country: public",
    "accounts.Role": "what roles there are: public, see docs/access.md",
    "accounts.OrganisationName": "read with its organisation",
    "accounts.Succession": "read with its organisation",
    "accounts.Invitation": "read with the person invited, or by its secret link",
    "reporting.ReportPlace": "says in which provinces the lines of a report are looked for; shown to nobody",
    "audit.Head": "one row, printed on receipts",
    "audit.Verification": "what the verification found, shown to system administrators",
    "enterprises.FormerName": "read with its enterprise",
    "enterprises.FormerPlace": "read with its enterprise",
    "allocations.ClosedYear": "which years are closed: known to everybody, named when a transfer of its quota is refused",
    "allocations.ReleaseLine": "read with its release",
    "deadlines.CalendarDay": "the State Council's arrangement: public",
    "deadlines.Arrangement": "the State Council's arrangement: public",
    "deadlines.Parameter": "the ministry's own terms of the work: public once they count",
    "notifications.Channels": "one's own settings",
    "deadlines.Feed": "one's own link, shown once",
    "notifications.Heartbeat": "when a worker was last heard",
    "integrations.KeptAnswer": "answered to the caller whose key it is, by the API",
    "integrations.ServiceToken": "read with its service account",
    "documents.Scan": "asked before its attachment is handed out",
    "documents.Attachment": "handed out with the piece that holds it",
}
# What a row of the whole holds beside the lines: pages and API give it to those only who see the whole.
OF_THE_WHOLE = {
    "allocations.Filing": {"return_reason", "return_lines", "below_reason", "receipt_hash", "receipt_head"},
    "reporting.Finding": {"reopen_reason"},
    "reporting.YearStatement": {"reason", "discard_reason"},
    "reporting.ProductionReport": {
        "return_reason",
        "return_cells",
        "correction_reason",
        "receipt_hash",
        "receipt_head",
    },
}
# These roles read all rows: the log shows what was changed, from what to what.
KEEPERS = {"audit.Event": {"audit_admin"}}
# Those whose rows are not figures or production: accounts.
PROGRAMS = {"integrations.ServiceAccount", "integrations.Endpoint", "integrations.Delivery"}
ACCOUNTS = PROGRAMS | {"accounts.Organisation", "accounts.User", "accounts.Delegation"}


def models() -> Iterator[type[Model]]:
    for label in OURS:
        yield from apps.get_app_config(label).get_models()


def test_every_model_that_people_see_has_visible_to() -> None:
    missing = {m._meta.label for m in models() if not hasattr(m._default_manager, "visible_to")}
    assert missing - set(UNSEEN) == set(), "give it visible_to(user), or say in UNSEEN why nobody is shown its rows"
    assert set(UNSEEN) - {m._meta.label for m in models()} <= {"accounts.Invitation", "audit.Verification"}


SCOPED = [model for model in models() if hasattr(model._default_manager, "visible_to")]


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_no_visible_row_holds_anothers_canary(world: World, model: type[Model]) -> None:
    hidden = OF_THE_WHOLE.get(model._meta.label, set())
    fields = [field for field in model._meta.concrete_fields if field.name not in hidden]
    for actor in set(PEOPLE) - KEEPERS.get(model._meta.label, set()):
        rows = model._default_manager.visible_to(world.people[actor])  # type: ignore[attr-defined]
        text = " ".join(str(field.value_from_object(row)) for row in rows for field in fields)
        assert not world.canaries.leaks(actor, text), actor


# Accounts are what administrators see.
OF_BUSINESS = [model for model in SCOPED if model._meta.label not in ACCOUNTS]


@pytest.mark.parametrize("model", OF_BUSINESS, ids=lambda model: model._meta.label)
def test_who_does_no_business_sees_no_row_of_it(world: World, model: type[Model]) -> None:
    for actor in set(PEOPLE) - BUSINESS - KEEPERS.get(model._meta.label, set()):
        rows = model._default_manager.visible_to(world.people[actor])  # type: ignore[attr-defined]
        assert not rows.exists(), actor
