"""A sheet that is not the template: read where its headings are known, or matched by hand once and kept."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import HeadingMatch, User
from accounts.services.headings import match_headings
from audit.models import Event
from common.constraints import NotAllowed, NotValid
from documents.files.headings_unknown import HeadingsUnknown
from reporting.files.report_workbook import LAYOUT
from reporting.models import ProductionReport
from reporting.services.report_workbook import preview_upload
from tests.reporting.conftest import World, t

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("in_process")]
AsUser = Callable[[User], Client]


def sheet_of(*rows: Sequence[Any], title: str = "九月") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def draft(world: World) -> ProductionReport:
    return world.filled()


def own(world: World) -> bytes:
    """A sheet as a group keeps it: a title, its own words, everything in one table, a total."""
    return sheet_of(
        ["2021年9月稀土生产情况表"],
        ["序号", "单位名称", "矿种", "实产", "卖出", "折算"],
        [1, world.plant.name_zh, "冶炼分离产品", "１，２００", 90, "x"],
        [2, world.mine.name_zh, "岩矿型", 130, 90, "y"],
        ["", "合计", "", 1330, 180, ""],
        ["填表人：张三"],
    )


def test_known_words_need_no_matching(world: World, draft: ProductionReport) -> None:
    content = sheet_of(
        ["单位名称", "矿种", "产量（吨）", "销量"],
        [world.plant.name_zh, "冶炼分离", 120, 90],
        [world.mine.name_zh, "岩矿型稀土", 130, 90],
    )
    preview = preview_upload(draft, content)
    assert not preview.refused
    assert [(change.enterprise, change.label, change.new) for change in preview.changed] == [
        (world.plant.name, "本月产量", "120"),
        (world.mine.name, "本月产量", "130"),
    ]


def test_an_enterprise_with_one_category_needs_none_in_the_sheet(world: World, draft: ProductionReport) -> None:
    preview = preview_upload(draft, sheet_of(["企业名称", "产量"], [world.mine.name_zh, 130]))
    assert [(change.enterprise, change.new) for change in preview.changed] == [(world.mine.name, "130")]
    assert any(world.plant.name in sentence for _at, sentence in preview.remarks)


@pytest.mark.parametrize("title", ["2021年8月", "2021-08", "2021.8"])
def test_a_sheet_of_another_month_is_refused(world: World, draft: ProductionReport, title: str) -> None:
    with pytest.raises(NotValid) as refused:
        preview_upload(draft, sheet_of(["企业名称", "产量"], [world.mine.name_zh, 130], title=title))
    assert refused.value.code == "wrong_month"


def test_unknown_headings_are_told_for_a_match_by_hand(world: World, draft: ProductionReport) -> None:
    with pytest.raises(HeadingsUnknown) as refused:
        preview_upload(draft, own(world))
    assert list(refused.value.headings) == ["序号", "单位名称", "矿种", "实产", "卖出", "折算"]


def test_they_are_matched_once_on_the_page_and_kept(world: World, draft: ProductionReport, as_user: AsUser) -> None:
    client = as_user(world.cast.northern_clerk)
    upload = SimpleUploadedFile("own.xlsx", own(world))
    page = client.post(reverse("report_upload", args=[draft.pk]), {"workbook": upload})
    assert page.status_code == 422
    form = page.context["match"]
    chosen = {"实产": "output", "卖出": "sales", "折算": "", "序号": "", "单位名称": "name", "矿种": "category"}
    posted = {f"field_{number}": chosen[text] for number, text in enumerate(form.headings)}
    shown = client.post(
        page.context["match_url"], {"token": page.context["match_token"], "heading": form.headings, **posted}
    )
    assert shown.status_code == 200
    assert [(change.at, change.new) for change in shown.context["preview"].changed] == [
        ("九月!D3", "1200"),
        ("九月!D4", "130"),
    ]
    client.post(reverse("report_upload_confirm", args=[draft.pk]), {"token": shown.context["token"]})
    assert draft.lines.get(enterprise=world.plant).output == t(1200)
    # The next sheet with the same headings is read without asking.
    assert not preview_upload(draft, own(world)).refused
    kept = HeadingMatch.objects.get()
    assert (kept.organisation, kept.layout, kept.names["实产"]) == (world.group, "report", "output")
    assert Event.objects.filter(action="headings.match").count() == 1


def test_what_is_matched_is_shown_and_editable(world: World, as_user: AsUser) -> None:
    clerk = world.cast.northern_clerk
    match_headings(organisation=world.group, layout=LAYOUT, names={"实产": "output", "卖出": "sales"}, by=clerk)
    client = as_user(clerk)
    assert "实产" in client.get(reverse("column_list")).content.decode()
    address = reverse("column_match", args=["report"])
    assert client.get(address).status_code == 200
    done = client.post(address, {"heading": ["实产", "卖出"], "field_0": "-", "field_1": "used", "added": ""})
    assert done.status_code == 302
    assert HeadingMatch.objects.get().names == {"卖出": "used"}
    client.post(address, {"heading": ["卖出"], "field_0": "used", "added": "库内"})
    assert HeadingMatch.objects.get().names == {"卖出": "used", "库内": ""}
    last = Event.objects.filter(action="headings.match").latest("pk")
    assert last.after["names"] == {"库内": [None, ""]}


def test_a_group_sees_only_its_own_and_only_its_clerk_edits(world: World, as_user: AsUser) -> None:
    match_headings(organisation=world.group, layout=LAYOUT, names={"实产": "output"}, by=world.cast.northern_clerk)
    assert "实产" not in as_user(world.cast.southern_clerk).get(reverse("column_list")).content.decode()
    assert as_user(world.cast.northern_officer).get(reverse("column_match", args=["report"])).status_code == 403
    assert as_user(world.cast.northern_officer).get(reverse("column_list")).status_code == 200
    assert as_user(world.cast.neimenggu_industry).get(reverse("column_list")).status_code == 403
    assert as_user(world.cast.northern_clerk).get(reverse("column_match", args=["nothing"])).status_code == 404
    with pytest.raises(NotAllowed):
        match_headings(organisation=world.group, layout=LAYOUT, names={"x": "output"}, by=world.cast.southern_clerk)


def test_a_field_that_the_form_does_not_have_is_refused(world: World) -> None:
    with pytest.raises(NotValid):
        match_headings(organisation=world.group, layout=LAYOUT, names={"x": "quota2"}, by=world.cast.northern_clerk)
    assert not HeadingMatch.objects.exists()
