"""Two groups in three provinces with a row in every state, full of canaries. Built once, through the product's verbs.

Northern (the own side) has enterprises in Inner Mongolia and Jiangxi, Southern (the foreign side) in Jiangxi and
Guangdong; so every filing and report holds lines of two provinces, and Jiangxi sees one line of each.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import Delegation, Organisation, Province, Role, Succession, User
from accounts.reads.notes import Subject
from accounts.services.notes import write_note
from accounts.services.phrases import add_phrase
from allocations.models import CodedReason, Filing, Notice, Reduction, Release
from allocations.reads.split import split_of
from allocations.services import filings
from allocations.services.notices import load_notice, send_for_signature, sign_notice
from allocations.services.reductions import draft_reduction
from allocations.services.releases import draft_release
from common.periods import SHANGHAI, Month, at, now, today
from deadlines.models import Arrangement, Obligation
from deadlines.services.extensions import ask_extension
from deadlines.services.general_extensions import propose_extension
from enterprises.models import Enterprise, Halt, Licence, StopOrder
from enterprises.services.changes import enter_change
from enterprises.services.evidence import add_evidence
from monthly_checks.models import MonthlyCheck
from monthly_checks.reads.checks import checkable
from monthly_checks.services import reopening as check_reopening
from monthly_checks.services.checks import answer_question, give_verdict, open_check
from notifications.models import Message
from reporting.models import Difference, Finding, ProductionReport, Remark
from reporting.rules.form import cell_name
from reporting.services import decisions, drafts, reopening
from reporting.services.checks import check, explanation_cell
from reporting.services.differences import explain_difference
from reporting.services.extracts import preview_extract, take_extract
from reporting.services.report_workbook import preview_upload, template_workbook
from tests.access.actors import NORTH, SOUTH, delegation, make_people
from tests.access.canaries import Canaries
from tests.access.world_history import build_history
from tests.access.world_inspections import Inspecting
from tests.access.world_integrations import build_integrations
from tests.access.world_statements import build_open_finding, build_statements
from tests.builders import BUILDER, enterprise, notice_data, pond
from tests.documents.pdf_text import upload

M = TypeVar("M", bound=Model)
SIDES = (NORTH, SOUTH)
CODES = {NORTH: "northern-re", SOUTH: "southern-re"}
# (side, province): the number of its enterprise
PLANTS = {(NORTH, "15"): 1, (NORTH, "36"): 2, (SOUTH, "36"): 3, (SOUTH, "44"): 4}
# The authority that is asked on each side's filing, and by which the province is known here.
ASKED = {NORTH: "neimenggu-industry", SOUTH: "guangdong-industry"}
OF_ASKED = {NORTH: "15", SOUTH: "44"}
FILING_YEARS = {"accepted": 2021, "consulting": 2020, "draft": 2019, "returned": 2018, "submitted": 2016}
START_YEAR = 2017
MONTHS = {"accepted": 3, "submitted": 4, "returned": 5, "draft": 6}
START_MONTH = 7


@dataclass
class World:
    """Everything that a request may name, by kind of row and side."""

    people: dict[str, User] = field(default_factory=dict)
    canaries: Canaries = field(default_factory=Canaries)
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    groups: dict[str, Organisation] = field(default_factory=dict)
    plants: dict[tuple[str, str], Enterprise] = field(default_factory=dict)
    workbooks: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    serial: int = 0

    def row(self, kind: str, side: str) -> Any:
        """The row of that kind on that side."""
        return self.rows[kind, side]

    def tonnes(self) -> Decimal:
        """The next figure that occurs nowhere else."""
        self.serial += 1
        return Decimal(f"{1000 + 37 * self.serial}.{131 + 2 * self.serial % 800:03d}")

    def scope(self, side: str, province: str) -> str:
        return f"{side}-{province}"


def build() -> World:
    """The world on the journey's day."""
    world = World(people=make_people())
    world.groups = {side: Organisation.objects.get(code=code) for side, code in CODES.items()}
    for (side, province), number in PLANTS.items():
        world.plants[side, province] = _plant(world, side, province, number)
    _notices(world)
    world.rows["delegation", NORTH] = Delegation.objects.get(officer=world.people["north_officer"])
    world.rows["delegation", SOUTH] = delegation(world.people["south_officer"], _stand_in())
    for side in SIDES:
        words = world.canaries.text(f"{side}-clerk", "常用意见")
        world.rows["phrase", side] = add_phrase(text=words, by=world.people[f"{side}_clerk"])
        for state, year in FILING_YEARS.items():
            world.rows[f"filing.{state}", side] = _filing(world, side, state, year)
        world.rows["reduction", side] = _reduction(world, side)
        world.rows["release", side] = _release(world, side)
        for state, month in MONTHS.items():
            world.rows[f"report.{state}", side] = _report(world, side, state, Month(2021, month))
        _traced(world, side)
        _of_the_whole(world, side)
        world.rows["merger", side] = _merger(world, side)
    _checked(world)
    _for_all(world)
    build_statements(world)
    build_history(world)
    build_integrations(world)
    for side in SIDES:
        _closed(world, side)
        plant, clerk = world.plants[side, OF_ASKED[side]], world.people[f"{side}_clerk"]
        Inspecting(world, side, ASKED[side], plant, clerk, world.scope(side, OF_ASKED[side])).build()
    _noted(world)
    _remarked(world)
    return world


def _remarked(world: World) -> None:
    """A remark of the Ministry of Natural Resources on each side's accepted filing."""
    for side in SIDES:
        row, person = world.row("filing.accepted", side), world.people["mnr_clerk"]
        text = world.canaries.text(side, "自然资源部意见")
        world.rows["remark", side] = Remark.objects.create(filing=row, text=text, written_by=person, written_at=now())


def _noted(world: World) -> None:
    """Everybody who sees a row has written an internal note about it, on each kind of row that has notes."""
    kinds = {"notice": "notice", "filing": "filing", "report": "report", "inspection": "inspection",
             "finding": "finding", "visit finding": "inspection-finding"}  # fmt: skip
    writers = {"north-notes": "north_clerk", "south-notes": "south_clerk", "miit-notes": "miit_clerk",
               "neimenggu-notes": "neimenggu_clerk"}  # fmt: skip
    for (name, side), row in list(world.rows.items()):
        kind = kinds.get(name.partition(".")[0])
        for scope, writer in writers.items():
            person = world.people[writer]
            if kind and type(row)._default_manager.visible_to(person).filter(pk=row.pk).exists():
                text = world.canaries.text(scope, "备注")
                note = write_note(subject=Subject(kind, row), text=text, by=person)
                if (name, scope) == ("filing.accepted", f"{side}-notes"):
                    world.rows["note", side] = note


# --- the register ----------------------------------------------------------------------------------


def _plant(world: World, side: str, province: str, number: int) -> Enterprise:
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


# --- notices ---------------------------------------------------------------------------------------


def _issued(world: World, data: dict[str, Any]) -> Notice:
    people = world.people
    notice = load_notice(data=data, by=people["miit_clerk"])
    send_for_signature(notice=notice, by=people["miit_clerk"])
    sign_notice(notice=notice, by=people["miit_officer"])
    return sign_notice(notice=notice, by=people["mnr_officer"])


def _notices(world: World) -> None:
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


# --- filings ---------------------------------------------------------------------------------------


def _provinces(side: str) -> list[str]:
    return [province for (owner, province) in PLANTS if owner == side]


def _filing(world: World, side: str, state: str, year: int) -> Filing:
    people = world.people
    clerk, officer, miit = people[f"{side}_clerk"], people[f"{side}_officer"], people["miit_officer"]
    filing = filings.start_filing(group=world.groups[side], year=year, by=clerk)
    figures: dict[tuple[int, str], Decimal | None] = {}
    for province in _provinces(side):
        scope = f"{side}-draft" if state == "draft" else world.scope(side, province)
        figures[world.plants[side, province].pk, "separation"] = world.canaries.figure(scope, world.tonnes())
    filings.save_draft(filing=filing, figures=figures, by=clerk)
    if state == "draft":
        return _fresh(filing)
    filings.consult(filing=filing, by=clerk)
    for asked in filing.consultations.all():
        if state != "consulting":
            filings.give_opinion(
                consultation=asked,
                opinion="object",
                reason=world.canaries.text(world.scope(side, str(asked.authority.province_id)), "意见"),
                by=_voice(world, asked.authority),
            )
            if state == "submitted" and asked.authority.code == ASKED[side]:
                world.rows["opinion", side] = asked
        elif asked.authority.code == ASKED[side]:
            world.rows["consultation", side] = asked
    if state == "consulting":
        return _fresh(filing)
    filing = filings.submit_filing(filing=filing, by=officer)
    if state == "accepted":
        filing = filings.accept_filing(filing=filing, by=miit)
    if state == "returned":
        filing = filings.return_filing(filing=filing, reason=world.canaries.text(side, "退回"), by=miit)
        world.rows["reason", side] = CodedReason.objects.get(number=filing.number)
    world.canaries.add(side, filing.receipt_hash)
    return _fresh(filing)


def _voice(world: World, authority: Organisation) -> User:
    """An officer of the authority: one of the cast, or one who only speaks here."""
    known = authority.people.filter(roles="officer").first()
    if known:
        return known
    user: User = User.objects.create_user(authority.code, "long-Passphrase-2021", name="发言人", organisation=authority)
    user.roles.set(Role.objects.filter(code=Role.OFFICER))
    return user


def _stand_in() -> User:
    """Somebody of the foreign group who is not of the cast."""
    home = Organisation.objects.get(code=CODES[SOUTH])
    user: User = User.objects.create_user("stand-in", "long-Passphrase-2021", name="代行人", organisation=home)
    user.roles.set(Role.objects.filter(code=Role.VIEWER))
    return user


def _fresh(row: M) -> M:
    row.refresh_from_db()
    return row


def _reduction(world: World, side: str) -> Reduction:
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


def _release(world: World, side: str) -> Release:
    """A draft of the ministry out of the reserve of the confidential notice, which nobody else sees yet."""
    tonnes = world.canaries.figure("ministries", Decimal("941.357" if side == NORTH else "942.359"))
    return draft_release(
        year=world.row("notice.confidential", side).year,
        figures={(world.groups[side], "separation"): tonnes},
        reason=world.canaries.text("ministries", "下达理由"),
        document_number="演示文号",
        by=world.people["miit_clerk"],
    )


def _merger(world: World, side: str) -> Succession:
    """Two other groups will merge, long after everything that is asked here."""
    older, younger = ("chinalco-re", "minmetals-re") if side == NORTH else ("minmetals-re", "chinalco-re")
    return Succession.objects.create(
        predecessor=Organisation.objects.get(code=older),
        successor=Organisation.objects.get(code=younger),
        day=date(2091, 1, 1),
        document="演示文号",
    )


# --- reports ---------------------------------------------------------------------------------------


def _report(world: World, side: str, state: str, month: Month) -> ProductionReport:
    people = world.people
    clerk, officer, miit = people[f"{side}_clerk"], people[f"{side}_officer"], people["miit_officer"]
    report = drafts.start_report(group=world.groups[side], month=month, by=clerk)
    for province in _provinces(side):
        drafts.save_report(report=report, cells=_cells(world, side, province, state), by=clerk)
    scopes = {world.plants[side, province].pk: world.scope(side, province) for province in _provinces(side)}
    explained: dict[str, Any] = {}
    for violation in check(report).unexplained:
        owner = next(scope for pk, scope in scopes.items() if f"-{pk}-" in violation.cell)
        scope = f"{side}-draft" if state == "draft" else owner
        explained[explanation_cell(violation)] = world.canaries.text(scope, "说明")
    report = drafts.save_report(report=report, cells=explained, by=clerk)
    if state == "draft":
        world.workbooks[side] = template_workbook(report)
        world.uploads[side] = preview_upload(report, world.workbooks[side]).to_json()
        return _fresh(report)
    report = decisions.submit_report(report=report, by=officer)
    world.canaries.add(side, report.receipt_hash)
    if state == "accepted":
        decisions.accept_report(report=report, by=miit)
    if state == "returned":
        pointed = {cell_name("output", next(iter(scopes)), "separation"): world.canaries.text(side, "指出")}
        reason = world.canaries.text(side, "退回月报")
        decisions.return_report(report=report, reason=reason, cells=pointed, by=miit)
    if state == "submitted":
        pk = world.plants[side, OF_ASKED[side]].pk
        build_open_finding(world, side, report, pk)
        world.rows["finding", side] = Finding.objects.filter(
            line__report=report, line__enterprise=pk, state="explained"
        ).first()
    if state in ("accepted", "returned"):
        _decided(world, side, report, asked=state == "returned")
    return _fresh(report)


def _decided(world: World, side: str, report: ProductionReport, *, asked: bool) -> None:
    """A decided finding; of the returned report one that somebody of MIIT asks to reopen."""
    finding = Finding.objects.filter(line__report=report, line__enterprise=world.plants[side, OF_ASKED[side]]).first()
    assert finding is not None
    finding = decisions.decide_finding(finding=finding, decision="属实", by=world.people["miit_officer"])
    if asked:
        reason = world.canaries.text("ministries", "重开")
        finding = reopening.ask_to_reopen(finding=finding, reason=reason, by=world.people["miit_clerk"])
    world.rows["finding.asked" if asked else "finding.decided", side] = finding


def _cells(world: World, side: str, province: str, state: str) -> dict[str, Any]:
    """A month that passes: its output and its sales are canaries."""
    scope = f"{side}-draft" if state == "draft" else world.scope(side, province)
    plant, output, sales = world.plants[side, province], world.tonnes() + 50000, world.tonnes()
    world.canaries.figure(scope, output)
    world.canaries.figure(scope, sales)
    values: dict[str, Any] = {
        "output": output,
        "opening_stock": Decimal(0),
        "sales": sales,
        "closing_stock": output - sales,
        "traceability_quantity": output,
        "feed_own": output / Decimal("0.9") // 1,
        "el_La": output - 1,
        "el_Nd": Decimal(1),
        "note": world.canaries.text(scope, "备注"),
    }
    return {cell_name(name, plant.pk, "separation"): value for name, value in values.items()}


# --- the monthly check -------------------------------------------------------------------------------


def _checked(world: World) -> None:
    """The month of both sides' accepted reports, checked by three provinces: a question of each, answered in April."""
    for kind, month in (("question", MONTHS["accepted"]), ("answer", MONTHS["submitted"])):
        for one in checkable(now()):
            if one.month == Month(2021, month) and one.is_ready:
                _asked_in_a_check(world, kind, open_check(one, at=now(), by=BUILDER))


def _for_all(world: World) -> None:
    """A proposal of the ministry for each side, which the groups do not see."""
    for side, month in zip(SIDES, (MONTHS["draft"], START_MONTH), strict=True):
        world.rows["for all", side] = propose_extension(
            kind="monthly_report",
            period=f"2021-{month:02d}",
            until=date(2021, 10, 29),
            reason=world.canaries.text("ministries", "统一延期"),
            by=world.people["miit_clerk"],
        )


def _closed(world: World, side: str) -> None:
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
            closed_by=_voice(world, authority),
            closed_at=now(),
        )
        if kind == "check.asked":
            reason = world.canaries.text(world.scope(side, OF_ASKED[side]), "重开")
            check = check_reopening.ask_to_reopen(check=check, reason=reason, by=_clerk_of(world, authority))
        world.rows[kind, side] = check


def _asked_in_a_check(world: World, kind: str, check: MonthlyCheck) -> None:
    sides = {world.groups[side].pk: side for side in SIDES}
    for row in check.rows.all():
        side, province = sides[row.group_id], str(check.province_id)
        scope = world.scope(side, province)
        authority = Organisation.objects.get(province=province, kind=Organisation.Kind.PROVINCE_MIIT)
        text = world.canaries.text(scope, "询问")
        asked = give_verdict(row=row, verdict="question", text=text, by=_clerk_of(world, authority))
        if kind == "answer":
            attachment = upload(f"{world.canaries.text(scope, '答复')}.pdf")
            said = world.canaries.text(scope, "答")
            answer_question(question=asked, text=said, upload=attachment, by=world.people[f"{side}_clerk"])
        if province == OF_ASKED[side]:
            world.rows[kind, side] = asked
            if kind == "question":
                world.rows["check", side], world.rows["checked", side] = check, row


def _clerk_of(world: World, authority: Organisation) -> User:
    """Somebody who is nobody of those that close: a clerk."""
    found = authority.people.filter(roles="clerk").first()
    if found:
        return found
    user: User = User.objects.create_user(
        f"{authority.code}-asks", "long-Passphrase-2021", name="询问人", organisation=authority
    )
    user.roles.set(Role.objects.filter(code=Role.CLERK))
    return user


# --- the traceability system ------------------------------------------------------------------------


def _traced(world: World, side: str) -> None:
    """An extract of the accepted month with a canary for each plant, and a difference that the group has explained."""
    clerk, month = world.people[f"{side}_clerk"], Month(2021, MONTHS["accepted"])
    lines = ["统一社会信用代码,产品类别,产量"]
    for province in _provinces(side):
        traced = world.tonnes()
        world.canaries.figure(world.scope(side, province), traced)
        lines.append(f"{world.plants[side, province].credit_code},separation,{traced}")
    data = "\n".join(lines).encode()
    preview = preview_extract(month=month, data=data, file_name="追溯.csv", by=clerk)
    world.rows["extract", side] = take_extract(preview=preview.to_json(), by=clerk)
    plant = world.plants[side, OF_ASKED[side]]
    case = Difference.objects.get(group=world.groups[side], enterprise=plant, quantity="output")
    scope = world.scope(side, OF_ASKED[side])
    attachment = upload(f"{world.canaries.text(scope, '依据')}.pdf")
    text = world.canaries.text(scope, "差异说明")
    world.rows["difference", side] = explain_difference(difference=case, explanation=text, upload=attachment, by=clerk)


# --- what could be subtracted from -----------------------------------------------------------------


def _of_the_whole(world: World, side: str) -> None:
    """Totals and remainders of a filing and of a report: for the group and the ministries alone."""
    for state in ("accepted", "submitted", "returned", "consulting"):
        split = split_of(world.rows[f"filing.{state}", side], as_of=today())
        column = next(foot for foot in split.columns if foot.category == "separation")
        world.canaries.figure(side, column.allotted)
        world.canaries.figure(side, column.remaining)
    for state in ("accepted", "submitted"):
        lines = list(world.rows[f"report.{state}", side].lines.all())
        world.canaries.figure(side, sum((line.output or Decimal(0) for line in lines), Decimal(0)))
    group = world.groups[side]
    filing_duty = Obligation.objects.get(organisation=group, kind="filing", period="2021-1")
    world.rows["obligation", side] = filing_duty
    _of_deadlines(world, side)
    _stopped(world, side)
    clerk = world.people[f"{side}_clerk"]
    world.rows["message", side] = Message.objects.create(
        obligation=filing_duty, recipient=clerk, occasion="before-7", queued_at=now(), due_on=filing_duty.due_on
    )
    world.rows["person", side] = world.people["north_viewer" if side == NORTH else "south_clerk"]
    world.rows["group", side] = group
    world.rows["province", side] = Province.objects.get(code=OF_ASKED[side])


def _of_deadlines(world: World, side: str) -> None:
    """A duty that is open, one whose extension is asked for, and a calendar that waits for its second person."""
    duties = Obligation.objects.filter(organisation=world.groups[side], kind="filing")
    clerk, people = world.people[f"{side}_clerk"], world.people
    world.rows["duty", side] = duties.get(period=f"{FILING_YEARS['draft']}-1")
    world.rows["extension", side] = ask_extension(
        obligation=duties.get(period=f"{START_YEAR}-1"),
        reason=world.canaries.text(side, "延期"),
        wanted_until=date(2021, 10, 20),
        by=clerk,
    )
    for kind, state, year in (("proposed", "proposed", 2098), ("in force", "in_force", 2099)):
        world.rows[f"arrangement.{kind}", side] = Arrangement.objects.get_or_create(
            year=year,
            version=1,
            defaults={
                "state": state,
                "document": f"https://example.org/{world.canaries.text('ministries', '日历')}"
                if state == "proposed"
                else "https://example.org/",
                "entered_by": people["miit_clerk"],
                "entered_at": now(),
                "sequence": 1000 if state == "in_force" else None,
                "decided_by": people["miit_officer"] if state == "in_force" else None,
                "decided_at": now() if state == "in_force" else None,
            },
        )[0]


def _stopped(world: World, side: str) -> None:
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


Body = Callable[[World, str], Any]
