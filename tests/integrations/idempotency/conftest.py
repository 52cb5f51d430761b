"""What both kinds of hostile test send, and by whom."""

from typing import Any

import pytest

from tests.builders import issued


@pytest.fixture
def clerk(real_db: None, cast: Any) -> Any:
    """A nation with a reserve, in a database with real transactions. The figures are for the test."""
    row = {"group": "厦门钨业股份有限公司", "separation": "900"}
    issued(cast, 1, totals={"separation": "1000"}, reserve={"separation": "100"}, allocations=[row])
    return cast.miit_clerk
