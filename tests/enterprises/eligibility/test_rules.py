"""The grounds of notice 三: every clause at its boundaries, and all of them against an independent oracle."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enterprises.rules.eligibility import RULE_SETS, clause_text, judge, rule_set_on
from enterprises.rules.facts import (
    BreachFact,
    CapacityFact,
    EnterpriseFacts,
    HaltFact,
    OrderFact,
    Paper,
    PondFact,
    TestFact,
)
from enterprises.rules.grounds import RULES, months_after, years_after
from enterprises.rules.verdict import (
    BARS,
    CLEAR,
    ELIGIBLE,
    EVIDENCE_MISSING,
    MISSING,
    NOT_APPLICABLE,
    NOT_ELIGIBLE,
    Verdict,
)
from tests.enterprises import oracle

DAY = date(2021, 10, 8)
ONE = timedelta(days=1)
EARLY, LATE = date(2020, 1, 1), date(2023, 1, 1)
CATEGORY = {"mine": "mining_rock", "separation": "separation", "utilisation": "separation"}


def sound(kind: str = "separation", **changes: Any) -> dict[str, Any]:
    """An eligible enterprise in the oracle's form, with the given changes."""
    papers = {
        "mine": ["mining_licence", "safety_licence"],
        "utilisation": ["recovery_project"],
        "separation": [],
    }
    return {
        "kind": kind,
        "papers": [(name, EARLY, LATE, None) for name in papers[kind]],
        "capacities": [(EARLY, Decimal(5000), False)] if kind == "separation" else [],
        "tests": [(name, EARLY, True, LATE) for name in ("emission", "radiation")],
        "ponds": {},
        "orders": [],
        "halts": [],
        "breaches": [],
        **changes,
    }


def facts(enterprise: dict[str, Any]) -> EnterpriseFacts:
    """The same enterprise as the rules take it."""
    return EnterpriseFacts(
        name="示例",
        kind=enterprise["kind"],
        papers=tuple(
            Paper(kind, f"号{n}", begin, end, revoked)
            for n, (kind, begin, end, revoked) in enumerate(enterprise["papers"])
        ),
        capacities=tuple(
            CapacityFact(tonnes, "工艺", eliminated, f"文{n}", on)
            for n, (on, tonnes, eliminated) in enumerate(enterprise["capacities"])
        ),
        tests=tuple(
            TestFact(kind, passed, on, until, f"报告{n}")
            for n, (kind, on, passed, until) in enumerate(enterprise["tests"])
        ),
        ponds=tuple(enterprise["ponds"]),
        evaluations=tuple(
            PondFact(name, grade, on, "评价") for name, known in enterprise["ponds"].items() for on, grade in known
        ),
        orders=tuple(OrderFact("号", "机关", on, lifted) for on, lifted in enterprise["orders"]),
        halts=tuple(HaltFact(since, until, "原因") for since, until in enterprise["halts"]),
        breaches=tuple(BreachFact("排1", found, remedied, "文") for found, remedied in enterprise["breaches"]),
    )


def verdict(enterprise: dict[str, Any], day: date = DAY, rule_set: str = "2021") -> Verdict:
    return judge(facts(enterprise), CATEGORY[enterprise["kind"]], day, rule_set)


def licence(kind: str, until: date | None, revoked: date | None = None) -> list[Any]:
    """A mine's two licences, one of them with this term."""
    other = {"mining_licence": "safety_licence", "safety_licence": "mining_licence"}[kind]
    return [(kind, EARLY, until, revoked), (other, EARLY, LATE, None)]


def capacity(tonnes: str, *, eliminated: bool = False) -> dict[str, Any]:
    return sound(capacities=[(EARLY, Decimal(tonnes), eliminated)])


def lab(emission: Any, radiation: Any = (EARLY, True, LATE)) -> dict[str, Any]:
    return sound(tests=[("emission", *emission), ("radiation", *radiation)])


def evaluated(*known: tuple[date, str]) -> dict[str, Any]:
    return sound(ponds={"尾矿库": list(known)})


TABLE: list[tuple[str, dict[str, Any], str]] = [
    # （一） mines
    ("a mine with both licences", sound("mine"), ELIGIBLE),
    ("no mining licence", sound("mine", papers=[("safety_licence", EARLY, LATE, None)]), EVIDENCE_MISSING),
    (
        "no work-safety licence",
        sound("mine", papers=[("mining_licence", EARLY, LATE, None)]),
        EVIDENCE_MISSING,
    ),
    ("no papers at all", sound("mine", papers=[]), EVIDENCE_MISSING),
    ("mining licence ends on the day", sound("mine", papers=licence("mining_licence", DAY)), ELIGIBLE),
    (
        "mining licence ended the day before",
        sound("mine", papers=licence("mining_licence", DAY - ONE)),
        NOT_ELIGIBLE,
    ),
    ("safety licence ends on the day", sound("mine", papers=licence("safety_licence", DAY)), ELIGIBLE),
    (
        "safety licence ended the day before",
        sound("mine", papers=licence("safety_licence", DAY - ONE)),
        NOT_ELIGIBLE,
    ),
    ("a licence without an end", sound("mine", papers=licence("mining_licence", None)), ELIGIBLE),
    ("revoked on the day", sound("mine", papers=licence("safety_licence", LATE, DAY)), NOT_ELIGIBLE),
    ("revoked the day after", sound("mine", papers=licence("safety_licence", LATE, DAY + ONE)), ELIGIBLE),
    ("revoked before", sound("mine", papers=licence("mining_licence", None, DAY - ONE)), NOT_ELIGIBLE),
    (
        "a licence that begins on the day",
        sound("mine", papers=[("mining_licence", DAY, LATE, None), ("safety_licence", EARLY, LATE, None)]),
        ELIGIBLE,
    ),
    (
        "a licence that begins tomorrow",
        sound("mine", papers=[("mining_licence", DAY + ONE, LATE, None), ("safety_licence", EARLY, LATE, None)]),
        EVIDENCE_MISSING,
    ),
    (
        "two licences disagree: the old one ran out, the new one holds",
        sound("mine", papers=[*licence("mining_licence", DAY - ONE), ("mining_licence", DAY, LATE, None)]),
        ELIGIBLE,
    ),
    (
        "two licences disagree: the new one is revoked, the old one holds",
        sound("mine", papers=[*licence("mining_licence", LATE), ("mining_licence", DAY - ONE, LATE, DAY)]),
        ELIGIBLE,
    ),
    (
        "a mine's recovery project in its last day",
        sound("mine", papers=[*licence("mining_licence", LATE), ("recovery_project", EARLY, DAY, None)]),
        ELIGIBLE,
    ),
    (
        "a mine's recovery project beyond its term",
        sound("mine", papers=[*licence("mining_licence", LATE), ("recovery_project", EARLY, DAY - ONE, None)]),
        NOT_ELIGIBLE,
    ),
    (
        "a mine's recovery project that has not begun asks for nothing",
        sound("mine", papers=[*licence("mining_licence", LATE), ("recovery_project", DAY + ONE, LATE, None)]),
        ELIGIBLE,
    ),
    # （一） utilisation
    ("a utilisation enterprise", sound("utilisation"), ELIGIBLE),
    (
        "its project in its last day",
        sound("utilisation", papers=[("recovery_project", EARLY, DAY, None)]),
        ELIGIBLE,
    ),
    (
        "its project a day beyond",
        sound("utilisation", papers=[("recovery_project", EARLY, DAY - ONE, None)]),
        NOT_ELIGIBLE,
    ),
    (
        "it needs no mining licence and no capacity, but its approval",
        sound("utilisation", papers=[]),
        EVIDENCE_MISSING,
    ),
    # orders, for each kind
    *(
        row
        for kind in ("mine", "separation", "utilisation")
        for row in (
            (f"{kind}: ordered to stop on the day", sound(kind, orders=[(DAY, None)]), NOT_ELIGIBLE),
            (f"{kind}: to be ordered tomorrow", sound(kind, orders=[(DAY + ONE, None)]), ELIGIBLE),
            (f"{kind}: order lifted that day", sound(kind, orders=[(EARLY, DAY)]), ELIGIBLE),
            (f"{kind}: order lifted tomorrow", sound(kind, orders=[(EARLY, DAY + ONE)]), NOT_ELIGIBLE),
            (
                f"{kind}: one lifted, one not",
                sound(kind, orders=[(EARLY, DAY - ONE), (EARLY, None)]),
                NOT_ELIGIBLE,
            ),
        )
    ),
    # （二）
    ("1999.999 t", capacity("1999.999"), NOT_ELIGIBLE),
    ("2000 t", capacity("2000"), ELIGIBLE),
    ("2000.001 t", capacity("2000.001"), ELIGIBLE),
    ("a process on the eliminated list", capacity("5000", eliminated=True), NOT_ELIGIBLE),
    ("no approved capacity", sound(capacities=[]), EVIDENCE_MISSING),
    ("a capacity approved tomorrow", sound(capacities=[(DAY + ONE, Decimal(5000), False)]), EVIDENCE_MISSING),
    (
        "enlarged on the day",
        sound(capacities=[(EARLY, Decimal(1500), False), (DAY, Decimal(2000), False)]),
        ELIGIBLE,
    ),
    (
        "two approvals of one day disagree",
        sound(capacities=[(EARLY, Decimal(1500), False), (EARLY, Decimal(3000), False)]),
        NOT_ELIGIBLE,
    ),
    (
        "two approvals of one day disagree the other way round",
        sound(capacities=[(EARLY, Decimal(3000), False), (EARLY, Decimal(1500), False)]),
        NOT_ELIGIBLE,
    ),
    # （三）
    ("failed emission", lab((EARLY, False, LATE)), NOT_ELIGIBLE),
    ("failed radiation", lab((EARLY, True, LATE), (EARLY, False, None)), NOT_ELIGIBLE),
    ("no emission test", sound(tests=[("radiation", EARLY, True, LATE)]), EVIDENCE_MISSING),
    ("no radiation test", sound(tests=[("emission", EARLY, True, LATE)]), EVIDENCE_MISSING),
    ("tested on the day", lab((DAY, True, None)), ELIGIBLE),
    ("tested tomorrow", lab((DAY + ONE, True, None)), EVIDENCE_MISSING),
    ("report ends on the day", lab((EARLY, True, DAY)), ELIGIBLE),
    ("report ended the day before", lab((EARLY, True, DAY - ONE)), EVIDENCE_MISSING),
    (
        "passed after a failure",
        sound(tests=[*sound()["tests"], ("emission", DAY - 2 * ONE, False, None), ("emission", DAY, True, None)]),
        ELIGIBLE,
    ),
    (
        "failed after a pass",
        sound(tests=[*sound()["tests"], ("emission", DAY, False, None)]),
        NOT_ELIGIBLE,
    ),
    (
        "two tests of one day disagree",
        sound(tests=[*sound()["tests"], ("emission", DAY, True, None), ("emission", DAY, False, None)]),
        NOT_ELIGIBLE,
    ),
    # （四）
    ("a normal pond", evaluated((EARLY, "normal")), ELIGIBLE),
    ("an ill pond", evaluated((EARLY, "ill")), NOT_ELIGIBLE),
    ("a dangerous pond", evaluated((EARLY, "dangerous")), NOT_ELIGIBLE),
    ("a critical pond", evaluated((EARLY, "critical")), NOT_ELIGIBLE),
    ("an evaluation exactly three years old", evaluated((date(2018, 10, 8), "normal")), ELIGIBLE),
    ("an evaluation three years and a day old", evaluated((date(2018, 10, 7), "normal")), EVIDENCE_MISSING),
    ("a pond without an evaluation", evaluated(), EVIDENCE_MISSING),
    ("mended and evaluated anew", evaluated((EARLY, "ill"), (DAY, "normal")), ELIGIBLE),
    ("two evaluations of one day disagree", evaluated((EARLY, "normal"), (EARLY, "ill")), NOT_ELIGIBLE),
    (
        "two ponds, one of them ill",
        sound(ponds={"甲": [(EARLY, "normal")], "乙": [(EARLY, "ill")]}),
        NOT_ELIGIBLE,
    ),
    # （五）
    ("halted for eleven months", sound(halts=[(date(2020, 11, 8), None)]), ELIGIBLE),
    ("halted for a day less than twelve months", sound(halts=[(date(2020, 10, 9), None)]), ELIGIBLE),
    ("halted for exactly twelve months", sound(halts=[(date(2020, 10, 8), None)]), NOT_ELIGIBLE),
    ("halted for thirteen months", sound(halts=[(date(2020, 9, 8), None)]), NOT_ELIGIBLE),
    ("producing again since the day", sound(halts=[(EARLY, DAY)]), ELIGIBLE),
    ("producing again tomorrow", sound(halts=[(EARLY, DAY + ONE)]), NOT_ELIGIBLE),
    # together
    ("a bar outweighs a missing paper", sound(capacities=[], orders=[(EARLY, None)]), NOT_ELIGIBLE),
]


@pytest.mark.parametrize(("enterprise", "expected"), [pytest.param(e, s, id=name) for name, e, s in TABLE])
def test_the_decision_table(enterprise: dict[str, Any], expected: str) -> None:
    assert verdict(enterprise).status == expected
    assert oracle.status(enterprise, DAY) == expected


days = st.dates(date(2018, 1, 1), date(2024, 12, 31))
near = st.integers(-1, 1).map(lambda step: DAY + step * ONE) | days | st.just(date(2020, 2, 29))
until = st.none() | near
kinds_of_evidence = st.sampled_from(
    ["mining_licence", "safety_licence", "recovery_project", "discharge_permit", "radiation_permit"]
)
amounts = st.sampled_from([Decimal("1999.999"), Decimal(2000), Decimal("2000.001"), Decimal(50000)])
grades = st.sampled_from(["normal", "normal", "ill", "dangerous", "critical"])


def _few(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.tuples(*parts), max_size=4)


enterprises = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["mine", "separation", "utilisation"]),
        "papers": _few(kinds_of_evidence, near, until, until),
        "capacities": _few(near, amounts, st.booleans()),
        "tests": _few(st.sampled_from(["emission", "radiation"]), near, st.booleans(), until),
        "ponds": st.dictionaries(st.sampled_from("甲乙"), _few(near, grades), max_size=2),
        "orders": _few(near, until),
        "halts": _few(near, until),
        "breaches": _few(near, until),
    }
)
# Most random enterprises lack something; one good start more often reaches the far side of a rule.
likely = st.builds(
    lambda base, extra, keep: {**extra, **{name: base[name] for name in keep}, "kind": base["kind"]},
    st.sampled_from([sound("mine"), sound("separation"), sound("utilisation")]),
    enterprises,
    st.sets(st.sampled_from(["papers", "capacities", "tests", "ponds", "orders", "halts", "breaches"]), min_size=3),
)


@settings(max_examples=600, deadline=None)
@given(enterprise=enterprises | likely, day=near, discharge=st.booleans())
def test_the_rules_and_the_oracle_agree(enterprise: dict[str, Any], day: date, discharge: bool) -> None:
    rule_set = "2024" if discharge else "2021"
    assert verdict(enterprise, day, rule_set).status == oracle.status(enterprise, day, discharge=discharge)


@settings(max_examples=200, deadline=None)
@given(enterprise=enterprises | likely, day=near)
def test_a_verdict_survives_the_round_trip_through_json(enterprise: dict[str, Any], day: date) -> None:
    found = verdict(enterprise, day)
    stored = json.loads(json.dumps(found.to_json()))
    assert Verdict.from_json(stored) == found
    assert stored["status"] == found.status


class TestWhatAVerdictSays:
    def test_every_clause_is_looked_at_and_says_what_it_rests_on(self) -> None:
        found = verdict(sound("mine", ponds={"尾矿库": [(EARLY, "normal")]}))
        assert [one.clause for one in found.grounds] == ["（一）"] * 3 + ["（三）"] * 2 + ["（四）", "（五）"]
        for one in found.grounds:
            assert one.zh.endswith("。")
            assert one.en.endswith(".")
        resting = [one for one in found.grounds if one.clause in {"（三）", "（四）"}]
        assert all(one.document and one.day == EARLY.isoformat() for one in resting)

    def test_reasons_name_the_clause_in_both_languages(self) -> None:
        zh, en = verdict(capacity("1999.999")).reasons()
        assert zh == "通知三（二）冶炼分离产能1999.999吨（REO）/年，低于2000吨。"
        assert en == "Notice 3(2): The separation capacity is 1999.999 t REO a year, below 2000 t."

    def test_an_enterprise_without_ponds_is_not_concerned_by_the_fourth_ground(self) -> None:
        (fourth,) = [one for one in verdict(sound()).grounds if one.clause == "（四）"]
        assert fourth.outcome == NOT_APPLICABLE

    def test_evidence_without_end_has_no_day(self) -> None:
        found = verdict(sound("mine", papers=licence("mining_licence", None)))
        (ground,) = [one for one in found.grounds if one.zh.startswith("采矿许可证")]
        assert (ground.outcome, ground.day, ground.zh) == (CLEAR, "", "采矿许可证长期有效。")

    def test_against_holds_what_bars_and_what_is_missing(self) -> None:
        found = verdict(sound(capacities=[], orders=[(EARLY, None)]))
        assert [one.outcome for one in found.against] == [MISSING, BARS]
        assert not found.is_eligible

    def test_the_sentence_is_in_the_readers_language(self) -> None:
        ground = verdict(sound(halts=[(EARLY, None)])).against[0]
        assert "停产" in ground.sentence(chinese=True)
        assert "been halted" in ground.sentence(chinese=False)


class TestRuleSets:
    def test_the_five_grounds_stay_and_the_third_is_extended_in_2024(self) -> None:
        assert (
            RULE_SETS["2021"].grounds == ("（一）", "（二）", "（三）", "（四）", "（五）") == RULE_SETS["2024"].grounds
        )
        assert all(rule.rule.__doc__ and rule.clause in rule.rule.__doc__ for rule in RULES.values())
        assert "排污许可证" in clause_text("（三）", "2024")
        assert "排污许可证" not in clause_text("（三）", "2021")

    @pytest.mark.parametrize(
        ("breach", "status"),
        [
            ((DAY, None), NOT_ELIGIBLE),
            ((DAY + ONE, None), ELIGIBLE),
            ((EARLY, DAY + ONE), NOT_ELIGIBLE),
            ((EARLY, DAY), ELIGIBLE),
        ],
    )
    def test_since_2024_discharge_against_the_permit_bars_until_it_is_remedied(
        self, breach: tuple[date, date | None], status: str
    ) -> None:
        enterprise = sound(breaches=[breach])
        assert verdict(enterprise, DAY, "2021").status == ELIGIBLE
        found = verdict(enterprise, DAY, "2024")
        assert found.status == status
        assert {one.number(chinese=True) for one in found.against} <= {"通知三（三）", "（三）"}

    def test_the_lack_of_a_discharge_permit_does_not_bar(self) -> None:
        assert verdict(sound(), DAY, "2024").status == ELIGIBLE

    def test_the_rule_set_of_a_day(self) -> None:
        assert rule_set_on(date(2023, 12, 31)) == "2021"
        assert rule_set_on(date(2024, 1, 1)) == "2024"

    def test_a_rule_set_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            verdict(sound(), DAY, "1999")


def test_terms_that_end_on_a_leap_day() -> None:
    assert years_after(date(2020, 2, 29), 3) == date(2023, 3, 1)
    assert years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert months_after(date(2020, 2, 29), 12) == date(2021, 3, 1)
    assert months_after(date(2020, 12, 31), 2) == date(2021, 3, 1)
    assert months_after(date(2020, 12, 31), 12) == date(2021, 12, 31)
