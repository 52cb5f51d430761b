"""The report against the traceability system: an extract uploaded, differences opened, explained, decided, settled."""

from collections.abc import Callable
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.reads.headings import names_of
from accounts.reads.staleness import seen_now
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import Month
from documents.files.headings_unknown import HeadingsUnknown
from reporting.models import Difference, TraceabilityExtract
from reporting.rules.reconciliation import Tolerance, gaps, stock_balance
from reporting.services.decisions import accept_report, submit_report
from reporting.services.differences import decide_difference, explain_difference
from reporting.services.drafts import save_report, start_correction
from reporting.services.extracts import preview_extract, take_extract
from tests.reporting.conftest import SEPTEMBER, World, t

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HEAD = "统一社会信用代码,产品类别,产量"


def extract(*rows: tuple[Any, ...], head: str = HEAD) -> bytes:
    return "\n".join([head, *(",".join(str(value) for value in row) for row in rows)]).encode("gb18030")


def both(world: World, plant: Any = 100, mine: Any = 100) -> bytes:
    return extract((world.plant.credit_code, "冶炼分离", plant), (world.mine.credit_code, "岩矿型", mine))


def taken(world: World, data: bytes, month: Month = SEPTEMBER) -> TraceabilityExtract:
    by = world.cast.northern_clerk
    preview = preview_extract(month=month, data=data, file_name="九月.csv", by=by)
    assert preview.refused == []
    return take_extract(preview=preview.to_json(), by=by)


def differing(world: World) -> Difference:
    """A plant that reported 100 t and of which the system has 90 t."""
    world.submitted()
    taken(world, both(world, plant=90))
    return Difference.objects.get()


# --- the rule --------------------------------------------------------------------------------------


def test_the_band_is_the_larger_of_the_absolute_and_the_relative_tolerance() -> None:
    band = Tolerance(t("0.1"), t("0.01"))
    cases = 0
    for one, other in product(
        [t(0), t("0.05"), t("0.1"), t("0.101"), t(10), t("10.1"), t(1000), t(1010), t("1010.2")], repeat=2
    ):
        larger = max(one, other)
        allowed = larger / 100 if larger > 10 else t("0.1")
        assert band.bears(one, other) == (max(one, other) - min(one, other) <= allowed), (one, other)
        cases += 1
    assert cases == 81


def test_only_what_the_extract_states_is_compared() -> None:
    band = Tolerance(t(0), t(0))
    reported = {"output": t(100), "sales": t(40), "closing_stock": None, "opening_stock": None}
    assert [gap.quantity for gap in gaps(reported, {"output": t(100), "sales": None}, band)] == []
    assert [gap.quantity for gap in gaps(reported, {"output": t(100), "sales": t(41)}, band)] == ["sales"]


def test_the_stock_balances_with_the_flows_of_the_extract_where_it_states_them() -> None:
    reported = {
        "opening_stock": t(10),
        "output": t(100),
        "purchases": t(5),
        "used": t(1),
        "sales": t(90),
        "closing_stock": t(24),
    }
    balance = stock_balance(reported, {"output": t(100)})
    assert balance is not None
    assert balance.difference == 0
    traced = stock_balance(reported, {"output": t(100), "sales": t(80)})
    assert traced is not None
    assert (traced.reported, traced.traced) == (t(24), t(34))
    assert stock_balance({**reported, "opening_stock": None}, {"output": t(1)}) is None


# --- reading an extract ----------------------------------------------------------------------------


def test_rows_of_the_same_enterprise_and_category_are_summed(world: World) -> None:
    rows = [(world.plant.credit_code, "冶炼分离", tonnes) for tonnes in ("40", "３５.5吨", "24.5")]
    got = taken(world, extract(*rows, ("合计", "", "100")))
    figure = got.figures.get()
    assert (figure.output, figure.rows) == (t(100), 3)


def test_a_missing_column_is_reported_with_those_that_are_there(world: World) -> None:
    with pytest.raises(HeadingsUnknown) as refused:
        taken(world, extract(("x", "y", 1), head="代码,品名,产量"))
    assert list(refused.value.headings) == ["代码", "品名", "产量"]
    assert "统一社会信用代码" in str(refused.value)
    assert "产品类别" in str(refused.value)


@pytest.mark.parametrize(
    ("row", "at"),
    [
        (("{southern}", "冶炼分离", 1, "2021-09"), "CSV!A2"),
        (("{plant}", "钕铁硼", 1, "2021-09"), "CSV!B2"),
        (("{plant}", "冶炼分离", "", "2021-09"), "CSV!C2"),
        (("{plant}", "冶炼分离", "-1", "2021-09"), "CSV!C2"),
        (("{plant}", "冶炼分离", "=1+1", "2021-09"), "CSV!C2"),
        (("{plant}", "冶炼分离", "1", "2021-08"), "CSV!D2"),
        (("", "冶炼分离", "1", "2021年9月"), "CSV!A2"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_and_nothing_is_stored(
    world: World, row: tuple[Any, ...], at: str
) -> None:
    names = {"plant": world.plant.credit_code, "southern": "91150000MA9999999X"}
    data = extract(tuple(str(value).format(**names) for value in row), head=HEAD + ",月份")
    preview = preview_extract(
        month=SEPTEMBER,
        data=data,
        file_name="x.csv",
        by=world.cast.northern_clerk,
    )
    assert [refusal.at for refusal in preview.refused] == [at]
    assert not TraceabilityExtract.objects.exists()


def test_a_month_that_is_not_over_has_no_extract(world: World) -> None:
    with pytest.raises(NotValid) as refused:
        taken(world, both(world), Month(2021, 10))
    assert refused.value.code == "month_not_over"


def test_the_same_file_twice_changes_nothing_and_another_is_a_new_version(world: World) -> None:
    by = world.cast.northern_clerk
    first = taken(world, both(world))
    events = Event.objects.count()
    preview = preview_extract(month=SEPTEMBER, data=both(world), file_name="again.csv", by=by)
    assert not preview.says_something
    assert take_extract(preview=preview.to_json(), by=by) == first
    assert Event.objects.count() == events
    second = taken(world, both(world, plant=101))
    assert (second.version, first.figures.count()) == (2, 2)


def test_a_preview_that_another_upload_has_overtaken_is_refused(world: World) -> None:
    by = world.cast.northern_clerk
    preview = preview_extract(month=SEPTEMBER, data=both(world), file_name="x.csv", by=by)
    taken(world, both(world, plant=50))
    with pytest.raises(Refusal) as refused:
        take_extract(preview=preview.to_json(), by=by)
    assert refused.value.code == "extract_changed"


@pytest.mark.parametrize("who", ["northern_officer", "miit_clerk", "neimenggu_industry"])
def test_only_a_clerk_of_the_group_uploads(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        preview_extract(month=SEPTEMBER, data=both(world), file_name="x", by=getattr(world.cast, who))


# --- cases -----------------------------------------------------------------------------------------


def test_a_difference_opens_whichever_of_the_two_comes_last(world: World) -> None:
    taken(world, both(world, plant=90))
    assert not Difference.objects.exists()
    world.submitted()
    found = Difference.objects.get()
    assert (found.enterprise, found.quantity, found.reported, found.traced) == (world.plant, "output", t(100), t(90))
    assert found.gap == t(10)


def test_what_one_side_lacks_counts_as_nothing(world: World) -> None:
    world.submitted()
    taken(world, extract((world.plant.credit_code, "冶炼分离", 100)))
    assert [(row.enterprise, row.traced) for row in Difference.objects.all()] == [(world.mine, t(0))]


def test_within_tolerance_nothing_opens(world: World) -> None:
    world.submitted()
    taken(world, both(world, plant="100.9", mine="99.1"))
    assert not Difference.objects.exists()


def test_figures_that_fit_settle_a_pending_case(world: World) -> None:
    case = differing(world)
    taken(world, both(world))
    case.refresh_from_db()
    assert case.state == "settled"
    assert case.closed_at is not None


def test_a_correction_settles_it_when_it_comes_into_force(world: World) -> None:
    world.submitted(Month(2021, 8), 90)
    report = world.accepted(opening=10)
    taken(world, both(world, plant=90))
    case = Difference.objects.get()
    cast = world.cast
    second = start_correction(report=report, reason="多报", by=cast.northern_clerk)
    second = save_report(report=second, cells=world.cells(90, 10) | world.cells(100, 10), by=cast.northern_clerk)
    cells = {name: value for name, value in world.cells(90, 10).items() if f"-{world.plant.pk}-" in name}
    second = save_report(report=second, cells=cells, by=cast.northern_clerk)
    submit_report(report=second, by=cast.northern_officer)
    case.refresh_from_db()
    assert case.state == "open"
    accept_report(report=second, by=cast.miit_officer)
    case.refresh_from_db()
    assert case.state == "settled"


def test_other_figures_open_an_explained_case_again(world: World) -> None:
    case = differing(world)
    explain_difference(difference=case, explanation="在途产品", by=world.cast.northern_clerk)
    taken(world, both(world, plant=80))
    case.refresh_from_db()
    assert (case.state, case.traced, case.explanation) == ("open", t(80), "在途产品")


def test_a_decided_case_stays_and_other_figures_open_a_new_one(world: World) -> None:
    case = differing(world)
    decide_difference(difference=case, outcome="to_correct", decision="请更正", by=world.cast.neimenggu_industry)
    taken(world, both(world, plant=91))
    assert sorted(Difference.objects.values_list("state", "traced")) == [("decided", t(90)), ("open", t(91))]


def test_it_is_explained_by_its_group_and_decided_by_the_province_or_miit(world: World) -> None:
    case = differing(world)
    cast = world.cast
    for who in ("miit_officer", "neimenggu_industry"):
        with pytest.raises(NotAllowed):
            explain_difference(difference=case, explanation="x", by=getattr(cast, who))
    for who in ("northern_officer", "miit_clerk", "mnr_officer"):
        with pytest.raises(NotAllowed):
            decide_difference(difference=case, outcome="accepted", decision="x", by=getattr(cast, who))
    with pytest.raises(NotValid) as refused:
        decide_difference(difference=case, outcome="", decision=" ", by=cast.neimenggu_industry)
    assert set(refused.value.cells) == {"outcome", "decision"}
    assert Difference.objects.visible_to(cast.southern_clerk).count() == 0
    assert Difference.objects.visible_to(cast.jiangxi_industry).count() == 0
    assert Difference.objects.visible_to(cast.neimenggu_industry).count() == 1


def test_deciding_on_what_has_changed_is_refused_and_deciding_twice_has_one_effect(world: World) -> None:
    case = differing(world)
    cast, seen = world.cast, seen_now(case)
    explain_difference(difference=case, explanation="在途产品", by=cast.northern_clerk)
    with pytest.raises(Refusal) as refused:
        decide_difference(difference=case, outcome="accepted", decision="属实", by=cast.miit_officer, seen=seen)
    assert refused.value.code == "changed_since"
    for _time in range(2):
        decide_difference(difference=case, outcome="accepted", decision="属实", by=cast.miit_officer)
    assert Event.objects.about(case).filter(action="difference.decide").count() == 1
    with pytest.raises(Refusal) as late:
        decide_difference(difference=case, outcome="to_inspect", decision="查", by=cast.neimenggu_industry)
    assert late.value.code == "decided_already"


# --- the pages -------------------------------------------------------------------------------------


def test_the_journey_through_the_pages(world: World, as_user: SignIn) -> None:
    world.submitted()
    clerk = as_user(world.cast.northern_clerk)
    form = {"month": "2021-09"}
    file = SimpleUploadedFile("九月.csv", both(world, plant=90))
    preview = clerk.post(reverse("extract_upload"), {**form, "file": file})
    assert preview.status_code == 200
    assert not TraceabilityExtract.objects.exists()
    done = clerk.post(reverse("extract_confirm"), {"token": preview.context["token"]})
    assert done.status_code == 302
    case = Difference.objects.get()
    assert world.plant.name_zh in clerk.get(reverse("difference_list")).content.decode()
    evidence = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    wordless = clerk.post(reverse("difference_explain", args=[case.pk]), {"explanation": ""})
    assert wordless.status_code == 422
    assert (
        clerk.post(reverse("difference_explain", args=[case.pk]), {"explanation": "在途", "file": evidence}).status_code
        == 302
    )
    province = as_user(world.cast.neimenggu_industry)
    page = province.get(reverse("difference_detail", args=[case.pk]))
    assert "在途" in page.content.decode()
    assert province.get(reverse("difference_file", args=[case.pk])).status_code == 200
    body = {"outcome": "accepted", "decision": "属实", "seen": page.context["seen"]}
    assert province.post(reverse("difference_decide", args=[case.pk]), body).status_code == 302
    case.refresh_from_db()
    assert case.state == "decided"
    export = province.get(reverse("difference_export") + "?state=all")
    assert export.status_code == 200


def test_headings_that_nobody_knows_are_matched_once_and_kept(world: World, as_user: SignIn) -> None:
    data = extract(
        (world.plant.credit_code, "冶炼分离", 90, 10),
        (world.mine.credit_code, "岩矿型", 100, 5),
        head="代码,品名,数量,库存",
    )
    clerk, url = as_user(world.cast.northern_clerk), reverse("extract_upload")
    asked = clerk.post(url, {"month": "2021-09", "file": SimpleUploadedFile("九月.csv", data)})
    assert asked.status_code == 422
    form = asked.context["match"]
    assert form.headings == ["代码", "品名", "数量", "库存"]
    fields = dict(zip(form.headings, ("code", "category", "output", ""), strict=True))
    body = {f"field_{number}": fields[text] for number, text in enumerate(form.headings)}
    body |= {"month": "2021-09", "match": "1", "token": asked.context["match_token"], "heading": form.headings}
    preview = clerk.post(url, body)
    assert preview.status_code == 200
    assert [row.new["output"] for row in preview.context["preview"].rows] == ["90", "100"]
    assert not TraceabilityExtract.objects.exists()
    assert clerk.post(reverse("extract_confirm"), {"token": preview.context["token"]}).status_code == 302
    stored = TraceabilityExtract.objects.get()
    assert stored.columns == {"code": "代码", "category": "品名", "output": "数量"}
    assert stored.file_name == "九月.csv"
    # The next month asks nothing, and another group's sheets are read as before.
    assert names_of(world.group, "extract") == {"代码": "code", "品名": "category", "数量": "output", "库存": ""}
    again = clerk.post(url, {"month": "2021-08", "file": SimpleUploadedFile("八月.csv", data)})
    assert again.status_code == 200
    assert "数量" in clerk.get(reverse("column_list")).content.decode()


def test_the_api_has_the_same_verbs(world: World, as_user: SignIn) -> None:
    case = differing(world)
    url = f"/api/v1/differences/{case.pk}/"
    row = as_user(world.cast.northern_clerk).get(url).json()
    assert (row["gap"], row["state"]) == ("10.000", "open")
    explained_answer = as_user(world.cast.northern_clerk).post(
        url + "explain/", {"explanation": "在途", "seen": row["seen"]}, "application/json"
    )
    assert explained_answer.json()["state"] == "explained"
    stale = as_user(world.cast.miit_officer).post(
        url + "decide/", {"outcome": "accepted", "decision": "属实", "seen": row["seen"]}, "application/json"
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_since")
    assert as_user(world.cast.southern_clerk).get(url).status_code == 404


def test_figures_are_never_floats(world: World) -> None:
    case = differing(world)
    assert isinstance(case.gap, Decimal)
