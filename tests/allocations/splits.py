"""Filings of the northern group in the state a test needs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.models import Organisation
from allocations.models import Filing
from allocations.services.filings import accept_filing, consult, save_draft, start_filing, submit_filing
from tests.kept_rows import as_before

SEPARATION = "separation"
Figures = Mapping[tuple[int, str], Decimal | int]


def drafted(cast: Any, figures: Figures) -> Filing:
    def build() -> Filing:
        filing = start_filing(group=Organisation.objects.get(code="northern-re"), year=2021, by=cast.northern_clerk)
        exact = {key: Decimal(tonnes) for key, tonnes in figures.items()}
        return save_draft(filing=filing, figures=exact, by=cast.northern_clerk)

    return as_before(("drafted", *figures.items()), build)


def submitted(cast: Any, figures: Figures) -> Filing:
    def build() -> Filing:
        filing = drafted(cast, figures)
        consult(filing=filing, by=cast.northern_clerk)
        return submit_filing(filing=filing, by=cast.northern_officer)

    return as_before(("submitted", *figures.items()), build)


def accepted(cast: Any, figures: Figures) -> Filing:
    return as_before(
        ("accepted", *figures.items()),
        lambda: accept_filing(filing=submitted(cast, figures), by=cast.miit_officer),
    )
