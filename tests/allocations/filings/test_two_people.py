"""Every decision needs two people, also with editors and deputies; and nobody decides on what has changed."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Delegation, Organisation, Role, User
from accounts.reads.staleness import seen_now
from allocations.models import Filing
from allocations.services.filings import (
    accept_filing,
    consult,
    give_opinion,
    return_filing,
    save_draft,
    start_filing,
    submit_filing,
)
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from audit.models import Event
from common.constraints import NotAllowed, Refusal
from common.periods import now, today
from enterprises.models import Enterprise
from tests.allocations.filings.test_filing import SEPARATION, submitted
from tests.builders import enterprise, issued, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]


@pytest.fixture
def northern() -> Organisation:
    return Organisation.objects.get(code="northern-re")


@pytest.fixture
def plant(cast: Any, northern: Organisation) -> Enterprise:
    issued(cast, 1)
    return enterprise(1)


def delegated(officer: User, acting: User) -> User:
    """The acting officer of today, as a request would load the account."""
    Delegation.objects.create(
        officer=officer,
        acting=acting,
        first_day=today(),
        last_day=today(),
        reason="出差",
        made_by=officer,
        made_at=now(),
    )
    return User.objects.get(pk=acting.pk)


def in_consultation(cast: Any, group: Organisation, plant: Enterprise, *editors: User) -> Filing:
    filing = start_filing(group=group, year=2021, by=editors[0])
    for number, editor in enumerate(editors, start=1):
        filing = save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(100 * number)}, by=editor)
    consult(filing=filing, by=editors[-1])
    return filing


def person(cast: Any, name: str, *roles: str) -> User:
    user: User = cast.person(name, "northern-re", roles[0])
    user.roles.add(*Role.objects.filter(code__in=roles))
    return User.objects.get(pk=user.pk)


class TestWhoEditedDoesNotSign:
    def test_neither_the_first_editor_nor_the_last(self, cast: Any, northern: Organisation, plant: Enterprise) -> None:
        first, second = (person(cast, name, "clerk", "officer") for name in ("northern-a", "northern-b"))
        filing = in_consultation(cast, northern, plant, first, second)
        for editor in (first, second):
            with pytest.raises(NotAllowed) as refused:
                submit_filing(filing=filing, by=editor)
            assert refused.value.code == "same_person"
        assert submit_filing(filing=filing, by=cast.northern_officer).signed_by == cast.northern_officer

    def test_who_only_began_the_version_does_not_sign_it(
        self, cast: Any, northern: Organisation, plant: Enterprise
    ) -> None:
        first = person(cast, "northern-a", "clerk", "officer")
        filing = start_filing(group=northern, year=2021, by=first)
        save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(1)}, by=cast.northern_clerk)
        consult(filing=filing, by=cast.northern_clerk)
        with pytest.raises(NotAllowed):
            submit_filing(filing=filing, by=first)


class TestInAnothersPlace:
    def test_both_names_stand_under_the_filing_and_in_the_log(
        self, cast: Any, northern: Organisation, plant: Enterprise
    ) -> None:
        acting = delegated(cast.northern_officer, cast.northern_viewer)
        filing = submit_filing(filing=in_consultation(cast, northern, plant, cast.northern_clerk), by=acting)
        assert (filing.signed_by, filing.signed_for) == (acting, cast.northern_officer)
        assert filing.signer == f"{acting.name}（代{cast.northern_officer.name}）"
        event = Event.objects.get(action="filing.submit")
        assert (event.actor, event.acting_for) == (acting.username, str(cast.northern_officer))

    def test_who_drafted_does_not_sign_by_delegation(
        self, cast: Any, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = in_consultation(cast, northern, plant, cast.northern_clerk)
        with pytest.raises(NotAllowed) as refused:
            submit_filing(filing=filing, by=delegated(cast.northern_officer, cast.northern_clerk))
        assert refused.value.code == "same_person"

    def test_nor_does_anybody_for_an_officer_who_drafted(
        self, cast: Any, northern: Organisation, plant: Enterprise
    ) -> None:
        both = person(cast, "northern-a", "clerk", "officer")
        filing = in_consultation(cast, northern, plant, both)
        with pytest.raises(NotAllowed) as refused:
            submit_filing(filing=filing, by=delegated(both, cast.northern_viewer))
        assert both.name in str(refused.value)

    def test_acceptance_and_opinion_name_both(self, cast: Any, northern: Organisation, plant: Enterprise) -> None:
        filing = in_consultation(cast, northern, plant, cast.northern_clerk)
        province = filing.consultations.get(authority__code="neimenggu-industry")
        officer = cast.neimenggu_industry
        acting = delegated(officer, cast.person("neimenggu-second", "neimenggu-industry", "clerk"))
        give_opinion(consultation=province, opinion="agree", reason="", by=acting)
        province.refresh_from_db()
        assert (province.given_by, province.given_for) == (acting, officer)
        filing = submit_filing(filing=filing, by=cast.northern_officer)
        acting = delegated(cast.miit_officer, cast.miit_clerk)
        filing = accept_filing(filing=filing, by=acting)
        assert (filing.decided_by, filing.decided_for) == (acting, cast.miit_officer)

    def test_it_ends_by_itself(self, cast: Any, northern: Organisation, plant: Enterprise) -> None:
        filing = in_consultation(cast, northern, plant, cast.northern_clerk)
        acting = delegated(cast.northern_officer, cast.northern_viewer)
        Delegation.objects.update(first_day=date(2021, 10, 1), last_day=date(2021, 10, 7))
        with pytest.raises(NotAllowed) as refused:
            submit_filing(filing=filing, by=User.objects.get(pk=acting.pk))
        assert refused.value.code == "not_your_role"


class TestBothMinistries:
    def test_one_signature_issues_nothing(self, cast: Any) -> None:
        notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
        send_for_signature(notice=notice, by=cast.miit_clerk)
        assert sign_notice(notice=notice, by=cast.miit_officer).issued_at is None
        assert sign_notice(notice=notice, by=cast.mnr_officer).issued_at is not None

    def test_nobody_signs_for_both(self, cast: Any) -> None:
        notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
        send_for_signature(notice=notice, by=cast.miit_clerk)
        sign_notice(notice=notice, by=cast.miit_officer)
        moved = cast.miit_officer
        User.objects.filter(pk=moved.pk).update(organisation=Organisation.objects.get(code="mnr"))
        with pytest.raises(NotAllowed) as refused:
            sign_notice(notice=notice, by=User.objects.get(pk=moved.pk))
        assert refused.value.code == "same_person"


class TestWhatHasChanged:
    def test_a_decision_on_what_has_changed_says_who_did_what(
        self, cast: Any, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(100)})
        seen = seen_now(filing)
        second = cast.person("miit-second", "miit", "officer")
        return_filing(filing=filing, reason="请补充", by=second)
        with pytest.raises(Refusal) as refused:
            accept_filing(filing=filing, by=cast.miit_officer, seen=seen)
        assert refused.value.code == "changed_since"
        assert second.name in str(refused.value)
        assert "退回" in str(refused.value)
        filing.refresh_from_db()
        assert filing.state == Filing.State.RETURNED

    def test_an_opinion_that_came_meanwhile_is_read_before_signing(
        self, cast: Any, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = in_consultation(cast, northern, plant, cast.northern_clerk)
        seen = seen_now(filing)
        asked = filing.consultations.get(authority__code="neimenggu-industry")
        give_opinion(consultation=asked, opinion="object", reason="产能不足", by=cast.neimenggu_industry)
        with pytest.raises(Refusal):
            submit_filing(filing=filing, by=cast.northern_officer, seen=seen)
        assert submit_filing(filing=filing, by=cast.northern_officer, seen=seen_now(filing)).submitted_at

    def test_the_second_of_two_clerks_is_notified_and_keeps_the_input(
        self, cast: Any, as_user: SignIn, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
        cell, address = f"line-{plant.pk}-{SEPARATION}", reverse("filing_edit", args=[filing.pk])
        second = as_user(person(cast, "northern-b", "clerk"))
        was = second.get(address).context["was"]
        save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(5)}, by=cast.northern_clerk)
        page = second.post(address, {cell: "7777", "was": was})
        assert page.status_code == 409
        assert cast.northern_clerk.name in page.content.decode()
        assert "7777" in page.content.decode()
        assert filing.lines.get().stated == Decimal(5)
        assert second.post(address, {cell: "7777", "was": page.context["was"]}).status_code == 302
        assert filing.lines.get().stated == Decimal(7777)

    def test_a_slip_of_the_pen_does_not_let_the_next_save_overwrite_unread(
        self, cast: Any, as_user: SignIn, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
        cell, address = f"line-{plant.pk}-{SEPARATION}", reverse("filing_edit", args=[filing.pk])
        second = as_user(person(cast, "northern-b", "clerk"))
        was = second.get(address).context["was"]
        save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(5)}, by=cast.northern_clerk)
        slip = second.post(address, {cell: "12x", "was": was})
        assert slip.status_code == 422
        assert second.post(address, {cell: "12", "was": slip.context["was"]}).status_code == 409
        assert filing.lines.get().stated == Decimal(5)

    def test_two_clerks_who_fill_in_different_cells_both_keep_theirs(
        self, cast: Any, as_user: SignIn, northern: Organisation, plant: Enterprise
    ) -> None:
        other = enterprise(2)
        filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
        address = reverse("filing_edit", args=[filing.pk])
        first, second = as_user(cast.northern_clerk), as_user(person(cast, "northern-b", "clerk"))
        cells = [f"line-{one.pk}-{SEPARATION}" for one in (plant, other)]
        was = dict.fromkeys(cells, "")
        for client, cell, text in ((first, cells[0], "5"), (second, cells[1], "6")):
            body = {"was": json.dumps(was), cell: text}
            answer = client.post(address, body, headers={"Accept": "application/json"})
            assert (answer.status_code, answer.json()["saved"]) == (200, {cell: text})
        stated = dict(filing.lines.values_list("enterprise", "stated"))
        assert stated == {plant.pk: Decimal(5), other.pk: Decimal(6)}

    def test_what_counts_is_the_page_with_the_figures_not_the_one_that_asks(
        self, cast: Any, as_user: SignIn, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(100)})
        client = as_user(cast.miit_officer)
        page = client.get(reverse("filing_detail", args=[filing.pk]))
        button = next(action for action in page.context["actions"] if action.name == "accept")
        return_filing(filing=filing, reason="请补充", by=cast.person("miit-second", "miit", "officer"))
        save_draft(filing=filing, figures={(plant.pk, SEPARATION): Decimal(200)}, by=cast.northern_clerk)
        consult(filing=filing, by=cast.northern_clerk)
        submit_filing(filing=filing, by=cast.northern_officer)
        asked = client.get(button.url)
        answer = client.post(button.url, {"seen": asked.context["seen"]})
        assert answer.status_code == 409
        assert cast.northern_officer.name in answer.content.decode()
        filing.refresh_from_db()
        assert filing.state == Filing.State.SUBMITTED

    def test_the_page_and_the_api_give_the_number_and_take_it(
        self, cast: Any, as_user: SignIn, northern: Organisation, plant: Enterprise
    ) -> None:
        filing = submitted(cast, northern, {(plant.pk, SEPARATION): Decimal(100)})
        client = as_user(cast.miit_officer)
        page = client.get(reverse("filing_accept", args=[filing.pk])).content.decode()
        assert f'name="seen" value="{seen_now(filing)}"' in page
        row = client.get(f"/api/v1/filings/{filing.pk}/").json()
        assert row["seen"] == seen_now(filing)
        return_filing(filing=filing, reason="请补充", by=cast.person("miit-second", "miit", "officer"))
        answer = client.post(f"/api/v1/filings/{filing.pk}/accept/", {"seen": row["seen"]}, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "changed_since")
