"""Two officials at the same moment: one effect, and both see the same. Each test has a control without the lock."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Organisation, Succession
from accounts.reads.staleness import seen_now
from allocations.models import Filing, Notice, Release
from allocations.reads.quotas import enterprise_quotas, nation_quotas
from allocations.services import filings, releases, takeovers
from allocations.services.filings import (
    accept_filing,
    consult,
    return_filing,
    save_draft,
    start_filing,
    submit_filing,
)
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from allocations.services.releases import draft_release, order_release
from allocations.services.takeovers import take_over
from audit.models import Event
from common.constraints import Refusal
from common.periods import at
from enterprises.models import Enterprise
from tests.allocations.takeovers.test_mergers import AFTER, merged
from tests.at_once import at_once, read_together
from tests.builders import enterprise, issued, notice_data

pytestmark = pytest.mark.service
SEPARATION = "separation"
HELD = takeovers._held


@pytest.fixture
def northern(real_db: None) -> Organisation:
    return Organisation.objects.get(code="northern-re")


@pytest.fixture
def plant(northern: Organisation, cast: Any) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


@pytest.fixture
def waiting(northern: Organisation, plant: Enterprise, cast: Any) -> Filing:
    """A filing in consultation that its officer may sign."""
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    filing = save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(1000)}, by=cast.northern_clerk)
    consult(filing=filing, by=cast.northern_clerk)
    return filing


@pytest.fixture
def second(real_db: None, cast: Any) -> Any:
    return cast.person("miit-second", "miit", "officer")


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The filing is read without a lock by two at once, and nobody asks what has happened."""
    rows = Filing.objects.select_related("group", "notice")
    monkeypatch.setattr(filings, "locked", read_together(lambda filing: rows.get(pk=filing.pk), 2))
    monkeypatch.setattr(filings, "done_already", lambda *_what: None)
    monkeypatch.setattr(filings, "refuse_if_changed", lambda *_what, **_more: None)


def count(action: str) -> int:
    return Event.objects.filter(action=action).count()


class TestAcceptingTwiceAtOnce:
    def both(self, cast: Any, second: Any, waiting: Filing) -> list[Any]:
        officers = (cast.miit_officer, second)
        return at_once(*(lambda officer=officer: accept_filing(filing=waiting, by=officer) for officer in officers))

    @pytest.fixture
    def submitted(self, waiting: Filing, cast: Any) -> Filing:
        return submit_filing(filing=waiting, by=cast.northern_officer)

    def test_has_one_effect_and_one_decider(self, cast: Any, second: Any, submitted: Filing, plant: Enterprise) -> None:
        first, other = self.both(cast, second, submitted)
        assert first.decided_by == other.decided_by
        assert first.state == other.state == Filing.State.ACCEPTED
        assert count("filing.accept") == 1
        assert enterprise_quotas(2021)[plant.pk, SEPARATION] == Decimal(1000)

    def test_without_the_lock_it_is_accepted_twice(
        self, cast: Any, second: Any, submitted: Filing, without_lock: None
    ) -> None:
        self.both(cast, second, submitted)
        assert count("filing.accept") == 2


class TestAcceptingAgainstReturning:
    def both(self, cast: Any, second: Any, filing: Filing) -> list[Any]:
        seen, first = seen_now(filing), cast.miit_officer
        return at_once(
            lambda: accept_filing(filing=filing, by=first, seen=seen),
            lambda: return_filing(filing=filing, reason="请补充", by=second, seen=seen),
        )

    def test_one_decides_and_the_other_reads_what_was_decided(self, cast: Any, second: Any, waiting: Filing) -> None:
        filing = submit_filing(filing=waiting, by=cast.northern_officer)
        outcomes = self.both(cast, second, filing)
        refused = [refusal for refusal in outcomes if isinstance(refusal, Refusal)]
        assert [refusal.code for refusal in refused] == ["changed_since"]
        done = next(row for row in outcomes if isinstance(row, Filing))
        assert done.decided_by is not None
        assert done.decided_by.name in str(refused[0])
        assert count("filing.accept") + count("filing.return") == 1

    def test_without_the_lock_both_are_done(
        self, cast: Any, second: Any, waiting: Filing, monkeypatch: pytest.MonkeyPatch, request: Any
    ) -> None:
        filing = submit_filing(filing=waiting, by=cast.northern_officer)
        request.getfixturevalue("without_lock")
        self.both(cast, second, filing)
        assert count("filing.accept") + count("filing.return") == 2


class TestSavingADraftTwiceAtOnce:
    def both(self, cast: Any, filing: Filing, plant: Enterprise) -> list[Any]:
        seen, clerks = seen_now(filing), (cast.northern_clerk, cast.person("northern-b", "northern-re", "clerk"))
        figures = [{(plant.pk, SEPARATION): Decimal(100 * number)} for number in (1, 2)]
        return at_once(
            *(
                lambda clerk=clerk, typed=typed: save_draft(filing=filing, figures=typed, by=clerk, seen=seen)
                for clerk, typed in zip(clerks, figures, strict=True)
            )
        )

    def test_the_second_is_notified_and_overwrites_nothing(
        self, cast: Any, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
        outcomes = self.both(cast, filing, plant)
        saved = next(place for place, row in enumerate(outcomes) if isinstance(row, Filing))
        assert [refusal.code for refusal in outcomes if isinstance(refusal, Refusal)] == ["changed_since"]
        assert filing.lines.get().stated == Decimal(100 * (saved + 1))

    def test_without_the_lock_one_overwrites_the_other_unread(
        self, cast: Any, northern: Organisation, plant: Enterprise, request: Any
    ) -> None:
        filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
        request.getfixturevalue("without_lock")
        outcomes = self.both(cast, filing, plant)
        assert not [refusal for refusal in outcomes if isinstance(refusal, Refusal)]


class TestSubmittingTwiceAtOnce:
    def both(self, cast: Any, filing: Filing) -> list[Any]:
        officer = cast.northern_officer
        return at_once(*(lambda: submit_filing(filing=filing, by=officer) for _click in range(2)))

    def test_a_double_click_gives_one_receipt(self, cast: Any, waiting: Filing) -> None:
        first, other = self.both(cast, waiting)
        assert first.receipt_hash == other.receipt_hash
        assert first.submitted_at == other.submitted_at
        assert count("filing.submit") == 1

    def test_without_the_lock_it_is_submitted_twice(self, cast: Any, waiting: Filing, without_lock: None) -> None:
        self.both(cast, waiting)
        assert count("filing.submit") == 2


class TestOrderingARelease:
    @pytest.fixture
    def release(self, real_db: None, cast: Any) -> Release:
        """40 t of a reserve of 100 t. The figures are for the test."""
        row = {"group": "厦门钨业股份有限公司", SEPARATION: "900"}
        issued(cast, 1, totals={SEPARATION: "1000"}, reserve={SEPARATION: "100"}, allocations=[row])
        figures = {(Organisation.objects.get(code="xiamen-tungsten"), SEPARATION): Decimal(40)}
        return draft_release(year=2021, figures=figures, reason="下达", document_number="演示文号", by=cast.miit_clerk)

    def both(self, cast: Any, second: Any, release: Release) -> list[Any]:
        officers = (cast.miit_officer, second)
        return at_once(*(lambda officer=officer: order_release(release=release, by=officer) for officer in officers))

    def test_by_two_at_once_moves_the_tonnes_once(self, cast: Any, second: Any, release: Release) -> None:
        first, other = self.both(cast, second, release)
        assert first.decided_by == other.decided_by
        assert count("release.order") == 1
        assert nation_quotas(2021)[SEPARATION].reserve == 60

    def test_without_the_lock_the_tonnes_move_twice(
        self, cast: Any, second: Any, release: Release, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(releases, "_locked", read_together(lambda row: Release.objects.get(pk=row.pk), 2))
        monkeypatch.setattr(releases, "done_already", lambda *_what: None)
        self.both(cast, second, release)
        assert count("release.order") == 2
        assert nation_quotas(2021)[SEPARATION].reserve == 20


class TestTakingOver:
    @pytest.fixture
    def merger(self, real_db: None, cast: Any) -> Succession:
        issued(cast, 1)
        merged("northern-re")
        return Succession.objects.get()

    def both(self, cast: Any, second: Any, merger: Succession) -> list[Any]:
        officers = (cast.miit_officer, second)

        def take(officer: Any) -> Any:
            with at(AFTER):
                return take_over(succession=merger, by=officer)

        return at_once(*(lambda officer=officer: take(officer) for officer in officers))

    def test_by_two_at_once_takes_over_once(self, cast: Any, second: Any, merger: Succession) -> None:
        outcomes = self.both(cast, second, merger)
        assert sorted(len(made) for made in outcomes) == [0, 2]
        assert count("quota.takeover") == 1

    def test_without_the_lock_the_second_fails_on_what_the_first_took(
        self, cast: Any, second: Any, merger: Succession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = Succession.objects.select_related("predecessor", "successor")
        monkeypatch.setattr(takeovers, "_locked", lambda merger: rows.get(pk=merger.pk))
        # Enterprises and duties would make the second wait by their own locks.
        monkeypatch.setattr(takeovers, "_move_enterprises", lambda _merger: None)
        monkeypatch.setattr(takeovers, "hand_over", lambda **_whom: None)
        together = read_together(lambda pair: HELD(*pair), 2)
        monkeypatch.setattr(takeovers, "_held", lambda row, year: together((row, year)))
        outcomes = self.both(cast, second, merger)
        assert {type(one) for one in outcomes} == {list, IntegrityError}


def test_both_ministries_at_once_issue_the_notice_once(real_db: None, cast: Any) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    seen, officers = seen_now(notice), (cast.miit_officer, cast.mnr_officer)
    outcomes = at_once(
        *(lambda officer=officer: sign_notice(notice=notice, by=officer, seen=seen) for officer in officers)
    )
    assert {type(outcome) for outcome in outcomes} == {Notice}
    assert {signature.signed_by for signature in notice.signatures.all()} == set(officers)
    assert count("notice.issue") == 1


def test_two_officers_of_one_ministry_at_once_sign_once(real_db: None, cast: Any, second: Any) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    outcomes = at_once(
        *(lambda officer=officer: sign_notice(notice=notice, by=officer) for officer in (cast.miit_officer, second))
    )
    assert {type(outcome) for outcome in outcomes} == {Notice}
    assert notice.signatures.count() == 1
    assert count("notice.sign") == 1
