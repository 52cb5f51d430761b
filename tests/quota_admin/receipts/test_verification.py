"""Anybody verifies a receipt by its number and hash; the page says yes or no, and nothing else."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from allocations.services.filings import consult, return_filing, save_draft, submit_filing
from quota_admin.views.receipts import is_ours
from tests.allocations.splits import SEPARATION, submitted
from tests.builders import enterprise, issued

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WRONG = "0" * 64


def ask(number: str, digest: str) -> Any:
    cache.clear()
    return Client().post("/verify/", {"number": number, "hash": digest})


@pytest.fixture
def filing(cast: Any) -> Any:
    issued(cast, 1)
    return submitted(cast, {(enterprise(1).pk, SEPARATION): 1000})


def test_a_genuine_receipt_is_known_without_signing_in(filing: Any) -> None:
    spaced = " ".join(filing.receipt_hash[at : at + 8].upper() for at in range(0, 64, 8))
    page = ask(filing.number, spaced)
    assert page.status_code == 200
    assert page.context["answer"] is True


def test_unknown_number_and_wrong_hash_are_answered_alike(filing: Any) -> None:
    pages = [
        ask(filing.number, WRONG),
        ask(filing.number.replace("v1", "v2"), filing.receipt_hash),
        ask("R-2021-13-northern-re-v1", WRONG),
        ask("F-2021-9-northern-re-v1", filing.receipt_hash),
        ask("\0", WRONG),
    ]
    assert [page.context["answer"] for page in pages[:4]] == [False] * 4

    def shown(page: Any) -> str:
        text: str = page.content.decode()
        return text[text.index('<div class="error-summary"') : text.index('<form method="post" class="narrow"')]

    assert len({shown(page) for page in pages[:4]}) == 1
    for page in pages:
        assert filing.group.name_zh not in page.content.decode()


def test_a_receipt_stands_when_the_version_was_returned_and_filed_again(cast: Any, filing: Any) -> None:
    first = filing.receipt_hash
    return_filing(filing=filing, reason="请核对", by=cast.miit_officer)
    filing.refresh_from_db()
    figures = {(line.enterprise_id, line.category): line.stated - 1 for line in filing.lines.all()}
    save_draft(filing=filing, figures=figures, by=cast.northern_clerk)
    consult(filing=filing, by=cast.northern_clerk)
    second = submit_filing(filing=filing, by=cast.northern_officer).receipt_hash
    assert first != second
    assert is_ours(filing.number, first)
    assert is_ours(filing.number, second)


def test_a_draft_has_no_receipt(cast: Any, filing: Any) -> None:
    assert not is_ours(filing.number, "")


def test_who_tries_hashes_is_stopped(settings: Any, filing: Any) -> None:
    settings.RECEIPT_CHECKS_PER_MINUTE = 2
    cache.clear()
    client = Client()
    codes = [client.post("/verify/", {"number": filing.number, "hash": WRONG}).status_code for _try in range(3)]
    assert codes == [200, 200, 429]
    assert client.post("/verify/", {"number": filing.number, "hash": filing.receipt_hash}).headers["Retry-After"]
    cache.clear()
