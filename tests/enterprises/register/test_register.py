"""The register's verbs, what each organisation sees of it, credit codes, and verdicts over many."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Province, User
from audit.models import Event
from common.constraints import NotValid, Refusal
from enterprises.models import Enterprise, GroupMembership, Halt, Licence, StopOrder
from enterprises.reads import facts as reading
from enterprises.reads.verdicts import verdicts
from enterprises.rules.credit_code import check_character, is_valid
from enterprises.rules.verdict import ELIGIBLE, NOT_ELIGIBLE
from enterprises.services.enterprises import join_group, register_enterprise
from enterprises.services.evidence import add_evidence
from tests.builders import BUILDER, credit_code, enterprise, lifted, pond
from tests.conftest import Cast

DAY = date(2021, 10, 8)


class TestCreditCodes:
    def test_the_example_of_the_standard(self) -> None:
        assert is_valid("91350100M000100Y43")

    def test_each_changed_character_is_found_out(self) -> None:
        code = credit_code(1)
        for place in range(18):
            other = "2" if code[place] != "2" else "3"
            assert not is_valid(code[:place] + other + code[place + 1 :])

    @pytest.mark.parametrize("code", ["", "9", "91350100M000100Y4", "91350100M000100Y433", "91350100m000100y43"])
    def test_wrong_lengths_and_letters(self, code: str) -> None:
        assert not is_valid(code)

    @pytest.mark.parametrize("letter", "IOZSV")
    def test_letters_that_the_standard_leaves_out(self, letter: str) -> None:
        assert not is_valid(credit_code(1)[:10] + letter + credit_code(1)[11:])
        with pytest.raises(ValueError):
            check_character(letter * 17)


@pytest.mark.django_db
class TestVerbs:
    def test_registering_a_wrong_code_is_refused_beside_the_field(self) -> None:
        with pytest.raises(NotValid) as refused:
            register_enterprise(
                credit_code="91150000MA0000001X",
                name_zh="示例",
                name_en="Example",
                kind="separation",
                province=Province.objects.get(code="15"),
                city="示例市",
                by=BUILDER,
            )
        assert "91150000MA0000001X" in str(refused.value.cells["credit_code"])

    def test_a_code_is_registered_once(self) -> None:
        enterprise(1)
        with pytest.raises(NotValid) as refused:
            enterprise(1)
        assert "credit_code" in refused.value.cells

    def test_an_enterprise_belongs_to_one_group_at_a_time(self) -> None:
        row = enterprise(1, group="northern-re")
        southern = Organisation.objects.get(code="southern-re")
        with pytest.raises(Refusal) as refused:
            join_group(enterprise=row, group=southern, valid_from=date(2021, 5, 1), by=BUILDER)
        assert refused.value.code == "belongs_already"
        assert "北方稀土" in str(refused.value)

    def test_it_changes_groups_when_the_membership_has_ended(self) -> None:
        row = enterprise(1, group="northern-re")
        row.memberships.update(valid_to=date(2021, 4, 30))
        southern = Organisation.objects.get(code="southern-re")
        join_group(enterprise=row, group=southern, valid_from=date(2021, 5, 1), by=BUILDER)
        row = Enterprise.objects.get(pk=row.pk)
        days = (date(2019, 12, 31), date(2021, 4, 30), date(2021, 5, 1))
        assert [group and group.code for group in map(row.group_on, days)] == [
            None,
            "northern-re",
            "southern-re",
        ]
        assert row in Enterprise.objects.in_group(southern, date(2021, 5, 1))
        assert row not in Enterprise.objects.in_group(southern, date(2021, 4, 30))

    def test_a_membership_on_its_last_day_still_bars_another(self) -> None:
        row = enterprise(1)
        row.memberships.update(valid_to=date(2021, 4, 30))
        southern = Organisation.objects.get(code="southern-re")
        with pytest.raises(Refusal):
            join_group(enterprise=row, group=southern, valid_from=date(2021, 4, 30), by=BUILDER)

    def test_evidence_that_contradicts_itself_is_refused(self) -> None:
        row = enterprise(1)
        backwards = Halt(enterprise=row, since=DAY, until=date(2021, 1, 1), reason="示例")
        with pytest.raises(NotValid):
            add_evidence(backwards, enterprise=row, by=BUILDER)
        assert not row.halts.exists()

    def test_a_number_is_used_once_per_kind(self) -> None:
        row = enterprise(1, kind="mine", has_rock=True)
        again = Licence(
            enterprise=row, kind="mining_licence", number=f"mining_licence-{row.pk}", holder="示例",
            issuer="示例", valid_from=DAY,
        )  # fmt: skip
        with pytest.raises(NotValid):
            add_evidence(again, enterprise=row, by=BUILDER)

    def test_an_order_is_lifted_once_and_never_before_it_was_given(self, cast: Cast) -> None:
        row = enterprise(1)
        order = StopOrder(enterprise=row, number="1", authority="示例局", issued_on=date(2021, 9, 1))
        add_evidence(order, enterprise=row, by=BUILDER)
        with pytest.raises(NotValid):
            lifted(order, date(2021, 8, 31), cast)
        lifted(order, DAY, cast)
        with pytest.raises(Refusal) as refused:
            lifted(order, DAY, cast)
        assert refused.value.code == "lifted_already"
        judged = verdicts([Enterprise.objects.get(pk=row.pk)], as_of=DAY, rule_set="2021")
        assert [one.status for one in judged.values()] == [ELIGIBLE]

    def test_every_verb_leaves_its_event(self, cast: Cast) -> None:
        row = enterprise(1)
        order = StopOrder(enterprise=row, number="1", authority="示例局", issued_on=date(2021, 9, 1))
        add_evidence(order, enterprise=row, by=cast.neimenggu_industry)
        lifted(order, DAY, cast)
        events = list(Event.objects.about(row).values_list("action", flat=True))
        assert events[:2] == ["enterprise.register", "enterprise.join_group"]
        assert events[-3:] == ["evidence.add_stoporder", "evidence.ask_to_lift", "evidence.lift_stop_order"]


@pytest.mark.django_db
class TestWhoSeesWhat:
    @pytest.fixture
    def rows(self) -> dict[str, Enterprise]:
        return {
            "northern in 15": enterprise(1, group="northern-re", province="15"),
            "northern in 36": enterprise(2, group="northern-re", province="36"),
            "southern in 36": enterprise(3, group="southern-re", province="36"),
        }

    @pytest.mark.parametrize(
        ("person", "seen"),
        [
            ("miit_viewer", {"northern in 15", "northern in 36", "southern in 36"}),
            ("mnr_officer", {"northern in 15", "northern in 36", "southern in 36"}),
            ("northern_clerk", {"northern in 15", "northern in 36"}),
            ("southern_officer", {"southern in 36"}),
            ("neimenggu_industry", {"northern in 15"}),
            ("jiangxi_resources", {"northern in 36", "southern in 36"}),
            ("xiamen_clerk", set()),
        ],
    )
    def test_visible_to(self, rows: dict[str, Enterprise], cast: Cast, person: str, seen: set[str]) -> None:
        user: User = getattr(cast, person)
        visible = set(Enterprise.objects.visible_to(user))
        assert {name for name, row in rows.items() if row in visible} == seen

    def test_a_group_goes_on_seeing_what_was_its_own(self, rows: dict[str, Enterprise], cast: Cast) -> None:
        row = rows["northern in 15"]
        GroupMembership.objects.filter(enterprise=row).update(valid_to=date(2020, 12, 31))
        assert row in Enterprise.objects.visible_to(cast.northern_clerk)
        assert row not in Enterprise.objects.in_group(cast.northern_clerk.organisation, DAY)


@pytest.mark.django_db
class TestVerdicts:
    def test_one_per_category_of_its_kind(self) -> None:
        both = enterprise(1, kind="mine", has_rock=True, has_ionic=True)
        reuse = enterprise(2, kind="utilisation")
        judged = verdicts([both, reuse], as_of=DAY, rule_set="2021")
        assert set(judged) == {(both.pk, "mining_rock"), (both.pk, "mining_ionic"), (reuse.pk, "separation")}
        assert {one.status for one in judged.values()} == {ELIGIBLE}

    def test_the_number_of_queries_is_the_same_for_1_and_for_30(self) -> None:
        for number in range(30):
            pond(enterprise(number), "ill", date(2021, 1, 1))

        def count(many: int) -> int:
            with CaptureQueriesContext(connection) as queries:
                judged = verdicts(Enterprise.objects.all()[:many], as_of=DAY, rule_set="2021")
            assert [one.status for one in judged.values()] == [NOT_ELIGIBLE] * many
            return len(queries)

        assert count(1) == count(30)

    def test_a_register_read_as_a_range_gives_the_verdicts_of_the_chosen_ones_only(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [enterprise(number, papers=number % 2 == 0) for number in range(6)]
        chosen = rows[:1] + rows[3:]
        one_by_one = verdicts(chosen, as_of=DAY, rule_set="2021")
        monkeypatch.setattr(reading, "NAMED", 2)
        assert verdicts(chosen, as_of=DAY, rule_set="2021") == one_by_one
        assert {pk for pk, _category in one_by_one} == {row.pk for row in chosen}
        assert len({verdict.status for verdict in one_by_one.values()}) == 2
