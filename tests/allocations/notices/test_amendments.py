"""After issue: a correction changes what is wrong, a revocation takes everything back, and the ledger follows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from allocations.files.notice_file import notice_data as data_of
from allocations.models import Filing, Notice, QuotaTransfer
from allocations.reads.annex import annex_of
from allocations.reads.notice_amendments import figure_changes, text_changes
from allocations.reads.quotas import group_quotas, nation_quotas
from allocations.services.filings import accept_filing, consult, save_draft, start_filing, submit_filing
from allocations.services.notice_amendments import begin_correction, begin_revocation
from allocations.services.notices import discard_notice, edit_notice, load_notice, send_for_signature, sign_notice
from common.constraints import NotValid, Refusal
from deadlines.models import Obligation
from documents.files.pdf import pdf_refusal
from tests.allocations.notices.test_notice_text import printed
from tests.builders import enterprise, issued, notice_data

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]


@pytest.fixture
def northern(db: None) -> Organisation:
    return Organisation.objects.get(code="northern-re")


def share(group: Organisation, category: str = "separation") -> int:
    return int(group_quotas(2021)[group.pk, category].share)


def total(category: str = "separation") -> int:
    return int(nation_quotas(2021)[category].total)


def signed(cast: Any, notice: Notice) -> Notice:
    send_for_signature(notice=notice, by=cast.miit_clerk)
    sign_notice(notice=notice, by=cast.miit_officer)
    return sign_notice(notice=notice, by=cast.mnr_officer)


def corrected(cast: Any, base: Notice, change: Callable[[dict[str, Any]], None]) -> Notice:
    """A correction drafted and edited."""
    draft = begin_correction(notice=base, reason="附件1笔误", by=cast.miit_clerk)
    data = data_of(draft)
    change(data)
    return edit_notice(notice=draft, data=data, by=cast.miit_clerk)


def shift(data: dict[str, Any], tonnes: int) -> None:
    """Moves tonnes of separation from the northern to the southern group."""
    rows = {row["group"]: row for row in data["allocations"]}
    north, south = rows["中国北方稀土（集团）高科技股份有限公司"], rows["中国南方稀土集团有限公司"]
    north["separation"] = str(int(north["separation"]) - tonnes)
    south["separation"] = str(int(south["separation"]) + tonnes)


def accepted(cast: Any, northern: Organisation, tonnes: str) -> Filing:
    plant = enterprise(1)
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    figures: Any = {(plant.pk, "separation"): Decimal(tonnes)}
    save_draft(filing=filing, figures=figures, by=cast.northern_clerk)
    consult(filing=filing, by=cast.northern_clerk)
    submit_filing(filing=filing, by=cast.northern_officer)
    return accept_filing(filing=filing, by=cast.miit_officer)


def test_figures_are_corrected_and_the_ledger_follows(cast: Any, northern: Organisation) -> None:
    base = issued(cast, 1)
    southern = Organisation.objects.get(code="southern-re")
    draft = corrected(cast, base, lambda data: shift(data, 100))
    assert share(northern) == 38270, "a draft moves nothing"
    notice = signed(cast, draft)
    assert (share(northern), share(southern), total()) == (38170, 16367, 81000)
    assert {change.sentence for change in figure_changes(notice)} == {
        "附件1中中国北方稀土（集团）高科技股份有限公司的冶炼分离指标“38270吨”更正为“38170吨”",
        "附件1中中国南方稀土集团有限公司的冶炼分离指标“16267吨”更正为“16367吨”",
    }
    base.refresh_from_db()
    assert base.state == "issued"
    assert base.allocations.get(group=northern, category="separation").stated == 38270, "as it was issued"


def test_the_annual_notice_after_a_correction_makes_the_right_increments(cast: Any, northern: Organisation) -> None:
    signed(cast, corrected(cast, issued(cast, 1), lambda data: shift(data, 100)))
    annual = issued(cast, 2)
    assert annual.allocations.get(group=northern, category="separation").increment == 89634 - 38170
    assert share(northern) == 89634


def test_an_including_notice_is_corrected_and_corrected_again(cast: Any, northern: Organisation) -> None:
    issued(cast, 1)
    base = issued(cast, 2)

    def more(data: dict[str, Any]) -> None:
        shift(data, -500)
        data["totals"]["separation"] = "162500"
        data["reserve"] = {"separation": "500"}

    first = signed(cast, corrected(cast, base, more))
    assert share(northern) == 90134 and total() == 162500
    assert int(nation_quotas(2021)["separation"].reserve) == 500
    cells = {row.name: row.cells[2] for row in annex_of(first).rows}
    cell = cells[northern.name]
    assert cell is not None
    assert [cell.prior, cell.increment] == [89634, 500], "what was there before a correction is what it corrects"
    second = signed(cast, corrected(cast, base, lambda data: shift(data, 500)))
    assert share(northern) == 89634
    assert figure_changes(second)[0].before == 90134, "compared with the notice as it stood"


def test_a_mistake_in_the_text_alone_leaves_the_ledger_alone(cast: Any, as_user: AsUser) -> None:
    base = issued(cast, 1)
    before = QuotaTransfer.objects.count()

    def mend(data: dict[str, Any]) -> None:
        data["text"]["clauses"][5] = "各稀土集团须按时、如实上报指标执行情况。"

    notice = signed(cast, corrected(cast, base, mend))
    assert QuotaTransfer.objects.count() == before
    assert not figure_changes(notice)
    assert [change.where for change in text_changes(notice)] == ["第六条"]
    page = as_user(cast.northern_clerk).get(reverse("notice_detail", args=[base.pk])).content.decode()
    assert notice.title in page, "who reads the notice sees what corrects it"


def test_a_correction_that_changes_nothing_is_not_sent(cast: Any) -> None:
    draft = begin_correction(notice=issued(cast, 1), reason="再看看", by=cast.miit_clerk)
    with pytest.raises(NotValid) as refused:
        send_for_signature(notice=draft, by=cast.miit_clerk)
    assert refused.value.code == "changes_nothing"


def test_what_is_split_already_stands_in_the_way_with_figures(cast: Any, northern: Organisation) -> None:
    base = issued(cast, 1)
    filing = accepted(cast, northern, "38200")
    draft = corrected(cast, base, lambda data: shift(data, 100))
    with pytest.raises(NotValid) as refused:
        send_for_signature(notice=draft, by=cast.miit_clerk)
    sentence = str(refused.value)
    assert filing.number in sentence
    assert "38200吨" in sentence
    assert "仅剩70吨" in sentence, "what is left"
    assert sentence.count("100吨") == 1, "said once"
    small = edit_notice(notice=draft, data=shifted(draft, -50), by=cast.miit_clerk)
    assert signed(cast, small).state == "issued", "50 of the 70 that are left"


def shifted(draft: Notice, tonnes: int) -> dict[str, Any]:
    data = data_of(draft)
    shift(data, tonnes)
    return data


def test_figures_that_a_later_notice_includes_are_corrected_there(cast: Any) -> None:
    base = issued(cast, 1)
    later = issued(cast, 2)
    draft = corrected(cast, base, lambda data: shift(data, 100))
    with pytest.raises(NotValid) as refused:
        send_for_signature(notice=draft, by=cast.miit_clerk)
    assert later.title in str(refused.value)


def test_a_revocation_takes_everything_back(cast: Any, northern: Organisation) -> None:
    issued(cast, 1)
    base = issued(cast, 2)
    assert Obligation.objects.filter(kind="filing", period="2021-2").count() == 6
    notice = signed(cast, begin_revocation(notice=base, reason="重复下达", by=cast.miit_clerk))
    base.refresh_from_db()
    assert (base.state, notice.state) == ("revoked", "issued")
    assert (share(northern), total()) == (38270, 81000), "as the first batch left it"
    assert not Obligation.objects.filter(kind="filing", period="2021-2").exists()
    assert Notice.objects.issued().get().batch == 1
    again = signed(cast, load_notice(data={**notice_data(2), "batch": 3}, by=cast.miit_clerk))
    assert (again.state, share(northern)) == ("issued", 89634)
    with pytest.raises(Refusal) as refused:
        begin_correction(notice=base, reason="更正", by=cast.miit_clerk)
    assert refused.value.code == "wrong_state"


def test_a_corrected_notice_is_revoked_to_nothing(cast: Any, northern: Organisation) -> None:
    base = issued(cast, 1)
    signed(cast, corrected(cast, base, lambda data: shift(data, 100)))
    signed(cast, begin_revocation(notice=base, reason="重复下达", by=cast.miit_clerk))
    assert {
        share(group) for group in Organisation.objects.groups() if (group.pk, "separation") in group_quotas(2021)
    } == {0}
    assert total() == 0


def test_a_revocation_is_refused_while_filings_hold_or_wait(cast: Any, northern: Organisation) -> None:
    base = issued(cast, 1)
    filing = accepted(cast, northern, "1000")
    draft = begin_revocation(notice=base, reason="重复下达", by=cast.miit_clerk)
    with pytest.raises(NotValid) as refused:
        send_for_signature(notice=draft, by=cast.miit_clerk)
    assert filing.number in str(refused.value)
    waiting = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    with pytest.raises(NotValid) as refused:
        send_for_signature(notice=draft, by=cast.miit_clerk)
    assert waiting.number in str(refused.value)


def test_one_amendment_at_a_time_and_only_of_a_notice(cast: Any) -> None:
    base = issued(cast, 1)
    draft = begin_correction(notice=base, reason="笔误", by=cast.miit_clerk)
    with pytest.raises(Refusal) as refused:
        begin_revocation(notice=base, reason="重复", by=cast.miit_clerk)
    assert refused.value.code == "amendment_open"
    discard_notice(notice=draft, reason="不必", by=cast.miit_clerk)
    notice = signed(cast, corrected(cast, base, lambda data: shift(data, 1)))
    with pytest.raises(Refusal) as refused:
        begin_correction(notice=notice, reason="再更正", by=cast.miit_clerk)
    assert refused.value.code == "is_amendment"


def test_pages_and_api_take_the_same_steps(cast: Any, as_user: AsUser, northern: Organisation) -> None:
    base = issued(cast, 1)
    client = as_user(cast.miit_clerk)
    assert client.post(reverse("notice_correct", args=[base.pk]), {"reason": ""}).status_code == 422
    answer = client.post(reverse("notice_correct", args=[base.pk]), {"reason": "附件1笔误"})
    draft = Notice.objects.get(amends=base)
    assert answer["Location"] == reverse("notice_edit", args=[draft.pk])
    page = client.get(answer["Location"])
    assert "batch" not in page.context["form"].fields
    posted = {cell.name: cell.text for row in page.context["grid"].rows for cell in row.cells}
    posted |= {
        name: value if isinstance(value, list) else str(value or "")
        for name, value in page.context["form"].initial.items()
        if name in page.context["form"].fields
    }
    posted |= {f"group-{northern.pk}-separation": "38171", "total-separation": "80901"}
    response = client.post(answer["Location"], posted)
    assert response.status_code == 302, (response.context["form"].errors, response.context.get("faults"))
    shown = client.get(reverse("notice_detail", args=[draft.pk])).content.decode()
    assert "38,171" in shown
    address = f"/api/v1/notices/{base.pk}"
    assert (
        client.post(f"{address}/revoke/", {"reason": "x"}, content_type="application/json").json()["code"]
        == "amendment_open"
    )
    discard_notice(notice=draft, reason="不必", by=cast.miit_clerk)
    made = client.post(f"{address}/revoke/", {"reason": "重复下达"}, content_type="application/json")
    assert (made.status_code, made.json()["kind"], made.json()["amends"]) == (201, "revocation", base.pk)
    page = client.get(reverse("notice_edit", args=[made.json()["id"]]))
    assert page.status_code == 200
    assert "total-separation" not in page.content.decode()


@pytest.mark.skipif(pdf_refusal() is not None, reason="this machine cannot print")
def test_the_document_names_what_it_corrects(cast: Any) -> None:
    base = issued(cast, 1, document_number="工信部联原〔2021〕1号")
    draft = corrected(cast, base, lambda data: shift(data, 100))
    text = printed(draft)
    assert f"《{base.title}》（工信部联原〔2021〕1号）有关内容更正如下：" in text
    assert "冶炼分离指标“38270吨”更正为“38170吨”" in text
    discard_notice(notice=draft, reason="改为废止", by=cast.miit_clerk)
    revocation = begin_revocation(notice=base, reason="重复下达", by=cast.miit_clerk)
    text = printed(revocation)
    assert "因重复下达，现决定废止" in text
    assert "中国稀有稀土股份有限公司、五矿稀土集团有限公司" in text, "it goes to whom the notice went"


def test_a_draft_of_an_amendment_is_the_ministries_business(cast: Any, as_user: AsUser) -> None:
    base = issued(cast, 1)
    draft = begin_correction(notice=base, reason="附件1笔误", by=cast.miit_clerk)
    client = as_user(cast.northern_clerk)
    assert client.get(reverse("notice_detail", args=[draft.pk])).status_code == 404
    assert draft.title not in client.get(reverse("notice_detail", args=[base.pk])).content.decode()
    assert load_notice(data=notice_data(2), by=cast.miit_clerk).batch == 2
