"""A group's clerk enters evidence with its document; an officer of the province confirms or disputes it.

Nothing is overwritten: a new licence succeeds the old, what was wrong is withdrawn and stays on record.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from enterprises.models import Enterprise, Evidence, GroupMembership, Halt, Licence, StopOrder
from enterprises.reads.verdicts import verdicts
from enterprises.rules.verdict import ELIGIBLE, EVIDENCE_MISSING, NOT_ELIGIBLE
from enterprises.services.evidence import (
    add_evidence,
    attach_document,
    confirm_evidence,
    dispute_evidence,
    end_evidence,
    withdraw_evidence,
)
from tests.builders import BUILDER, enterprise
from tests.conftest import Cast
from tests.documents.pdf_text import PDF, upload

pytestmark = pytest.mark.django_db
DAY = date(2021, 10, 8)
Browser = Callable[[User], Client]


@pytest.fixture
def mine() -> Enterprise:
    return enterprise(1, kind="mine", has_rock=True, group="northern-re", province="15")


def licence(row: Enterprise, **values: Any) -> Licence:
    common = {"kind": "safety_licence", "number": "安许2", "holder": "示例", "issuer": "示例厅", "valid_from": DAY}
    return Licence(enterprise=row, **{**common, **values})


def typed(**values: Any) -> dict[str, Any]:
    """What a clerk sends for a new safety licence."""
    common = {
        "kind": "safety_licence",
        "number": "安许2",
        "holder": "示例",
        "issuer": "示例厅",
        "valid_from": "2021-10-08",
        "valid_to": "2024-10-07",
        "file": upload(),
    }
    return {**common, **values}


def new_url(row: Enterprise, slug: str = "licence") -> str:
    return reverse("evidence_new", args=[row.pk, slug])


def act_url(name: str, piece: Evidence, slug: str = "licence") -> str:
    return reverse(f"evidence_{name}", args=[slug, piece.pk])


def entered(row: Enterprise, cast: Cast, **values: Any) -> Licence:
    piece = licence(row, **values)
    add_evidence(piece, enterprise=row, by=cast.northern_clerk, upload=upload())
    return piece


def status_of(row: Enterprise) -> str:
    judged = verdicts([Enterprise.objects.get(pk=row.pk)], as_of=DAY, rule_set="2021")
    return next(iter(judged.values())).status


def actions_about(row: Enterprise) -> list[str]:
    return list(Event.objects.about(row).values_list("action", flat=True))


class TestEntering:
    def test_a_clerk_enters_a_licence_with_its_document_on_the_page(
        self, mine: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        old = mine.licences.get(kind="safety_licence")
        browser = as_user(cast.northern_clerk)
        assert browser.get(new_url(mine)).status_code == 200
        answer = browser.post(new_url(mine), typed(succeeds=old.pk))
        assert answer.status_code == 302
        piece = Licence.objects.get(number="安许2")
        assert (piece.confirmation_status, piece.entered_by, piece.succeeds) == (
            "unconfirmed",
            cast.northern_clerk,
            old,
        )
        assert piece.attachment is not None
        page = browser.get(mine.get_absolute_url()).content.decode()
        assert piece.attachment.hash in page
        assert "待核实" in page
        assert "已由安许2接续" in page
        event = Event.objects.about(mine).last()
        assert event is not None
        assert event.action == "evidence.add_licence"
        assert event.after["sm3"] == piece.attachment.hash

    @pytest.mark.parametrize(
        ("slug", "values"),
        [
            ("capacity", {"tonnes_per_year": "5000", "process": "萃取", "document": "批1", "valid_from": "2021-01-01"}),
            (
                "test",
                {"kind": "emission", "passed": "False", "tested_on": "2021-01-01", "tested_by": "站", "report": "报1"},
            ),
            ("pond", {"name": "一号库"}),
            ("order", {"number": "令1", "authority": "厅", "issued_on": "2021-01-01"}),
            ("halt", {"since": "2021-01-01", "reason": "检修"}),
        ],
    )
    def test_every_kind_is_entered_on_its_page(
        self, mine: Enterprise, cast: Cast, as_user: Browser, slug: str, values: dict[str, str]
    ) -> None:
        answer = as_user(cast.northern_clerk).post(new_url(mine, slug), {**values, "file": upload()})
        assert answer.status_code == 302, answer.content.decode()
        assert as_user(cast.northern_clerk).get(mine.get_absolute_url()).status_code == 200

    def test_a_pond_is_evaluated_after_it_was_entered(self, mine: Enterprise, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.northern_clerk)
        values = {"grade": "normal", "evaluated_on": "2021-01-01", "report": "评1"}
        refused = browser.post(new_url(mine, "evaluation"), {**values, "file": upload()})
        assert refused.status_code == 422
        pond = mine.ponds.create(name="一号库")
        answer = browser.post(new_url(mine, "evaluation"), {**values, "pond": pond.pk, "file": upload()})
        assert answer.status_code == 302
        assert pond.evaluations.get().attachment is not None

    def test_without_a_document_or_with_a_hostile_one_nothing_is_stored(
        self, mine: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        browser, before = as_user(cast.northern_clerk), actions_about(mine)
        values = typed()
        del values["file"]
        assert browser.post(new_url(mine), values).status_code == 422
        answer = browser.post(new_url(mine), typed(file=upload("a.pdf", b"<html>")))
        assert answer.status_code == 422
        assert 'id="id_file-error"' in answer.content.decode()
        assert not Licence.objects.filter(number="安许2").exists()
        assert actions_about(mine) == before

    def test_a_refused_field_keeps_what_was_typed(self, mine: Enterprise, cast: Cast, as_user: Browser) -> None:
        answer = as_user(cast.northern_clerk).post(new_url(mine), typed(valid_to="2020-01-01"))
        assert answer.status_code == 422
        assert "安许2" in answer.content.decode()

    def test_a_licence_succeeds_one_of_its_own_kind_and_enterprise(
        self, mine: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        other = enterprise(2, kind="mine", has_rock=True, group="northern-re")
        browser = as_user(cast.northern_clerk)
        foreign = other.licences.get(kind="safety_licence").pk
        assert browser.post(new_url(mine), typed(succeeds=foreign)).status_code == 422
        wrong_kind = mine.licences.get(kind="mining_licence").pk
        assert browser.post(new_url(mine), typed(succeeds=wrong_kind)).status_code == 422
        assert not Licence.objects.filter(number="安许2").exists()


class TestWhoMay:
    @pytest.mark.parametrize("person", ["northern_officer", "miit_clerk", "neimenggu_industry", "miit_viewer"])
    def test_entering_is_the_clerks_work(self, mine: Enterprise, cast: Cast, as_user: Browser, person: str) -> None:
        answer = as_user(getattr(cast, person)).post(new_url(mine), typed())
        assert answer.status_code == 403
        assert not Licence.objects.filter(number="安许2").exists()

    @pytest.mark.parametrize("person", ["southern_clerk", "jiangxi_industry"])
    def test_a_foreign_enterprise_its_evidence_and_its_documents_are_not_found(
        self, mine: Enterprise, cast: Cast, as_user: Browser, person: str
    ) -> None:
        piece = entered(mine, cast)
        browser = as_user(getattr(cast, person))
        assert browser.post(new_url(mine), typed(number="3")).status_code == 404
        for name in ("file", "confirm", "dispute", "withdraw", "end", "attach"):
            assert browser.get(act_url(name, piece)).status_code == 404, name

    @pytest.mark.parametrize(
        "person", ["northern_viewer", "neimenggu_industry", "neimenggu_resources", "miit_viewer", "mnr_officer"]
    )
    def test_whoever_sees_the_enterprise_downloads_the_document(
        self, mine: Enterprise, cast: Cast, as_user: Browser, person: str
    ) -> None:
        answer = as_user(getattr(cast, person)).get(act_url("file", entered(mine, cast)))
        assert answer.content == PDF
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_former_group_reads_but_no_longer_writes(self, mine: Enterprise, cast: Cast) -> None:
        GroupMembership.objects.filter(enterprise=mine).update(valid_to=date(2021, 9, 30))
        with pytest.raises(NotAllowed) as refused:
            entered(Enterprise.objects.get(pk=mine.pk), cast)
        assert refused.value.code == "not_your_enterprise_today"

    @pytest.mark.parametrize("person", ["northern_clerk", "northern_officer", "miit_officer", "neimenggu_clerk"])
    def test_judging_is_the_work_of_the_provinces_officer(
        self, mine: Enterprise, cast: Cast, as_user: Browser, person: str
    ) -> None:
        piece = entered(mine, cast)
        user = (
            cast.person("nm-clerk", "neimenggu-industry", "clerk")
            if person == "neimenggu_clerk"
            else getattr(cast, person)
        )
        assert as_user(user).post(act_url("confirm", piece)).status_code == 403
        piece.refresh_from_db()
        assert piece.confirmation_status == "unconfirmed"


class TestJudging:
    @pytest.mark.parametrize("person", ["neimenggu_industry", "neimenggu_resources"])
    def test_either_authority_of_the_province_confirms(
        self, mine: Enterprise, cast: Cast, as_user: Browser, person: str
    ) -> None:
        piece, officer = entered(mine, cast), getattr(cast, person)
        assert as_user(officer).get(act_url("confirm", piece)).status_code == 200
        assert as_user(officer).post(act_url("confirm", piece)).status_code == 302
        piece.refresh_from_db()
        assert (piece.confirmation_status, piece.judged_by) == ("confirmed", officer)
        assert actions_about(mine)[-1] == "evidence.confirm"
        # A second click sees the same and changes nothing.
        done = actions_about(mine)
        assert as_user(officer).post(act_url("confirm", piece)).status_code == 302
        assert actions_about(mine) == done

    def test_a_dispute_needs_its_reason_which_everybody_reads(
        self, mine: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        piece, browser = entered(mine, cast), as_user(cast.neimenggu_industry)
        assert browser.post(act_url("dispute", piece), {"reason": " "}).status_code == 422
        assert browser.post(act_url("dispute", piece), {"reason": "编号与原件不符"}).status_code == 302
        for reader in (cast.northern_viewer, cast.miit_viewer):
            assert "编号与原件不符" in as_user(reader).get(mine.get_absolute_url()).content.decode()

    def test_evidence_that_is_not_confirmed_counts_and_is_marked(
        self, mine: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        assert status_of(mine) == ELIGIBLE
        grounds = next(iter(verdicts([mine], as_of=DAY, rule_set="2021").values())).grounds
        assert {ground.confirmation_status for ground in grounds} == {"unconfirmed", ""}
        assert "待核实" in as_user(cast.miit_viewer).get(mine.get_absolute_url()).content.decode()

    def test_disputed_evidence_counts_as_missing_until_it_is_confirmed(self, mine: Enterprise, cast: Cast) -> None:
        piece = mine.licences.get(kind="safety_licence")
        dispute_evidence(piece=piece, reason="查无此证", by=cast.neimenggu_industry)
        assert status_of(mine) == EVIDENCE_MISSING
        confirm_evidence(piece=piece, by=cast.neimenggu_resources)
        assert status_of(mine) == ELIGIBLE

    def test_what_speaks_against_an_enterprise_counts_although_it_is_disputed(
        self, mine: Enterprise, cast: Cast
    ) -> None:
        halt = Halt(enterprise=mine, since=date(2020, 1, 1), until=date(2021, 1, 1), reason="检修")
        add_evidence(halt, enterprise=mine, by=BUILDER)
        assert status_of(mine) == ELIGIBLE
        dispute_evidence(piece=halt, reason="仍未复产", by=cast.neimenggu_industry)
        assert status_of(mine) == NOT_ELIGIBLE

    def test_an_authority_confirms_its_own_order_by_entering_it(
        self, mine: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        values = {"number": "令1", "authority": "厅", "issued_on": "2021-10-01", "file": upload()}
        assert as_user(cast.neimenggu_industry).post(new_url(mine, "order"), values).status_code == 302
        assert StopOrder.objects.get().confirmation_status == "confirmed"
        assert status_of(mine) == NOT_ELIGIBLE


class TestNothingIsOverwritten:
    def test_a_piece_entered_wrongly_is_withdrawn_stays_on_record_and_frees_its_number(
        self, mine: Enterprise, cast: Cast, as_user: Browser
    ) -> None:
        piece, browser = entered(mine, cast), as_user(cast.northern_clerk)
        assert browser.post(act_url("withdraw", piece), {"reason": "日期录错"}).status_code == 302
        again = entered(mine, cast)
        assert Licence.objects.filter(number="安许2").count() == 2
        page = browser.get(mine.get_absolute_url()).content.decode()
        assert "已撤回" in page
        assert "日期录错" in page
        assert again.confirmation_status == "unconfirmed"

    def test_what_was_withdrawn_is_no_fact(self, mine: Enterprise, cast: Cast) -> None:
        withdraw_evidence(piece=mine.licences.get(kind="mining_licence"), reason="录错", by=cast.northern_clerk)
        assert status_of(mine) == EVIDENCE_MISSING

    def test_what_the_province_has_confirmed_is_not_withdrawn(self, mine: Enterprise, cast: Cast) -> None:
        piece = entered(mine, cast)
        confirm_evidence(piece=piece, by=cast.neimenggu_industry)
        with pytest.raises(Refusal) as refused:
            withdraw_evidence(piece=piece, reason="x", by=cast.northern_clerk)
        assert refused.value.code == "confirmed_evidence"

    def test_a_revocation_is_entered_once_and_judged_anew(self, mine: Enterprise, cast: Cast, as_user: Browser) -> None:
        piece, browser = entered(mine, cast, valid_from=date(2021, 1, 1)), as_user(cast.northern_clerk)
        confirm_evidence(piece=piece, by=cast.neimenggu_industry)
        assert browser.post(act_url("end", piece), {"on": "2020-12-31"}).status_code == 422
        assert browser.post(act_url("end", piece), {"on": "2021-10-08"}).status_code == 302
        piece.refresh_from_db()
        assert (piece.revoked_on, piece.confirmation_status) == (DAY, "unconfirmed")
        with pytest.raises(Refusal) as refused:
            end_evidence(piece=piece, on=DAY, by=cast.northern_clerk)
        assert refused.value.code == "ended_already"

    def test_a_document_is_attached_once(self, mine: Enterprise, cast: Cast, as_user: Browser) -> None:
        piece = mine.licences.get(kind="safety_licence")
        assert as_user(cast.northern_clerk).post(act_url("attach", piece), {"file": upload()}).status_code == 302
        with pytest.raises(Refusal) as refused:
            attach_document(piece=piece, upload=upload("other.pdf"), by=cast.northern_clerk)
        assert refused.value.code == "document_there"

    def test_a_number_is_taken_while_its_licence_stands(self, mine: Enterprise, cast: Cast) -> None:
        entered(mine, cast)
        with pytest.raises(NotValid):
            entered(mine, cast)


def test_a_change_and_its_event_are_stored_together_or_not_at_all(
    mine: Enterprise, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    piece = entered(mine, cast)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("enterprises.services.evidence.record", broken)
    with pytest.raises(RuntimeError):
        confirm_evidence(piece=piece, by=cast.neimenggu_industry)
    with pytest.raises(RuntimeError):
        entered(mine, cast, number="3")
    piece.refresh_from_db()
    assert piece.confirmation_status == "unconfirmed"
    assert not Licence.objects.filter(number="3").exists()


def test_the_page_of_an_enterprise_asks_the_same_number_of_queries_whatever_it_holds(
    mine: Enterprise, cast: Cast, as_user: Browser, django_assert_max_num_queries: Any
) -> None:
    browser = as_user(cast.neimenggu_industry)
    with django_assert_max_num_queries(60) as few:
        browser.get(mine.get_absolute_url())
    for number in range(5):
        entered(mine, cast, number=f"多{number}")
    with django_assert_max_num_queries(len(few.captured_queries) + 2):
        browser.get(mine.get_absolute_url())
