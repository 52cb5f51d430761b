"""The demo's shares of 2018 to 2020 are booked by two people and stand beside this year."""

import pytest

from accounts.models import Organisation
from allocations.models import Notice
from history.demo import import_past_years
from history.models import HistoryImport
from reporting.reads.trends import trend_of_group, trend_of_nation
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# The published totals and the northern group's shares, t REO: rock-type, ion-adsorption, separation.
NATION = {2018: (100_850, 19_150, 115_000), 2019: (112_850, 19_150, 127_000), 2020: (120_850, 19_150, 135_000)}
NORTHERN = {2018: (69_250, 0, 59_484), 2019: (70_750, 0, 60_984), 2020: (73_550, 0, 63_784)}


def test_the_years_are_booked_as_published(cast: Cast) -> None:
    import_past_years(clerk=cast.miit_clerk, officer=cast.miit_officer)
    booked = HistoryImport.objects.filter(state=HistoryImport.State.BOOKED).order_by("year")
    assert [(one.year, one.uploaded_by, one.confirmed_by) for one in booked] == [
        (year, cast.miit_clerk, cast.miit_officer) for year in NATION
    ]
    assert set(Notice.objects.values_list("year", "batch")) == {(2018, 2), (2019, 1), (2019, 2), (2020, 2)}
    for trends, years in (
        (trend_of_nation(12), NATION),
        (trend_of_group(Organisation.objects.get(code="northern-re"), 12), NORTHERN),
    ):
        quotas = {(row.year, trend.category.value): row.quota for trend in trends for row in trend.rows}
        for year, expected in years.items():
            found = [quotas.get((year, one), 0) for one in ("mining_rock", "mining_ionic", "separation")]
            assert found == list(expected), year
    assert all(row.output is None and row.sources for trend in trend_of_nation(12) for row in trend.rows)
