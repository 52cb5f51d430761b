"""Monthly checks: questions asked and answered, a closed one, and one that somebody asks to reopen."""

from accounts.models import Organisation
from common.periods import Month, now
from monthly_checks.models import MonthlyCheck
from monthly_checks.reads.checks import checkable
from monthly_checks.services import reopening as check_reopening
from monthly_checks.services.checks import answer_question, give_verdict, open_check
from tests.access.world import ASKED, MONTHS, OF_ASKED, SIDES, World, clerk_of, voice
from tests.builders import BUILDER
from tests.documents.pdf_text import upload


def build_checks(world: World) -> None:
    """The month of both sides' accepted reports, checked by three provinces: a question of each, answered in April."""
    for kind, month in (("question", MONTHS["accepted"]), ("answer", MONTHS["submitted"])):
        for one in checkable(now()):
            if one.month == Month(2021, month) and one.is_ready:
                _asked_in_a_check(world, kind, open_check(one, at=now(), by=BUILDER))


def build_closed_checks(world: World, side: str) -> None:
    """Two closed checks of the year before: one as it was closed, one that a clerk of the province asks to reopen."""
    authority = Organisation.objects.get(code=ASKED[side])
    for number, kind in ((1, "check.closed"), (2, "check.asked")):
        check = MonthlyCheck.objects.create(
            province=authority.province,  # type: ignore[misc]
            year=2020,
            month=number,
            state="closed",
            opened_at=now(),
            summary=world.canaries.text(world.scope(side, OF_ASKED[side]), "小结"),
            closed_by=voice(world, authority),
            closed_at=now(),
        )
        if kind == "check.asked":
            reason = world.canaries.text(world.scope(side, OF_ASKED[side]), "重开")
            check = check_reopening.ask_to_reopen(check=check, reason=reason, by=clerk_of(world, authority))
        world.rows[kind, side] = check


def _asked_in_a_check(world: World, kind: str, check: MonthlyCheck) -> None:
    sides = {world.groups[side].pk: side for side in SIDES}
    for row in check.rows.all():
        side, province = sides[row.group_id], str(check.province_id)
        scope = world.scope(side, province)
        authority = Organisation.objects.get(province=province, kind=Organisation.Kind.PROVINCE_MIIT)
        text = world.canaries.text(scope, "询问")
        asked = give_verdict(row=row, verdict="question", text=text, by=clerk_of(world, authority))
        if kind == "answer":
            attachment = upload(f"{world.canaries.text(scope, '答复')}.pdf")
            said = world.canaries.text(scope, "答")
            answer_question(question=asked, text=said, upload=attachment, by=world.people[f"{side}_clerk"])
        if province == OF_ASKED[side]:
            world.rows[kind, side] = asked
            if kind == "question":
                world.rows["check", side], world.rows["checked", side] = check, row
