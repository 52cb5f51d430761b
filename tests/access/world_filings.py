"""Filings in every state, a reduction, a release and a merger to come."""

from datetime import date
from decimal import Decimal

from accounts.models import Organisation, Succession
from allocations.models import CodedReason, Filing, Reduction, Release
from allocations.services import filings
from allocations.services.reductions import draft_reduction
from allocations.services.releases import draft_release
from tests.access.actors import NORTH
from tests.access.world import ASKED, FILING_YEARS, OF_ASKED, World, fresh, provinces, voice
from tests.documents.pdf_text import upload


def build_filing(world: World, side: str, state: str, year: int) -> Filing:
    people = world.people
    clerk, officer, miit = people[f"{side}_clerk"], people[f"{side}_officer"], people["miit_officer"]
    filing = filings.start_filing(group=world.groups[side], year=year, by=clerk)
    figures: dict[tuple[int, str], Decimal | None] = {}
    for province in provinces(side):
        scope = f"{side}-draft" if state == "draft" else world.scope(side, province)
        figures[world.plants[side, province].pk, "separation"] = world.canaries.figure(scope, world.tonnes())
    filings.save_draft(filing=filing, figures=figures, by=clerk)
    if state == "draft":
        return fresh(filing)
    filings.consult(filing=filing, by=clerk)
    for asked in filing.consultations.all():
        if state != "consulting":
            filings.give_opinion(
                consultation=asked,
                opinion="object",
                reason=world.canaries.text(world.scope(side, str(asked.authority.province_id)), "意见"),
                by=voice(world, asked.authority),
            )
            if state == "submitted" and asked.authority.code == ASKED[side]:
                world.rows["opinion", side] = asked
        elif asked.authority.code == ASKED[side]:
            world.rows["consultation", side] = asked
    if state == "consulting":
        return fresh(filing)
    filing = filings.submit_filing(filing=filing, by=officer)
    if state == "accepted":
        filing = filings.accept_filing(filing=filing, by=miit)
    if state == "returned":
        filing = filings.return_filing(filing=filing, reason=world.canaries.text(side, "退回"), by=miit)
        world.rows["reason", side] = CodedReason.objects.get(number=filing.number)
    world.canaries.add(side, filing.receipt_hash)
    return fresh(filing)


def build_reduction(world: World, side: str) -> Reduction:
    """A draft of the ministry, which nobody else sees yet."""
    return draft_reduction(
        enterprise=world.plants[side, OF_ASKED[side]],
        year=FILING_YEARS["accepted"],
        category="separation",
        tonnes=world.canaries.figure("ministries", Decimal("931.457" if side == NORTH else "932.459")),
        reason=world.canaries.text("ministries", "违规"),
        document=upload(f"{world.canaries.text('ministries', '决定')}.pdf"),
        by=world.people["miit_clerk"],
    )


def build_release(world: World, side: str) -> Release:
    """A draft of the ministry out of the reserve of the confidential notice, which nobody else sees yet."""
    tonnes = world.canaries.figure("ministries", Decimal("941.357" if side == NORTH else "942.359"))
    return draft_release(
        year=world.row("notice.confidential", side).year,
        figures={(world.groups[side], "separation"): tonnes},
        reason=world.canaries.text("ministries", "下达理由"),
        document_number="演示文号",
        by=world.people["miit_clerk"],
    )


def build_merger(world: World, side: str) -> Succession:
    """Two other groups will merge, long after everything that is asked here."""
    older, younger = ("chinalco-re", "minmetals-re") if side == NORTH else ("minmetals-re", "chinalco-re")
    return Succession.objects.create(
        predecessor=Organisation.objects.get(code=older),
        successor=Organisation.objects.get(code=younger),
        day=date(2091, 1, 1),
        document="演示文号",
    )
