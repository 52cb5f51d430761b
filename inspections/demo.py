"""The demo's random inspections, through the verbs of everybody: Inner Mongolia draws twice, the second time with less
weight on whom it has inspected already, and each inspection comes to another end; Jiangxi has committed its seed, and its
population is still open.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from common.periods import SHANGHAI, day_of, now
from enterprises.models import Enterprise
from enterprises.reads.verdicts import verdicts
from enterprises.rules.eligibility import rule_set_on
from inspections.models import Draw, Inspection, InspectionFinding, Inspector, Plan
from inspections.rules.clauses import CHECKLISTS
from inspections.services.draws import begin_draw, close_population, exclude, make_draw
from inspections.services.findings import add_finding, decide, reply
from inspections.services.inspections import notify, publish, record_visit, report_upward
from inspections.services.orders import close, issue_order, reinspect
from inspections.services.plans import add_inspector, add_plan, recuse
from monthly_checks.demo import Step

FIRST, SECOND, JIANGXI = "neimenggu-industry", "neimenggu-second", "jiangxi-industry"
TITLE = "2021年5至8月内蒙古自治区稀土企业“双随机、一公开”抽查计划"
LATER_TITLE = "2021年9至12月内蒙古自治区稀土企业“双随机、一公开”抽查计划"
JIANGXI_TITLE = "2021年第四季度江西省稀土企业“双随机、一公开”抽查计划"
# Six may be drawn: three of them in the first half of the year, two in the second.
PERCENT, LATER_PERCENT, JIANGXI_PERCENT = 50, 30, 40
NOT_ELIGIBLE = "不符合指标下达条件，本年度未获指标，由属地另行专项检查。"
RECUSED = "配偶在该企业任职。"
PHOTO = Path(__file__).parent / "data" / "demo_photo.jpg"
# Which plan drew it, and at which place of its result.
Place = tuple[str, int]
CLEAN, EMISSION, DATA = (TITLE, 0), (TITLE, 1), (TITLE, 2)
OPEN, LATER = (LATER_TITLE, 0), (LATER_TITLE, 1)


def demo_random() -> Iterator[Step]:
    """What happened at which instant of 2021; also what comes after the demo's usual day."""
    yield from _drawing()
    yield from _clean()
    yield from _emission()
    yield from _data()
    yield from _open()
    yield from _later()
    yield from _jiangxi()


def _step(month: int, day: int, hour: int, do: Callable[[], object]) -> Step:
    return Step(datetime.combine(date(2021, month, day), time(hour, 35), SHANGHAI), do)


def _drawing() -> Iterator[Step]:
    """One commits the seed, leaves out and closes; another draws. Twice."""
    yield _step(5, 6, 9, _plans)
    for title, month, day in ((TITLE, 5, 7), (LATER_TITLE, 9, 13)):
        yield _step(month, day, 9, partial(_begin, title, FIRST))
        yield _step(month, day, 14, partial(_leave_out, title, FIRST))
        yield _step(month, day + 3, 15, partial(_close_population, title))
        yield _step(month, day + 4, 9, partial(_make, title))


def _clean() -> Iterator[Step]:
    """Nothing was found; the extract is public."""
    yield _step(5, 17, 9, partial(_notify, CLEAN, date(2021, 5, 20)))
    yield _step(5, 20, 16, partial(_record, CLEAN, "现场核对证照、工艺、台账和库存，未发现问题。"))
    yield _step(5, 21, 10, partial(_report, CLEAN))
    yield _step(5, 24, 10, partial(_close, CLEAN))


def _emission() -> Iterator[Step]:
    """A failed test, the group's reply, the fact, the order, the re-inspection: barred from June to August."""
    yield _step(6, 3, 9, partial(_notify, EMISSION, date(2021, 6, 8)))
    yield _step(6, 8, 15, partial(_record, EMISSION, "总排口水样超标，其余各项符合要求。", "emission"))
    text = "总排口氟化物浓度12.6 mg/L，超过《稀土工业污染物排放标准》（GB 26451—2011）限值8 mg/L。"
    yield _step(6, 8, 16, partial(_find, EMISSION, "emission", text, "总排口取样点.jpg"))
    yield _step(6, 10, 10, partial(_reply, EMISSION, "情况属实。除氟药剂投加泵故障，已停用该线并更换，正在调试。"))
    yield _step(6, 11, 10, partial(_report, EMISSION))
    yield _step(6, 15, 10, partial(_decide, EMISSION, "监测报告有效，企业已承认，认定超标。"))
    demands = "一、修复除氟设施，总排口氟化物稳定达标；二、安装在线监测并联网；三、报送第三方监测报告。"
    yield _step(6, 16, 10, partial(_order, EMISSION, "（示例）内工信稀改〔2021〕1号", demands, date(2021, 8, 31)))
    yield _step(8, 19, 15, partial(_reinspect, EMISSION, "复测氟化物3.1 mg/L，在线监测已联网，整改到位。"))
    yield _step(8, 20, 10, partial(_close, EMISSION))


def _data() -> Iterator[Step]:
    """An order that is not due yet on the demo's usual day."""
    yield _step(8, 24, 9, partial(_notify, DATA, date(2021, 8, 27)))
    yield _step(8, 27, 15, partial(_record, DATA, "7月产品台账两处涂改，未附说明，其余各项符合要求。", "data"))
    text = "7月产品出入库台账两处数量涂改，未注明原因和经手人。"
    yield _step(8, 27, 16, partial(_find, DATA, "untrue_data", text))
    yield _step(8, 30, 10, partial(_report, DATA))
    yield _step(9, 1, 10, partial(_reply, DATA, "系笔误更正，不影响报表数量；将补签说明，并规范台账更正手续。"))
    yield _step(9, 6, 10, partial(_decide, DATA, "更正无依据，属随意更改数据，认定成立。"))
    demands = "一、补齐更正依据；二、建立台账更正审批制度；三、逐笔核对1至8月台账并报送核对表。"
    yield _step(9, 7, 10, partial(_order, DATA, "（示例）内工信稀改〔2021〕2号", demands, date(2021, 10, 29)))
    yield _step(10, 28, 15, partial(_reinspect, DATA, "制度已建立，台账逐笔核对无误，整改到位。"))
    yield _step(10, 29, 10, partial(_close, DATA))


def _open() -> Iterator[Step]:
    """A finding that waits for the group's reply on the demo's usual day, and is to be reported upward."""
    yield _step(9, 24, 9, partial(_notify, OPEN, date(2021, 9, 29)))
    yield _step(9, 29, 15, partial(_record, OPEN, "仓库一批物料缺少追溯信息，其余各项符合要求。", "feed"))
    text = "仓库一批约12吨稀土物料未在追溯系统登记，现场不能提供来源证明。"
    yield _step(9, 29, 16, partial(_find, OPEN, "other", text))
    yield _step(10, 11, 10, partial(_reply, OPEN, "该批料系试验用样品，购销合同和发票已补充提交。"))
    yield _step(10, 12, 10, partial(_report, OPEN))
    yield _step(10, 14, 10, partial(_decide, OPEN, "来源证明齐全，不予认定。", final=False))
    yield _step(10, 15, 10, partial(_close, OPEN))


def _later() -> Iterator[Step]:
    """Notified; the visit is still to come on the demo's usual day."""
    yield _step(9, 30, 9, partial(_notify, LATER, date(2021, 10, 14)))
    yield _step(10, 14, 16, partial(_record, LATER, "现场核对证照、工艺、台账和库存，未发现问题。"))
    yield _step(10, 15, 11, partial(_report, LATER))
    yield _step(10, 18, 10, partial(_close, LATER))


def _jiangxi() -> Iterator[Step]:
    """The seed's hash is shown while enterprises can still be left out."""
    yield _step(9, 26, 9, _plan_of_jiangxi)
    yield _step(9, 27, 9, partial(_begin, JIANGXI_TITLE, JIANGXI))
    yield _step(9, 28, 9, partial(_leave_out, JIANGXI_TITLE, JIANGXI))


def _by(username: str) -> User:
    return User.objects.get(username=username)


def _clerk(of: Inspection) -> User:
    return User.objects.get(organisation=of.group, roles="clerk", username__endswith="-clerk")


def _draw(title: str) -> Draw:
    return Draw.objects.get(plan__title=title)


def _inspection(place: Place) -> Inspection:
    title, number = place
    draw = _draw(title)
    return draw.inspections.get(enterprise__credit_code=draw.record["result"]["enterprises"][number])


def _finding(place: Place) -> InspectionFinding:
    return InspectionFinding.objects.get(inspection=_inspection(place))


def _pool(username: str, letters: str, employers: tuple[str, ...]) -> list[Inspector]:
    """Inspectors with the numbers of their IDs, alternately of two authorities."""
    by = _by(username)
    slug = by.organisation.code.partition("-")[0].upper()
    return [
        add_inspector(
            Inspector(
                name=f"演示·检查员{letter}",
                id_number=f"示例{slug}-{place:03d}",
                employer=employers[place % len(employers)],
            ),
            by=by,
        )
        for place, letter in enumerate(letters, start=1)
    ]


def _plans() -> None:
    pool = _pool(FIRST, "甲乙丙丁戊己", ("示例自治区稀土执法总队", "示例自治区生态环境执法总队"))
    plant = Enterprise.objects.filter(province="15", kind="separation").order_by("credit_code")[0]
    recuse(inspector=pool[0], enterprise=plant, reason=RECUSED, by=_by(FIRST))
    half, other = (date(2021, 5, 1), date(2021, 8, 31)), (date(2021, 9, 1), date(2021, 12, 31))
    weights = {"over_quota": 3, "differences": 1, "late_reports": 1, "years_since": 1}
    for title, percent, (first, last) in ((TITLE, PERCENT, half), (LATER_TITLE, LATER_PERCENT, other)):
        add_plan(Plan(title=title, percent=percent, first_day=first, last_day=last, **weights), by=_by(FIRST))


def _plan_of_jiangxi() -> None:
    _pool(JIANGXI, "庚辛壬癸", ("示例省稀土执法总队",))
    quarter = {"first_day": date(2021, 10, 1), "last_day": date(2021, 12, 31)}
    add_plan(Plan(title=JIANGXI_TITLE, percent=JIANGXI_PERCENT, **quarter), by=_by(JIANGXI))


def _begin(title: str, username: str) -> None:
    begin_draw(plan=Plan.objects.get(title=title), by=_by(username))


def _close_population(title: str) -> None:
    close_population(draw=_draw(title), by=_by(FIRST))


def _make(title: str) -> None:
    make_draw(draw=_draw(title), by=_by(SECOND))


def _leave_out(title: str, username: str) -> None:
    """Who may get no quota is looked at elsewhere, and that is the reason in the record."""
    day, by = day_of(now()), _by(username)
    rows = list(Enterprise.objects.filter(province=by.organisation.province_id).order_by("credit_code"))
    judged = verdicts(rows, as_of=day, rule_set=rule_set_on(day))
    eligible = {pk for (pk, _category), verdict in judged.items() if verdict.is_eligible}
    for row in rows:
        if row.pk not in eligible:
            exclude(draw=_draw(title), enterprise=row, reason=NOT_ELIGIBLE, by=by)


def _notify(place: Place, visit_on: date) -> None:
    notify(inspection=_inspection(place), visit_on=visit_on, by=_by(FIRST))


def _record(place: Place, summary: str, *faults: str) -> None:
    """The checklist with every item passed except the failed ones; items on ponds and mines only where there are any."""
    inspection, day = _inspection(place), day_of(now())
    answers = {item.code: "fault" if item.code in faults else "ok" for item in CHECKLISTS[rule_set_on(day)]}
    if not inspection.enterprise.ponds.exists():
        answers["tailings"] = "not_applicable"
    record_visit(inspection=inspection, inspected_on=day, checklist=answers, summary=summary, by=_by(FIRST))


def _find(place: Place, kind: str, text: str, photo: str = "") -> None:
    uploads = [SimpleUploadedFile(photo, PHOTO.read_bytes())] if photo else []
    inspection = _inspection(place)
    add_finding(inspection=inspection, kind=kind, text=text, found_on=day_of(now()), by=_by(FIRST), uploads=uploads)


def _reply(place: Place, text: str) -> None:
    reply(finding=_finding(place), text=text, by=_clerk(_inspection(place)))


def _report(place: Place) -> None:
    report_upward(inspection=_inspection(place), by=_by(SECOND))


def _decide(place: Place, decision: str, *, final: bool = True) -> None:
    decide(finding=_finding(place), final=final, decision=decision, by=_by(SECOND))


def _order(place: Place, number: str, demands: str, due_on: date) -> None:
    issue_order(inspection=_inspection(place), number=number, demands=demands, due_on=due_on, stop=False, by=_by(FIRST))


def _reinspect(place: Place, result: str) -> None:
    order = _inspection(place).rectification
    reinspect(order=order, on=day_of(now()), passed=True, result=result, by=_by(FIRST))


def _close(place: Place) -> None:
    """Closed by a second person, and its extract published on the same day."""
    inspection = close(inspection=_inspection(place), by=_by(SECOND))
    publish(inspection=inspection, by=_by(SECOND))
