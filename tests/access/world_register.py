"""The enterprises of both sides with their evidence, a stop order whose lifting is asked for, and an event."""

from datetime import date
from typing import Any

from common.periods import now
from enterprises.models import Enterprise, Halt, Licence, StopOrder
from enterprises.services.changes import enter_change
from enterprises.services.evidence import add_evidence
from tests.access.world import CODES, OF_ASKED, PLANTS, World
from tests.builders import BUILDER, enterprise, pond
from tests.documents.pdf_text import upload


def build_plant(world: World, side: str, province: str, number: int) -> Enterprise:
    row = enterprise(number, group=CODES[side], province=province)
    text, scope = world.canaries.text, world.scope(side, province)
    names = {"name_zh": text(scope, "企业"), "name_en": text(scope, "en"), "city": text(scope, "市")}
    Enterprise.objects.filter(pk=row.pk).update(**names)
    row.refresh_from_db()
    world.canaries.add(scope, row.credit_code)
    pond(row, "normal", date(2020, 6, 1))
    row.ponds.update(name=text(scope, "库"))
    pieces: list[Any] = [
        Licence(
            enterprise=row,
            kind="discharge_permit",
            number=text(scope, "证"),
            holder=text(scope, "持证人"),
            issuer=text(scope, "机关"),
            valid_from=date(2020, 1, 1),
            valid_to=date(2023, 1, 1),
        ),
        StopOrder(
            enterprise=row,
            number=text(scope, "停"),
            authority=text(scope, "令"),
            issued_on=date(2020, 2, 1),
            lifted_on=date(2020, 3, 1),
        ),
        Halt(enterprise=row, since=date(2020, 2, 1), until=date(2020, 3, 1), reason=text(scope, "停产")),
    ]
    for piece in pieces:
        attachment = upload(f"{text(scope, '附件')}.pdf") if piece is pieces[0] else None
        add_evidence(piece, enterprise=row, by=BUILDER, upload=attachment)
    if province == OF_ASKED[side]:
        world.rows["enterprise", side] = row
        world.rows["evidence", side] = pieces[0]
    return row


def build_stop_order(world: World, side: str) -> None:
    """An order in force whose lifting another person has asked for, at an enterprise that nothing else needs."""
    scope, number = world.scope(side, OF_ASKED[side]), 10 + PLANTS[side, OF_ASKED[side]]
    order = StopOrder(
        enterprise=enterprise(number, group=CODES[side], province=OF_ASKED[side]),
        number=world.canaries.text(scope, "停产令"),
        authority="示例应急管理局",
        # From a day to come, so that today the plant may still be given quota.
        issued_on=date(2021, 12, 1),
        lift_asked_on=date(2021, 12, 20),
        lift_reason=world.canaries.text(scope, "复查"),
        lift_asked_by=world.people["neimenggu_clerk"],
        lift_asked_at=now(),
    )
    add_evidence(order, enterprise=order.enterprise, by=BUILDER)
    world.rows["stop order", side] = order
    world.rows["change", side] = enter_change(
        enterprise=order.enterprise,
        kind="name",
        day=date(2021, 10, 1),
        document=world.canaries.text(scope, "依据文件"),
        new_name_zh=world.canaries.text(scope, "新名称"),
        new_name_en=world.canaries.text(scope, "new"),
        by=world.people[f"{side}_clerk"],
    )
