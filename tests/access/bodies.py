"""What the matrix sends: one body per action, right but for what the matrix says is refused."""

import json
from collections.abc import Callable
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.reads.staleness import seen_now
from allocations.services.filing_workbook import filing_workbook
from documents.files.marking import InvalidUpload
from reporting.rules.form import cell_name
from reporting.services.decisions import figures_hash
from tests.access.world import OF_ASKED, World
from tests.access.world_history import workbook as history_workbook
from tests.builders import credit_code, notice_data
from tests.history.workbooks import content as history_content

Body = Callable[[World, str], Any]


def fixed(**values: Any) -> Body:
    return lambda world, side: dict(values)


def split(world: World, side: str) -> dict[str, Any]:
    return {f"line-{world.plants[side, OF_ASKED[side]].pk}-separation": "7"}


def figure(world: World, side: str) -> dict[str, Any]:
    return {cell_name("output", world.plants[side, OF_ASKED[side]].pk, "separation"): "7"}


def seen(world: World, side: str) -> dict[str, Any]:
    return {"seen": figures_hash(world.row("report.draft", side))}


def workbook(world: World, side: str) -> dict[str, Any]:
    return {"workbook": SimpleUploadedFile("report.xlsx", world.workbooks[side])}


def token(world: World, side: str) -> dict[str, Any]:
    return {"token": signing.dumps(world.uploads[side], salt="upload", compress=True)}


def marked(world: World, side: str) -> dict[str, Any]:
    report = world.row("report.draft", side)
    return {"token": InvalidUpload(report.pk, world.workbooks[side], {}).token()}


def lines(world: World, side: str) -> dict[str, Any]:
    row = {"enterprise": world.plants[side, OF_ASKED[side]].pk, "category": "separation"}
    return {"lines": [{**row, "output": "7"}]}


def split_lines(world: World, side: str) -> dict[str, Any]:
    row = {"enterprise": world.plants[side, OF_ASKED[side]].pk, "category": "separation"}
    return {"lines": [{**row, "stated": "7"}]}


def reduction(world: World, side: str) -> dict[str, Any]:
    row = world.row("reduction", side)
    words = {"document_number": "演示文号", "reason": "超指标"}
    return {"enterprise": row.enterprise_id, "year": row.year, "category": row.category, "tonnes": "1", **words}


def release(world: World, side: str) -> dict[str, Any]:
    year = world.row("notice.confidential", side).year
    figures = {f"figures-{world.groups[side].pk}-separation": "1"}
    return {"year": year, "document_number": "演示文号", "reason": "下达", **figures}


def release_lines(world: World, side: str) -> dict[str, Any]:
    line = {"group": world.groups[side].code, "category": "separation", "tonnes": "1"}
    year = world.row("notice.confidential", side).year
    return {"year": year, "document_number": "演示文号", "reason": "下达", "lines": [line]}


# The draft's workbook is made once per side: it is the same in every case.
split_books: dict[tuple[int, str], bytes] = {}


def split_book(world: World, side: str) -> dict[str, Any]:
    key = id(world), side
    if key not in split_books:
        split_books[key] = filing_workbook(world.row("filing.draft", side))
    return {"workbook": SimpleUploadedFile("split.xlsx", split_books[key])}


def split_columns(world: World, side: str) -> dict[str, Any]:
    content = split_book(world, side)["workbook"].read()
    return {"token": InvalidUpload(world.row("filing.draft", side).pk, content, {}).token()}


def split_token(world: World, side: str) -> dict[str, Any]:
    filing = world.row("filing.draft", side)
    preview = {"subject": filing.pk, "stamp": str(seen_now(filing)), "cells": {}}
    return {"token": signing.dumps(preview, salt="filing-upload", compress=True)}


def arrangement(world: World, side: str) -> dict[str, Any]:
    days = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]
    listed = [{"day": f"2031-{month:02d}-{day:02d}", "kind": "holiday", "name": "节日"} for month, day in days]
    head = {"year": 2031, "document_number": "国办发明电〔2030〕1号", "document": "https://www.gov.cn/2031.htm"}
    return {**head, "whole": True, "days": listed}


def notice(world: World, side: str) -> dict[str, Any]:
    return {**notice_data(1), "year": 2025, "title": "另一通知"}


def notice_file(world: World, side: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("notice.json", json.dumps(notice(world, side)).encode())}


def notice_entry(world: World, side: str) -> dict[str, Any]:
    days = {"published_on": "2015-03-02", "clock_starts_on": "published", "working_days": "10"}
    more = {"file_to": ["miit"], "report_due_day": "10", "rule_set": "2021", "signs": ["miit", "mnr"]}
    return {"year": "2015", "batch": "1", "title": "试", **days, **more}


def notice_edit(world: World, side: str) -> dict[str, Any]:
    return {**notice_entry(world, side), "year": "2022", "total-separation": "1"}


def notice_put(world: World, side: str) -> dict[str, Any]:
    return {**notice(world, side), "year": 2022}


def enterprise(world: World, side: str) -> dict[str, Any]:
    names = {"credit_code": credit_code(99), "name_zh": "新企业", "name_en": "New", "city": "市"}
    return {**names, "kind": "separation", "province": "15"}


# The same bytes each time it is sent.
HISTORY_FILE = history_content(history_workbook(2010))


def history(world: World, side: str) -> dict[str, Any]:
    return {"kind": "notices", "year": "2010", "file": SimpleUploadedFile("2010.xlsx", HISTORY_FILE)}


def renamed(world: World, side: str) -> dict[str, Any]:
    row = world.row("enterprise", side)
    return {"name_zh": "改名", "name_en": "Renamed", "province": row.province_id, "city": "市"}


def evidence(world: World, side: str) -> dict[str, Any]:
    """Without its document it is not taken: 422."""
    return {"enterprise": world.row("enterprise", side).pk, "type": "licence"}


def change(world: World, side: str) -> dict[str, Any]:
    return {"enterprise": world.row("enterprise", side).pk, "kind": "closed", "day": "2021-10-01", "document": "文件"}


def verdict(world: World, side: str) -> dict[str, Any]:
    return {"enterprise": world.row("checked", side).enterprise_id, "verdict": "agree"}


def note(world: World, side: str) -> dict[str, Any]:
    return {"kind": "filing", "subject": world.row("filing.accepted", side).pk, "text": "注意"}


def excluded(world: World, side: str) -> dict[str, Any]:
    return {"enterprise": world.row("enterprise", side).pk, "reason": "停产"}


def remark(world: World, side: str) -> dict[str, Any]:
    return {"filing": world.row("filing.submitted", side).pk, "text": "注意"}


ASKED = fixed(reason="停电", wanted_until="2021-10-20")
GRANTED = fixed(until="2021-10-20", reason="同意")
LIFT = fixed(lifted_on="2021-12-20", reason="复查合格")
CLOSED = fixed(kind="closed", day="2021-10-01", document="文件")
VALUE = fixed(value="5,2", since="2021-11-01", reason="办公厅意见")
NAMED_VALUE = fixed(name="reminder_workdays", value="5,2", since="2021-11-01", reason="办公厅意见")
LAST_DAY = fixed(last_day="2021-12-31")
FOR_ALL = fixed(kind="monthly_report", period="2021-08", until="2021-10-29", reason="系统故障")
REASON = fixed(reason="请补充")
DECISION = fixed(decision="同意")
OPINION = fixed(opinion="agree", reason="")
EXPLAINED = fixed(explanation="在途产品")
OUTCOME = fixed(outcome="accepted", decision="属实")
