"""A draw follows from its record alone, and nobody can pick its result."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Organisation
from audit.models import Event
from common.constraints import NotAllowed, Refusal
from common.periods import now
from enterprises.models import Enterprise
from inspections.models import Draw, Inspection, Inspector
from inspections.rules.draw import Risk, Weights, commitment, draw, how_many
from inspections.services.draws import begin_draw, close_population, exclude, make_draw
from inspections.services.plans import recuse
from monthly_checks.models import CheckedEnterprise, MonthlyCheck
from monthly_checks.services.checks import give_verdict
from tests.builders import enterprise
from tests.inspections.stage import drawn, inspected, plan, second
from tests.markup import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def record(**values: Any) -> dict[str, Any]:
    """Thirty enterprises, the first five with a risk, and five inspectors."""
    base: dict[str, Any] = {
        "version": 1,
        "algorithm": "sha256",
        "seed": "5eed",
        "public": "17:abc",
        "percent": 5,
        "inspectors_each": 2,
        "population": [{"code": f"E{n:02d}", "weight": 9 if n < 5 else 1} for n in range(30)],
        "exclusions": [],
        "inspectors": [{"code": f"I{n}"} for n in range(5)],
        "recusals": [],
    }
    return base | values


def by_hand(material: str, purpose: str, number: int, weights: dict[str, int]) -> str:
    """One ticket as docs/draw.md writes it, without the product's code."""
    digest = hashlib.sha256(f"{material}|{purpose}|{number}|0".encode()).digest()
    ticket = int.from_bytes(digest, "big") % sum(weights.values())
    for code in sorted(weights):
        ticket -= weights[code]
        if ticket < 0:
            return code
    raise AssertionError


def test_two_of_thirty_with_weights_come_out_as_by_hand() -> None:
    weights = {row["code"]: row["weight"] for row in record()["population"]}
    first = by_hand("5eed|17:abc", "enterprises", 0, weights)
    del weights[first]
    expected = (first, by_hand("5eed|17:abc", "enterprises", 1, weights))
    result = draw(record())
    assert result.enterprises == expected
    assert [len(set(names)) for names in result.inspectors.values()] == [2, 2]


def test_the_order_of_the_lists_does_not_matter() -> None:
    turned = record(population=record()["population"][::-1], inspectors=record()["inspectors"][::-1])
    assert draw(turned) == draw(record())


def test_any_other_seed_or_public_value_is_another_draw() -> None:
    results = {draw(record(seed=f"{n}")).enterprises for n in range(40)}
    results |= {draw(record(public=f"{n}")).enterprises for n in range(40)}
    assert len(results) > 60


def test_a_risk_is_drawn_as_much_more_often_as_it_weighs() -> None:
    one = record(percent=1)
    hits = sum(draw({**one, "seed": str(n)}).enterprises[0] in {"E00", "E01", "E02", "E03", "E04"} for n in range(2000))
    assert abs(hits / 2000 - 45 / 70) < 0.05


def test_who_is_excluded_or_recused_never_comes() -> None:
    without = record(
        exclusions=[{"code": "E00"}], recusals=[{"inspector": "I0", "enterprise": f"E{n:02d}"} for n in range(30)]
    )
    for n in range(300):
        result = draw({**without, "seed": str(n), "percent": 20})
        assert "E00" not in result.enterprises
        assert all("I0" not in names for names in result.inspectors.values())


@pytest.mark.parametrize(
    ("candidates", "percent", "count"), [(30, 5, 2), (30, 1, 1), (30, 100, 30), (1, 5, 1), (20, 5, 1)]
)
def test_the_ratio_is_rounded_up(candidates: int, percent: int, count: int) -> None:
    assert how_many(candidates, percent) == count


def test_a_risk_counts_three_times_at_most() -> None:
    assert Weights(3, 2, 1, 1).of(Risk(1, 30, 2, 3)) == 1 + 3 + 6 + 2 + 3
    assert Weights(3, 2, 1, 1, demanded=2).of(Risk(0, 0, 0, 0, demanded=4)) == 1 + 6


def test_a_record_from_before_demands_were_counted_gives_the_same_names(tmp_path: Path, capsys: Any) -> None:
    """As it was written then: neither its weights nor its risks know of demands."""
    old = record(weights={"over_quota": 3, "differences": 1, "late_reports": 1, "years_since": 1})
    for row in old["population"]:
        row |= {"name": row["code"], "risk": {"over_quota": 0, "differences": 0, "late_reports": 0, "years_since": 3}}
    for row in old["inspectors"]:
        row["name"] = row["code"]
    result = {"enterprises": ["E01", "E02"], "inspectors": {"E01": ["I0", "I3"], "E02": ["I1", "I4"]}}
    paper = tmp_path / "record.json"
    paper.write_text(json.dumps({**old, "commitment": commitment("5eed", "sha256"), "result": result}))
    call_command("redraw", file=paper)
    assert "equal those of the record" in capsys.readouterr().out


def asked_for(plant: Enterprise, month: int, cast: Any, verdict: str = "inspect") -> None:
    """A province's check of a month with a verdict on one enterprise."""
    check, _made = MonthlyCheck.objects.get_or_create(
        province_id=plant.province_id, year=2021, month=month, defaults={"opened_at": now()}
    )
    group = Organisation.objects.get(code="northern-re")
    row = CheckedEnterprise.objects.create(check_of=check, enterprise=plant, group=group)
    give_verdict(row=row, verdict=verdict, text="库存与台账不符", by=cast.neimenggu_industry)


def weights_of(row: Draw) -> dict[str, tuple[int, int]]:
    """By enterprise how often its inspection was asked for, and its weight."""
    return {one["name"]: (one["risk"]["demanded"], one["weight"]) for one in row.record["population"]}


def test_what_the_monthly_check_demands_weighs_until_it_has_been_inspected(cast: Any) -> None:
    first, second_one, agreed = (enterprise(number, papers=False) for number in (1, 2, 3))
    for month in (7, 8):
        asked_for(first, month, cast)
    asked_for(second_one, 8, cast)
    asked_for(agreed, 8, cast, verdict="agree")
    row = drawn(cast, years_since=0, demanded=2)
    names = [one.name_zh for one in (first, second_one, agreed)]
    assert row.record["weights"]["demanded"] == 2
    assert weights_of(row) == {names[0]: (2, 5), names[1]: (1, 3), names[2]: (0, 1)}
    call_command("redraw", row.pk)
    inspected(cast, Inspection.objects.get(enterprise=first))
    later = drawn(cast, years_since=0, demanded=2)
    assert weights_of(later) == {names[0]: (0, 1), names[1]: (1, 3), names[2]: (0, 1)}
    # Whatever has happened since, the former draw follows from its record.
    call_command("redraw", row.pk)


def test_a_plan_that_gives_demands_no_weight_draws_as_if_there_were_none(cast: Any) -> None:
    plant = enterprise(1, papers=False)
    asked_for(plant, 8, cast)
    assert weights_of(drawn(cast, years_since=0, demanded=0)) == {plant.name_zh: (1, 1)}


def test_the_pages_of_plan_and_draw_show_what_was_demanded(cast: Any, as_user: Any) -> None:
    plant = enterprise(1, papers=False)
    asked_for(plant, 8, cast)
    row = drawn(cast, years_since=0, demanded=2)
    client = as_user(cast.neimenggu_industry)
    page = client.get(row.plan.get_absolute_url()).content.decode()
    assert "库存与台账不符" in page and plant.name in page
    shown = squeezed(client.get(row.get_absolute_url()).content.decode())
    assert '<td class="n">1</td><td class="n">3</td></tr>' in shown
    # A draw whose record is older shows none.
    for one in row.record["population"]:
        del one["risk"]["demanded"]
    row.save()
    assert '<td class="n">0</td><td class="n">3</td></tr>' in squeezed(
        client.get(row.get_absolute_url()).content.decode()
    )


@pytest.fixture
def thirty(cast: Any) -> None:
    for number in range(1, 31):
        enterprise(number, papers=False)


def test_two_of_thirty_are_drawn_again_from_the_record(thirty: None, cast: Any, tmp_path: Path, capsys: Any) -> None:
    row = drawn(cast, percent=5)
    assert Inspection.objects.count() == 2
    assert all(one.inspectors.count() == 2 for one in Inspection.objects.all())
    call_command("redraw", row.pk)
    assert "equal those of the record" in capsys.readouterr().out
    # From the record alone: whatever the tables say meanwhile.
    paper = tmp_path / "record.json"
    paper.write_text(json.dumps(row.record, ensure_ascii=False), encoding="utf-8")
    Inspector.objects.update(active=False)
    Enterprise.objects.update(name_zh="改名")
    call_command("redraw", file=paper)
    names = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in names[:2]] == row.record["result"]["enterprises"]


def test_a_changed_record_is_detected(thirty: None, cast: Any) -> None:
    row = drawn(cast, percent=5)
    row.record["result"]["enterprises"].reverse()
    row.save()
    with pytest.raises(CommandError, match="NOT those"):
        call_command("redraw", row.pk)
    row.record["seed"] = "00"
    row.save()
    with pytest.raises(CommandError, match="not the one whose hash"):
        call_command("redraw", row.pk)


def test_the_seed_is_committed_before_and_revealed_after(thirty: None, cast: Any) -> None:
    row = begin_draw(plan=plan(cast), by=cast.neimenggu_industry)
    assert row.commitment == commitment(row.seed, row.algorithm)
    row = close_population(draw=row, by=cast.neimenggu_industry)
    told = "".join(str(event.after) for event in Event.objects.about(row))
    assert row.commitment in told and row.seed not in told and "seed" not in row.record
    number, _colon, digest = row.record["public"].partition(":")
    assert Event.objects.get(number=number).hash == digest
    row = make_draw(draw=row, by=second(cast))
    assert row.record["seed"] == row.seed


def test_a_second_officer_draws_and_only_once(thirty: None, cast: Any) -> None:
    row = begin_draw(plan=plan(cast), by=cast.neimenggu_industry)
    with pytest.raises(Refusal) as early:
        make_draw(draw=row, by=second(cast))
    assert early.value.code == "wrong_state"
    close_population(draw=row, by=cast.neimenggu_industry)
    with pytest.raises(NotAllowed) as same:
        make_draw(draw=row, by=cast.neimenggu_industry)
    assert same.value.code == "same_person"
    make_draw(draw=row, by=second(cast))
    make_draw(draw=row, by=second(cast))
    assert Inspection.objects.count() == 2


def test_after_the_closing_nobody_is_left_out_and_no_draw_is_begun_beside_it(thirty: None, cast: Any) -> None:
    row = begin_draw(plan=plan(cast), by=cast.neimenggu_industry)
    left_out = Enterprise.objects.get(name_zh="示例企业7")
    exclude(draw=row, enterprise=left_out, reason="本年已检查", by=cast.neimenggu_industry)
    close_population(draw=row, by=cast.neimenggu_industry)
    for action in (
        lambda: exclude(draw=row, enterprise=left_out, reason="再来", by=cast.neimenggu_industry),
        lambda: begin_draw(plan=row.plan, by=cast.neimenggu_industry),
    ):
        with pytest.raises(Refusal):
            action()
    row = Draw.objects.get(pk=row.pk)
    assert row.record["exclusions"] == [{"code": left_out.credit_code, "name": "示例企业7", "reason": "本年已检查"}]


def test_too_few_free_inspectors_keep_the_population_open(cast: Any) -> None:
    plant = enterprise(1, papers=False)
    row = begin_draw(plan=plan(cast), by=cast.neimenggu_industry)
    for inspector in Inspector.objects.all()[:4]:
        recuse(inspector=inspector, enterprise=plant, reason="曾在该企业任职", by=cast.neimenggu_industry)
    with pytest.raises(Refusal) as refused:
        close_population(draw=row, by=cast.neimenggu_industry)
    assert refused.value.code == "too_few_inspectors"


def test_a_foreign_authority_neither_closes_nor_sees_it(thirty: None, cast: Any) -> None:
    row = begin_draw(plan=plan(cast), by=cast.neimenggu_industry)
    with pytest.raises(NotAllowed):
        close_population(draw=row, by=cast.jiangxi_industry)
    for other in (cast.jiangxi_industry, cast.northern_officer):
        assert not Draw.objects.visible_to(other).exists()
