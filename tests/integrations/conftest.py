"""A service account of the northern group, in force."""

from datetime import date
from typing import Any

import pytest

from integrations.models import ServiceAccount
from integrations.rules.scopes import SCOPES
from integrations.services.service_accounts import ask_service_account, consent
from integrations.services.service_tokens import issue_token


@pytest.fixture
def keeper(cast: Any) -> Any:
    """The administrator of the northern group."""
    return cast.person("northern-keeper", "northern-re", "administrator")


@pytest.fixture
def account(cast: Any, keeper: Any) -> ServiceAccount:
    asked = ask_service_account(name="erp", purpose="月度报表", scopes=SCOPES, last_day=date(2022, 6, 30), by=keeper)
    return consent(account=asked, by=cast.northern_officer)


@pytest.fixture
def token(account: ServiceAccount, keeper: Any) -> str:
    return issue_token(account=account, by=keeper)[1]
