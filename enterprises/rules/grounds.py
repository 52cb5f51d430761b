"""The grounds of notice 三 that bar an enterprise, one function per clause under its number. Pure.

Each takes the facts and a day and returns what it found: every ground says what it rests on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date
from decimal import Decimal

from enterprises.rules.day_words import en_day, zh_day
from enterprises.rules.facts import (
    CONFIRMED,
    UNCONFIRMED,
    BreachFact,
    CapacityFact,
    EnterpriseFacts,
    HaltFact,
    OrderFact,
    Paper,
    PondFact,
    TestFact,
)
from enterprises.rules.verdict import BARS, CLEAR, MISSING, NOT_APPLICABLE, Ground

MINE, SEPARATION, UTILISATION = "mine", "separation", "utilisation"
LEAST_CAPACITY = Decimal(2000)
POND_YEARS = 3
PAPER_NAMES = {
    "mining_licence": ("采矿许可证", "mining licence"),
    "safety_licence": ("安全生产许可证", "work-safety licence"),
    "recovery_project": ("回收利用稀土资源项目批准文件", "approval of the recovery project"),
    "discharge_permit": ("排污许可证", "pollutant-discharge permit"),
}
TEST_NAMES = {
    "emission": ("稀土工业污染物排放达标", "emission"),
    "radiation": ("放射性防护达标", "radiation-protection"),
}
# What most enterprises have not, made once.
NO_ORDER = {
    clause: Ground(clause, CLEAR, "无停产整改要求。", "No order to stop and rectify is in force.")
    for clause in ("（一）", "（二）")
}
NO_CAPACITY = Ground(
    "（二）", MISSING, "缺少冶炼分离产能批准文件。", "The approval of the separation capacity is missing."
)
NO_POND = Ground("（四）", NOT_APPLICABLE, "无尾矿库。", "There is no tailings pond.")
NO_BREACH = Ground(
    "（三）", CLEAR, "无违反排污许可证规定排放污染物的记录。", "No breach of a discharge permit is on record."
)
NO_HALT = Ground("（五）", CLEAR, "未长期停产。", "There is no long halt.")
GRADES = {"normal": "正常库", "ill": "病库", "dangerous": "险库", "critical": "危库"}


@dataclass(frozen=True)
class RuleSet:
    """The grounds that hold under a notice, and the numbers the notice leaves open.

    `halt_months` is our own reading [R]: the notice says “long halted” and gives no number. `counts` is what the
    province must have said to evidence that speaks for an enterprise; what speaks against it always counts.
    """

    code: str
    grounds: tuple[str, ...]
    halt_months: int = 12
    counts: frozenset[str] = frozenset({CONFIRMED, UNCONFIRMED})
    # Whether （三） also bars who does not discharge as its pollutant-discharge permit says (since 2024).
    discharge: bool = False


Rule = Callable[[EnterpriseFacts, date, RuleSet], list[Ground]]


@dataclass(frozen=True)
class Registered:
    """A rule under its clause, with the day from which it holds."""

    clause: str
    effective_from: date
    rule: Rule


RULES: dict[str, Registered] = {}


def ground(clause: str, *, effective_from: date) -> Callable[[Rule], Rule]:
    """Registers a function as the rule of a clause."""

    def register(rule: Rule) -> Rule:
        RULES[clause] = Registered(clause, effective_from, rule)
        return rule

    return register


def _paper(clause: str, kind: str, papers: Iterable[Paper], day: date, rules: RuleSet) -> Ground:
    """Whether evidence of this kind is in force on the day; the latest piece is the fact of the ground."""
    zh, en = PAPER_NAMES[kind]
    held = sorted([paper for paper in papers if paper.kind == kind and paper.valid_from <= day], key=_by_begin)
    if not held:
        return Ground(clause, MISSING, f"缺少{zh}。", f"The {en} is missing.")
    valid = [paper for paper in held if paper.valid_on(day)]
    counting = [paper for paper in valid if paper.confirmation_status in rules.counts]
    if valid and not counting:
        return _not_counted(clause, zh, en, valid[-1].number, valid[-1].confirmation_status)
    if counting:
        paper = counting[-1]
        until = paper.valid_to.isoformat() if paper.valid_to else ""
        until_zh = f"有效至{zh_day(paper.valid_to)}" if paper.valid_to else "长期有效"
        until_en = en_day(paper.valid_to) if paper.valid_to else "further notice"
        return Ground(
            clause,
            CLEAR,
            f"{zh}{until_zh}。",
            f"The {en} is valid until {until_en}.",
            until,
            paper.number,
            paper.confirmation_status,
        )
    paper = held[-1]
    if paper.revoked_on and paper.revoked_on <= day:
        ended = paper.revoked_on
        said = f"{zh}已于{zh_day(ended)}吊销。", f"The {en} was revoked on {en_day(ended)}."
    else:
        ended = paper.valid_to or day
        said = f"{zh}已于{zh_day(ended)}到期。", f"The {en} expired on {en_day(ended)}."
    return Ground(clause, BARS, *said, ended.isoformat(), paper.number, paper.confirmation_status)


def _not_counted(clause: str, zh: str, en: str, document: str, standing: str) -> Ground:
    """Evidence that does not count until the province confirms it: treated as missing, with a sentence that says so."""
    if standing == UNCONFIRMED:
        said = f"{zh}（{document}）尚未经属地主管部门核实。", f"The {en} ({document}) has not been confirmed yet."
    else:
        said = f"{zh}（{document}）被属地主管部门提出异议。", f"The {en} ({document}) is disputed by the province."
    return Ground(clause, MISSING, *said, "", document, standing)


def _by_begin(paper: Paper) -> tuple[date, str]:
    return paper.valid_from, paper.number


def _orders(clause: str, facts: EnterpriseFacts, day: date) -> list[Ground]:
    standing = [order for order in facts.orders if order.in_force(day)]
    if not standing:
        return [NO_ORDER[clause]]
    return [
        Ground(
            clause,
            BARS,
            f"{order.authority}于{zh_day(order.issued_on)}要求停产整改，尚未解除。",
            f"The order to stop and rectify of {en_day(order.issued_on)} ({order.number}) has not been lifted.",
            order.issued_on.isoformat(),
            order.number,
            order.confirmation_status,
        )
        for order in sorted(standing, key=_by_issue)
    ]


def _by_issue(order: OrderFact) -> tuple[date, str]:
    return order.issued_on, order.number


@ground("（一）", effective_from=date(2021, 1, 1))
def mines(facts: EnterpriseFacts, day: date, rules: RuleSet) -> list[Ground]:
    """（一）矿山企业没有采矿许可证、安全生产许可证，超出批准期限的回收利用稀土资源项目或有关部门明确要求停产整改的。

    Mines without a mining licence or a work-safety licence, recovery projects beyond their approved term, or
    under an order to stop and rectify. Of a utilisation enterprise only the project's term is asked.
    """
    if facts.kind == MINE:
        needed = ["mining_licence", "safety_licence"]
        if any(paper.kind == "recovery_project" and paper.valid_from <= day for paper in facts.papers):
            needed.append("recovery_project")
        papers = [_paper("（一）", kind, facts.papers, day, rules) for kind in needed]
        return [*papers, *_orders("（一）", facts, day)]
    if facts.kind == UTILISATION:
        return [_paper("（一）", "recovery_project", facts.papers, day, rules), *_orders("（一）", facts, day)]
    return []


@ground("（二）", effective_from=date(2021, 1, 1))
def separation(facts: EnterpriseFacts, day: date, rules: RuleSet) -> list[Ground]:
    """（二）稀土冶炼分离企业使用已列入禁止或淘汰目录的落后生产工艺和冶炼分离产能低于2000吨（REO）/年的，或有关部门明确要求停产整改的。

    Separation enterprises with a process on the eliminated list, a capacity below 2000 t REO a year (exactly
    2000 passes), or under an order to stop and rectify. The latest approval counts; of two on the same day
    the worse one.
    Utilisation enterprises separate too, but the notice names the capacity of separation enterprises only.
    """
    if facts.kind != SEPARATION:
        return []
    approved = [fact for fact in facts.capacities if fact.valid_from <= day]
    known = [fact for fact in approved if fact.confirmation_status in rules.counts or _speaks_against(fact)]
    if approved and not known:
        last = max(approved, key=lambda one: one.valid_from)
        paper = "冶炼分离产能批准文件", "approval of the separation capacity"
        return [_not_counted("（二）", *paper, last.document, last.confirmation_status), *_orders("（二）", facts, day)]
    if not known:
        return [NO_CAPACITY, *_orders("（二）", facts, day)]
    fact = max(known, key=lambda one: (one.valid_from, one.eliminated, -one.tonnes_per_year))
    return [*_process_and_capacity(fact), *_orders("（二）", facts, day)]


def _process_and_capacity(fact: CapacityFact) -> list[Ground]:
    """What an approval says of the process and of the capacity."""
    since, amount = fact.valid_from.isoformat(), f"{fact.tonnes_per_year.normalize():f}"
    process = Ground(
        "（二）",
        BARS if fact.eliminated else CLEAR,
        f"生产工艺“{fact.process}”{'已列入' if fact.eliminated else '未列入'}禁止或淘汰目录。",
        f"The process “{fact.process}” is {'' if fact.eliminated else 'not '}on the prohibited or eliminated list.",
        since,
        fact.document,
        fact.confirmation_status,
    )
    low = fact.tonnes_per_year < LEAST_CAPACITY
    capacity = Ground(
        "（二）",
        BARS if low else CLEAR,
        f"冶炼分离产能{amount}吨（REO）/年，{'低于' if low else '不低于'}2000吨。",
        f"The separation capacity is {amount} t REO a year, {'below' if low else 'not below'} 2000 t.",
        since,
        fact.document,
        fact.confirmation_status,
    )
    return [process, capacity]


def _speaks_against(fact: CapacityFact) -> bool:
    return fact.eliminated or fact.tonnes_per_year < LEAST_CAPACITY


@ground("（三）", effective_from=date(2021, 1, 1))
def environment(facts: EnterpriseFacts, day: date, rules: RuleSet) -> list[Ground]:
    """（三）达不到《稀土工业污染物排放标准》和放射性防护等环保要求的。

    Enterprises that fail the emission standard (GB 26451-2011) or radiation protection. The latest test
    counts; of two on the same day the worse one: that which fails, else that which runs out first.
    """
    found = [_tested(kind, facts.tests, day, rules) for kind in TEST_NAMES]
    return [*found, *_discharge(facts, day, rules)] if rules.discharge else found


def _discharge(facts: EnterpriseFacts, day: date, rules: RuleSet) -> list[Ground]:
    """The extension of 2024: breaches of the permit that are not remedied. That a permit is lacking does not bar."""
    found = []
    for breach in sorted(facts.breaches, key=_by_found):
        # That a breach is remedied speaks for the enterprise: it counts as the rule set says.
        remedied = breach.remedied_on if breach.confirmation_status in rules.counts else None
        if breach.found_on <= day and (remedied is None or day < remedied):
            on = breach.found_on.isoformat()
            said = (
                f"未按照排污许可证（{breach.permit}）规定排放污染物，{zh_day(breach.found_on)}查明，尚未改正。",
                f"Discharge against the permit {breach.permit}, found on {en_day(breach.found_on)}, is not remedied.",
            )
            found.append(Ground("（三）", BARS, *said, on, breach.document, breach.confirmation_status))
    return found or [NO_BREACH]


def _by_found(breach: BreachFact) -> tuple[date, str]:
    return breach.found_on, breach.document


def _tested(kind: str, tests: Iterable[TestFact], day: date, rules: RuleSet) -> Ground:
    """What the latest test of this kind says on the day."""
    zh, en = TEST_NAMES[kind]
    done = [test for test in tests if test.kind == kind and test.tested_on <= day]
    known = [test for test in done if test.confirmation_status in rules.counts or not test.passed]
    if done and not known:
        last = max(done, key=lambda test: test.tested_on)
        return _not_counted("（三）", f"{zh}检测报告", f"{en} test report", last.report, last.confirmation_status)
    if not known:
        return Ground("（三）", MISSING, f"缺少{zh}检测报告。", f"The {en} test report is missing.")
    last = known[0] if len(known) == 1 else max(known, key=_latest_and_worst)
    tested, tested_zh, tested_en = last.tested_on.isoformat(), zh_day(last.tested_on), en_day(last.tested_on)
    if not last.passed:
        said = f"{zh}检测（{tested_zh}）不合格。", f"The {en} test of {tested_en} was failed."
        return Ground("（三）", BARS, *said, tested, last.report, last.confirmation_status)
    if last.valid_until and last.valid_until < day:
        ended = last.valid_until.isoformat()
        said = (
            f"{zh}检测报告已于{zh_day(last.valid_until)}到期。",
            f"The {en} test report expired on {en_day(last.valid_until)}.",
        )
        return Ground("（三）", MISSING, *said, ended, last.report, last.confirmation_status)
    said = f"{zh}检测（{tested_zh}）合格。", f"The {en} test of {tested_en} was passed."
    return Ground("（三）", CLEAR, *said, tested, last.report, last.confirmation_status)


def _latest_and_worst(test: TestFact) -> tuple[date, bool, int]:
    return test.tested_on, not test.passed, -(test.valid_until or date.max).toordinal()


@ground("（四）", effective_from=date(2021, 1, 1))
def tailings(facts: EnterpriseFacts, day: date, rules: RuleSet) -> list[Ground]:
    """（四）不符合《尾矿库安全监督管理规定》等尾矿库管理要求的。

    Enterprises with a tailings pond that is not graded normal or was evaluated more than three years ago.
    """
    if not facts.ponds:
        return [NO_POND]
    return [_pond(pond, [one for one in facts.evaluations if one.pond == pond], day, rules) for pond in facts.ponds]


def _pond(pond: str, evaluations: Iterable[PondFact], day: date, rules: RuleSet) -> Ground:
    """What the latest evaluation of one pond says on the day."""
    done = [one for one in evaluations if one.evaluated_on <= day]
    known = [one for one in done if one.confirmation_status in rules.counts or one.grade != "normal"]
    if done and not known:
        last = max(done, key=lambda one: one.evaluated_on)
        return _not_counted("（四）", f"{pond}安全评价", f"evaluation of {pond}", last.report, last.confirmation_status)
    if not known:
        return Ground("（四）", MISSING, f"{pond}缺少安全评价。", f"{pond} has no safety evaluation.")
    last = max(known, key=lambda one: (one.evaluated_on, one.grade != "normal"))
    on, on_zh, on_en = last.evaluated_on.isoformat(), zh_day(last.evaluated_on), en_day(last.evaluated_on)
    outcome, zh, en = CLEAR, f"{pond}于{on_zh}评定为正常库。", f"{pond} was graded normal on {on_en}."
    if last.grade != "normal":
        outcome = BARS
        zh, en = f"{pond}于{on_zh}评定为{GRADES[last.grade]}。", f"{pond} was graded “{last.grade}” on {on_en}."
    elif day > years_after(last.evaluated_on, POND_YEARS):
        outcome = MISSING
        zh, en = f"{pond}{on_zh}的安全评价已超过三年。", f"{pond}'s evaluation of {on_en} is more than three years old."
    return Ground("（四）", outcome, zh, en, on, last.report, last.confirmation_status)


def _by_begin_of_halt(halt: HaltFact) -> date:
    return halt.since


@ground("（五）", effective_from=date(2021, 1, 1))
def long_halt(facts: EnterpriseFacts, day: date, rules: RuleSet) -> list[Ground]:
    """（五）长期停产，不具备生产条件的。

    Enterprises long halted. The number of months is the rule set's, and ours [R].
    """
    for halt in sorted(facts.halts, key=_by_begin_of_halt):
        # That a halt is over speaks for the enterprise: it counts as the rule set says.
        until = halt.until if halt.confirmation_status in rules.counts else None
        standing = halt.since <= day and (until is None or day < until)
        if standing and halt.is_closure:
            closed = (
                f"自{zh_day(halt.since)}起关停，不具备生产条件。",
                f"The enterprise has been closed since {en_day(halt.since)}.",
            )
            return [Ground("（五）", BARS, *closed, halt.since.isoformat(), halt.reason, halt.confirmation_status)]
        if standing and day >= months_after(halt.since, rules.halt_months):
            since = halt.since.isoformat()
            return [
                Ground(
                    "（五）",
                    BARS,
                    f"自{zh_day(halt.since)}起停产，已满{rules.halt_months}个月（本系统规则）。",
                    f"Production has been halted since {en_day(halt.since)}, for {rules.halt_months} months or more"
                    " (this system's reading).",
                    since,
                    halt.reason,
                    halt.confirmation_status,
                )
            ]
    return [NO_HALT]


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March where there is none. Never beyond the last day."""
    if day.year + years > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; a day that month does not have becomes the first of the next. Never beyond the
    last day."""
    month = day.month - 1 + months
    if day.year + month // 12 > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + month // 12, month=month % 12 + 1)
    except ValueError:
        month += 1
        return date(day.year + month // 12, month % 12 + 1, 1)
