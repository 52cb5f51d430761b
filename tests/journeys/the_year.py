"""The year 2021 of six groups as their clerks typed it. The figures of enterprises are for the test; those of the
notices are the official ones, read here from their table and from nowhere else."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from common.periods import SHANGHAI, Month, at
from enterprises.models import Enterprise
from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from tests.builders import SEEDS, enterprise
from tests.journeys.desks import Desks

GROUPS = {
    "中国稀有稀土股份有限公司": ("chinalco-re", "51"),
    "五矿稀土集团有限公司": ("minmetals-re", "43"),
    "中国北方稀土（集团）高科技股份有限公司": ("northern-re", "15"),
    "厦门钨业股份有限公司": ("xiamen-tungsten", "35"),
    "中国南方稀土集团有限公司": ("southern-re", "36"),
    "广东省稀土产业集团有限公司": ("guangdong-re", "44"),
}
CATEGORIES = {"mining_rock": "岩矿型稀土（轻）", "mining_ionic": "离子型稀土（以中重为主）", "separation": "冶炼分离"}
MONTHS = [Month(2021, number) for number in range(1, 13)]
TENTH, ZERO = Decimal("0.1"), Decimal(0)
# A report in the workbook instead of the grid, one of each group.
BY_WORKBOOK = {
    ("chinalco-re", 4), ("minmetals-re", 5), ("northern-re", 6), ("southern-re", 4), ("guangdong-re", 7),
    ("xiamen-tungsten", 6),
}  # fmt: skip
LATE, RETURNED, CORRECTED = ("guangdong-re", 5), ("southern-re", 6), ("northern-re", 7)
SHUTDOWN, NOTHING_MADE = ("chinalco-re", 8), ("xiamen-tungsten", 3)
# Beyond what the plant may make in the year, in December.
OVER, EXCESS = ("minmetals-re", 12), Decimal("500.5")
CORRECTION = Decimal("3.2")
Key = tuple[str, int, str]


def official(batch: int) -> dict[tuple[str, str], Decimal]:
    """A notice's annex 1 by group and category, t REO."""
    with (SEEDS / "quotas_2021.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["batch"] == str(batch) and row["group"] in GROUPS]
    cells = {(GROUPS[row["group"]][0], name): row[f"{name}_t_reo"] for row in rows for name in CATEGORIES}
    return {key: Decimal(text) for key, text in cells.items() if text}


def noon(month: int, day: int, year: int = 2021) -> datetime:
    """Noon of a day in Beijing."""
    return datetime(year, month, day, 12, tzinfo=SHANGHAI)


@dataclass
class Year:
    """What was split and what was produced, as it was typed: quota and output by enterprise, month and category."""

    desks: Desks
    plants: dict[tuple[str, str], list[Enterprise]] = field(default_factory=dict)
    quotas: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    outputs: dict[tuple[int, str, int], Decimal] = field(default_factory=dict)

    def lines(self, group: str) -> Iterator[tuple[Enterprise, str]]:
        """The group's enterprises with the category of each."""
        return ((row, key[1]) for key, rows in self.plants.items() if key[0] == group for row in rows)

    def sums(self, *by: str, until: int = 12) -> dict[tuple[Any, ...], Decimal]:
        """The independent sums of output, by `group`, `province`, `enterprise`, `category`, `month`."""
        whose = {row.pk: (key[0], row.province_id) for key, rows in self.plants.items() for row in rows}
        sums: dict[tuple[Any, ...], Decimal] = {}
        for (pk, category, month), tonnes in self.outputs.items():
            if month <= until:
                parts = {"group": whose[pk][0], "province": whose[pk][1], "enterprise": pk, "category": category}
                key = tuple({**parts, "month": month}[name] for name in by)
                sums[key] = sums.get(key, ZERO) + tonnes
        return sums


def register(year: Year) -> None:
    """A mine for each kind of ore and a plant for each group; Northern has two plants."""
    number = 0
    for group, category in official(2):
        province = dict(GROUPS.values())[group]
        kind = {"mining_rock": {"kind": "mine", "has_rock": True}, "mining_ionic": {"kind": "mine", "has_ionic": True}}
        for _plant in range(2 if (group, category) == ("northern-re", "separation") else 1):
            number += 1
            row = enterprise(number, group=group, province=province, **kind.get(category, {}))  # type: ignore[arg-type]
            year.plants.setdefault((group, category), []).append(row)


def split_everything(year: Year, batch: int, month: int) -> None:
    """Each group splits its whole share of the year by now, in equal parts, on a day of its own."""
    shares = official(batch)
    for day, (group, _province) in enumerate(GROUPS.values(), start=22 if batch == 1 else 11):
        cells = {}
        for row, category in year.lines(group):
            rows = year.plants[group, category]
            part = (shares[group, category] / len(rows)).quantize(TENTH)
            year.quotas[row.pk, category] = part
            cells[f"line-{row.pk}-{category}"] = str(part)
        year.desks.split(group, cells, day=noon(month, day))


def output_of(year: Year, row: Enterprise, category: str, month: Month) -> Decimal:
    """The same every month, so that all of them stay within the year's quota; in January before it is issued."""
    group = next(key[0] for key, rows in year.plants.items() if row in rows)
    plants = len(year.plants[group, category])
    steady: Decimal = (official(1)[group, category] / plants / 12).quantize(TENTH, ROUND_DOWN)
    if (group, month.month) == OVER and category == "separation":
        made = sum((tonnes for key, tonnes in year.outputs.items() if key[:2] == (row.pk, category)), ZERO)
        return year.quotas[row.pk, category] - made + EXCESS
    return steady


def figures_of(category: str, output: Decimal) -> dict[str, Decimal]:
    """Everything that was made is sold; feed and elements fit."""
    values = {
        "output": output, "opening_stock": ZERO, "sales": output, "closing_stock": ZERO,
        "traceability_quantity": output,
    }  # fmt: skip
    if category == "separation":
        values |= {"feed_own": (output * 100 / 92).quantize(TENTH), "el_La": output - 1, "el_Nd": Decimal(1)}
    return values


def report_month(year: Year, group: str, month: Month) -> None:
    """The clerk fills in, the officer sends, the ministry decides, as this group and month have it."""
    after, key = month.next, (group, month.month)
    late = key == LATE
    with at(noon(after.month, 15 if late else 8, after.year)):
        report = year.desks.begin(group, month)
        fill(year, report, key)
        year.desks.submit(report)
    with at(noon(after.month, 16, after.year)):
        if key == RETURNED:
            report = mended(year, report)
        year.desks.accept(report)
        if key == CORRECTED:
            corrected(year, report)


def fill(year: Year, report: ProductionReport, key: tuple[str, int]) -> None:
    """The grid or the workbook; the short path where nothing was made."""
    group, month = key[0], report.period
    whole, idle = key == SHUTDOWN, key == NOTHING_MADE
    made = {
        (row, category): ZERO if whole or (idle and category == "separation") else output_of(year, row, category, month)
        for row, category in year.lines(group)
    }
    for (row, category), tonnes in made.items():
        year.outputs[row.pk, category, month.month] = tonnes
    if key in BY_WORKBOOK:
        by_code = {
            (row.credit_code, CATEGORIES[name]): figures_of(name, tonnes) for (row, name), tonnes in made.items()
        }
        year.desks.upload(report, by_code)
        return
    if whole:
        year.desks.shut_down(report, "whole_shutdown")
        return
    if idle:
        line = report.lines.get(category="separation")
        year.desks.shut_down(report, "maintenance", line.pk)
    typed = {
        cell_name(name, row.pk, category): f"{tonnes:,}"
        for (row, category), output in made.items()
        if output
        for name, tonnes in figures_of(category, output).items()
    }
    year.desks.type_in(report, typed)


def mended(year: Year, report: ProductionReport) -> ProductionReport:
    """Returned at a cell; the clerk looks it up, finds the figure right after all but for a remark, and sends again."""
    row = year.plants["southern-re", "separation"][0]
    cell = cell_name("sales", row.pk, "separation")
    year.desks.give_back(report, cell, "与发票合计不符")
    again = year.desks.correct(report)
    year.desks.type_in(again, {cell_name("note", row.pk, "separation"): "已与发票逐张核对"})
    year.desks.submit(again)
    return again


def corrected(year: Year, report: ProductionReport) -> None:
    """After acceptance, another 3.2 t are found to have been produced and sold."""
    row = year.plants["northern-re", "separation"][0]
    key = (row.pk, "separation", report.month)
    later = year.desks.correct(report, "漏记一批产品")
    year.outputs[key] += CORRECTION
    figures = figures_of("separation", year.outputs[key])
    year.desks.type_in(later, {cell_name(name, row.pk, "separation"): str(tonnes) for name, tonnes in figures.items()})
    year.desks.submit(later)
    year.desks.accept(later)
