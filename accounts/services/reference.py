"""Loads what every installation has: roles, provinces, ministries, groups and provincial authorities."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Organisation, Province, Role

DATA = Path(__file__).resolve().parent.parent / "data"
# The names of a province: with the words of its authorities they fit what an organisation may be called.
LONGEST_NAME_ZH, LONGEST_NAME_EN, LONGEST_SHORT_ZH = 100, 40, 20
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
    """Roles, provinces and organisations from `accounts/data`. Run again it brings the roles up to date and adds what
    is missing; an organisation that is there stays as its keepers have named it."""
    for role in _read("roles"):
        Role.objects.update_or_create(code=role["code"], defaults=role)
    for organisation in _read("organisations"):
        Organisation.objects.get_or_create(code=organisation["code"], defaults=organisation)
    for row in _read("provinces"):
        names = {"name_zh": row["name_zh"], "name_en": row["name_en"]}
        province, _made = Province.objects.get_or_create(code=row["code"], defaults=names)
        for authority in authorities_of(province, slug=row["slug"], short_zh=row["short_zh"]):
            if not Organisation.objects.filter(code=authority.code).exists():
                authority.save()


def authorities_of(province: Province, *, slug: str, short_zh: str) -> list[Organisation]:
    """The two authorities of a province, not stored yet."""
    return [
        Organisation(
            code=f"{slug}-{suffix}",
            kind=kind,
            province=province,
            position=position + int(province.code),
            name_zh=province.name_zh + office_zh,
            name_en=f"{province.name_en} {office_en}",
            short_zh=short_zh + office_short,
            short_en=f"{province.name_en} {office_en.split()[0].removesuffix('-resources')}",
        )
        for kind, suffix, office_zh, office_short, office_en, position in AUTHORITIES
    ]


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows
