"""A split with more lines than have a field: the lines to remark on are looked for, and what is typed stays."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from allocations.forms.filings import ReturnFilingForm
from allocations.models import Filing
from allocations.services.filings import consult, submit_filing
from enterprises.models import Enterprise
from tests.allocations.splits import SEPARATION, drafted
from tests.builders import enterprise, issued

Browser = Callable[[User], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def plants(cast: Any) -> list[Enterprise]:
    issued(cast, 1)
    return [enterprise(number) for number in (1, 2)]


@pytest.fixture
def filing(cast: Any, plants: list[Enterprise], monkeypatch: pytest.MonkeyPatch) -> Filing:
    monkeypatch.setattr(ReturnFilingForm, "SHOWN", 1)
    filing = drafted(cast, {(plant.pk, SEPARATION): Decimal(1000) for plant in plants})
    consult(filing=filing, by=cast.northern_clerk)
    submit_filing(filing=filing, by=cast.northern_officer)
    return filing


def test_a_line_is_found_and_what_is_typed_stays(
    cast: Any, filing: Filing, plants: list[Enterprise], as_user: Browser
) -> None:
    browser, address = as_user(cast.miit_officer), reverse("filing_return", args=[filing.pk])
    first, second = (f"line-{plant.pk}-separation" for plant in plants)
    form = browser.get(address).context["form"]
    assert first in form.fields and second not in form.fields
    typed = {"reason": "见各行", first: "产能不足", "find": plants[1].credit_code}
    page = browser.post(address, {**typed, "show": "1"})
    assert page.status_code == 200
    form = page.context["form"]
    assert not form.errors and {first, second} <= set(form.fields)
    assert (form["reason"].value(), form[first].value()) == ("见各行", "产能不足")
    filing.refresh_from_db()
    assert filing.state == Filing.State.SUBMITTED, "a search decides nothing"
    posted = {**typed, second: "重算", "code": "figures", "seen": page.context["seen"]}
    assert browser.post(address, posted).status_code == 302
    filing.refresh_from_db()
    assert filing.return_lines == {first: "产能不足", second: "重算"}


def test_a_short_split_has_a_field_for_each_line(
    cast: Any, filing: Filing, plants: list[Enterprise], monkeypatch: pytest.MonkeyPatch, as_user: Browser
) -> None:
    monkeypatch.setattr(ReturnFilingForm, "SHOWN", 2)
    form = as_user(cast.miit_officer).get(reverse("filing_return", args=[filing.pk])).context["form"]
    assert {f"line-{plant.pk}-separation" for plant in plants} <= set(form.fields)
    assert "find" not in form.fields and not form.more_label
