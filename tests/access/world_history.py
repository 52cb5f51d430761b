"""Workbooks of years long past: one that cannot be booked, one to confirm, one that is booked, one to be reversed."""

from typing import Any

from history.services.imports import ask_reversal, confirm_history, upload_history
from tests.history.workbooks import HEADS, NORTHERN, SHARES, upload

# A year each, so that no two are about the same notice.
YEARS = {"refused": 2006, "previewed": 2007, "booked": 2008, "asked": 2009}


def workbook(year: int) -> dict[str, list[list[Any]]]:
    """A notice of ten tonnes for one group."""
    head = [year, 1, f"{year}年通知", None, f"{year}-03-01", "否", 10, None, None, 10]
    return {"通知": [HEADS[0], head], "集团指标": [SHARES[0], [1, NORTHERN, None, None, 10]]}


def build_history(world: Any) -> None:
    """The same four for both sides."""
    clerk, officer = world.people["miit_clerk"], world.people["miit_officer"]
    for name, year in YEARS.items():
        sheets = workbook(year) if name != "refused" else {"通知": HEADS[:1]}
        batch = upload_history(kind="notices", year=year, upload=upload(sheets), by=clerk)
        if name in {"booked", "asked"}:
            batch = confirm_history(batch=batch, by=officer)
        if name == "asked":
            batch = ask_reversal(batch=batch, reason="误", by=clerk)
        for side in ("north", "south"):
            world.rows[f"history.{name}", side] = batch
