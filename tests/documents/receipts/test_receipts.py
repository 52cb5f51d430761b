"""A receipt states number, exact time, version and hash; the hash names the figures and nothing else."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from documents.files.receipts import Receipt, receipt_hash, receipt_pdf
from tests.documents.glyphs import boxes

pytestmark = pytest.mark.once
LATE = datetime(2021, 10, 11, 16, 0, 7, tzinfo=UTC)
RECEIPT = Receipt(
    title="回执",
    number="BB-2021-09-1",
    at=LATE,
    punctuality="逾期1个工作日",
    version="v2",
    hash=receipt_hash({"output": Decimal("1.000")}),
    head="17:" + receipt_hash({}),
    next_step="等待受理。",
    facts=[("集团", "北方稀土"), ("元素", "钷")],
)


def test_the_hash_does_not_depend_on_the_order_of_names() -> None:
    assert receipt_hash({"a": 1, "乙": "2"}) == receipt_hash({"乙": "2", "a": 1})


@pytest.mark.parametrize(
    "other",
    [{"output": Decimal("1.001")}, {"output": None}, {"output": 1}, {"sales": Decimal("1.000")}, {}],
)
def test_the_hash_changes_with_any_figure(other: dict[str, object]) -> None:
    assert receipt_hash({"output": Decimal("1.000")}) != receipt_hash(other)


def test_the_hash_is_sm3() -> None:
    # The digest of "{}", computed once with OpenSSL: printf '{}' | openssl dgst -sm3
    assert receipt_hash({}) == "f1a823aaaaafe40e113c7f04dd72c289faf86252c4a9b57cf1d3c9e12547f9ad"


def test_the_time_is_exact_and_says_its_zone() -> None:
    assert RECEIPT.exact_time == "2021-10-12 00:00:07"


@pytest.mark.usefixtures("printer")
def test_the_receipt_states_all_of_it() -> None:
    data = receipt_pdf(RECEIPT)
    (page,) = PdfReader(io.BytesIO(data)).pages
    text = page.extract_text().replace("\n", "")
    for words in (
        "BB-2021-09-1",
        RECEIPT.exact_time,
        RECEIPT.hash,
        RECEIPT.head,
        "v2",
        "逾期1个工作日",
        "等待受理。",
        "钷",
    ):
        assert words in text
    assert page.mediabox.width < page.mediabox.height
    assert not boxes(data)
    assert receipt_pdf(RECEIPT) == data
