"""Two submitted reports, of which one has to be explained."""

import pytest

from common.periods import Month, at
from reporting.models import ProductionReport
from tests.reporting.conftest import World, noon

AUGUST, SEPTEMBER = Month(2021, 8), Month(2021, 9)


@pytest.fixture
def two(world: World) -> tuple[ProductionReport, ProductionReport]:
    """August is plain; September jumps, which has to be explained."""
    with at(noon(9, 8)):
        plain = world.submitted(AUGUST)
    with at(noon(10, 8)):
        jumps = world.submitted(SEPTEMBER, output=100, opening=10)
    return plain, jumps
