"""The pages of notices and filings: what is refused comes back as typed, and nobody sees what is not theirs."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from allocations.files.notice import notice_document
from allocations.models import Filing, Notice
from allocations.services.filings import (
    accept_filing,
    consult,
    return_filing,
    save_draft,
    start_filing,
    submit_filing,
)
from allocations.services.notices import load_notice, send_for_signature
from documents.files.pdf import pdf_refusal
from documents.files.reading import read_workbook
from tests.builders import enterprise, issued, notice_data

# Pages, not locks: what they say is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]
CANARY = "示例企业77"
# Pages of a filing that a province may not open: they show it as a whole, or are for others to act on.
WHOLE = ("edit", "consult", "submit", "receipt", "pdf", "receipt_pdf", "accept", "return")


@pytest.fixture
def northern(db: None) -> Organisation:
    return Organisation.objects.get(code="northern-re")


def upload(client: Client, content: bytes) -> Any:
    return client.post(reverse("notice_new"), {"file": SimpleUploadedFile("notice.json", content)})


def test_a_notice_is_loaded_from_its_file(cast: Any, as_user: SignIn) -> None:
    response = upload(as_user(cast.miit_clerk), json.dumps(notice_data(2)).encode())
    assert response.status_code == 302
    assert Notice.objects.get().period == "2021-2"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG", "不是UTF-8编码的JSON"),
        (b"[1, 2]", "没有通知内容"),
        (b"[" * 100_000, "不是UTF-8编码的JSON"),
        (json.dumps({**notice_data(2), "totals": {"separation": "1"}}).encode(), "totals.separation"),
    ],
)
def test_an_invalid_file_gets_sentences_and_is_not_stored(
    cast: Any, as_user: SignIn, content: bytes, sentence: str
) -> None:
    response = upload(as_user(cast.miit_clerk), content)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Notice.objects.exists()


def test_who_may_not_draft_reads_why(cast: Any, as_user: SignIn) -> None:
    response = upload(as_user(cast.mnr_officer), json.dumps(notice_data(2)).encode())
    assert response.status_code in {403, 422}
    assert "经办人" in response.content.decode()


def test_a_draft_notice_is_the_ministries_business(cast: Any, as_user: SignIn) -> None:
    upload(as_user(cast.miit_clerk), json.dumps(notice_data(2)).encode())
    address = reverse("notice_detail", args=[Notice.objects.get().pk])
    assert as_user(cast.northern_clerk).get(address).status_code == 404
    assert as_user(cast.neimenggu_industry).get(address).status_code == 404
    assert as_user(cast.mnr_officer).get(address).status_code == 200


def test_the_drafter_meets_a_disabled_button_with_its_reason(cast: Any, as_user: SignIn) -> None:
    clerk = cast.miit_clerk
    clerk.roles.add("officer")
    client = as_user(clerk)
    upload(client, json.dumps(notice_data(2)).encode())
    notice = Notice.objects.get()
    client.post(reverse("notice_review", args=[notice.pk]))
    page = client.get(reverse("notice_detail", args=[notice.pk])).content.decode()
    sentence = "这是您本人起草的"
    assert sentence in page
    refused = client.post(reverse("notice_sign", args=[notice.pk]))
    assert refused.status_code == 403
    assert sentence in refused.content.decode()


def test_too_much_comes_back_as_typed_with_a_sentence_beside_the_sum(
    cast: Any, as_user: SignIn, northern: Organisation
) -> None:
    issued(cast, 1)
    plant = enterprise(1)
    client = as_user(cast.northern_clerk)
    client.post(reverse("filing_start", args=[2021]))
    filing = Filing.objects.get()
    cell = f"line-{plant.pk}-separation"
    response = client.post(reverse("filing_edit", args=[filing.pk]), {cell: "３８，２７１吨"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "超出本集团指标38270吨达1吨" in text
    assert "３８，２７１吨" in text
    assert not filing.lines.exists()


@pytest.mark.parametrize("typed", ["很多", "-1", "1.2345", "99999999999"])
def test_invalid_input_is_reported_at_its_cell(cast: Any, as_user: SignIn, typed: str) -> None:
    issued(cast, 1)
    plant = enterprise(1)
    client = as_user(cast.northern_clerk)
    client.post(reverse("filing_start", args=[2021]))
    cell = f"line-{plant.pk}-separation"
    response = client.post(reverse("filing_edit", args=[Filing.objects.get().pk]), {cell: typed})
    text = response.content.decode()
    assert response.status_code == 422
    assert f'id="{cell}-error"' in text
    assert f'value="{typed}"' in text


def test_a_forged_cell_for_a_foreign_enterprise_is_refused(cast: Any, as_user: SignIn) -> None:
    issued(cast, 1)
    enterprise(1)
    foreign = enterprise(77, group="southern-re", province="36")
    client = as_user(cast.northern_clerk)
    client.post(reverse("filing_start", args=[2021]))
    response = client.post(
        reverse("filing_edit", args=[Filing.objects.get().pk]), {f"line-{foreign.pk}-separation": "1"}
    )
    assert response.status_code == 422
    assert CANARY not in response.content.decode()
    assert not Filing.objects.get().lines.exists()


def submitted(cast: Any, northern: Organisation) -> Filing:
    issued(cast, 1)
    home, away = enterprise(1), enterprise(77, province="37")
    filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
    figures = {(home.pk, "separation"): Decimal(1000), (away.pk, "separation"): Decimal("2345.678")}
    save_draft(filing=filing, figures=figures, by=cast.northern_clerk)
    consult(filing=filing, by=cast.northern_clerk)
    return submit_filing(filing=filing, by=cast.northern_officer)


def test_a_province_reads_its_own_lines_and_nothing_it_could_subtract(
    cast: Any, as_user: SignIn, northern: Organisation
) -> None:
    filing = submitted(cast, northern)
    client = as_user(cast.neimenggu_industry)
    consultation = filing.consultations.get(authority=cast.neimenggu_industry.organisation)
    own = [("filing_detail", [filing.pk]), ("filing_list", []), ("consultation_opinion", [consultation.pk])]
    whole = [(f"filing_{name}", [filing.pk]) for name in WHOLE]
    for name, args in [*own, *whole]:
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == (403 if (name, args) in whole else 200), name
        text = answer.content.decode()
        assert CANARY not in text
        assert "2,345.678" not in text
        assert "3,345.678" not in text
    assert "示例企业1" in client.get(reverse("filing_detail", args=[filing.pk])).content.decode()


@pytest.mark.parametrize("who", ["southern_clerk", "jiangxi_industry"])
@pytest.mark.parametrize(
    "name", ["filing_detail", "filing_edit", "filing_submit", "filing_accept", "filing_return", "filing_receipt"]
)
def test_a_foreign_filing_does_not_exist(
    cast: Any, as_user: SignIn, northern: Organisation, who: str, name: str
) -> None:
    filing = submitted(cast, northern)
    assert as_user(getattr(cast, who)).get(reverse(name, args=[filing.pk])).status_code == 404


@pytest.mark.parametrize("who", ["northern_officer", "mnr_officer", "miit_clerk", "neimenggu_industry"])
def test_people_who_may_see_but_not_accept_see_the_reason(
    cast: Any, as_user: SignIn, northern: Organisation, who: str
) -> None:
    filing = submitted(cast, northern)
    response = as_user(getattr(cast, who)).post(reverse("filing_accept", args=[filing.pk]))
    assert response.status_code == 403
    assert "负责人" in response.content.decode()
    filing.refresh_from_db()
    assert filing.state == "submitted"


def test_accepting_twice_shows_the_same_result_and_who_did_it(
    cast: Any, as_user: SignIn, northern: Organisation
) -> None:
    filing = submitted(cast, northern)
    client = as_user(cast.miit_officer)
    address = reverse("filing_accept", args=[filing.pk])
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    second = as_user(cast.person("miit-second", "miit", "officer")).post(address, follow=True)
    assert second.redirect_chain[-1][0] == reverse("filing_detail", args=[filing.pk])
    assert "此前已办理" in second.content.decode()
    assert cast.miit_officer.name in second.content.decode()


def test_a_return_without_a_reason_is_refused_beside_the_field(
    cast: Any, as_user: SignIn, northern: Organisation
) -> None:
    filing = submitted(cast, northern)
    response = as_user(cast.miit_officer).post(reverse("filing_return", args=[filing.pk]), {"reason": " "})
    assert response.status_code == 422
    assert "id_reason-error" in response.content.decode()


def test_the_split_asks_as_many_queries_for_30_enterprises_as_for_one(
    cast: Any, as_user: SignIn, django_assert_max_num_queries: Any
) -> None:
    issued(cast, 1)
    enterprise(1)
    client = as_user(cast.northern_clerk)
    client.post(reverse("filing_start", args=[2021]))
    address = reverse("filing_edit", args=[Filing.objects.get().pk])
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for number in range(2, 31):
        enterprise(number)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address)


def test_an_accepted_version_stays_readable_after_the_next(cast: Any, as_user: SignIn, northern: Organisation) -> None:
    filing = submitted(cast, northern)
    accept_filing(filing=filing, by=cast.miit_officer)
    start_filing(group=northern, year=2021, by=cast.northern_clerk)
    text = as_user(cast.northern_clerk).get(reverse("filing_detail", args=[filing.pk])).content.decode()
    assert "2,345.678" in text


def test_the_group_prints_the_letter_and_a_province_sees_why_it_may_not(
    cast: Any, as_user: SignIn, northern: Organisation
) -> None:
    filing = submitted(cast, northern)
    address = reverse("filing_pdf", args=[filing.pk])
    assert as_user(cast.neimenggu_industry).get(address).status_code == 403
    assert as_user(cast.southern_clerk).get(address).status_code == 404
    if refusal := pdf_refusal():
        pytest.skip(str(refusal))
    receipt = as_user(cast.northern_clerk).get(reverse("filing_receipt_pdf", args=[filing.pk]))
    assert filing.number in pypdf.PdfReader(io.BytesIO(receipt.content)).pages[0].extract_text()
    letter = as_user(cast.northern_clerk).get(address)
    assert letter.headers["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(letter.content)).pages)
    assert "2,345.678" in text
    assert filing.receipt_hash in text.replace("\n", "")


def test_the_notice_prints_with_every_glyph_and_no_seal(cast: Any, as_user: SignIn) -> None:
    if refusal := pdf_refusal():
        pytest.skip(str(refusal))
    issued(cast, 1)
    notice = issued(cast, 2)
    printed = as_user(cast.northern_clerk).get(reverse("notice_pdf", args=[notice.pk]))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.content)).pages).replace("\n", "")
    for part in ("168000吨、162000吨", "（公章）", "其中：中国有色金属建设股份有限公司", "2021年8月24日"):
        assert part in text
    assert "□" not in text


def test_annex_1_is_a_workbook_with_the_same_sums(cast: Any, as_user: SignIn) -> None:
    notice = issued(cast, 1)
    answer = as_user(cast.miit_officer).get(reverse("notice_annex", args=[notice.pk]))
    rows = next(iter(read_workbook(answer.content).sheets.values()))
    assert [cell.value for cell in rows[-1]] == ["合计", Decimal(72510), Decimal(11490), Decimal(81000)]


@pytest.mark.parametrize("year", ["2021", "", "nonsense", "９９９９", "99999999999999999999", "-1"])
def test_any_year_in_the_address_is_answered(cast: Any, as_user: SignIn, year: str) -> None:
    issued(cast, 1)
    page = as_user(cast.miit_officer).get(reverse("filing_list"), {"year": year})
    assert page.status_code == 200


def test_a_reason_that_may_mention_others_is_hidden_from_a_province(
    cast: Any, as_user: SignIn, northern: Organisation
) -> None:
    filing = submitted(cast, northern)
    return_filing(filing=filing, reason=f"{CANARY}的数字有误", by=cast.miit_officer)
    address = reverse("filing_detail", args=[filing.pk])
    assert CANARY not in as_user(cast.neimenggu_industry).get(address).content.decode()
    assert CANARY not in as_user(cast.neimenggu_industry).get(f"/api/v1/filings/{filing.pk}/").content.decode()
    assert CANARY in as_user(cast.northern_clerk).get(address).content.decode()


def test_who_signs_reads_what_the_nation_has_before_and_with_the_notice(cast: Any, as_user: SignIn) -> None:
    issued(cast, 1)
    second = load_notice(data=notice_data(2), by=cast.miit_clerk)
    send_for_signature(notice=second, by=cast.miit_clerk)
    page = as_user(cast.mnr_officer).get(reverse("notice_sign", args=[second.pk])).content.decode()
    assert "本年度已下达81,000吨" in page
    assert "合计162,000吨" in page


def test_the_notice_pdf_states_the_reserve_and_what_is_published(cast: Any, pdf_as_text: None) -> None:
    row = {"group": "厦门钨业股份有限公司", "separation": "900"}
    notice = issued(
        cast, 1, totals={"separation": "1000"}, reserve={"separation": "100"}, allocations=[row],
        publish_enterprise_list=True, confidential=True,
    )  # fmt: skip
    printed = notice_document(notice).decode()
    assert "其中预留冶炼分离100吨" in printed
    assert "公布获得指标的生产企业名单" in printed
    assert "（此件不公开）" in printed
    assert "附件2" in printed, "as the wording of 2021 has it"
