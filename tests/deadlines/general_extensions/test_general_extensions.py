"""One day for all groups at once: proposed by one, granted by another, every open deadline moved, never without an end."""

from datetime import date, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Organisation
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import Month, now
from deadlines.models import GeneralExtension, Obligation
from deadlines.services.general_extensions import grant_for_all, propose_extension, recall_for_all, refuse_for_all
from deadlines.services.obligations import meet, open_report_obligations
from notifications.models import Message
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
END = date(2021, 10, 20)


@pytest.fixture
def duties(cast: Cast) -> dict[str, Obligation]:
    """September's report of three groups, due on 2021-10-11; Xiamen has sent it already."""
    found = {}
    for code in ("northern-re", "southern-re", "xiamen-tungsten"):
        home = Organisation.objects.get(code=code)
        opened = open_report_obligations(
            organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER
        )
        found[code] = opened[0]
    meet(
        kind="monthly_report",
        organisation=found["xiamen-tungsten"].organisation,
        period="2021-09",
        at=now(),
        by=BUILDER,
    )
    return found


def proposed(cast: Cast, **values: Any) -> GeneralExtension:
    given = {"kind": "monthly_report", "period": "2021-09", "until": END, "reason": "通信中断", "by": cast.miit_clerk}
    return propose_extension(**{**given, **values})


def due(duties: dict[str, Obligation]) -> dict[str, date]:
    return {code: Obligation.objects.get(pk=duty.pk).due_on for code, duty in duties.items()}


def test_every_open_deadline_moves_and_what_is_met_stays(cast: Cast, duties: dict[str, Obligation]) -> None:
    clerk = cast.southern_clerk
    extension = proposed(cast)
    assert set(due(duties).values()) == {date(2021, 10, 11)}
    granted = grant_for_all(extension=extension, by=cast.miit_officer)
    assert (granted.state, granted.moved) == ("granted", 2)
    assert due(duties) == {"northern-re": END, "southern-re": END, "xiamen-tungsten": date(2021, 10, 11)}
    moved = Obligation.objects.get(pk=duties["northern-re"].pk)
    assert (moved.first_due_on, moved.derivation["rule"]) == (date(2021, 10, 11), "extended")
    october = Obligation.objects.get(organisation=moved.organisation, period="2021-10", kind="monthly_report")
    assert october.due_on == date(2021, 11, 10)
    assert Event.objects.get(action="general_extension.grant").after["moved"] == 2
    assert Event.objects.filter(action="obligation.move").count() == 2
    assert Message.objects.filter(recipient=clerk, occasion__startswith="extended-for-all-").exists()
    grant_for_all(extension=extension, by=cast.miit_officer)
    assert Event.objects.filter(action="general_extension.grant").count() == 1


def test_two_people_and_only_of_miit(cast: Cast, duties: dict[str, Obligation]) -> None:
    extension = proposed(cast, by=cast.miit_officer)
    with pytest.raises(NotAllowed) as refused:
        grant_for_all(extension=extension, by=cast.miit_officer)
    assert refused.value.code == "same_person"
    for stranger in (cast.mnr_officer, cast.northern_officer, cast.neimenggu_industry, cast.miit_clerk):
        with pytest.raises(NotAllowed):
            grant_for_all(extension=extension, by=stranger)
    with pytest.raises(NotAllowed):
        proposed(cast, by=cast.northern_officer)
    assert grant_for_all(extension=extension, by=cast.person("miit-second", "miit", "officer")).moved == 2


FAULTS = [
    ({"until": None}, "until"),
    ({"until": date(2021, 10, 7)}, "until"),
    ({"until": date(2021, 10, 11)}, "until"),
    ({"until": date(2031, 10, 11)}, "until"),
    ({"period": "2021-01"}, "period"),
    ({"period": "九月"}, "period"),
    ({"kind": "consultation"}, "kind"),
    ({"reason": " "}, "reason"),
]


@pytest.mark.parametrize(("values", "cell"), FAULTS)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, duties: dict[str, Obligation], values: dict[str, Any], cell: str
) -> None:
    with pytest.raises(NotValid) as refused:
        proposed(cast, **values)
    assert set(refused.value.cells) == {cell}
    assert not GeneralExtension.objects.exists()


def test_one_proposal_at_a_time_and_it_is_taken_back_or_refused(cast: Cast, duties: dict[str, Obligation]) -> None:
    extension = proposed(cast)
    with pytest.raises(Refusal) as waits:
        proposed(cast, until=END + timedelta(days=1))
    assert waits.value.code == "extension_waits"
    with pytest.raises(NotValid):
        recall_for_all(extension=extension, reason="", by=cast.miit_clerk)
    assert recall_for_all(extension=extension, reason="已恢复", by=cast.miit_clerk).state == "recalled"
    with pytest.raises(Refusal):
        grant_for_all(extension=extension, by=cast.miit_officer)
    second = refuse_for_all(extension=proposed(cast), reason="无需延期", by=cast.miit_officer)
    assert (second.state, second.decision_reason) == ("refused", "无需延期")
    assert set(due(duties).values()) == {date(2021, 10, 11)}


def test_pages_and_api(cast: Cast, duties: dict[str, Obligation], as_user: Any) -> None:
    clerk, officer, base = as_user(cast.miit_clerk), as_user(cast.miit_officer), "/obligations/extensions-for-all/"
    assert base in clerk.get("/obligations/").content.decode()
    assert clerk.get(f"{base}new/").status_code == 200
    form = {"kind": "monthly_report", "period": "2021-09", "until": "2021-10-20", "reason": "通信中断"}
    assert clerk.post(f"{base}new/", {**form, "period": "2021-01"}).status_code == 422
    assert clerk.post(f"{base}new/", form).headers["Location"] == base
    (row,) = GeneralExtension.objects.all()
    assert f"{base}{row.pk}/grant/" in officer.get(base).content.decode()
    assert "通信中断" not in as_user(cast.northern_clerk).get(base).content.decode()
    for step in ("grant", "refuse"):
        assert officer.get(f"{base}{row.pk}/{step}/").status_code == 200
    assert clerk.get(f"{base}{row.pk}/recall/").status_code == 200
    assert officer.post(f"{base}{row.pk}/grant/").headers["Location"] == base
    assert "通信中断" in as_user(cast.northern_clerk).get(base).content.decode()
    caller, route = APIClient(), "/api/v1/extensions-for-all/"
    caller.force_authenticate(cast.miit_clerk)
    made = caller.post(route, {**form, "until": "2021-10-25"}, format="json")
    assert made.status_code == 201
    address = f"{route}{made.json()['id']}/"
    assert caller.post(f"{address}recall/", {"reason": "已恢复"}, format="json").json()["state"] == "recalled"
    other = caller.post(route, {**form, "until": "2021-10-26"}, format="json").json()
    caller.force_authenticate(cast.miit_officer)
    assert caller.post(f"{route}{other['id']}/grant/").json()["moved"] == 2
