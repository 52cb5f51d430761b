"""Who signs a notice, who approved it above, who is informed and who may see it are data of the notice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from allocations.models import Notice
from allocations.services.notice_amendments import begin_correction
from allocations.services.notices import edit_notice, load_notice, return_to_draft, send_for_signature, sign_notice
from common.constraints import NotAllowed, NotValid
from documents.files.pdf import pdf_refusal
from tests.allocations.notices.test_amendments import signed
from tests.allocations.notices.test_annex_1_entry import fields
from tests.allocations.notices.test_draft_editing import cells
from tests.allocations.notices.test_notice_text import printed
from tests.builders import enterprise, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]
DOCUMENTS = {"国务院": "国函〔2025〕1号"}


def direct(cast: Any) -> Notice:
    """A confidential notice of 2025 that names an enterprise of Inner Mongolia, as the template seeds it."""
    plant = enterprise(1)
    enterprise(2, province="36", group="southern-re")
    data = notice_data(1) | {"year": 2025, "confidential": True, "allocations": [], "rule_set": "2024"}
    data |= {"totals": {"separation": "500"}, "enterprises": [{"enterprise": plant.credit_code, "separation": "500"}]}
    parties = [
        {"role": "signs", "kind": "miit"},
        {"role": "signs", "kind": "ndrc"},
        {"role": "signs", "kind": "mnr"},
        {"role": "approves", "name": "国务院", "reference": DOCUMENTS["国务院"]},
        {"role": "informed", "kind": "province_miit"},
    ]
    return load_notice(data=data | {"parties": parties}, by=cast.miit_clerk)


def test_2021_is_signed_by_the_two_ministries(cast: Any) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    assert notice.signing_kinds == {"miit", "mnr"}
    assert [party.printed for party in notice.parties.all()] == ["工业和信息化部", "自然资源部"]


def test_2025_needs_three_signatures(cast: Any) -> None:
    notice = direct(cast)
    assert notice.signing_kinds == {"miit", "ndrc", "mnr"}
    assert signed(cast, notice).state == "in_review", "two of three"
    assert sign_notice(notice=notice, by=cast.ndrc_officer).state == "issued"
    assert {party.name: party.reference for party in notice.parties.exclude(name="")} == DOCUMENTS


def test_the_template_of_2025_names_the_three(cast: Any) -> None:
    plant = enterprise(1)
    data = notice_data(1) | {"year": 2025, "confidential": True, "allocations": [], "rule_set": "2024"}
    data |= {"totals": {"separation": "500"}, "enterprises": [{"enterprise": plant.credit_code, "separation": "500"}]}
    assert load_notice(data=data, by=cast.miit_clerk).signing_kinds == {"miit", "ndrc", "mnr"}


def test_three_sign_on_the_pages(cast: Any, as_user: AsUser) -> None:
    notice = direct(cast)
    detail = reverse("notice_detail", args=[notice.pk])
    assert as_user(cast.ndrc_officer).get(detail).status_code == 404, "a draft is the ministries' business"
    sent = as_user(cast.miit_clerk).post(reverse("notice_review", args=[notice.pk]), follow=True).content.decode()
    assert "国家发展和改革委员会" in sent
    for number, officer in enumerate((cast.miit_officer, cast.ndrc_officer, cast.mnr_officer)):
        browser = as_user(officer)
        assert notice.title in browser.get(reverse("desk")).content.decode()
        asked = browser.get(reverse("notice_sign", args=[notice.pk]))
        assert ("最后一个签署" in asked.content.decode()) == (number == 2)
        assert (
            browser.post(reverse("notice_sign", args=[notice.pk]), {"seen": asked.context["seen"]}).status_code == 302
        )
        notice.refresh_from_db()
        assert notice.state == ("issued" if number == 2 else "in_review")
    page = as_user(cast.ndrc_officer).get(detail)
    assert page.context["annex"].totals, "who signs reads every figure"
    assert as_user(cast.ndrc_officer).get(reverse("notice_pdf", args=[notice.pk])).status_code == 200


def test_three_sign_by_the_api(cast: Any, as_user: AsUser) -> None:
    notice = direct(cast)
    address = f"/api/v1/notices/{notice.pk}"
    assert as_user(cast.miit_clerk).post(f"{address}/review/", {}, "application/json").json()["state"] == "in_review"
    states = [
        as_user(officer).post(f"{address}/sign/", {}, "application/json").json()["state"]
        for officer in (cast.ndrc_officer, cast.mnr_officer, cast.miit_officer)
    ]
    assert states == ["in_review", "in_review", "issued"]
    row = as_user(cast.ndrc_officer).get(f"{address}/").json()
    assert [one["organisation"] for one in row["signatures"]] == [
        "国家发展和改革委员会",
        "自然资源部",
        "工业和信息化部",
    ]
    assert row["totals"]


def test_ndrc_returns_what_it_signs_and_sees_nothing_that_it_does_not(cast: Any, as_user: AsUser) -> None:
    other = load_notice(data=notice_data(1), by=cast.miit_clerk)
    send_for_signature(notice=other, by=cast.miit_clerk)
    browser = as_user(cast.ndrc_officer)
    assert browser.get(reverse("notice_detail", args=[other.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        sign_notice(notice=other, by=cast.ndrc_officer)
    notice = direct(cast)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    sign_notice(notice=notice, by=cast.miit_officer)
    answer = browser.post(reverse("notice_return", args=[notice.pk]), {"reason": "请核对总量"})
    assert answer.status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.signatures.count()) == ("draft", 0)


def test_a_ministry_that_does_not_sign_does_not_return_either(cast: Any) -> None:
    notice = load_notice(data=notice_data(1) | {"parties": [{"role": "signs", "kind": "miit"}]}, by=cast.miit_clerk)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    with pytest.raises(NotAllowed) as refused:
        return_to_draft(notice=notice, reason="核对", by=cast.mnr_officer)
    assert refused.value.code == "not_a_signatory"


def test_the_correction_of_such_a_notice_is_signed_by_the_three_as_well(cast: Any) -> None:
    base = direct(cast)
    signed(cast, base)
    sign_notice(notice=base, by=cast.ndrc_officer)
    draft = begin_correction(notice=base, reason="笔误", by=cast.miit_clerk)
    assert draft.signing_kinds == {"miit", "ndrc", "mnr"}


@pytest.mark.skipif(pdf_refusal() is not None, reason="this machine cannot print")
def test_the_document_says_who_signed_approved_and_is_informed(cast: Any) -> None:
    text = printed(direct(cast))
    assert "经国务院批准，现将2025年第一批" in text
    assert "工业和信息化部（公章）国家发展和改革委员会（公章）自然资源部（公章）" in text.replace("　", "").replace(
        " ", ""
    )
    assert "有关企业：" in text
    assert "抄送：有关省（自治区）工业和信息化主管部门。" in text
    assert "或者未按照排污许可证规定排放污染物的" in text, "the extension stands inside （三）"
    assert "（六）" not in text


def test_a_countersignature_without_its_document_is_not_sent(cast: Any) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    data = notice_data(1) | {
        "parties": [{"role": "signs", "kind": "miit"}, {"role": "signs", "name": "国家发展和改革委员会"}]
    }
    edit_notice(notice=notice, data=data, by=cast.miit_clerk)
    with pytest.raises(NotValid) as refused:
        send_for_signature(notice=notice, by=cast.miit_clerk)
    assert "国家发展和改革委员会的会签文件未填写" in str(refused.value)


def test_a_ministry_that_does_not_sign_cannot_and_is_not_waited_for(cast: Any) -> None:
    data = notice_data(1) | {"parties": [{"role": "signs", "kind": "miit"}]}
    notice = load_notice(data=data, by=cast.miit_clerk)
    send_for_signature(notice=notice, by=cast.miit_clerk)
    with pytest.raises(NotAllowed) as refused:
        sign_notice(notice=notice, by=cast.mnr_officer)
    assert refused.value.code == "not_a_signatory"
    assert sign_notice(notice=notice, by=cast.miit_officer).state == "issued"


def test_without_miit_nothing_is_drafted(cast: Any) -> None:
    with pytest.raises(NotValid) as refused:
        load_notice(data=notice_data(1) | {"parties": [{"role": "signs", "kind": "mnr"}]}, by=cast.miit_clerk)
    assert refused.value.code == "miit_does_not_sign"


def test_an_informed_province_sees_its_own_rows_and_nobody_elses(cast: Any, as_user: AsUser) -> None:
    notice = signed(cast, direct(cast))
    sign_notice(notice=notice, by=cast.ndrc_officer)
    address = reverse("notice_detail", args=[notice.pk])
    page = as_user(cast.neimenggu_industry).get(address)
    assert page.status_code == 200
    assert "示例企业1" in page.content.decode()
    assert not page.context["annex"].totals
    assert as_user(cast.neimenggu_resources).get(address).status_code == 404, "its kind is not informed"
    assert as_user(cast.neimenggu_industry).get(reverse("notice_pdf", args=[notice.pk])).status_code == 403
    other = as_user(cast.jiangxi_industry).get(address)
    assert "示例企业1" not in other.content.decode()
    assert not other.context["annex"].rows


def test_the_page_edits_the_parties(cast: Any, as_user: AsUser) -> None:
    notice = load_notice(data=notice_data(1), by=cast.miit_clerk)
    client = as_user(cast.miit_clerk)
    posted = fields(batch=1, figures_include_prior="", informed=["province_mnr"], approved_by="国务院")
    posted |= cells(client, notice)
    assert client.post(reverse("notice_edit", args=[notice.pk]), posted).status_code == 302
    found = [(party.role, party.kind or party.name) for party in notice.parties.all()]
    assert found == [("signs", "miit"), ("signs", "mnr"), ("approves", "国务院"), ("informed", "province_mnr")]
    shown = client.get(reverse("notice_edit", args=[notice.pk])).context
    assert "approval_document" in shown["faults"] or "国务院" in str(shown["faults"])
