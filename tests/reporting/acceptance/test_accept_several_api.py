"""Several reports accepted at once by a program: what waits and why, what became of each, and nobody else."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from common.periods import at
from reporting.models import ProductionReport
from tests.reporting.conftest import World, noon

pytestmark = pytest.mark.django_db
URL = "/api/v1/reports/acceptance/"


def program(person: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_those_without_a_warning_are_accepted_and_each_says_what_became_of_it(world: World, two: Any) -> None:
    plain, jumps = two
    client = program(world.cast.miit_officer)
    with at(noon(10, 9)):
        waiting = {row["id"]: row for row in client.get(URL).json()}
        assert waiting[plain.pk]["warnings"] == []
        chosen = [{"id": pk, "seen": row["seen"]} for pk, row in waiting.items() if pk == plain.pk]
        answer = client.post(URL, {"reports": chosen}, format="json")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json() == [{"id": plain.pk, "number": plain.number, "accepted": True, "code": "", "detail": ""}]
    assert {report.state for report in ProductionReport.objects.filter(pk=plain.pk)} == {"accepted"}
    jumps.refresh_from_db()
    assert jumps.state == "submitted"


def test_one_that_has_changed_since_is_named_with_code_and_sentence(world: World, two: Any) -> None:
    plain, _jumps = two
    client = program(world.cast.miit_officer)
    [row] = client.post(URL, {"reports": [{"id": plain.pk, "seen": 0}]}, format="json").json()
    assert (row["id"], row["accepted"], row["code"]) == (plain.pk, False, "changed_since")
    assert row["detail"]
    plain.refresh_from_db()
    assert plain.state == "submitted"


@pytest.mark.parametrize("body", [{}, {"reports": []}, {"reports": [{"id": 1}]}, {"reports": [{"id": 0, "seen": 1}]}])
def test_what_names_none_is_400(world: World, body: dict[str, Any]) -> None:
    assert program(world.cast.miit_officer).post(URL, body, format="json").status_code == 400


def test_nobody_else_accepts(world: World, two: Any) -> None:
    plain, _jumps = two
    for person in (world.cast.miit_clerk, world.cast.northern_officer):
        client = program(person)
        assert client.get(URL).status_code == 403
        answer = client.post(URL, {"reports": [{"id": plain.pk, "seen": 0}]}, format="json")
        assert answer.status_code == 403
