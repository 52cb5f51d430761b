"""Two officers of a province judge the same piece of evidence: one effect, and an outdated page is refused.

The test of the lock has a control without it.
"""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.reads.staleness import seen_now
from audit.models import Event
from common.constraints import Refusal
from enterprises.models import ConfirmationStatus, Licence, StopOrder
from enterprises.services import evidence, stop_orders
from enterprises.services.evidence import add_evidence, confirm_evidence, dispute_evidence
from enterprises.services.stop_orders import ask_to_lift, lift_stop_order
from tests.at_once import at_once, read_together
from tests.builders import enterprise
from tests.conftest import Cast
from tests.documents.pdf_text import upload


def entered(cast: Cast) -> Licence:
    """A licence that the group has entered and the province has not judged."""
    mine = enterprise(1, kind="mine", has_rock=True, group="northern-re", province="15")
    paper = Licence(
        enterprise=mine,
        kind="safety_licence",
        number="安许2",
        holder="示例",
        issuer="示例厅",
        valid_from=date(2021, 10, 8),
    )
    add_evidence(paper, enterprise=mine, by=cast.northern_clerk, upload=upload())
    return paper


def second(cast: Cast) -> User:
    return cast.person("neimenggu-second", "neimenggu-resources", "officer")


def count(action: str) -> int:
    return Event.objects.filter(action=action).count()


@pytest.mark.django_db
class TestWhatHasChanged:
    def test_a_dispute_of_what_another_has_confirmed_meanwhile_is_refused_and_names_them(self, cast: Cast) -> None:
        paper = entered(cast)
        seen = seen_now(paper.owner)
        confirm_evidence(piece=paper, by=cast.neimenggu_resources, seen=seen)
        with pytest.raises(Refusal) as refused:
            dispute_evidence(piece=paper, reason="编号不符", by=second(cast), seen=seen)
        assert refused.value.code == "changed_since"
        assert cast.neimenggu_resources.name in str(refused.value)
        paper.refresh_from_db()
        assert paper.confirmation_status == ConfirmationStatus.CONFIRMED

    def test_another_piece_of_the_enterprise_does_not_concern_it(self, cast: Cast) -> None:
        paper = entered(cast)
        seen = seen_now(paper.owner)
        other = Licence(
            enterprise=paper.enterprise, kind="discharge_permit", number="排2", holder="示例", issuer="示例厅",
            valid_from=date(2021, 10, 8),
        )  # fmt: skip
        add_evidence(other, enterprise=paper.enterprise, by=cast.northern_clerk, upload=upload())
        confirm_evidence(piece=paper, by=second(cast), seen=seen)
        assert count("evidence.confirm") == 1

    def test_confirmed_again_changes_nothing_and_says_who_did(self, cast: Cast, as_user: Any) -> None:
        paper = entered(cast)
        confirm_evidence(piece=paper, by=cast.neimenggu_resources)
        browser: Client = as_user(second(cast))
        address = reverse("evidence_confirm", args=["licence", paper.pk])
        answer = browser.post(address, {"seen": seen_now(paper.owner)}, follow=True)
        assert cast.neimenggu_resources.name in answer.content.decode()
        assert count("evidence.confirm") == 1

    def test_the_page_says_as_of_when_it_was_read(self, cast: Cast, as_user: Any) -> None:
        paper = entered(cast)
        browser: Client = as_user(cast.neimenggu_resources)
        address = reverse("evidence_dispute", args=["licence", paper.pk])
        seen = seen_now(paper.owner)
        assert f'name="seen" value="{seen}"' in browser.get(address).content.decode()
        confirm_evidence(piece=paper, by=second(cast))
        answer = browser.post(address, {"seen": seen, "reason": "编号不符"})
        assert answer.status_code == 409
        assert second(cast).name in answer.content.decode()


@pytest.mark.service
class TestAtOnce:
    @pytest.fixture
    def paper(self, real_db: None, cast: Cast) -> Licence:
        return entered(cast)

    def both(self, cast: Cast, paper: Licence) -> list[Any]:
        officers = (cast.neimenggu_resources, second(cast))
        return at_once(*(lambda one=one: confirm_evidence(piece=paper, by=one) for one in officers))

    def test_it_is_confirmed_once(self, cast: Cast, paper: Licence) -> None:
        assert self.both(cast, paper) == [None, None]
        assert count("evidence.confirm") == 1

    def test_control_without_the_lock_it_is_confirmed_twice(
        self, cast: Cast, paper: Licence, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unlocked = read_together(lambda piece: Licence.objects.get(pk=piece.pk), 2)
        monkeypatch.setattr(evidence, "_locked", unlocked)
        self.both(cast, paper)
        assert count("evidence.confirm") == 2


@pytest.mark.service
class TestLiftingAtOnce:
    @pytest.fixture
    def order(self, real_db: None, cast: Cast) -> StopOrder:
        """An order that a third person has asked to be lifted."""
        plant = enterprise(1)
        row = StopOrder(enterprise=plant, number="停1号", authority="示例局", issued_on=date(2021, 9, 1))
        add_evidence(row, enterprise=plant, by=cast.neimenggu_industry)
        ask_to_lift(order=row, lifted_on=date(2021, 10, 8), reason="复查合格", by=cast.neimenggu_industry)
        return row

    def both(self, cast: Cast, order: StopOrder) -> list[Any]:
        officers = (cast.neimenggu_resources, second(cast))
        return at_once(*(lambda one=one: lift_stop_order(order=order, by=one) for one in officers))

    def test_it_is_lifted_once_and_both_see_by_whom(self, cast: Cast, order: StopOrder) -> None:
        first, other = self.both(cast, order)
        assert first.lifted_by == other.lifted_by
        assert count("evidence.lift_stop_order") == 1

    def test_control_without_the_lock_it_is_lifted_twice(
        self, cast: Cast, order: StopOrder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = StopOrder.objects.select_related("enterprise", "lift_asked_by")
        monkeypatch.setattr(stop_orders, "_locked", read_together(lambda one: rows.get(pk=one.pk), 2))
        self.both(cast, order)
        assert count("evidence.lift_stop_order") == 2
