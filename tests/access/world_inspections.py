"""The world's plans, draws and inspections: one in every state on each side, made by the authority that is asked."""

from datetime import date
from typing import Any

from accounts.models import Organisation, Role, User
from common.periods import today
from enterprises.models import Enterprise
from inspections.models import Draw, Inspection, InspectionFinding, Inspector, Plan
from inspections.rules.clauses import CHECKLISTS
from inspections.services.draws import begin_draw, close_population, make_draw
from inspections.services.findings import add_finding, decide, reply
from inspections.services.inspections import notify, record_visit, report_upward
from inspections.services.orders import issue_order, reinspect
from inspections.services.plans import add_inspector, add_plan
from tests.documents.pdf_text import upload

ANSWERS = {item.code: "ok" for item in CHECKLISTS["2021"]}
# How far each inspection has come.
STEPS = ("drawn", "notified", "inspected", "reported", "found", "ordered", "reinspected")


class Inspecting:
    """What one authority has done at one enterprise, by two people who are not of the cast."""

    def __init__(self, world: Any, side: str, authority: str, plant: Enterprise, group: User, scope: str) -> None:
        self.world, self.side, self.plant, self.group, self.scope = world, side, plant, group, scope
        home = Organisation.objects.get(code=authority)
        self.first, self.second = (self._officer(f"{authority}-{n}", home) for n in (1, 2))
        for number in (1, 2):
            name, employer = self._text("检查员"), self._text("总队")
            person = Inspector(name=name, id_number=f"{authority}-{number}", employer=employer)
            self.world.rows["inspector", side] = add_inspector(person, by=self.first)

    def _officer(self, name: str, home: Organisation) -> User:
        user: User = User.objects.create_user(name, "long-Passphrase-2021", name="检查科", organisation=home)
        user.roles.set(Role.objects.filter(code=Role.OFFICER))
        return user

    def build(self) -> None:
        """Every row."""
        rows, side = self.world.rows, self.side
        rows["plan", side] = self._plan()
        rows["draw.committed", side] = begin_draw(plan=self._plan(), by=self.first)
        rows["draw.closed", side] = self._closed()
        for step in STEPS:
            rows[f"visit.{step}", side] = self._visit(step)

    def _plan(self) -> Plan:
        year = {"first_day": date(2021, 1, 1), "last_day": date(2021, 12, 31)}
        return add_plan(Plan(title=self._text("抽查计划"), percent=100, **year), by=self.first)

    def _closed(self) -> Draw:
        return close_population(draw=begin_draw(plan=self._plan(), by=self.first), by=self.first)

    def _visit(self, step: str) -> Inspection:
        draw = make_draw(draw=self._closed(), by=self.second)
        self.world.rows["draw.drawn", self.side] = draw
        visit = Inspection.objects.get(draw=draw, enterprise=self.plant)
        reached = STEPS.index(step)
        if reached >= 1:
            visit = notify(inspection=visit, visit_on=today(), by=self.first)
        if reached >= 2:
            visit = record_visit(
                inspection=visit, inspected_on=today(), checklist=ANSWERS, summary=self._text("小结"), by=self.first
            )
        if step == "inspected":
            self._findings(visit)
        if reached >= 4:
            decide(finding=self._replied(visit), final=True, decision=self._text("决定"), by=self.second)
        if reached >= 3:
            visit = report_upward(inspection=visit, by=self.second)
        if reached >= 5:
            order = issue_order(
                inspection=visit, number=self._text("令"), demands=self._text("整改"), due_on=today(), stop=False,
                by=self.first,
            )  # fmt: skip
            if step == "reinspected":
                reinspect(order=order, on=today(), passed=True, result=self._text("复查"), by=self.first)
        visit.refresh_from_db()
        return visit

    def _findings(self, visit: Inspection) -> None:
        finding = self._found(visit, uploads=[upload(f"{self._text('照片')}.pdf")])
        self.world.rows["visit finding.open", self.side] = finding
        self.world.rows["visit file", self.side] = finding.files.get()
        self.world.rows["visit finding.replied", self.side] = self._replied(visit)

    def _found(self, visit: Inspection, **values: Any) -> InspectionFinding:
        return add_finding(
            inspection=visit, kind="toll_processing", text=self._text("发现"), found_on=today(), by=self.first, **values
        )

    def _replied(self, visit: Inspection) -> InspectionFinding:
        return reply(finding=self._found(visit), text=self._text("答复"), by=self.group)

    def _text(self, word: str) -> str:
        text: str = self.world.canaries.text(self.scope, word)
        return text
