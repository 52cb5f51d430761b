"""Loads what every installation has: roles, provinces, ministries, groups and provincial authorities."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Organisation, Province, Role

DATA = Path(__file__).parent / "data"
# How a provincial authority is called, after its province.
AUTHORITIES = (
    (Organisation.Kind.PROVINCE_MIIT, "industry", "工业和信息化厅", "工信厅", "industry authority", 100),
    (
        Organisation.Kind.PROVINCE_MNR,
        "resources",
        "自然资源厅",
        "自然资源厅",
        "natural-resources authority",
        200,
    ),
)


@transaction.atomic
def load_reference() -> None:
    """Roles, provinces and organisations from `accounts/data`; run again, it brings them up to date."""
    for role in _read("roles"):
        Role.objects.update_or_create(code=role["code"], defaults=role)
    for organisation in _read("organisations"):
        Organisation.objects.update_or_create(code=organisation["code"], defaults=organisation)
    for province in _read("provinces"):
        _load_province(province)


def _load_province(row: dict[str, Any]) -> None:
    names = {"name_zh": row["name_zh"], "name_en": row["name_en"]}
    province, _made = Province.objects.update_or_create(code=row["code"], defaults=names)
    for kind, suffix, office_zh, short_zh, office_en, position in AUTHORITIES:
        Organisation.objects.update_or_create(
            code=f"{row['slug']}-{suffix}",
            defaults={
                "kind": kind,
                "province": province,
                "position": position + int(row["code"]),
                "name_zh": row["name_zh"] + office_zh,
                "name_en": f"{row['name_en']} {office_en}",
                "short_zh": row["short_zh"] + short_zh,
                "short_en": f"{row['name_en']} {office_en.split()[0].removesuffix('-resources')}",
            },
        )


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows
