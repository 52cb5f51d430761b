"""September 2021 as the group reports it in this system, beside the imported year."""

from decimal import Decimal
from typing import Any

from accounts.models import Organisation
from enterprises.models import Enterprise
from reporting.services.decisions import submit_report
from reporting.services.drafts import save_report, start_report
from tests.builders import add_all_evidence, credit_code, issued
from tests.history.workbooks import MINE, PLANT
from tests.reporting.conftest import SEPTEMBER, figures, split


def reported_in_september(cast: Any) -> None:
    """24,300 t of the mine and 36,000 t of the plant, within their quota of 2021."""
    issued(cast, 1)
    group = Organisation.objects.get(code="northern-re")
    mine, plant = (Enterprise.objects.get(credit_code=credit_code(number)) for number in (MINE, PLANT))
    for row in (mine, plant):
        add_all_evidence(row)
    shares = {(mine.pk, "mining_rock"): Decimal(40000), (plant.pk, "separation"): Decimal(38000)}
    split(cast, group, shares)
    report = start_report(group=group, month=SEPTEMBER, by=cast.northern_clerk)
    cells = figures(mine, 24300) | figures(plant, 36000)
    save_report(report=report, cells=cells, by=cast.northern_clerk)
    submit_report(report=report, by=cast.northern_officer)
