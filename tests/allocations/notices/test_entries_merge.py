"""Two tabs, two clerks and a stale page in the entry page of a notice: cells merge, a contradiction shows both values."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from allocations.models import Notice
from allocations.services.notices import begin_notice
from audit.models import Event
from tests.builders import notice_data
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]


@pytest.fixture
def notice(cast: Cast) -> Notice:
    return begin_notice(data=notice_data(2), by=cast.miit_clerk)


class Tab:
    """The page as it was opened, with or without script; `type` is what somebody changes in it."""

    def __init__(self, client: Client, notice: Notice, *, script: bool = True) -> None:
        self.client, self.url, self.script = client, reverse("notice_edit", args=[notice.pk]), script
        page = client.get(self.url)
        self.was: dict[str, str] = json.loads(page.context["was"])
        self.seen = page.context["seen"]

    def save(self, **typed: Any) -> Any:
        """With script only what was changed is sent; without everything is."""
        cells = {name.replace("__", "-"): text for name, text in typed.items()}
        body: dict[str, Any] = dict(cells) if self.script else {**self.was, **cells}
        for boxes in {"file_to", "signs"} & set(body):
            body[boxes] = body[boxes].split("|")
        was = {name: self.was.get(name, "") for name in cells} if self.script else self.was
        return self.client.post(self.url, {**body, "was": json.dumps(was), "seen": self.seen, "stay": "1"})

    def send(self, **typed: Any) -> Any:
        """As the grid's script does: what was changed, for an answer by cell."""
        cells = {name.replace("__", "-"): text for name, text in typed.items()}
        was = {name: self.was.get(name, "") for name in cells}
        body = {name: text.split("|") if name in {"file_to", "signs"} else text for name, text in cells.items()}
        return self.client.post(self.url, {**body, "was": json.dumps(was)}, HTTP_ACCEPT="application/json")


def figures(notice: Notice, group: str) -> dict[str, str]:
    rows = notice.allocations.filter(group__code=group)
    return {row.category: f"{row.stated:f}" for row in rows}


def cell(group: str, category: str) -> str:
    return f"group__{Organisation.objects.get(code=group).pk}__{category}"


@pytest.mark.parametrize("script", [True, False])
def test_two_tabs_merge(notice: Notice, cast: Cast, as_user: AsUser, script: bool) -> None:
    client = as_user(cast.miit_clerk)
    first, second = Tab(client, notice, script=script), Tab(client, notice, script=script)
    before = figures(notice, "southern-re")
    assert second.save(**{cell("northern-re", "separation"): "777", "title": "另一标题"}).status_code == 302
    assert first.save(**{cell("xiamen-tungsten", "separation"): "888"}).status_code == 302
    notice.refresh_from_db()
    assert figures(notice, "northern-re")["separation"] == "777.000"
    assert figures(notice, "xiamen-tungsten")["separation"] == "888.000"
    assert figures(notice, "southern-re") == before
    assert notice.title == "另一标题"


@pytest.mark.parametrize("script", [True, False])
def test_a_contradiction_shows_both_values_and_is_stored_after_a_choice(
    notice: Notice, cast: Cast, as_user: AsUser, script: bool
) -> None:
    client = as_user(cast.miit_clerk)
    first, second = Tab(client, notice, script=script), Tab(client, notice, script=script)
    name = cell("northern-re", "separation")
    assert second.save(**{name: "777"}).status_code == 302
    answer = first.save(**{name: "999", cell("xiamen-tungsten", "separation"): "888"})
    assert answer.status_code == 409
    sentence = answer.context["faults"][name.replace("__", "-")]
    assert "777" in sentence
    assert "999" in sentence
    assert cast.miit_clerk.name in sentence
    # What contradicts nothing is stored.
    assert figures(notice, "xiamen-tungsten")["separation"] == "888.000"
    assert figures(notice, "northern-re")["separation"] == "777.000"
    shown = {one.name: one.text for row in answer.context["grid"].rows for one in row.cells}
    assert shown[name.replace("__", "-")] == "999"
    first.was, first.seen = json.loads(answer.context["was"]), answer.context["seen"]
    assert first.was[name.replace("__", "-")] == "777"
    assert first.save(**{name: "999"}).status_code == 302
    assert figures(notice, "northern-re")["separation"] == "999.000"


def test_a_field_beside_the_grid_contradicts_too(notice: Notice, cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.miit_clerk)
    first, second = Tab(client, notice), Tab(client, notice)
    assert second.save(title="标题二").status_code == 302
    answer = first.save(title="标题一")
    assert answer.status_code == 409
    assert "标题二" in str(answer.context["form"].errors["title"])
    notice.refresh_from_db()
    assert notice.title == "标题二"


def test_parts_that_two_add_both_stand(notice: Notice, cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.miit_clerk)
    group = str(Organisation.objects.get(code="northern-re").pk)
    first, second = Tab(client, notice), Tab(client, notice)
    part = {"part__1__group": group, "part__1__name": "甲公司", "part__1__separation": "5"}
    assert second.save(**part).status_code == 302
    other = first.save(**{**part, "part__1__name": "乙公司", "part__1__separation": "6"})
    assert other.status_code == 302
    allocation = notice.allocations.get(group__code="northern-re", category="separation")
    assert {row.name: f"{row.stated:f}" for row in allocation.of_which.all()} == {"甲公司": "5.000", "乙公司": "6.000"}


def test_a_cell_that_cannot_be_read_stores_nothing_and_stays_as_typed(
    notice: Notice, cast: Cast, as_user: AsUser
) -> None:
    client, name = as_user(cast.miit_clerk), cell("northern-re", "separation")
    before = figures(notice, "northern-re")
    answer = Tab(client, notice).save(**{name: "三千", cell("xiamen-tungsten", "separation"): "888"})
    assert answer.status_code == 422
    assert set(answer.context["faults"]) == {name.replace("__", "-")}
    shown = {one.name: one.text for row in answer.context["grid"].rows for one in row.cells}
    assert shown[name.replace("__", "-")] == "三千"
    assert figures(notice, "northern-re") == before
    assert figures(notice, "xiamen-tungsten").get("separation") != "888.000"


def test_nothing_changed_writes_nothing(notice: Notice, cast: Cast, as_user: AsUser) -> None:
    events = Event.objects.filter(action="notice.edit").count()
    assert Tab(as_user(cast.miit_clerk), notice).save().status_code == 302
    assert Tab(as_user(cast.miit_clerk), notice, script=False).save().status_code == 302
    assert Event.objects.filter(action="notice.edit").count() == events


def test_a_box_that_is_unticked_is_a_change(notice: Notice, cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.miit_clerk)
    tab = Tab(client, notice)
    assert tab.save(confidential="on").status_code == 302
    notice.refresh_from_db()
    assert notice.confidential
    tab = Tab(client, notice)
    body = {"was": json.dumps({"confidential": "on"}), "seen": tab.seen, "stay": "1"}
    assert client.post(tab.url, body).status_code == 302
    notice.refresh_from_db()
    assert not notice.confidential


def test_what_another_account_typed_is_not_taken(notice: Notice, cast: Cast, as_user: AsUser) -> None:
    tab = Tab(as_user(cast.miit_clerk), notice)
    answer = tab.save(title="别人的", person="somebody-else")
    assert answer.status_code == 409
    notice.refresh_from_db()
    assert notice.title != "别人的"


def test_by_cell_what_contradicts_nothing_is_stored_and_both_values_come_back(
    notice: Notice, cast: Cast, as_user: AsUser
) -> None:
    client = as_user(cast.miit_clerk)
    first, second = Tab(client, notice), Tab(client, notice)
    name, other = cell("northern-re", "separation"), cell("xiamen-tungsten", "separation")
    assert second.send(**{name: "777", "title": "标题二"}).status_code == 200
    answer = first.send(**{name: "999", other: "888", "title": "标题一"})
    body = answer.json()
    assert (answer.status_code, body["code"], body["stale"]) == (409, "conflict", False)
    assert body["saved"] == {other.replace("__", "-"): "888"}
    assert {key: one["stored"] for key, one in body["conflicts"].items()} == {
        name.replace("__", "-"): "777",
        "title": "标题二",
    }
    assert cast.miit_clerk.name in body["conflicts"]["title"]["sentence"]
    assert figures(notice, "northern-re")["separation"] == "777.000"
    assert figures(notice, "xiamen-tungsten")["separation"] == "888.000"
    # Who has seen both chooses one's own.
    first.was[name.replace("__", "-")] = "777"
    assert first.send(**{name: "999"}).status_code == 200
    assert figures(notice, "northern-re")["separation"] == "999.000"


def test_by_cell_what_cannot_be_read_has_its_sentence_and_nothing_is_stored(
    notice: Notice, cast: Cast, as_user: AsUser
) -> None:
    tab = Tab(as_user(cast.miit_clerk), notice)
    name = cell("northern-re", "separation")
    before = figures(notice, "northern-re")
    answer = tab.send(**{name: "很多", "title": ""})
    body = answer.json()
    assert answer.status_code == 422
    assert set(body["refused"]) == {name.replace("__", "-"), "title"}
    assert (body["saved"], bool(body["said"])) == ({}, True)
    assert figures(notice, "northern-re") == before


def test_a_new_row_has_another_name_once_it_is_stored_so_the_page_is_stale(
    notice: Notice, cast: Cast, as_user: AsUser
) -> None:
    group = str(Organisation.objects.get(code="northern-re").pk)
    tab = Tab(as_user(cast.miit_clerk), notice)
    body = tab.send(part__1__group=group, part__1__name="甲公司", part__1__separation="5").json()
    assert body["stale"]
    assert notice.allocations.get(group_id=group, category="separation").of_which.get().stated == 5
