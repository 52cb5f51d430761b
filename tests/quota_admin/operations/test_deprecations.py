"""What will go is announced: in the description, and in the headers of every answer."""

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from quota_admin.api import deprecations
from quota_admin.api.deprecations import Deprecation
from quota_admin.api.description import Description

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_deprecated_address_says_since_when_until_when_and_what_instead(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Deprecation(date(2027, 1, 1), date(2027, 12, 31), "/api/v1/reports/")
    monkeypatch.setitem(deprecations.DEPRECATED, ("get", "/api/v1/filings/"), going)
    monkeypatch.setattr(Description, "_made", None)
    assert Description.of_this_code().document["paths"]["/api/v1/filings/"]["get"]["deprecated"] is True
    client = APIClient()
    client.force_authenticate(cast.miit_clerk)
    answer = client.get("/api/v1/filings/")
    assert answer.headers["Deprecation"] == "@1798732800"
    assert answer.headers["Sunset"] == "Fri, 31 Dec 2027 16:00:00 GMT"
    assert answer.headers["Link"] == '</api/v1/reports/>; rel="successor-version"'
    assert "Deprecation" not in client.get("/api/v1/reports/").headers
