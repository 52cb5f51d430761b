"""Kept verdicts: what a page reads is what judging the facts gives, after any history and on any day."""

import importlib
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.periods import at, start_of
from enterprises.models import (
    Capacity,
    ComplianceFact,
    Enterprise,
    Evidence,
    Halt,
    KeptVerdict,
    Licence,
    PermitBreach,
    StopOrder,
)
from enterprises.reads.facts import facts_of
from enterprises.reads.lapses import eligibility_lapses
from enterprises.reads.verdicts import count_by_status, judged, of_status, verdicts
from enterprises.rules.eligibility import RULE_SETS
from enterprises.rules.outlook import eligibility_lapse
from enterprises.rules.verdict import ELIGIBLE
from enterprises.services.evidence import (
    add_evidence,
    confirm_evidence,
    dispute_evidence,
    end_evidence,
    withdraw_evidence,
)
from enterprises.services.verdicts import compare, correct, keep_rule_set, rebuild, written_together
from tests.builders import BUILDER, enterprise, lifted, pond
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
DAY = date(2021, 10, 8)
FIRST = date(2021, 1, 4)


def anybody() -> list[Enterprise]:
    return list(Enterprise.objects.order_by("pk"))


def refuse_judging(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on a page that judges fails."""

    def judges(*_args: Any, **_values: Any) -> None:
        raise AssertionError("judged, though the verdict is kept")

    monkeypatch.setattr("enterprises.reads.verdicts.judged", judges)


class History:
    """Things that happen to enterprises, one after the other, by the services that people use."""

    def __init__(self, seed: int, cast: Cast) -> None:
        self.chance, self.cast, self.day = random.Random(seed), cast, FIRST
        self.number = 0

    def happen(self) -> None:
        """One more thing, some days later."""
        self.day += timedelta(days=self.chance.randrange(40))
        row = self.chance.choice(anybody())
        action: Callable[[Enterprise], None] = self.chance.choice(
            (self._licence, self._test, self._order, self._halt, self._breach, self._capacity, self._judge, self._end)
        )
        with at(start_of(self.day)):
            action(row)

    def _add(self, piece: Evidence, row: Enterprise) -> None:
        add_evidence(piece, enterprise=row, by=BUILDER)

    def _number(self) -> str:
        self.number += 1
        return f"号{self.number}"

    def _near(self, most: int = 300) -> date:
        return self.day + timedelta(days=self.chance.randrange(-100, most))

    def _licence(self, row: Enterprise) -> None:
        kind = self.chance.choice(["mining_licence", "safety_licence", "recovery_project", "discharge_permit"])
        begin = self._near(60)
        until = begin + timedelta(days=self.chance.randrange(500))
        values = {"kind": kind, "number": self._number(), "valid_from": begin, "valid_to": until}
        self._add(Licence(enterprise=row, holder="示例", issuer="机关", **values), row)

    def _capacity(self, row: Enterprise) -> None:
        tonnes = Decimal(self.chance.choice((1000, 3000)))
        values = {"process": "萃取", "document": self._number(), "valid_from": self._near()}
        self._add(Capacity(enterprise=row, tonnes_per_year=tonnes, **values), row)

    def _test(self, row: Enterprise) -> None:
        values = {"kind": "emission", "passed": self.chance.random() < 0.7, "tested_on": self.day, "tested_by": "检测"}
        self._add(
            ComplianceFact(
                enterprise=row,
                report=self._number(),
                valid_until=self.day + timedelta(days=self.chance.randrange(400)),
                **values,
            ),
            row,
        )

    def _order(self, row: Enterprise) -> None:
        order = StopOrder(enterprise=row, number=self._number(), authority="机关", issued_on=self.day)
        self._add(order, row)
        if self.chance.random() < 0.5:
            lifted(order, self.day + timedelta(days=self.chance.randrange(60)), self.cast)

    def _halt(self, row: Enterprise) -> None:
        self._add(Halt(enterprise=row, since=self._near(1) - timedelta(days=300), reason="检修"), row)

    def _breach(self, row: Enterprise) -> None:
        permit = Licence.objects.filter(enterprise=row, kind="discharge_permit").first()
        if permit is not None:
            values = {"found_on": self.day, "found_by": "机关", "document": self._number()}
            self._add(PermitBreach(enterprise=row, permit=permit, **values), row)

    def _end(self, row: Enterprise) -> None:
        halt = row.halts.filter(until=None).exclude(confirmation_status="withdrawn").first()
        if halt is not None:
            end_evidence(piece=halt, on=max(self.day, halt.since), by=BUILDER)

    def _judge(self, row: Enterprise) -> None:
        kinds: tuple[Any, ...] = (Licence, ComplianceFact, Capacity, Halt)
        pieces = self.chance.choice(kinds)._default_manager.filter(enterprise=row)
        piece = self.chance.choice(list(pieces)) if pieces else None
        if piece is None or piece.confirmation_status in ("withdrawn", "disputed"):
            return
        if piece.confirmation_status == "unconfirmed":
            confirm_evidence(piece=piece, by=self.cast.neimenggu_industry)
        else:
            dispute_evidence(piece=piece, reason="不实", by=self.cast.neimenggu_industry)
            if self.chance.random() < 0.5:
                withdraw_evidence(piece=piece, reason="误录", by=self.cast.northern_clerk)


@pytest.mark.parametrize("seed", range(4))
def test_kept_is_what_judging_gives_after_any_history_on_any_day(
    seed: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(start_of(FIRST)):
        for number, kind in enumerate(("mine", "separation", "utilisation")):
            is_mine = kind == "mine"
            enterprise(number, kind=kind, has_rock=is_mine, has_ionic=is_mine)
        pond(anybody()[0], "normal", date(2019, 3, 1))
    history = History(seed, cast)
    for _step in range(25):
        history.happen()
    days = [history.day + timedelta(days=history.chance.randrange(1500)) for _each in range(12)]
    expected = {
        (day, code): judged(anybody(), as_of=day, rule_set=code) for day in (history.day, *days) for code in RULE_SETS
    }
    refuse_judging(monkeypatch)
    for (day, code), verdict in expected.items():
        with at(start_of(day)):
            assert verdicts(anybody(), as_of=day, rule_set=code) == verdict
    with at(start_of(history.day)):
        assert compare() == []
        for code, rules in RULE_SETS.items():
            lapses = eligibility_lapses(Enterprise.objects.all(), as_of=history.day, days=700, rule_set=code)
            facts = facts_of(anybody())
            for one in anybody():
                for category in one.categories:
                    wanted = eligibility_lapse(facts[one.pk], category, rules, as_of=history.day, days=700)
                    assert lapses.get((one.pk, str(category))) == wanted


class TestTheDays:
    def test_the_next_row_takes_over_without_anybody_writing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        mine = enterprise(1, kind="mine", has_rock=True)
        refuse_judging(monkeypatch)
        last = date(2023, 1, 1)
        for day, status in ((last, True), (last + timedelta(days=1), False)):
            with at(start_of(day)):
                [verdict] = verdicts([mine], as_of=day, rule_set="2021").values()
                assert verdict.is_eligible is status
                assert [ground.day for ground in verdict.against] == [] if status else [last.isoformat()] * 2
        assert compare() == []

    def test_a_day_before_those_that_are_kept_is_judged(self) -> None:
        plant = enterprise(1)
        early = date(2019, 12, 31)
        assert KeptVerdict.objects.on(early, "2021").count() == 0
        assert verdicts([plant], as_of=early, rule_set="2021") == judged([plant], as_of=early, rule_set="2021")


class TestWhoeverChangesAFact:
    def test_a_row_written_past_the_services_takes_the_verdict_away(self) -> None:
        plant, other = enterprise(1), enterprise(2)
        StopOrder.objects.bulk_create([StopOrder(enterprise=plant, number="1", authority="机关", issued_on=DAY)])
        assert {row.enterprise_id for row in KeptVerdict.objects.all()} == {other.pk}
        [verdict] = verdicts([plant], as_of=DAY, rule_set="2021").values()
        assert not verdict.is_eligible
        rows = Enterprise.objects.all()
        assert list(of_status(rows, ELIGIBLE, as_of=DAY, rule_set="2021")) == [other]
        assert count_by_status(rows, as_of=DAY, rule_set="2021") == {"eligible": 1, "not_eligible": 1}

    @pytest.mark.parametrize("values", [{"passed": False}, {"confirmation_status": "confirmed"}, {"tested_on": DAY}])
    def test_an_update_does_and_a_deletion_does(self, values: dict[str, Any]) -> None:
        plant = enterprise(1)
        ComplianceFact.objects.filter(enterprise=plant, kind="emission").update(**values)
        assert not plant.kept_verdicts.exists()
        rebuild()
        Capacity.objects.filter(enterprise=plant).delete()
        assert not plant.kept_verdicts.exists()

    def test_what_no_verdict_rests_on_leaves_them_alone(self) -> None:
        plant = enterprise(1)
        kept = set(plant.kept_verdicts.values_list("pk", flat=True))
        ComplianceFact.objects.filter(enterprise=plant).update(tested_by="另一机构")
        assert set(plant.kept_verdicts.values_list("pk", flat=True)) == kept


def test_no_migration_has_lost_a_trigger() -> None:
    """SQLite builds an altered table anew without its triggers; the migration that alters it makes them again."""
    made = importlib.import_module("enterprises.migrations.0003_kept_verdicts_go_with_their_facts")
    wanted = {name for _table, name, *_rest in made._statements(connection.vendor)}
    catalogue = (
        "SELECT tgname FROM pg_trigger" if connection.vendor == "postgresql" else "SELECT name FROM sqlite_master"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        assert wanted <= {name for (name,) in cursor.fetchall()}


class TestTheCommand:
    def test_it_finds_what_has_drifted_and_writes_it_anew(self) -> None:
        plant = enterprise(1)
        call_command("verdicts", stdout=StringIO())
        today = KeptVerdict.objects.on(DAY, "2021").get()
        KeptVerdict.objects.filter(pk=today.pk).update(status="not_eligible")
        said = StringIO()
        with pytest.raises(CommandError, match="1 verdicts have drifted"):
            call_command("verdicts", stdout=said)
        assert f"enterprise {plant.pk} separation under 2021: kept not_eligible" in said.getvalue()
        call_command("verdicts", "--rebuild", stdout=StringIO())
        call_command("verdicts", stdout=StringIO())
        assert KeptVerdict.objects.on(DAY, "2021").get().status == "eligible"

    def test_the_nightly_correction_writes_only_who_has_drifted(self) -> None:
        plant, other = enterprise(1), enterprise(2)
        kept = set(other.kept_verdicts.values_list("pk", flat=True))
        plant.kept_verdicts.all().delete()
        assert {drift.enterprise for drift in correct()} == {plant.pk}
        assert set(other.kept_verdicts.values_list("pk", flat=True)) == kept
        assert compare() == []
        assert correct() == []

    def test_new_rules_bring_verdicts_to_whom_has_none(self) -> None:
        plant = enterprise(1)
        assert keep_rule_set("2024") == 0
        plant.kept_verdicts.filter(rule_set="2024").delete()
        assert keep_rule_set("2024") > 0
        assert compare() == []


class TestTheQueries:
    @staticmethod
    def asked(work: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            work()
        return len(queries)

    def test_one_for_any_number_of_enterprises(self) -> None:
        rows = [enterprise(number) for number in range(8)]
        for many in (rows[:1], rows):
            assert self.asked(partial(verdicts, many, as_of=DAY, rule_set="2021")) == 1

    def test_eight_to_judge_any_number(self) -> None:
        rows = [enterprise(number) for number in range(8)]
        for many in (rows[:1], rows):
            assert self.asked(partial(judged, many, as_of=DAY, rule_set="2021")) == 8

    def test_many_facts_at_once_are_written_in_one_go(self) -> None:
        rows = [enterprise(number) for number in range(6)]

        def order(row: Enterprise) -> None:
            number = f"{row.pk}-{StopOrder.objects.count()}"
            piece = StopOrder(enterprise=row, number=number, authority="机关", issued_on=DAY)
            add_evidence(piece, enterprise=row, by=BUILDER)

        def together() -> None:
            with written_together():
                for row in rows:
                    order(row)

        def one_by_one() -> None:
            for row in rows:
                order(row)

        assert self.asked(together) + 8 * (len(rows) - 1) <= self.asked(one_by_one)
        assert compare() == []
