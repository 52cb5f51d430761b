"""Builds what tests need through the product's own verbs: enterprises with evidence, notices, filings."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Organisation, Province
from allocations.models import Notice
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from audit.services.record import System
from enterprises.models import Capacity, ComplianceFact, Enterprise, Licence, PondEvaluation, StopOrder, TailingsPond
from enterprises.rules.credit_code import check_character
from enterprises.services.enterprises import join_group, register_enterprise
from enterprises.services.evidence import add_evidence
from enterprises.services.stop_orders import ask_to_lift, lift_stop_order
from enterprises.services.verdicts import written_together
from tests.kept_rows import as_before

BUILDER = System("tests")
SEEDS = Path(__file__).resolve().parent.parent / "allocations" / "data"


def credit_code(number: int) -> str:
    """A valid made-up code."""
    first = f"91150000MA{number:07d}"
    return first + check_character(first)


def enterprise(
    number: int,
    *,
    kind: str = "separation",
    group: str = "northern-re",
    province: str = "15",
    papers: bool = True,
    **values: Any,
) -> Enterprise:
    """An enterprise of a group, eligible for all its categories; with papers=False all evidence is missing."""

    def build() -> Enterprise:
        with transaction.atomic(), written_together():
            return _enterprise(number, kind, group, province, papers=papers, **values)

    return as_before(("enterprise", number, kind, group, province, papers, repr(values)), build)


def _enterprise(number: int, kind: str, group: str, province: str, *, papers: bool, **values: Any) -> Enterprise:
    row = register_enterprise(
        credit_code=credit_code(number),
        name_zh=f"示例企业{number}",
        name_en=f"Example enterprise {number}",
        kind=kind,
        province=Province.objects.get(code=province),
        city="示例市",
        is_fictional=True,
        by=BUILDER,
        **values,
    )
    join_group(enterprise=row, group=Organisation.objects.get(code=group), valid_from=date(2020, 1, 1), by=BUILDER)
    if papers:
        add_all_evidence(row)
    return row


def add_all_evidence(row: Enterprise) -> None:
    """Everything the rules ask for, in force throughout 2021."""
    begin, end = date(2020, 1, 1), date(2023, 1, 1)
    pieces: list[Any] = [
        ComplianceFact(
            enterprise=row,
            kind=kind,
            passed=True,
            tested_on=begin,
            tested_by="示例检测",
            report=f"{kind}-{row.pk}",
        )
        for kind in ("emission", "radiation")
    ]
    licences = {
        "mine": ["mining_licence", "safety_licence"],
        "utilisation": ["recovery_project"],
        "separation": [],
    }
    pieces += [
        Licence(
            enterprise=row,
            kind=kind,
            number=f"{kind}-{row.pk}",
            holder=row.name_zh,
            issuer="示例机关",
            valid_from=begin,
            valid_to=end,
        )
        for kind in licences[row.kind]
    ]
    if row.kind == "separation":
        pieces.append(
            Capacity(
                enterprise=row,
                tonnes_per_year=Decimal(90000),
                process="溶剂萃取",
                document=f"批复-{row.pk}",
                valid_from=begin,
            )
        )
    for piece in pieces:
        add_evidence(piece, enterprise=row, by=BUILDER)


def pond(row: Enterprise, grade: str, evaluated_on: date) -> None:
    """A tailings pond with one evaluation."""
    place = TailingsPond(enterprise=row, name="示例尾矿库")
    add_evidence(place, enterprise=row, by=BUILDER)
    add_evidence(
        PondEvaluation(pond=place, grade=grade, evaluated_on=evaluated_on, report="评价-1"),
        enterprise=row,
        by=BUILDER,
    )


def notice_data(batch: int) -> dict[str, Any]:
    """The 2021 notice of that batch in its JSON form."""
    data: dict[str, Any] = json.loads((SEEDS / f"notice_2021_{batch}.json").read_text(encoding="utf-8"))
    return data


def issued(cast: Any, batch: int, **changes: Any) -> Notice:
    """A notice drafted, reviewed, signed by both ministries and so issued."""

    def build() -> int:
        notice = load_notice(data={**notice_data(batch), **changes}, by=cast.miit_clerk)
        send_for_signature(notice=notice, by=cast.miit_clerk)
        sign_notice(notice=notice, by=cast.miit_officer)
        return sign_notice(notice=notice, by=cast.mnr_officer).pk

    return Notice.objects.get(pk=as_before(("issued", batch, repr(changes)), build))


def lifted(order: StopOrder, day: date, cast: Any) -> None:
    """Lifted by the two authorities of Inner Mongolia."""
    order = ask_to_lift(order=order, lifted_on=day, reason="复查合格", by=cast.neimenggu_resources)
    lift_stop_order(order=order, by=cast.neimenggu_industry)
