"""A notice in every state, and a confidential one whose shares are each for its group alone."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from allocations.models import Notice
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from common.periods import SHANGHAI, at
from tests.access.world import FILING_YEARS, SIDES, START_YEAR, World
from tests.builders import notice_data


def _issued(world: World, data: dict[str, Any]) -> Notice:
    people = world.people
    notice = load_notice(data=data, by=people["miit_clerk"])
    send_for_signature(notice=notice, by=people["miit_clerk"])
    sign_notice(notice=notice, by=people["miit_officer"])
    return sign_notice(notice=notice, by=people["mnr_officer"])


def build_notices(world: World) -> None:
    people, notices = world.people, {}
    with at(datetime(2021, 2, 20, 12, tzinfo=SHANGHAI)):
        for year in sorted({*FILING_YEARS.values(), START_YEAR}):
            title = f"关于下达{year}年指标的通知"
            notices[year] = _issued(world, {**notice_data(1), "year": year, "title": title})
    text = world.canaries.text
    rows = {
        "issued": notices[max(notices)],
        "draft": load_notice(
            data={**notice_data(1), "year": 2022, "title": text("ministries", "通知草稿")}, by=people["miit_clerk"]
        ),
        "review": load_notice(
            data={
                **notice_data(1),
                "year": 2023,
                "title": text("signers", "待签通知"),
                "parties": [{"role": "signs", "kind": kind} for kind in ("miit", "ndrc", "mnr")],
            },
            by=people["miit_clerk"],
        ),
    }
    send_for_signature(notice=rows["review"], by=people["miit_clerk"])
    rows["confidential"] = _confidential(world)
    for side in SIDES:
        for kind, row in rows.items():
            world.rows[f"notice.{kind}", side] = Notice.objects.get(pk=row.pk)


def _confidential(world: World) -> Notice:
    """A notice whose shares are figures of their own, each for its group alone."""
    data = notice_data(1)
    scopes = {world.groups[side].name_zh: side for side in SIDES}
    total, reserve = Decimal(0), Decimal("5003.719")
    for row in data["allocations"]:
        row.pop("mining_rock", None)
        row.pop("mining_ionic", None)
        share = world.tonnes() + 30000
        row["separation"] = str(world.canaries.figure(scopes.get(row["group"], "ministries"), share))
        total += share
    world.canaries.figure("ministries", reserve)
    world.canaries.figure("ministries", total + reserve)
    data |= {
        "year": 2024,
        "title": "关于下达2024年指标的通知",
        "confidential": True,
        "totals": {"separation": str(total + reserve)},
        "reserve": {"separation": str(reserve)},
    }
    return _issued(world, data)
