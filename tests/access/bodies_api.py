"""What the matrix sends to operations of the API that take another body than their pages."""

from typing import Any

from tests.access.world import OF_ASKED, World


def row_of_report(world: World, side: str) -> dict[str, Any]:
    return {"enterprise": world.plants[side, OF_ASKED[side]].pk, "category": "separation"}


def chosen_report(world: World, side: str) -> dict[str, Any]:
    return {"reports": [{"id": world.row("report.submitted", side).pk, "seen": 0}]}


def roles(world: World, side: str) -> dict[str, Any]:
    """Those that the person has."""
    return {"roles": sorted(world.row("person", side).role_codes), "reason": "离任"}


def names(world: World, side: str) -> dict[str, Any]:
    """Those that the group has."""
    row = world.groups[side]
    own = {name: getattr(row, name) for name in ("name_zh", "name_en", "short_zh", "short_en")}
    return {**own, "first_day": "2021-10-08"}


def validity(world: World, side: str) -> dict[str, Any]:
    row = world.groups[side]
    return {"valid_from": row.valid_from, "valid_to": row.valid_to, "reason": "核对"}


NEW_GROUP = {
    "kind": "group", "code": "new-group", "position": 9, "valid_from": "2021-01-01", "name_zh": "新集团",
    "name_en": "New", "short_zh": "新", "short_en": "New",
}  # fmt: skip
NEW_PROVINCE = {"code": "62", "slug": "gansu", "name_zh": "甘肃省", "name_en": "Gansu", "short_zh": "甘肃"}
NEW_PERSON = {"username": "new-person", "name": "新人", "email": "new@example.org", "roles": []}
NEW_PLAN = {
    "title": "抽查计划", "first_day": "2021-10-01", "last_day": "2021-12-31", "percent": 20, "inspectors_each": 2,
    "over_quota": 3, "differences": 1, "late_reports": 1, "years_since": 1, "demanded": 1,
}  # fmt: skip
NEW_PROGRAM = {"name": "erp", "purpose": "报送", "scopes": ["reports:read"], "last_day": "2021-12-31"}
NEW_HOOK = {"url": "https://example.org/hook", "events": ["report.due"]}
DELEGATED = {"acting": "nobody", "first_day": "2021-10-08", "last_day": "2021-10-09", "reason": "出差"}
MERGED = {"predecessors": ["northern-re"], "successor": "northern-re", "day": "2022-01-01", "document": "文件"}
