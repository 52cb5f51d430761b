"""Saving by cell: two tabs, two clerks and a stale page merge; a conflict shows both values; nothing is overwritten."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from tests.reporting.conftest import World, t

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]


def save(client: Client, report: ProductionReport, was: dict[str, str], **cells: str) -> dict[str, Any]:
    """As the grid sends them; the answer with its status."""
    body = {"was": json.dumps(was), **{name.replace("__", "-"): text for name, text in cells.items()}}
    answer = client.post(reverse("report_autosave", args=[report.pk]), body, headers={"Accept": "application/json"})
    return {"status": answer.status_code, **answer.json()}


def names(world: World) -> tuple[str, str]:
    return cell_name("sales", world.plant.pk, "separation"), cell_name("output", world.plant.pk, "separation")


def test_what_can_be_read_is_stored_and_the_rest_is_answered_with_its_sentence(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, output = names(world)
    answer = save(as_user(world.cast.northern_clerk), report, {}, **{sales: "１，２３４．５吨", output: "x"})
    assert answer["status"] == 200
    assert answer["saved"] == {sales: "1234.5"}
    assert list(answer["refused"]) == [output]
    assert report.lines.get(enterprise=world.plant).sales == t("1234.5")


def test_case_9_two_tabs_each_save_only_what_was_typed_in_them(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, output = names(world)
    first = second = as_user(world.cast.northern_clerk)
    assert save(second, report, {sales: ""}, **{sales: "777"})["status"] == 200
    assert save(first, report, {output: ""}, **{output: "5"})["status"] == 200
    line = report.lines.get(enterprise=world.plant)
    assert (line.sales, line.output) == (t(777), t(5))


def test_two_clerks_a_conflict_shows_both_values_and_overwrites_nothing(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, output = names(world)
    second = as_user(world.cast.person("northern-b", "northern-re", "clerk"))
    save(as_user(world.cast.northern_clerk), report, {}, **{sales: "777"})
    answer = save(second, report, {sales: ""}, **{sales: "5", output: "6"})
    assert answer["status"] == 409
    assert answer["code"] == "conflict"
    assert answer["saved"] == {output: "6"}
    conflict = answer["conflicts"][sales]
    assert conflict["stored"] == "777"
    for part in ("777", "5", world.cast.northern_clerk.name):
        assert part in conflict["sentence"]
    assert report.lines.get(enterprise=world.plant).sales == t(777)


def test_who_has_seen_both_values_may_choose(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, _output = names(world)
    save(as_user(world.cast.northern_clerk), report, {}, **{sales: "777"})
    second = as_user(world.cast.person("northern-b", "northern-re", "clerk"))
    assert save(second, report, {sales: "777"}, **{sales: "5"})["status"] == 200
    assert report.lines.get(enterprise=world.plant).sales == t(5)


def test_the_same_value_typed_by_two_is_no_conflict(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, _output = names(world)
    save(as_user(world.cast.northern_clerk), report, {}, **{sales: "777"})
    second = as_user(world.cast.person("northern-b", "northern-re", "clerk"))
    assert save(second, report, {sales: ""}, **{sales: "７７７.0"})["status"] == 200


def test_what_was_not_changed_is_no_event(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, _output = names(world)
    client = as_user(world.cast.northern_clerk)
    save(client, report, {}, **{sales: "777"})
    before = Event.objects.count()
    save(client, report, {sales: "777"}, **{sales: "777"})
    assert Event.objects.count() == before


def test_without_script_the_form_is_sent_whole_and_merges(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, output = names(world)
    stale = as_user(world.cast.northern_clerk)
    was = stale.get(reverse("report_edit", args=[report.pk])).context["was"]
    save(as_user(world.cast.person("northern-b", "northern-re", "clerk")), report, {}, **{sales: "777"})
    answer = stale.post(reverse("report_edit", args=[report.pk]), {"was": was, sales: "", output: "5"})
    assert answer.status_code == 302
    line = report.lines.get(enterprise=world.plant)
    assert (line.sales, line.output) == (t(777), t(5))


def test_without_script_a_conflict_stands_at_its_cell_and_the_second_save_decides(
    world: World, as_user: Browser
) -> None:
    report = world.started()
    sales, _output = names(world)
    address = reverse("report_edit", args=[report.pk])
    stale = as_user(world.cast.northern_clerk)
    was = stale.get(address).context["was"]
    save(as_user(world.cast.person("northern-b", "northern-re", "clerk")), report, {}, **{sales: "777"})
    refused_answer = stale.post(address, {"was": was, sales: "5"})
    assert refused_answer.status_code == 409
    page = refused_answer.content.decode()
    assert 'value="5"' in page
    assert "777" in page
    assert f'id="{sales}-error"' in page
    assert report.lines.get(enterprise=world.plant).sales == t(777)
    assert stale.post(address, {"was": refused_answer.context["was"], sales: "5"}).status_code == 302
    assert report.lines.get(enterprise=world.plant).sales == t(5)


def test_a_slip_of_the_pen_does_not_let_the_next_save_overwrite_unread(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, output = names(world)
    address = reverse("report_edit", args=[report.pk])
    second = as_user(world.cast.person("northern-b", "northern-re", "clerk"))
    was = second.get(address).context["was"]
    as_user(world.cast.northern_clerk).post(address, {sales: "5"})
    slip = second.post(address, {"was": was, sales: "12", output: "12x"})
    assert slip.status_code == 422
    refused_answer = second.post(address, {"was": slip.context["was"], sales: "12", output: "12"})
    assert refused_answer.status_code == 409
    assert world.cast.northern_clerk.name in refused_answer.content.decode()
    assert report.lines.get(enterprise=world.plant).sales == t(5)


def test_figures_typed_by_one_never_go_in_under_the_name_of_another(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, _output = names(world)
    client = as_user(world.cast.person("northern-b", "northern-re", "clerk"))
    answer = save(client, report, {}, **{sales: "5", "person": world.cast.northern_clerk.username})
    assert (answer["status"], answer["code"]) == (409, "typed_by_another")
    page = client.post(
        reverse("report_edit", args=[report.pk]), {sales: "5", "person": world.cast.northern_clerk.username}
    )
    assert page.status_code == 409
    assert report.lines.get(enterprise=world.plant).sales is None


@pytest.mark.parametrize("was", ["[]", "x", '{"a": 1}'])
def test_nonsense_about_what_was_is_422(world: World, as_user: Browser, was: str) -> None:
    report = world.started()
    sales, _output = names(world)
    client = as_user(world.cast.northern_clerk)
    answer = client.post(reverse("report_autosave", args=[report.pk]), {"was": was, sales: "5"})
    assert answer.status_code == 422
    assert report.lines.get(enterprise=world.plant).sales is None


def test_what_was_submitted_meanwhile_is_not_changed_and_the_sentence_says_so(world: World, as_user: Browser) -> None:
    report = world.submitted()
    sales, _output = names(world)
    answer = save(as_user(world.cast.northern_clerk), report, {}, **{sales: "5"})
    assert answer["status"] == 409
    assert answer["said"]
    assert answer["saved"] == {}


def test_the_story_of_a_cell_says_who_when_and_what_before(world: World, as_user: Browser) -> None:
    report = world.started()
    sales, output = names(world)
    client = as_user(world.cast.northern_clerk)
    save(client, report, {}, **{sales: "777"})
    save(client, report, {sales: "777"}, **{sales: "5"})
    answer = client.get(reverse("report_story", args=[report.pk]), {"cell": sales})
    story = answer.context["story"]
    assert [(change.who, change.old, change.new) for change in story.changes] == [
        (world.cast.northern_clerk.name, "777", "5"),
        (world.cast.northern_clerk.name, "", "777"),
    ]
    assert story.about_the_cell == []
    asked = client.get(reverse("report_story", args=[report.pk]), {"cell": output}).context["story"]
    assert [sentence.blocks for sentence in asked.about_the_cell] == [True]


@pytest.mark.parametrize("cell", ["x", "output-999999-separation", "line-1-separation"])
def test_a_cell_that_is_not_there_has_no_story(world: World, as_user: Browser, cell: str) -> None:
    report = world.started()
    address = reverse("report_story", args=[report.pk])
    assert as_user(world.cast.northern_clerk).get(address, {"cell": cell}).status_code == 404


def test_many_violations_are_grouped_by_row(world: World, as_user: Browser) -> None:
    report = world.started()
    page = as_user(world.cast.northern_clerk).get(reverse("report_edit", args=[report.pk]) + "?check=1")
    groups = page.context["groups"]
    assert len(groups) == report.lines.count()
    assert all(len(group.entries) > 1 for group in groups)
    for name, _sentence in groups[0].entries:
        assert f'id="{name}"' in page.content.decode()
