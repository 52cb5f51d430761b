"""An inspection on its pages from the plan to the published extract, and who sees it at each step."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from deadlines.models import Obligation
from inspections.models import Draw, Inspection, InspectionFinding, Plan
from tests.builders import enterprise
from tests.documents.pdf_text import upload
from tests.inspections.stage import OK, drawn, found, inspected, plan, reported, second

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]


def go(client: Client, name: str, pk: int, **values: Any) -> None:
    """Opens the page that asks, and confirms it."""
    url = reverse(name, args=[pk])
    assert client.get(url).status_code == 200, name
    answer = client.post(url, values)
    assert answer.status_code == 302, (name, answer.content.decode()[:3000])


def drawn_visit(cast: Any, first: Client, other: Client) -> Inspection:
    """A plan whose draw is begun, closed and made by two people through the pages: the seed is shown afterwards only."""
    plan(cast, 100)
    go(first, "draw_begin", Plan.objects.get().pk)
    draw = Draw.objects.get()
    go(first, "draw_close", draw.pk)
    assert draw.seed not in first.get(draw.get_absolute_url()).content.decode()
    go(other, "draw_make", draw.pk)
    assert draw.seed in first.get(draw.get_absolute_url()).content.decode()
    return Inspection.objects.get()


def announce(visit: Inspection, first: Client, group: Client) -> None:
    page = visit.get_absolute_url()
    assert group.get(page).status_code == 404, "a group does not learn of a visit that is not announced"
    go(first, "inspection_notify", visit.pk, visit_on="2021-10-08")
    assert group.get(page).status_code == 200
    letter = group.get(reverse("inspection_notice", args=[visit.pk]))
    assert letter.content.startswith(b"%PDF")


def decided_finding(visit: Inspection, first: Client, other: Client, group: Client) -> InspectionFinding:
    """The visit recorded with an emission that failed; the group replies, a second person decides."""
    answers = {**OK, "emission": "fault"}
    go(first, "inspection_record", visit.pk, inspected_on="2021-10-08", summary="现场检查", **answers)
    go(first, "finding_new", visit.pk, kind="emission", text="超标", found_on="2021-10-08", file=upload("照片.pdf"))
    finding = InspectionFinding.objects.get()
    go(group, "finding_reply", finding.pk, text="属实")
    go(other, "inspection_report", visit.pk)
    go(other, "visit_finding_decide", finding.pk, final="True", decision="属实")
    return finding


def test_the_pages_lead_from_the_plan_to_the_extract(cast: Any, as_user: SignIn) -> None:
    enterprise(1)
    enterprise(2, province="36")
    first, other, group = as_user(cast.neimenggu_industry), as_user(second(cast)), as_user(cast.northern_clerk)
    visit = drawn_visit(cast, first, other)
    announce(visit, first, group)
    finding = decided_finding(visit, first, other, group)
    evidence = reverse("finding_file", args=[finding.files.get().pk])
    assert group.get(evidence).status_code == 200
    go(first, "order_issue", visit.pk, number="停1号", demands="整改", due_on="2021-10-20", stop="on")
    stranger, ministry = as_user(cast.jiangxi_industry), as_user(cast.miit_officer)
    own = (
        visit.get_absolute_url(),
        evidence,
        Draw.objects.get().get_absolute_url(),
        Plan.objects.get().get_absolute_url(),
    )
    for url in own:
        assert stranger.get(url).status_code == 404, url
    listed = ministry.get(reverse("inspection_list") + "?orders=open").content.decode()
    assert visit.number in listed and "停1号" in listed
    assert visit.number not in stranger.get(reverse("inspection_list")).content.decode()
    go(first, "order_reinspect", visit.pk, on="2021-10-08", passed="True", result="达标")
    go(other, "inspection_close", visit.pk)
    public = reverse("published_inspections")
    assert "示例企业1" not in Client().get(public).content.decode()
    go(other, "inspection_publish", visit.pk)
    extract = Client().get(public, headers={"accept-language": "zh-hans"}).content.decode()
    assert "示例企业1" in extract and "属实" not in extract
    figures = ministry.get(reverse("inspection_list")).context["figures"]
    assert (figures.total.months[9], figures.total.open_orders, figures.total.days) == (1, 0, 0)
    book = load_workbook(io.BytesIO(ministry.get(reverse("inspection_export")).content))
    assert visit.number in str(list(book.worksheets[0].values))
    assert visit.number not in str(stranger.get(reverse("inspection_export")).content)


def test_forms_keep_what_was_typed_and_say_what_is_wrong(cast: Any, as_user: SignIn) -> None:
    first = as_user(cast.neimenggu_industry)
    year = {"title": "计划", "first_day": "2021-01-01", "last_day": "2021-12-31", "percent": "5"}
    weights = {"over_quota": "3", "differences": "1", "late_reports": "1", "years_since": "1", "demanded": "1"}
    wrong = first.post(reverse("plan_new"), {**year, **weights, "inspectors_each": "1"})
    assert wrong.status_code == 422 and wrong.context["form"].errors["inspectors_each"]
    assert first.post(reverse("plan_new"), {**year, **weights, "inspectors_each": "2"}).status_code == 302
    person = {"name": "演示·甲", "id_number": "NM-9", "employer": "总队"}
    assert first.post(reverse("inspector_new"), person).status_code == 302
    assert first.post(reverse("inspector_new"), person).status_code == 422
    assert first.get(reverse("plan_list")).status_code == 200
    assert as_user(cast.northern_officer).get(reverse("plan_list")).status_code == 403


def test_a_group_sees_its_own_enterprises_only(cast: Any, as_user: SignIn) -> None:
    for number, group in ((1, "northern-re"), (2, "southern-re")):
        enterprise(number, group=group)
    drawn(cast)
    for visit in Inspection.objects.all():
        inspected(cast, visit)
    for person, own, foreign in (
        (cast.northern_clerk, "示例企业1", "示例企业2"),
        (cast.southern_clerk, "示例企业2", "示例企业1"),
    ):
        client = as_user(person)
        client.cookies["django_language"] = "zh-hans"
        text = client.get(reverse("inspection_list")).content.decode()
        assert own in text and foreign not in text


def test_the_duties_lead_from_the_desk_to_the_inspection(cast: Any, as_user: SignIn) -> None:
    enterprise(1)
    drawn(cast)
    visit = inspected(cast, Inspection.objects.get(), emission="fault")
    found(cast, visit, "emission")
    for person, kind in ((cast.neimenggu_industry, "visit_report"), (cast.northern_clerk, "visit_reply")):
        client, duty = as_user(person), Obligation.objects.get(kind=kind)
        # The line names the enterprise, and leads to the inspection; a reply's to the finding on its page.
        assert f"：{visit.enterprise.name_zh}</a>" in client.get("/").content.decode()
        answer = client.get(reverse("obligation_form", args=[duty.pk]))
        assert (answer.status_code, answer.headers["Location"].partition("#")[0]) == (302, visit.get_absolute_url())


def test_a_clean_inspection_offers_to_close_it_and_nothing_to_rectify(cast: Any, as_user: SignIn) -> None:
    enterprise(1)
    drawn(cast)
    visit = reported(cast, inspected(cast, Inspection.objects.get()))
    page = as_user(second(cast)).get(visit.get_absolute_url()).content.decode()
    assert reverse("inspection_close", args=[visit.pk]) in page
    assert reverse("order_issue", args=[visit.pk]) not in page
    assert "办结检查" in as_user(cast.neimenggu_industry).get(visit.get_absolute_url()).content.decode()
