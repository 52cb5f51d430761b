"""For each operation of the API one request that is answered with a 2xx, in the world of tests/access.

Most are what the access matrix sends for who may; the others are written here, with the rows that they need.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import get_resolver

from accounts.models import Organisation, Succession
from allocations.models import FilingLine, Release
from allocations.services.filing_workbook import filing_workbook
from common.quantities import Category
from documents.services.attachments import store
from enterprises.models import Licence
from enterprises.services.evidence import add_evidence
from enterprises.services.register_workbook import register_workbook
from monthly_checks.reads.checks import digest_of_rows, rows_of
from notifications.models import Message
from quota_admin.api.description import Description, operations_in
from tests.access.actors import NORTH, SOUTH
from tests.access.audiences import on_side
from tests.access.bodies import HISTORY_FILE
from tests.access.matrix import LINES
from tests.access.world import OF_ASKED, World
from tests.builders import BUILDER, enterprise
from tests.documents.pdf_text import PDF, upload

PASSWORD = "a-long-Passphrase-2021"


@dataclass
class Seed:
    """Who asks, with which values in the address, the query and the body."""

    actor: str
    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


Special = Callable[[World], Seed]


def seeds(world: World) -> dict[tuple[str, str], Seed]:
    """By method and address, as the description has them."""
    document = Description.of_this_code().document
    return {(method, path): _seed(world, method, path) for path, method, _operation in operations_in(document)}


def _seed(world: World, method: str, path: str) -> Seed:
    route = get_resolver().resolve(path.format(id="licence-1" if "/evidence/" in path else "1", code="x", year="2021"))
    name = str(route.url_name)
    if special := SPECIAL.get((method, name)):
        return special(world)
    line = LINES[name]
    values = _values(world, name, path)
    query = dict(pair.split("=") for pair in line.query.format(**_of_row(world, name)).lstrip("?").split("&") if pair)
    actors = sorted(on_side(line.may(method.upper()) or frozenset(), NORTH) & on_side(line.sees, NORTH))
    actor = next(one for one in actors if line.status(method.upper(), one, NORTH) < 300)
    return Seed(actor, values, query if method == "get" else {}, line.body(world, NORTH) if method != "get" else None)


def _of_row(world: World, name: str) -> dict[str, Any]:
    line = LINES[name]
    row = world.row(line.on, NORTH) if line.on else None
    return {"pk": getattr(row, "pk", 1), "code": getattr(row, "code", "")}


def _values(world: World, name: str, path: str) -> dict[str, Any]:
    line, row = LINES[name], _of_row(world, name)
    named = {"id": row["pk"], "code": row["code"], **{key: str(text).format(**row) for key, text in line.path.items()}}
    if "pk" in line.path:
        named["id"] = named["pk"]
    return {key: named[key] for key in _parameters(path)}


def _parameters(path: str) -> Iterator[str]:
    for part in path.split("{")[1:]:
        yield part.partition("}")[0]


# --- those that need a row or a file of their own -----------------------------------------------------


def _release_document(world: World) -> Seed:
    release: Release = world.row("release", NORTH)
    Release.objects.filter(pk=release.pk).update(document=store(upload()))
    return Seed("miit_clerk", {"id": release.pk})


def _takeover(world: World) -> Seed:
    """Two groups that have merged, and whose register has not followed yet."""
    older, younger = (Organisation.objects.get(code=code) for code in ("guangdong-re", "xiamen-tungsten"))
    enterprise(71, group=older.code)
    merger = Succession.objects.create(predecessor=older, successor=younger, day="2021-10-01", document="演示文号")
    return Seed("miit_officer", {"id": merger.pk}, body={})


def _evidence(world: World) -> Seed:
    plant = world.row("enterprise", NORTH)
    days = {"valid_from": "2021-01-01", "valid_to": "2024-01-01"}
    fields = {"kind": "discharge_permit", "number": "证71", "holder": "持证人", "issuer": "机关", **days}
    body = {"enterprise": plant.pk, "type": "licence", **fields}
    return Seed("north_clerk", body=body, files={"file": ("licence.pdf", PDF)})


def _attach(world: World) -> Seed:
    plant = world.row("enterprise", NORTH)
    days: Any = {"valid_from": "2015-01-01", "valid_to": "2016-01-01"}
    piece = Licence(enterprise=plant, kind="discharge_permit", number="证72", holder="人", issuer="机关", **days)
    add_evidence(piece, enterprise=plant, by=BUILDER)
    return Seed("north_clerk", {"id": f"licence-{piece.pk}"}, files={"file": ("licence.pdf", PDF)})


def _remark(world: World) -> Seed:
    """On a split of ore, which the Ministry of Natural Resources supervises."""
    filing = world.row("filing.submitted", NORTH)
    mine = enterprise(72, kind="mine", has_rock=True, group="northern-re")
    FilingLine.objects.create(filing=filing, enterprise=mine, category=Category.MINING_ROCK, stated=1, before=0)
    return Seed("mnr_clerk", body={"filing": filing.pk, "text": "注意"})


def _reporting_group(world: World) -> Seed:
    """One that is new: the others report already."""
    names = {"name_zh": "某集团", "name_en": "Some", "short_zh": "某", "short_en": "Some"}
    Organisation.objects.create(code="some-re", kind="group", position=9, valid_from="2021-01-01", **names)
    return Seed("miit_clerk", {"year": 2021}, body={"group": "some-re", "document": "通知"})


def _idle(world: World) -> Seed:
    """The foreign side's draft, without an output; the own one is needed whole."""
    report = world.row("report.draft", SOUTH)
    report.lines.update(output=None)
    return Seed("south_clerk", {"id": report.pk}, body={"no_production_reason": "planned"})


def _join(world: World) -> Seed:
    row = enterprise(73, papers=False)
    row.memberships.all().delete()
    return Seed("miit_clerk", {"id": row.pk}, body={"group": "northern-re", "valid_from": "2021-10-01"})


def _register(world: World) -> Seed:
    content = register_workbook(world.people["miit_clerk"])
    return Seed("miit_clerk", files={"workbook": ("register.xlsx", content)})


def _filing_workbook(world: World) -> Seed:
    filing = world.row("filing.draft", NORTH)
    return Seed("north_clerk", {"id": filing.pk}, files={"workbook": ("split.xlsx", filing_workbook(filing))})


def _report_workbook(world: World) -> Seed:
    report = world.row("report.draft", NORTH)
    return Seed("north_clerk", {"id": report.pk}, files={"workbook": ("report.xlsx", world.workbooks[NORTH])})


def _extract(world: World) -> Seed:
    code = world.plants[NORTH, OF_ASKED[NORTH]].credit_code
    data = f"统一社会信用代码,产品类别,产量\n{code},separation,12.5\n".encode()
    return Seed("north_clerk", body={"month": "2021-04"}, files={"file": ("trace.csv", data)})


def _history(world: World) -> Seed:
    return Seed("miit_clerk", body={"kind": "notices", "year": "2010"}, files={"file": ("2010.xlsx", HISTORY_FILE)})


def _history_again(world: World) -> Seed:
    batch = world.row("history.refused", NORTH)
    return Seed("miit_clerk", {"id": batch.pk}, files={"file": ("2010.xlsx", HISTORY_FILE)})


def _undelivered(world: World) -> Seed:
    message: Message = world.row("message", NORTH)
    Message.objects.filter(pk=message.pk).update(post=Message.Post.FAILED, fault="refused")
    return Seed("system_admin", {"id": message.pk})


def _delegation(world: World) -> Seed:
    days = {"first_day": "2021-10-08", "last_day": "2021-10-09"}
    return Seed("miit_officer", body={"acting": "miit_clerk", **days, "reason": "出差"})


def _merge(world: World) -> Seed:
    body = {"predecessors": ["xiamen-tungsten"], "successor": "southern-re", "day": "2022-01-01", "document": "文件"}
    return Seed("system_admin", body=body)


def _agree(world: World) -> Seed:
    check = world.row("check", NORTH)
    plain = [row for row in rows_of([check])[check.pk] if row.is_plain]
    return Seed("neimenggu_industry", {"id": check.pk}, body={"figures": digest_of_rows(plain)})


SPECIAL: dict[tuple[str, str], Special] = {
    ("get", "api-release-document"): _release_document,
    ("post", "api-takeover-take"): _takeover,
    ("post", "api-evidence-list"): _evidence,
    ("post", "api-evidence-attach"): _attach,
    ("post", "api-remark-list"): _remark,
    ("post", "api-reporting-year-groups"): _reporting_group,
    ("post", "api-report-idle"): _idle,
    ("post", "api-enterprise-join"): _join,
    ("post", "api-register-workbook-list"): _register,
    ("put", "api-filing-workbook-detail"): _filing_workbook,
    ("put", "api-report-workbook-detail"): _report_workbook,
    ("post", "api-extract-list"): _extract,
    ("post", "api-history-import-list"): _history,
    ("post", "api-history-import-replace"): _history_again,
    ("post", "api-undelivered-again"): _undelivered,
    ("post", "api-delegation-list"): _delegation,
    ("post", "api-organisation-merge"): _merge,
    ("post", "api-check-agree"): _agree,
    ("post", "api-token"): lambda _world: Seed("miit_clerk"),
    ("post", "api-token-revoke"): lambda _world: Seed("miit_clerk"),
}
