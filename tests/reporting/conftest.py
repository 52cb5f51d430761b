"""A group with a mine and a plant that have quota, and a report that passes every rule."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organisation
from allocations.services.filings import accept_filing, consult, save_draft, start_filing, submit_filing
from common.periods import SHANGHAI, Month, at
from enterprises.models import Enterprise
from reporting.models import ProductionReport
from reporting.reads.cells import Cells
from reporting.rules.form import cell_name
from reporting.services.decisions import accept_report, submit_report
from reporting.services.drafts import save_report, start_report
from tests.builders import enterprise, issued

SEPTEMBER = Month(2021, 9)


def t(value: Any) -> Decimal:
    """Tonnes from text or whole numbers."""
    return Decimal(str(value))


def noon(month: int, day: int) -> datetime:
    """Noon of a day of 2021 in Shanghai."""
    return datetime(2021, month, day, 12, tzinfo=SHANGHAI)


def figures(row: Enterprise, output: Any = 100, *, opening: Any = 0, category: str = "") -> Cells:
    """A month in which everything fits: output, stock and sales, feed and elements."""
    category = category or str(row.categories[0])
    made, stock = t(output), t(opening)
    values: dict[str, Any] = {
        "output": made,
        "opening_stock": stock,
        "purchases": None,
        "used": None,
        "sales": made - 10 if made >= 10 else t(0),
        "closing_stock": stock + (t(10) if made >= 10 else made),
        "traceability_quantity": made,
    }
    if not made:
        values["reason"] = "maintenance"
    if category == "separation" and made:
        values |= {"feed_own": made / t("0.9") // 1, "el_La": made - 1, "el_Nd": t(1)}
    return {cell_name(name, row.pk, category): value for name, value in values.items()}


@dataclass
class World:
    """The group's enterprises and its ways."""

    cast: Any
    group: Organisation
    plant: Enterprise
    mine: Enterprise
    quotas: dict[str, Decimal] = field(default_factory=dict)

    def started(self, month: Month = SEPTEMBER) -> ProductionReport:
        """A draft."""
        return start_report(group=self.group, month=month, by=self.cast.northern_clerk)

    def cells(self, output: Any = 100, opening: Any = 0) -> Cells:
        """Figures of both enterprises."""
        return figures(self.plant, output, opening=opening) | figures(self.mine, output, opening=opening)

    def filled(self, month: Month = SEPTEMBER, output: Any = 100, opening: Any = 0) -> ProductionReport:
        """A draft that passes."""
        report = self.started(month)
        return save_report(report=report, cells=self.cells(output, opening), by=self.cast.northern_clerk)

    def submitted(self, month: Month = SEPTEMBER, output: Any = 100, opening: Any = 0) -> ProductionReport:
        """A report that has left the group."""
        return submit_report(report=self.filled(month, output, opening), by=self.cast.northern_officer)

    def accepted(self, month: Month = SEPTEMBER, output: Any = 100, opening: Any = 0) -> ProductionReport:
        """A report that the ministry has accepted."""
        return accept_report(report=self.submitted(month, output, opening), by=self.cast.miit_officer)


@pytest.fixture(scope="module")
def built(built_once: Callable[..., Any]) -> World:
    """The world of a module's tests, built once; each test gets a copy and takes back what it did."""
    world: World = built_once(build)
    return world


@pytest.fixture
def world(built: World, db: None) -> World:
    """Northern Rare Earth with 1,000 t for a plant and 2,000 t for a mine of Inner Mongolia."""
    return deepcopy(built)


def build(cast: Any) -> World:
    """The same, through the product's own verbs."""
    with at(noon(2, 20)):
        issued(cast, 1)
    group = Organisation.objects.get(code="northern-re")
    plant, mine = enterprise(1), enterprise(2, kind="mine", has_rock=True)
    quotas = {"separation": t(1000), "mining_rock": t(2000)}
    split(
        cast,
        group,
        {(plant.pk, "separation"): quotas["separation"], (mine.pk, "mining_rock"): quotas["mining_rock"]},
    )
    return World(cast, group, plant, mine, quotas)


def split(cast: Any, group: Organisation, shares: dict[tuple[int, str], Decimal]) -> None:
    """A filing of these figures, accepted for record."""
    name = {"northern-re": "northern", "southern-re": "southern"}[group.code]
    clerk, officer = getattr(cast, f"{name}_clerk"), getattr(cast, f"{name}_officer")
    with at(noon(3, 3)):
        filing = save_draft(filing=start_filing(group=group, year=2021, by=clerk), figures=shares, by=clerk)
        consult(filing=filing, by=clerk)
        accept_filing(filing=submit_filing(filing=filing, by=officer), by=cast.miit_officer)


Filled = Callable[..., ProductionReport]
