"""Who may do what, by hand: one line per route. A route that has no line fails the build.

    Line(route, on=row, sees=readers, GET=who, POST=who, …)

`on` names the row of the world that the address refers to, once of the own side (north) and once of the foreign side
(south). Actors outside `sees` get 404, actors who see the row without the right get 403, and the others get what the
method answers: 200, for POST on a page 302, or what `answers` says. A method that is not named is 405. Anonymous and
disabled accounts are sent to the sign-in page (API: 401) by everything that is not `public`.

Names in small letters depend on the side: `clerk` is north_clerk on northern rows and south_clerk on southern ones.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.reads.staleness import seen_now
from allocations.services.filing_workbook import filing_workbook
from documents.files.marking import InvalidUpload
from inspections.rules.clauses import CHECKLISTS
from reporting.rules.form import cell_name
from reporting.services.decisions import figures_hash
from tests.access.actors import ACTORS, NOBODY, NORTH, SIGNED_IN
from tests.access.world import OF_ASKED, START_MONTH, START_YEAR, World
from tests.access.world_history import workbook as history_workbook
from tests.access.world_statements import CLOSED_YEAR, IDLE_YEAR
from tests.builders import credit_code, notice_data
from tests.history.workbooks import content as history_content

# --- who -------------------------------------------------------------------------------------------
Audience = frozenset[str]


def who(*names: str) -> Audience:
    return frozenset(names)


EVERYBODY = SIGNED_IN | NOBODY
NO_ONE = who()
MNR = who("mnr_clerk", "mnr_officer")
MIIT_CLERK, MIIT_OFFICER = who("miit_clerk"), who("miit_officer")
MINISTRIES = who("miit_clerk", "miit_officer", "miit_viewer", "mnr_clerk", "mnr_officer")
SIGNERS = who("miit_officer", "mnr_officer", "ndrc_officer")
CLERK, OFFICERS = who("clerk"), who("officer", "acting")
GROUP = who("clerk", "officer", "viewer", "acting")
GROUPS = who("north_clerk", "north_officer", "north_viewer", "north_acting", "south_clerk", "south_officer")
GROUP_CLERKS = who("north_clerk", "south_clerk")
MATCHERS = GROUP_CLERKS | MIIT_CLERK
PROVINCES = who("neimenggu_industry", "neimenggu_resources", "neimenggu_clerk", "jiangxi_industry",
                "guangdong_industry", "fujian_industry")  # fmt: skip
# Signs the notice that waits for signatures, which names it as a signer.
NDRC = who("ndrc_officer")
BUSINESS = MINISTRIES | GROUPS | PROVINCES | NDRC
# Who writes opinions, reasons and remarks, an acting officer too.
WRITERS = BUSINESS - who("miit_viewer", "north_viewer")
# Readers of rows: of what has left a group, of a draft, of one enterprise, of what the whole group holds.
SENT = MINISTRIES | GROUP | who("concerned")
DRAFT = GROUP
LOCATED = MINISTRIES | GROUP | who("located")
WHOLE = MINISTRIES | GROUP
# The authorities of the enterprise's province, by their officers.
LOCATED_OFFICERS, LOCATED_PEOPLE = who("located officers"), who("located")
# Who may ask for a later deadline of the group.
ASKERS = who("clerk", "officer", "acting")
# Who keeps the accounts of an organisation, or of all.
AUDIT = who("audit_admin")
SYSTEM, SECURITY, ADMINISTRATOR = who("system_admin"), who("security_admin"), who("administrator")
KEEPERS = SYSTEM | SECURITY
ADMINISTRATORS = who("miit_administrator", "north_administrator", "neimenggu_administrator")
ORGANISATION = MINISTRIES | GROUP | KEEPERS | ADMINISTRATOR | who("roleless")
PERSON = KEEPERS | ADMINISTRATOR | who("self")
GIVERS = SECURITY | ADMINISTRATOR
INVITERS = ADMINISTRATOR | who("inviter where there is no administrator")
OWN_OFFICERS = who("miit_officer", "mnr_officer", "ndrc_officer", "north_officer", "south_officer", "neimenggu_industry",
                   "neimenggu_resources", "jiangxi_industry", "guangdong_industry", "fujian_industry")  # fmt: skip
# The authority that draws and inspects, its officers, and who reads its draws.
DRAWING, DRAWING_OFFICERS = who("authority"), who("authority officers")
DRAWERS = MINISTRIES | DRAWING
DELEGATION = KEEPERS | ADMINISTRATOR | who("officer", "acting")
ENDERS = ADMINISTRATOR | who("officer")
# Who sees a service account: who keeps it, who consents to it, and the security administrator.
PROGRAM = ADMINISTRATOR | SECURITY | who("officer")

BY_SIDE: dict[str, dict[str, Audience]] = {
    NORTH: {
        "clerk": who("north_clerk"),
        "officer": who("north_officer"),
        "viewer": who("north_viewer"),
        "acting": who("north_acting"),
        "located": who("neimenggu_industry", "neimenggu_resources", "neimenggu_clerk"),
        "concerned": who("neimenggu_industry", "neimenggu_resources", "neimenggu_clerk", "jiangxi_industry"),
        "located officers": who("neimenggu_industry", "neimenggu_resources"),
        "asked": who("neimenggu_industry"),
        "authority": who("neimenggu_industry", "neimenggu_clerk"),
        "authority officers": who("neimenggu_industry"),
        "administrator": who("north_administrator"),
        "self": who("north_viewer"),
        "inviter where there is no administrator": NO_ONE,
        "roleless": who("north_roleless"),
    },
    "south": {
        "clerk": who("south_clerk"),
        "officer": who("south_officer"),
        "viewer": NO_ONE,
        "acting": NO_ONE,
        "located": who("guangdong_industry"),
        "concerned": who("guangdong_industry", "jiangxi_industry"),
        "located officers": who("guangdong_industry"),
        "asked": who("guangdong_industry"),
        "authority": who("guangdong_industry"),
        "authority officers": who("guangdong_industry"),
        "administrator": NO_ONE,
        "self": who("south_clerk"),
        "inviter where there is no administrator": who("system_admin"),
        "roleless": NO_ONE,
    },
}


def on_side(audience: Audience, side: str) -> Audience:
    """The people of an audience on one side."""
    return frozenset(actor for name in audience for actor in BY_SIDE[side].get(name, (name,)))


# --- what is sent ----------------------------------------------------------------------------------
Body = Callable[[World, str], Any]


def fixed(**values: Any) -> Body:
    return lambda world, side: dict(values)


def _split(world: World, side: str) -> dict[str, Any]:
    return {f"line-{world.plants[side, OF_ASKED[side]].pk}-separation": "7"}


def _figure(world: World, side: str) -> dict[str, Any]:
    return {cell_name("output", world.plants[side, OF_ASKED[side]].pk, "separation"): "7"}


def _seen(world: World, side: str) -> dict[str, Any]:
    return {"seen": figures_hash(world.row("report.draft", side))}


def _workbook(world: World, side: str) -> dict[str, Any]:
    return {"workbook": SimpleUploadedFile("report.xlsx", world.workbooks[side])}


def _token(world: World, side: str) -> dict[str, Any]:
    return {"token": signing.dumps(world.uploads[side], salt="upload", compress=True)}


def _marked(world: World, side: str) -> dict[str, Any]:
    report = world.row("report.draft", side)
    return {"token": InvalidUpload(report.pk, world.workbooks[side], {}).token()}


def _lines(world: World, side: str) -> dict[str, Any]:
    row = {"enterprise": world.plants[side, OF_ASKED[side]].pk, "category": "separation"}
    return {"lines": [{**row, "output": "7"}]}


def _split_lines(world: World, side: str) -> dict[str, Any]:
    row = {"enterprise": world.plants[side, OF_ASKED[side]].pk, "category": "separation"}
    return {"lines": [{**row, "stated": "7"}]}


def _reduction(world: World, side: str) -> dict[str, Any]:
    row = world.row("reduction", side)
    words = {"document_number": "演示文号", "reason": "超指标"}
    return {"enterprise": row.enterprise_id, "year": row.year, "category": row.category, "tonnes": "1", **words}


def _release(world: World, side: str) -> dict[str, Any]:
    year = world.row("notice.confidential", side).year
    figures = {f"figures-{world.groups[side].pk}-separation": "1"}
    return {"year": year, "document_number": "演示文号", "reason": "下达", **figures}


def _release_lines(world: World, side: str) -> dict[str, Any]:
    line = {"group": world.groups[side].code, "category": "separation", "tonnes": "1"}
    year = world.row("notice.confidential", side).year
    return {"year": year, "document_number": "演示文号", "reason": "下达", "lines": [line]}


# The draft's workbook is made once per side: it is the same in every case.
split_books: dict[tuple[int, str], bytes] = {}


def _split_book(world: World, side: str) -> dict[str, Any]:
    key = id(world), side
    if key not in split_books:
        split_books[key] = filing_workbook(world.row("filing.draft", side))
    return {"workbook": SimpleUploadedFile("split.xlsx", split_books[key])}


def _split_columns(world: World, side: str) -> dict[str, Any]:
    content = _split_book(world, side)["workbook"].read()
    return {"token": InvalidUpload(world.row("filing.draft", side).pk, content, {}).token()}


def _split_token(world: World, side: str) -> dict[str, Any]:
    filing = world.row("filing.draft", side)
    preview = {"subject": filing.pk, "stamp": str(seen_now(filing)), "cells": {}}
    return {"token": signing.dumps(preview, salt="filing-upload", compress=True)}


def _arrangement(world: World, side: str) -> dict[str, Any]:
    days = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]
    listed = [{"day": f"2031-{month:02d}-{day:02d}", "kind": "holiday", "name": "节日"} for month, day in days]
    head = {"year": 2031, "document_number": "国办发明电〔2030〕1号", "document": "https://www.gov.cn/2031.htm"}
    return {**head, "whole": True, "days": listed}


def _notice(world: World, side: str) -> dict[str, Any]:
    return {**notice_data(1), "year": 2025, "title": "另一通知"}


def _notice_file(world: World, side: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("notice.json", json.dumps(_notice(world, side)).encode())}


def _notice_entry(world: World, side: str) -> dict[str, Any]:
    days = {"published_on": "2015-03-02", "clock_starts_on": "published", "working_days": "10"}
    more = {"file_to": ["miit"], "report_due_day": "10", "rule_set": "2021", "signs": ["miit", "mnr"]}
    return {"year": "2015", "batch": "1", "title": "试", **days, **more}


def _notice_edit(world: World, side: str) -> dict[str, Any]:
    return {**_notice_entry(world, side), "year": "2022", "total-separation": "1"}


def _notice_put(world: World, side: str) -> dict[str, Any]:
    return {**_notice(world, side), "year": 2022}


def _enterprise(world: World, side: str) -> dict[str, Any]:
    names = {"credit_code": credit_code(99), "name_zh": "新企业", "name_en": "New", "city": "市"}
    return {**names, "kind": "separation", "province": "15"}


# The same bytes each time it is sent.
HISTORY_FILE = history_content(history_workbook(2010))


def _history(world: World, side: str) -> dict[str, Any]:
    return {"kind": "notices", "year": "2010", "file": SimpleUploadedFile("2010.xlsx", HISTORY_FILE)}


def _renamed(world: World, side: str) -> dict[str, Any]:
    row = world.row("enterprise", side)
    return {"name_zh": "改名", "name_en": "Renamed", "province": row.province_id, "city": "市"}


def _evidence(world: World, side: str) -> dict[str, Any]:
    """Without its document it is not taken: 422."""
    return {"enterprise": world.row("enterprise", side).pk, "type": "licence"}


def _change(world: World, side: str) -> dict[str, Any]:
    return {"enterprise": world.row("enterprise", side).pk, "kind": "closed", "day": "2021-10-01", "document": "文件"}


def _verdict(world: World, side: str) -> dict[str, Any]:
    return {"enterprise": world.row("checked", side).enterprise_id, "verdict": "agree"}


def _note(world: World, side: str) -> dict[str, Any]:
    return {"kind": "filing", "subject": world.row("filing.accepted", side).pk, "text": "注意"}


def _excluded(world: World, side: str) -> dict[str, Any]:
    return {"enterprise": world.row("enterprise", side).pk, "reason": "停产"}


def _remark(world: World, side: str) -> dict[str, Any]:
    return {"filing": world.row("filing.submitted", side).pk, "text": "注意"}


NO_MINING = {"GET": 403, "POST": 403}
UNSEEN = who("south_clerk", "south_officer", "guangdong_industry", "fujian_industry")
NOT_THERE = {("POST", actor): 404 for actor in UNSEEN | NDRC}
# Whoever does no business sees no filing.
UNSEEN_FILING = {("POST", actor): 404 for actor in UNSEEN | NDRC | (SIGNED_IN - BUSINESS)}
# Jiangxi's and Fujian's people have no such month to begin; it is there, or ready, in the others' provinces.
BEGUN = {("POST", "fujian_industry"): 404}
# The readers of a check, and of a question of it.
CHECKED = MINISTRIES | who("located")
ASKED_OF = CHECKED | GROUP
ASKED = fixed(reason="停电", wanted_until="2021-10-20")
GRANTED = fixed(until="2021-10-20", reason="同意")
LIFT = fixed(lifted_on="2021-12-20", reason="复查合格")
CLOSED = fixed(kind="closed", day="2021-10-01", document="文件")
PIECE = {"pk": "licence-{pk}"}
LICENCE = {"slug": "licence"}
LAST_DAY = fixed(last_day="2021-12-31")
# A form that comes back as it was sent: empty.
UNFILLED = {"POST": 200}
PAGE_ONLY = {"GET": 200, "*": 405}
GET_ONLY = {"GET": 200, "HEAD": 200, "*": 405}
FORM_VIEW = {"GET": 200, "HEAD": 200, "POST": 200, "PUT": 200, "OPTIONS": 200, "*": 405}
FOR_ALL = fixed(kind="monthly_report", period="2021-08", until="2021-10-29", reason="系统故障")
REASON = fixed(reason="请补充")
DECISION = fixed(decision="同意")
OPINION = fixed(opinion="agree", reason="")
EXPLAINED = fixed(explanation="在途产品")
OUTCOME = fixed(outcome="accepted", decision="属实")
WITHDRAWERS = MIIT_CLERK | MIIT_OFFICER
REOPENERS = MIIT_CLERK | MIIT_OFFICER
DECIDERS = MIIT_OFFICER | LOCATED_OFFICERS


# --- the matrix ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One route."""

    route: str
    on: str = ""
    sees: Audience = EVERYBODY
    public: bool = False
    api: bool = False
    GET: Audience | None = None
    POST: Audience | None = None
    PUT: Audience | None = None
    # What everybody is answered, whoever asks, by method (“*”: by the others); and what those who are nobody are.
    all: Mapping[str, int] = field(default_factory=dict)
    nobody: Mapping[str, int] = field(default_factory=dict)
    body: Body = field(default=fixed())
    path: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    # Who may read everything on this route: the log shows what was changed, from what to what.
    tells: Audience = NO_ONE
    answers: Mapping[str, int] = field(default_factory=dict)
    # Single cells that follow another rule: {(method, actor): status}.
    but: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def may(self, method: str) -> Audience | None:
        """Who may use a method; None where the route has none."""
        given: Audience | None = getattr(self, method, None)
        if given is None and self.api:
            # An API describes itself, and answers HEAD like GET.
            return {"OPTIONS": EVERYBODY, "HEAD": self.GET}.get(method)
        return EVERYBODY if given is None and "*" in self.all else given

    def status(self, method: str, actor: str, side: str) -> int:
        """What this actor is answered."""
        if (method, actor) in self.but:
            return self.but[method, actor]
        if actor in NOBODY and self.nobody:
            return self.nobody.get(method, self.nobody["*"])
        if self.all:
            return self.all.get(method, self.all["*"])
        if actor in NOBODY and not self.public:
            return 401 if self.api else 302
        return self._of_a_person(method, actor, side)

    def _of_a_person(self, method: str, actor: str, side: str) -> int:
        audience = self.may(method)
        if audience is None:
            return 405
        if method == "OPTIONS":
            return self.answers.get(method, 200)
        if self.on and actor not in on_side(self.sees, side):
            return 404
        if actor not in on_side(audience, side):
            return 403
        done = 200 if method in {"GET", "HEAD"} or self.api else 302
        return self.answers.get(method, done)


def api(route: str, **values: Any) -> Line:
    return Line(route, api=True, **values)


MATRIX = [
    # --- for everybody -------------------------------------------------------------------------------
    Line("desk", GET=SIGNED_IN),
    Line("done_list", GET=BUSINESS),
    Line("healthz", all=GET_ONLY),
    Line("readyz", all={"GET": 503, "HEAD": 503, "*": 405}),  # no worker has been heard of in a test
    Line("search", GET=SIGNED_IN),
    Line("help", all=PAGE_ONLY),
    Line("gallery", all=PAGE_ONLY),
    Line("verify_receipt", all={"GET": 200, "POST": 422, "*": 405}),
    Line("set_language", all={"*": 302}),
    # --- signing in, one's own password and second factor ---------------------------------------------
    Line("sign_in", all={"*": 302}, nobody=FORM_VIEW),
    Line("account_login", all={"*": 302}, nobody=FORM_VIEW),
    Line("mfa_authenticate", all={"*": 302}),
    Line("openid_connect_login", all={"*": 404}),  # no provider is set up
    Line("openid_connect_callback", all={"*": 404}),
    Line("sign_out", all={"POST": 302, "OPTIONS": 200, "*": 405}, nobody={"*": 302}),
    Line("session", GET=SIGNED_IN, POST=SIGNED_IN, answers={"POST": 200}),
    Line("change_password", GET=SIGNED_IN, POST=SIGNED_IN, answers={"POST": 200}),
    Line("second_factor", all={"*": 200}, nobody={"*": 302}),
    Line("second_factor_set_up", GET=SIGNED_IN, POST=SIGNED_IN, answers={"POST": 200}),
    Line("second_factor_renew_codes", GET=SIGNED_IN, POST=SIGNED_IN, answers={"GET": 302}),
    Line("second_factor_remove", GET=SIGNED_IN, POST=SIGNED_IN, answers={"GET": 302}),
    # --- notices -------------------------------------------------------------------------------------
    Line("notice_list", GET=SIGNED_IN),
    Line("notice_new", GET=MIIT_CLERK, POST=MIIT_CLERK, body=_notice_file),
    Line("notice_enter", GET=MIIT_CLERK, POST=MIIT_CLERK, body=_notice_entry),
    Line("annex_template", GET=MIIT_CLERK),
    Line("notice_detail", on="notice.issued", sees=BUSINESS, GET=BUSINESS),
    Line("notice_review", on="notice.draft", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK),
    Line("notice_edit", on="notice.draft", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK, body=_notice_edit),
    Line("notice_discard", on="notice.draft", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK, body=REASON),
    Line("notice_recall", on="notice.review", sees=MINISTRIES | NDRC, GET=MIIT_CLERK, POST=MIIT_CLERK, body=REASON),
    Line("notice_correct", on="notice.issued", sees=BUSINESS, GET=MIIT_CLERK, POST=MIIT_CLERK, body=REASON),
    Line("notice_revoke", on="notice.issued", sees=BUSINESS, GET=MIIT_CLERK, POST=MIIT_CLERK, body=REASON),
    Line("notice_sign", on="notice.review", sees=MINISTRIES | NDRC, GET=SIGNERS, POST=SIGNERS),
    Line("notice_return", on="notice.review", sees=MINISTRIES | NDRC, GET=SIGNERS, POST=SIGNERS, body=REASON),
    Line("notice_pdf", on="notice.issued", sees=BUSINESS, GET=BUSINESS),
    Line("notice_annex", on="notice.issued", sees=BUSINESS, GET=BUSINESS),
    # --- filings -------------------------------------------------------------------------------------
    Line("filing_list", GET=SIGNED_IN),
    Line("filing_start", POST=GROUP_CLERKS, path={"year": START_YEAR}),
    Line("filing_detail", on="filing.accepted", sees=SENT, GET=SENT),
    Line("filing_edit", on="filing.draft", sees=DRAFT, GET=CLERK, POST=CLERK, body=_split),
    Line("filing_xlsx", on="filing.accepted", sees=SENT, GET=WHOLE),
    Line("filing_upload", on="filing.draft", sees=DRAFT, GET=CLERK, POST=CLERK, body=_split_book, answers={"POST": 200}),
    Line("filing_columns", on="filing.draft", sees=DRAFT, POST=CLERK, body=_split_columns, answers={"POST": 200}),
    Line("filing_upload_confirm", on="filing.draft", sees=DRAFT, POST=CLERK, body=_split_token),
    Line("filing_consult", on="filing.draft", sees=DRAFT, GET=CLERK, POST=CLERK),
    Line("filing_submit", on="filing.consulting", sees=SENT, GET=WHOLE, POST=OFFICERS),
    Line("filing_accept", on="filing.submitted", sees=SENT, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("filing_return", on="filing.submitted", sees=SENT, GET=MIIT_OFFICER, POST=MIIT_OFFICER, body=REASON),
    Line("reason_list", GET=MINISTRIES | GROUPS),
    Line("reason_xlsx", GET=MINISTRIES | GROUPS),
    Line("filing_recall", on="filing.submitted", sees=SENT, GET=OFFICERS, POST=OFFICERS, body=REASON),
    Line("filing_discard", on="filing.draft", sees=DRAFT, GET=CLERK, POST=CLERK),
    Line("filing_pdf", on="filing.accepted", sees=SENT, GET=WHOLE),
    Line("filing_receipt", on="filing.accepted", sees=SENT, GET=WHOLE),
    Line("filing_receipt_pdf", on="filing.accepted", sees=SENT, GET=WHOLE),
    Line("reduction_list", GET=SIGNED_IN),
    Line("reduction_new", GET=MIIT_CLERK, POST=MIIT_CLERK, body=_reduction),
    Line("reduction_detail", on="reduction", sees=MINISTRIES, GET=MINISTRIES),
    Line("reduction_order", on="reduction", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("reduction_withdraw", on="reduction", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS, body=REASON),
    Line("release_list", GET=SIGNED_IN),
    Line("release_new", GET=MIIT_CLERK, POST=MIIT_CLERK, body=_release),
    Line("release_detail", on="release", sees=MINISTRIES, GET=MINISTRIES),
    Line("release_document", on="release", sees=MINISTRIES, GET=MINISTRIES, answers={"GET": 404}),
    Line("release_order", on="release", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("release_withdraw", on="release", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS, body=REASON),
    # The world has no merger left to take over, so those with the right get a refusal that says so.
    Line(
        "take_over",
        on="merger",
        GET=MIIT_OFFICER,
        POST=MIIT_OFFICER,
        answers={"GET": 404, "POST": 404},
    ),
    Line("reduction_document", on="reduction", sees=MINISTRIES, GET=MINISTRIES),
    Line("consultation_opinion", on="consultation", sees=LOCATED, GET=LOCATED, POST=who("asked"), body=OPINION),
    Line("opinion_withdraw", on="opinion", sees=LOCATED, GET=who("asked"), POST=who("asked"), body=REASON),
    # --- reports -------------------------------------------------------------------------------------
    Line("report_list", GET=SIGNED_IN),
    Line("report_start", POST=GROUP_CLERKS, path={"month": f"2021-{START_MONTH:02d}"}),
    Line("timeliness", GET=MINISTRIES | PROVINCES),
    Line("timeliness_xlsx", GET=MINISTRIES | PROVINCES),
    Line("report_detail", on="report.submitted", sees=SENT, GET=SENT),
    Line("report_edit", on="report.draft", sees=DRAFT, GET=CLERK, POST=CLERK, body=_figure),
    Line("report_autosave", on="report.draft", sees=DRAFT, POST=CLERK, body=_figure, answers={"POST": 200}),
    Line("report_story", on="report.draft", sees=DRAFT, GET=CLERK),
    Line("report_check", on="report.draft", sees=DRAFT, GET=DRAFT, POST=OFFICERS, body=_seen),
    Line("report_receipt", on="report.accepted", sees=SENT, GET=WHOLE),
    Line("report_compare", on="report.submitted", sees=SENT, GET=SENT),
    Line("report_workbook", on="report.accepted", sees=SENT, GET=WHOLE),
    Line("report_upload", on="report.draft", sees=DRAFT, GET=CLERK, POST=CLERK, body=_workbook, answers={"POST": 200}),
    Line("report_upload_confirm", on="report.draft", sees=DRAFT, POST=CLERK, body=_token),
    Line("report_columns", on="report.draft", sees=DRAFT, POST=CLERK, body=_marked, answers={"POST": 200}),
    Line("report_marked", on="report.draft", sees=DRAFT, POST=CLERK, body=_marked, answers={"POST": 200}),
    Line("report_pdf", on="report.accepted", sees=SENT, GET=WHOLE),
    Line("report_receipt_pdf", on="report.accepted", sees=SENT, GET=WHOLE),
    Line("report_decide", on="report.submitted", sees=SENT, GET=MIIT_OFFICER, POST=MIIT_OFFICER,
         body=fixed(decision="accept")),
    Line("report_recall", on="report.submitted", sees=SENT, GET=OFFICERS, POST=OFFICERS, body=REASON),
    Line("report_discard", on="report.draft", sees=DRAFT, GET=CLERK, POST=CLERK),
    Line("report_correct", on="report.returned", sees=SENT, GET=CLERK, POST=CLERK, body=REASON),
    Line("finding_explain", on="finding.open", sees=LOCATED, POST=ASKERS, body=EXPLAINED),
    Line("finding_ask_reopening", on="finding.decided", sees=LOCATED, GET=REOPENERS, POST=REOPENERS, body=REASON),
    Line("finding_drop_reopening", on="finding.asked", sees=LOCATED, GET=REOPENERS, POST=REOPENERS),
    Line("finding_reopen", on="finding.asked", sees=LOCATED, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("finding_decide", on="finding", sees=LOCATED, POST=MIIT_OFFICER, body=DECISION),
    # --- the year --------------------------------------------------------------------------------------
    Line("year_list", GET=BUSINESS),
    Line("year_detail", path={"year": CLOSED_YEAR}, GET=BUSINESS),
    # Everybody reports in 2021 already.
    Line("reporting_year", path={"year": 2021}, GET=MINISTRIES, POST=MIIT_CLERK, answers={"POST": 422}),
    Line("statement_draft", path={"year": IDLE_YEAR}, GET=MIIT_CLERK, POST=MIIT_CLERK),
    Line("statement_detail", on="statement.closed", sees=BUSINESS, GET=BUSINESS),
    Line("statement_xlsx", on="statement.closed", sees=BUSINESS, GET=BUSINESS),
    Line("statement_pdf", on="statement.closed", sees=BUSINESS, GET=BUSINESS),
    Line("statement_close", on="statement.draft", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("statement_discard", on="statement.draft", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS, body=REASON),
    # --- the traceability system ----------------------------------------------------------------------
    Line("difference_list", GET=SIGNED_IN),
    Line("difference_export", GET=SIGNED_IN),
    Line("difference_explanations", GET=GROUPS - who("north_viewer"), POST=GROUPS - who("north_viewer")),
    Line("difference_detail", on="difference", sees=LOCATED, GET=LOCATED),
    Line("difference_explain", on="difference", sees=LOCATED, POST=ASKERS, body=EXPLAINED),
    Line("difference_decide", on="difference", sees=LOCATED, POST=DECIDERS, body=OUTCOME),
    Line("difference_file", on="difference", sees=LOCATED, GET=LOCATED),
    Line("extract_upload", GET=GROUP_CLERKS, POST=GROUP_CLERKS, answers=UNFILLED),
    Line("extract_confirm", POST=GROUP_CLERKS, answers={"POST": 422}),
    Line("extract_detail", on="extract", sees=SENT, GET=SENT),
    # --- the monthly check -----------------------------------------------------------------------------
    Line("check_list", GET=SIGNED_IN),
    Line("check_list_export", GET=SIGNED_IN),
    Line("check_begin", POST=PROVINCES, path={"month": "2021-03"}, but=BEGUN),
    Line("check_detail", on="check", sees=CHECKED, GET=CHECKED),
    Line("check_export", on="check", sees=CHECKED, GET=CHECKED),
    Line("check_agree", on="check", sees=CHECKED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE),
    Line("check_ask_reopening", on="check.closed", sees=CHECKED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE, body=REASON),
    Line("check_drop_reopening", on="check.asked", sees=CHECKED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE),
    Line("check_reopen", on="check.asked", sees=CHECKED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS),
    Line("check_close", on="check", sees=CHECKED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS,
         body=fixed(summary="正常")),
    Line("checked_enterprise", on="checked", sees=CHECKED, GET=CHECKED, POST=LOCATED_PEOPLE,
         body=fixed(verdict="agree")),
    Line("check_question", on="question", sees=ASKED_OF, GET=ASKED_OF, POST=ASKERS, body=fixed(answer="检修")),
    Line("check_answer_file", on="answer", sees=ASKED_OF, GET=ASKED_OF),
    # --- execution, the register, deadlines, a province's own page -------------------------------------
    Line("execution", GET=MINISTRIES, but={("GET", actor): 302 for actor in ACTORS if actor.startswith(("north", "south"))}),
    Line("execution_provinces", GET=MINISTRIES),
    Line("execution_xlsx", GET=MINISTRIES),
    Line("execution_pdf", GET=MINISTRIES),
    Line("execution_years", GET=MINISTRIES),
    Line("execution_group_years", on="group", sees=ORGANISATION, GET=WHOLE),
    Line("execution_enterprise_years", on="enterprise", sees=LOCATED, GET=LOCATED),
    Line("history_list", GET=MINISTRIES),
    Line("history_new", GET=MIIT_CLERK, POST=MIIT_CLERK, body=_history),
    Line("history_template", path={"kind": "outputs"}, GET=MINISTRIES),
    Line("history_detail", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    Line("history_source", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    Line("history_replace", on="history.refused", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK, body=_history),
    Line("history_columns", on="history.previewed", sees=MINISTRIES, path={"name": "history-notices"}, GET=MIIT_CLERK,
         POST=MIIT_CLERK),
    Line("history_preview", on="history.previewed", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK),
    Line("history_confirm", on="history.previewed", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("history_discard", on="history.refused", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK, body=REASON),
    Line("history_ask_reversal", on="history.booked", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS, body=REASON),
    Line("history_keep", on="history.asked", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS),
    Line("history_reverse", on="history.asked", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("execution_group", on="group", sees=ORGANISATION, GET=WHOLE),
    Line("execution_enterprise", on="enterprise", sees=LOCATED, GET=LOCATED),
    Line("jurisdiction", GET=PROVINCES),
    Line("jurisdiction_export", GET=PROVINCES),
    Line("evidence_waiting", GET=PROVINCES),
    Line("enterprise_list", GET=SIGNED_IN),
    Line("enterprise_detail", on="enterprise", sees=LOCATED, GET=LOCATED),
    Line("enterprise_new", GET=MIIT_CLERK, POST=MIIT_CLERK, body=_enterprise),
    Line("enterprise_edit", on="enterprise", sees=LOCATED, GET=MIIT_CLERK, POST=MIIT_CLERK, body=_renamed),
    Line("enterprise_join", on="enterprise", sees=LOCATED, GET=MIIT_CLERK, POST=MIIT_CLERK, answers=UNFILLED),
    Line("enterprise_leave", on="enterprise", sees=LOCATED, GET=MIIT_CLERK, POST=MIIT_CLERK, body=LAST_DAY),
    Line("change_list", GET=SIGNED_IN),
    Line("change_new", on="enterprise", sees=LOCATED, GET=CLERK, POST=CLERK, body=CLOSED),
    Line("change_detail", on="change", sees=LOCATED, GET=LOCATED),
    Line("change_confirm", on="change", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS),
    Line("change_refuse", on="change", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS, body=REASON),
    Line("change_withdraw", on="change", sees=LOCATED, GET=CLERK, POST=CLERK, body=REASON),
    Line("evidence_new", on="enterprise", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, answers=UNFILLED),
    Line("evidence_file", on="evidence", sees=LOCATED, GET=LOCATED, path=LICENCE),
    Line("evidence_confirm", on="evidence", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS, path=LICENCE),
    Line("evidence_dispute", on="evidence", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS, path=LICENCE,
         body=REASON),
    Line("evidence_withdraw", on="evidence", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, body=REASON),
    Line("evidence_end", on="evidence", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, body=fixed(on="2021-10-01")),
    Line("evidence_attach", on="evidence", sees=LOCATED, GET=CLERK, POST=CLERK, path=LICENCE, answers=UNFILLED),
    # --- random inspections ----------------------------------------------------------------------------
    Line("inspection_list", GET=SIGNED_IN),
    Line("inspection_export", GET=SIGNED_IN),
    Line("published_inspections", public=True, GET=EVERYBODY),
    Line("plan_list", GET=MINISTRIES | PROVINCES),
    Line("plan_new", GET=PROVINCES, POST=PROVINCES, answers=UNFILLED),
    Line("plan_detail", on="plan", sees=DRAWERS, GET=DRAWERS),
    Line("draw_begin", on="plan", sees=DRAWERS, GET=DRAWING, POST=DRAWING),
    Line("inspector_new", GET=PROVINCES, POST=PROVINCES, answers=UNFILLED),
    Line("inspector_recuse", on="inspector", sees=DRAWERS, GET=DRAWING, POST=DRAWING, answers=UNFILLED),
    Line("draw_detail", on="draw.drawn", sees=DRAWERS, GET=DRAWERS),
    Line("draw_record", on="draw.drawn", sees=DRAWERS, GET=DRAWERS),
    Line("draw_exclude", on="draw.committed", sees=DRAWERS, GET=DRAWING, POST=DRAWING, answers=UNFILLED),
    Line("draw_close", on="draw.committed", sees=DRAWERS, GET=DRAWING_OFFICERS, POST=DRAWING_OFFICERS),
    Line("draw_make", on="draw.closed", sees=DRAWERS, GET=DRAWING_OFFICERS, POST=DRAWING_OFFICERS),
    Line("inspection_detail", on="visit.reported", sees=LOCATED, GET=LOCATED),
    Line("inspection_notify", on="visit.drawn", sees=MINISTRIES | LOCATED_PEOPLE, GET=DRAWING, POST=DRAWING,
         body=fixed(visit_on="2021-10-08")),
    Line("inspection_notice", on="visit.notified", sees=LOCATED, GET=LOCATED),
    Line("inspection_record", on="visit.notified", sees=LOCATED, GET=DRAWING, POST=DRAWING, answers=UNFILLED),
    Line("inspection_report", on="visit.inspected", sees=LOCATED, GET=DRAWING_OFFICERS, POST=DRAWING_OFFICERS),
    Line("inspection_publish", on="visit.reported", sees=LOCATED, GET=DRAWING_OFFICERS, POST=DRAWING_OFFICERS),
    Line("inspection_close", on="visit.reinspected", sees=LOCATED, GET=DRAWING_OFFICERS, POST=DRAWING_OFFICERS),
    Line("finding_new", on="visit.inspected", sees=LOCATED, GET=DRAWING, POST=DRAWING, answers=UNFILLED),
    Line("order_issue", on="visit.found", sees=LOCATED, GET=DRAWING_OFFICERS, POST=DRAWING_OFFICERS, answers=UNFILLED),
    Line("order_reinspect", on="visit.ordered", sees=LOCATED, GET=DRAWING, POST=DRAWING, answers=UNFILLED),
    Line("finding_reply", on="visit finding.open", sees=LOCATED, GET=ASKERS, POST=ASKERS, answers=UNFILLED),
    Line("visit_finding_decide", on="visit finding.replied", sees=LOCATED, GET=DRAWING_OFFICERS,
         POST=DRAWING_OFFICERS, answers=UNFILLED),
    Line("finding_file", on="visit file", sees=LOCATED, GET=LOCATED),
    Line("obligation_list", GET=SIGNED_IN),
    Line("obligation_detail", on="obligation", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
    Line("extension_ask", on="duty", sees=MINISTRIES | GROUP, GET=ASKERS, POST=ASKERS, body=ASKED),
    Line("extension_grant", on="extension", sees=MINISTRIES | GROUP, GET=MIIT_OFFICER, POST=MIIT_OFFICER, body=GRANTED),
    Line("general_extension_list", GET=BUSINESS),
    Line("general_extension_new", GET=WITHDRAWERS, POST=WITHDRAWERS, body=FOR_ALL),
    Line("general_extension_grant", on="for all", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("general_extension_refuse", on="for all", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER, body=REASON),
    Line("general_extension_recall", on="for all", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS, body=REASON),
    Line("extension_recall", on="extension", sees=MINISTRIES | GROUP, GET=ASKERS, POST=ASKERS, body=REASON),
    Line("extension_refuse", on="extension", sees=MINISTRIES | GROUP, GET=MIIT_OFFICER, POST=MIIT_OFFICER, body=REASON),
    Line("arrangement_list", GET=SIGNED_IN),
    Line("arrangement_enter", GET=MIIT_CLERK, POST=MIIT_CLERK, answers={"POST": 422}),
    Line("arrangement_detail", on="arrangement.in force", sees=BUSINESS, GET=BUSINESS),
    Line("arrangement_csv", on="arrangement.in force", sees=BUSINESS, GET=BUSINESS),
    Line("arrangement_confirm", on="arrangement.proposed", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("arrangement_recall", on="arrangement.proposed", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK, body=REASON),
    Line("arrangement_refuse", on="arrangement.proposed", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER,
         body=REASON),
    Line("stop_order_ask", on="stop order", sees=LOCATED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE, body=LIFT),
    Line("stop_order_lift", on="stop order", sees=LOCATED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS),
    Line("obligation_form", on="obligation", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP, answers={"GET": 302}),
    Line("register_export", GET=SIGNED_IN),
    Line("register_import", GET=MIIT_CLERK, POST=MIIT_CLERK, answers=UNFILLED),
    Line("register_import_confirm", POST=MIIT_CLERK, answers={"POST": 422}),
    # --- messages ------------------------------------------------------------------------------------
    Line("message_list", GET=SIGNED_IN),
    Line("messages_read", POST=SIGNED_IN),
    Line("message_read", on="message", sees=CLERK, POST=CLERK),
    Line("duty_calendar", GET=BUSINESS),
    Line("feed_renew", POST=BUSINESS, answers={"POST": 200}),
    Line("feed_revoke", POST=BUSINESS),
    Line("duty_feed", path={"token": "nobody-has-this-one"}, all={"GET": 404, "HEAD": 404, "*": 405}),
    Line("message_channels", GET=SIGNED_IN, POST=SIGNED_IN),
    Line("undelivered", GET=SYSTEM),
    Line("undelivered_again", on="message", POST=SYSTEM, answers={"POST": 302}),
    # --- people, organisations, delegations ------------------------------------------------------------
    Line("invitation", path={"token": "forged"}, all={"GET": 404, "POST": 404, "*": 405}),
    Line("people_list", GET=KEEPERS | ADMINISTRATORS),
    Line("person_invite", GET=SYSTEM | ADMINISTRATORS, POST=SYSTEM | ADMINISTRATORS, answers=UNFILLED),
    Line("person_detail", on="person", sees=PERSON, GET=PERSON),
    Line("person_roles", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, body=fixed(reason="离任"), answers=UNFILLED),
    Line("person_disable", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, body=REASON),
    Line("person_enable", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, answers=UNFILLED),
    Line("person_renew_link", on="person", sees=PERSON, GET=GIVERS, POST=GIVERS, answers={"POST": 200}),
    Line("person_reset_second_factor", on="person", sees=PERSON, GET=SECURITY, POST=SECURITY, answers=UNFILLED),
    # The world has no mining: those with the right get a refusal that says so.
    Line("filing_remark", on="filing.submitted", sees=SENT, GET=MNR, POST=MNR, body=fixed(text="注意"), answers=NO_MINING),
    Line("report_remark", on="report.submitted", sees=SENT, GET=MNR, POST=MNR, body=fixed(text="注意"), answers=NO_MINING),
    Line("remark_withdraw", on="remark", sees=MINISTRIES | GROUP, POST=MNR),
    Line("note_list", on="filing.accepted", sees=SENT, GET=SENT, POST=SENT - who("miit_viewer", "viewer"),
         path={"kind": "filing"}, body=fixed(text="注意")),
    Line("note_withdraw", on="note", sees=GROUP, POST=CLERK),
    Line("phrase_list", GET=WRITERS, POST=WRITERS, body=fixed(text="同意")),
    Line("phrase_edit", on="phrase", sees=CLERK, GET=CLERK, POST=CLERK, body=fixed(text="同意")),
    Line("phrase_move", on="phrase", sees=CLERK, POST=CLERK, body=fixed(to="up")),
    Line("phrase_remove", on="phrase", sees=CLERK, GET=CLERK, POST=CLERK),
    Line("column_list", GET=GROUPS | MIIT_CLERK | MIIT_OFFICER | who("miit_viewer")),
    Line("column_match", GET=MATCHERS, POST=MATCHERS, path={"name": "report"}, answers=UNFILLED),
    Line("delegation_list", GET=BUSINESS | ADMINISTRATORS),
    Line("delegation_new", GET=OWN_OFFICERS, POST=OWN_OFFICERS, answers=UNFILLED),
    Line("delegation_end", on="delegation", sees=DELEGATION, GET=ENDERS, POST=ENDERS),
    Line("service_account_list", GET=ADMINISTRATORS | OWN_OFFICERS | who("north_acting")),
    Line("service_account_new", GET=ADMINISTRATORS, POST=ADMINISTRATORS, answers=UNFILLED),
    Line("service_account_detail", on="service account", sees=PROGRAM, GET=PROGRAM),
    Line("service_account_consent", on="service account", sees=PROGRAM, GET=who("officer"), POST=who("officer")),
    Line("service_account_end", on="service account", sees=PROGRAM, GET=ADMINISTRATOR, POST=ADMINISTRATOR),
    Line("service_account_token", on="service account.running", sees=PROGRAM, POST=ADMINISTRATOR,
         answers={"POST": 200}),
    Line("service_token_revoke", on="service account.running", sees=PROGRAM, path={"token": "1"}, POST=ADMINISTRATOR),
    Line("webhook_new", on="service account.running", sees=PROGRAM, GET=ADMINISTRATOR, POST=ADMINISTRATOR,
         answers=UNFILLED),
    Line("webhook_detail", on="webhook", sees=PROGRAM, GET=PROGRAM),
    Line("webhook_rotate", on="webhook", sees=PROGRAM, POST=ADMINISTRATOR, answers={"POST": 200}),
    Line("webhook_stop", on="webhook", sees=PROGRAM, POST=ADMINISTRATOR),
    Line("delivery_replay", on="delivery", sees=PROGRAM, POST=ADMINISTRATOR),
    Line("developers", GET=SIGNED_IN),
    Line("organisation_list", GET=KEEPERS),
    Line("organisation_new", GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_merge", GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("province_new", GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_detail", on="group", sees=ORGANISATION, GET=KEEPERS),
    Line("organisation_names", on="group", sees=ORGANISATION, GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_validity", on="group", sees=ORGANISATION, GET=SYSTEM, POST=SYSTEM, answers=UNFILLED),
    Line("organisation_invite", on="group", sees=ORGANISATION, GET=INVITERS, POST=INVITERS, answers=UNFILLED),
    # --- the log ---------------------------------------------------------------------------------------
    Line("log_list", GET=AUDIT, tells=AUDIT),
    Line("log_detail", path={"number": 1}, GET=AUDIT, tells=AUDIT),
    Line("log_jsonl", GET=AUDIT, tells=AUDIT),
    Line("log_xlsx", GET=AUDIT, tells=AUDIT),
    Line("log_csv", GET=AUDIT, tells=AUDIT),
    Line("log_verification", GET=AUDIT, POST=AUDIT, tells=AUDIT),
    # --- the API -------------------------------------------------------------------------------------
    api("api-root", GET=SIGNED_IN),
    api("api-schema", public=True, GET=EVERYBODY),
    Line("api-docs", all={"GET": 200, "HEAD": 200, "*": 405}),
    api("api-token", all={"*": 401}),
    api("api-token-revoke", all={"*": 401}),
    api("api-notice-list", GET=SIGNED_IN, POST=MIIT_CLERK, body=_notice, answers={"POST": 201}),
    api("api-notice-detail", on="notice.draft", sees=MINISTRIES, GET=MINISTRIES, PUT=MIIT_CLERK, body=_notice_put),
    api("api-notice-correct", on="notice.issued", sees=BUSINESS, POST=MIIT_CLERK, body=REASON,
        answers={"POST": 201}),
    api("api-notice-revoke", on="notice.issued", sees=BUSINESS, POST=MIIT_CLERK, body=REASON, answers={"POST": 201}),
    api("api-notice-discard", on="notice.draft", sees=MINISTRIES, POST=MIIT_CLERK, body=REASON),
    api("api-notice-recall", on="notice.review", sees=MINISTRIES | NDRC, POST=MIIT_CLERK, body=REASON),
    api("api-notice-review", on="notice.draft", sees=MINISTRIES, POST=MIIT_CLERK),
    api("api-notice-sign", on="notice.review", sees=MINISTRIES | NDRC, POST=SIGNERS),
    api("api-notice-send-back", on="notice.review", sees=MINISTRIES | NDRC, POST=SIGNERS, body=REASON),
    api("api-reduction-list", GET=SIGNED_IN, POST=MIIT_CLERK, body=_reduction, answers={"POST": 201}),
    api("api-reduction-detail", on="reduction", sees=MINISTRIES, GET=MINISTRIES),
    api("api-reduction-order", on="reduction", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-reduction-withdraw", on="reduction", sees=MINISTRIES, POST=WITHDRAWERS, body=REASON),
    api("api-reduction-document", on="reduction", sees=MINISTRIES, GET=MINISTRIES),
    api("api-release-list", GET=SIGNED_IN, POST=MIIT_CLERK, body=_release_lines, answers={"POST": 201}),
    api("api-release-detail", on="release", sees=MINISTRIES, GET=MINISTRIES),
    api("api-release-order", on="release", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-release-withdraw", on="release", sees=MINISTRIES, POST=WITHDRAWERS, body=REASON),
    api("api-release-document", on="release", sees=MINISTRIES, GET=MINISTRIES, answers={"GET": 404, "HEAD": 404}),
    api("api-takeover-list", GET=SIGNED_IN),
    api("api-takeover-detail", on="merger", sees=MINISTRIES, GET=MINISTRIES),
    # The merger's day is far ahead, so those with the right get a refusal that names the day.
    api("api-takeover-take", on="merger", sees=MINISTRIES, POST=MIIT_OFFICER, answers={"POST": 409}),
    api("api-filing-list", GET=SIGNED_IN, POST=GROUP_CLERKS, body=fixed(year=START_YEAR), answers={"POST": 201}),
    api("api-filing-detail", on="filing.accepted", sees=SENT, GET=SENT),
    api("api-filing-lines", on="filing.draft", sees=DRAFT, GET=DRAFT, PUT=CLERK, body=_split_lines),
    api("api-filing-consult", on="filing.draft", sees=DRAFT, POST=CLERK),
    api("api-filing-submit", on="filing.consulting", sees=SENT, POST=OFFICERS),
    api("api-filing-accept", on="filing.submitted", sees=SENT, POST=MIIT_OFFICER),
    api("api-filing-send-back", on="filing.submitted", sees=SENT, POST=MIIT_OFFICER, body=REASON),
    api("api-reason-list", GET=SIGNED_IN),
    api("api-reason-detail", on="reason", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
    api("api-filing-recall", on="filing.submitted", sees=SENT, POST=OFFICERS, body=REASON),
    api("api-filing-discard", on="filing.draft", sees=DRAFT, POST=CLERK, answers={"POST": 204}),
    api("api-consultation-list", GET=SIGNED_IN),
    api("api-consultation-detail", on="opinion", sees=LOCATED, GET=LOCATED),
    api("api-consultation-opine", on="consultation", sees=LOCATED, POST=who("asked"), body=OPINION),
    api("api-consultation-withdraw", on="opinion", sees=LOCATED, POST=who("asked"), body=REASON),
    api("api-report-list", GET=SIGNED_IN, POST=GROUP_CLERKS, body=fixed(month=f"2021-{START_MONTH:02d}"),
        answers={"POST": 201}),
    api("api-report-detail", on="report.submitted", sees=SENT, GET=SENT),
    api("api-report-lines", on="report.draft", sees=DRAFT, GET=DRAFT, POST=CLERK, body=_lines),
    api("api-report-check", on="report.submitted", sees=SENT, GET=WHOLE),
    api("api-report-submit", on="report.draft", sees=DRAFT, POST=OFFICERS),
    api("api-report-accept", on="report.submitted", sees=SENT, POST=MIIT_OFFICER),
    api("api-report-send-back", on="report.submitted", sees=SENT, POST=MIIT_OFFICER, body=REASON),
    api("api-report-recall", on="report.submitted", sees=SENT, POST=OFFICERS, body=REASON),
    api("api-report-discard", on="report.draft", sees=DRAFT, POST=CLERK, answers={"POST": 204}),
    api("api-finding-list", GET=SIGNED_IN),
    api("api-finding-detail", on="finding", sees=LOCATED, GET=LOCATED),
    api("api-finding-decide", on="finding", sees=LOCATED, POST=MIIT_OFFICER, body=DECISION),
    api("api-finding-ask-reopening", on="finding.decided", sees=LOCATED, POST=REOPENERS, body=REASON),
    api("api-finding-drop-reopening", on="finding.asked", sees=LOCATED, POST=REOPENERS),
    api("api-finding-reopen", on="finding.asked", sees=LOCATED, POST=MIIT_OFFICER),
    api("api-report-correct", on="report.returned", sees=SENT, POST=CLERK, body=REASON, answers={"POST": 201}),
    api("api-finding-explain", on="finding.open", sees=LOCATED, POST=ASKERS, body=EXPLAINED),
    api("api-reporting-year-detail", path={"year": "2021"}, GET=MINISTRIES),
    api("api-reporting-year-groups", path={"year": "2021"}, POST=MIIT_CLERK, answers={"POST": 409},
        body=fixed(group="northern-re", document="通知")),
    api("api-statement-list", GET=SIGNED_IN, POST=MIIT_CLERK, body=fixed(year=IDLE_YEAR), answers={"POST": 201}),
    api("api-statement-detail", on="statement.closed", sees=BUSINESS, GET=BUSINESS),
    api("api-statement-lines", on="statement.closed", sees=BUSINESS, GET=BUSINESS),
    api("api-statement-close", on="statement.draft", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-statement-discard", on="statement.draft", sees=MINISTRIES, POST=WITHDRAWERS, body=REASON),
    api("api-check-list", GET=SIGNED_IN),
    api("api-check-detail", on="check", sees=CHECKED, GET=CHECKED),
    api("api-check-rows", on="check", sees=CHECKED, GET=CHECKED),
    api("api-check-judge", on="check", sees=CHECKED, POST=LOCATED_PEOPLE, body=_verdict),
    api("api-check-ask-reopening", on="check.closed", sees=CHECKED, POST=LOCATED_PEOPLE, body=REASON),
    api("api-check-drop-reopening", on="check.asked", sees=CHECKED, POST=LOCATED_PEOPLE),
    api("api-check-reopen", on="check.asked", sees=CHECKED, POST=LOCATED_OFFICERS),
    api("api-check-close", on="check", sees=CHECKED, POST=LOCATED_OFFICERS, body=fixed(summary="正常")),
    api("api-question-list", GET=SIGNED_IN),
    api("api-question-detail", on="question", sees=ASKED_OF, GET=ASKED_OF),
    api("api-question-answer", on="question", sees=ASKED_OF, POST=ASKERS, body=fixed(answer="检修")),
    api("api-search-list", on="enterprise", sees=SIGNED_IN, GET=SIGNED_IN, query="?q=北方稀土"),
    api("api-report-line-list", on="enterprise", sees=SIGNED_IN, GET=SIGNED_IN, query="?year=2021"),
    # Its body is a file, which JSON cannot hold.
    api("api-report-workbook-detail", on="report.draft", sees=DRAFT, GET=DRAFT, PUT=CLERK, answers={"PUT": 415}),
    api("api-difference-list", GET=SIGNED_IN),
    api("api-difference-detail", on="difference", sees=LOCATED, GET=LOCATED),
    api("api-difference-explain", on="difference", sees=LOCATED, POST=ASKERS, body=EXPLAINED),
    api("api-difference-decide", on="difference", sees=LOCATED, POST=DECIDERS, body=OUTCOME),
    api("api-timeliness-detail", path={"year": "2021"}, GET=MINISTRIES | PROVINCES),
    api("api-execution-list", GET=MINISTRIES),
    api("api-execution-years", GET=MINISTRIES),
    # A workbook comes as multipart; without one it is asked for.
    api("api-history-import-list", GET=MINISTRIES, POST=MIIT_CLERK, answers={"POST": 400}),
    api("api-history-import-detail", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    api("api-history-import-source", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    api("api-history-import-replace", on="history.refused", sees=MINISTRIES, POST=MIIT_CLERK, answers={"POST": 400}),
    api("api-history-import-preview", on="history.previewed", sees=MINISTRIES, POST=MIIT_CLERK),
    api("api-history-import-confirm", on="history.previewed", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-history-import-discard", on="history.refused", sees=MINISTRIES, POST=MIIT_CLERK, body=REASON),
    api("api-history-import-ask-reversal", on="history.booked", sees=MINISTRIES, POST=WITHDRAWERS, body=REASON),
    api("api-history-import-keep", on="history.asked", sees=MINISTRIES, POST=WITHDRAWERS),
    api("api-history-import-reverse", on="history.asked", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-execution-detail", on="group", sees=ORGANISATION,
        GET=WHOLE),
    api("api-enterprise-list", GET=SIGNED_IN),
    api("api-enterprise-detail", on="enterprise", sees=LOCATED, GET=LOCATED),
    # The enterprise is Northern's: to Southern's clerk it is not there.
    api("api-enterprise-change-list", GET=SIGNED_IN, POST=GROUP_CLERKS, body=_change, answers={"POST": 201},
        but={("POST", "south_clerk"): 404}),
    api("api-enterprise-change-detail", on="change", sees=LOCATED, GET=LOCATED),
    api("api-enterprise-change-confirm", on="change", sees=LOCATED, POST=LOCATED_OFFICERS),
    api("api-enterprise-change-refuse", on="change", sees=LOCATED, POST=LOCATED_OFFICERS, body=REASON),
    api("api-enterprise-change-withdraw", on="change", sees=LOCATED, POST=CLERK, body=REASON),
    api("api-remark-list", GET=SIGNED_IN, POST=MNR, body=_remark, answers={"POST": 403}, but=UNSEEN_FILING),
    api("api-remark-detail", on="remark", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
    api("api-remark-withdraw", on="remark", sees=MINISTRIES | GROUP, POST=MNR),
    # The filing is Northern's: to who does not see it, it is not there.
    api("api-note-list", GET=SIGNED_IN, POST=WRITERS, body=_note, answers={"POST": 201}, but=NOT_THERE),
    api("api-note-detail", on="note", sees=GROUP, GET=GROUP),
    api("api-note-withdraw", on="note", sees=GROUP, POST=CLERK),
    api("api-phrase-list", GET=WRITERS, POST=WRITERS, body=fixed(text="同意"), answers={"POST": 201}),
    api("api-phrase-detail", on="phrase", sees=CLERK, GET=CLERK, PUT=CLERK, body=fixed(text="同意")),
    api("api-phrase-move", on="phrase", sees=CLERK, POST=CLERK, body=fixed(to="up")),
    api("api-phrase-remove", on="phrase", sees=CLERK, POST=CLERK, answers={"POST": 204}),
    api("api-plan-list", GET=SIGNED_IN),
    api("api-plan-detail", on="plan", sees=DRAWERS, GET=DRAWERS),
    api("api-plan-begin", on="plan", sees=DRAWERS, POST=DRAWING, answers={"POST": 201}),
    api("api-draw-list", GET=SIGNED_IN),
    api("api-draw-detail", on="draw.drawn", sees=DRAWERS, GET=DRAWERS),
    api("api-draw-exclude", on="draw.committed", sees=DRAWERS, POST=DRAWING, body=_excluded),
    api("api-draw-close", on="draw.committed", sees=DRAWERS, POST=DRAWING_OFFICERS),
    api("api-draw-draw", on="draw.closed", sees=DRAWERS, POST=DRAWING_OFFICERS),
    api("api-inspection-list", GET=SIGNED_IN),
    api("api-inspection-detail", on="visit.reported", sees=LOCATED, GET=LOCATED),
    api("api-inspection-notify", on="visit.drawn", sees=MINISTRIES | LOCATED_PEOPLE, POST=DRAWING,
        body=fixed(visit_on="2021-10-11")),
    api("api-inspection-record", on="visit.notified", sees=LOCATED, POST=DRAWING, body=fixed(
        inspected_on="2021-10-08", summary="现场检查", checklist={item.code: "ok" for item in CHECKLISTS["2021"]})),
    api("api-inspection-find", on="visit.inspected", sees=LOCATED, POST=DRAWING, answers={"POST": 201},
        body=fixed(kind="toll_processing", text="代加工", found_on="2021-10-08")),
    api("api-inspection-report", on="visit.inspected", sees=LOCATED, POST=DRAWING_OFFICERS),
    api("api-inspection-publish", on="visit.reported", sees=LOCATED, POST=DRAWING_OFFICERS),
    api("api-inspection-order", on="visit.found", sees=LOCATED, POST=DRAWING_OFFICERS,
        body=fixed(number="令9", demands="整改", due_on="2021-12-01")),
    api("api-inspection-reinspect", on="visit.ordered", sees=LOCATED, POST=DRAWING,
        body=fixed(on="2021-10-08", passed=True, result="合格")),
    api("api-inspection-close", on="visit.reinspected", sees=LOCATED, POST=DRAWING_OFFICERS),
    api("api-inspection-finding-list", GET=SIGNED_IN),
    api("api-inspection-finding-detail", on="visit finding.open", sees=LOCATED, GET=LOCATED),
    api("api-inspection-finding-reply", on="visit finding.open", sees=LOCATED, POST=ASKERS, body=fixed(text="属实")),
    api("api-inspection-finding-decide", on="visit finding.replied", sees=LOCATED, POST=DRAWING_OFFICERS,
        body=fixed(final=True, decision="属实")),
    api("api-stop-order-list", GET=SIGNED_IN),
    api("api-stop-order-detail", on="stop order", sees=LOCATED, GET=LOCATED),
    api("api-stop-order-ask", on="stop order", sees=LOCATED, POST=LOCATED_PEOPLE, body=LIFT),
    api("api-stop-order-lift", on="stop order", sees=LOCATED, POST=LOCATED_OFFICERS),
    api("api-evidence-list", on="enterprise", sees=LOCATED, query="?enterprise={pk}", GET=LOCATED, POST=CLERK,
        body=_evidence, answers={"POST": 422}),
    api("api-evidence-file", on="evidence", sees=LOCATED, path=PIECE, GET=LOCATED),
    api("api-evidence-confirm", on="evidence", sees=LOCATED, path=PIECE, POST=LOCATED_OFFICERS),
    api("api-evidence-dispute", on="evidence", sees=LOCATED, path=PIECE, POST=LOCATED_OFFICERS, body=REASON),
    api("api-evidence-withdraw", on="evidence", sees=LOCATED, path=PIECE, POST=CLERK, body=REASON),
    api("api-eligibility-alert-list", GET=SIGNED_IN),
    api("api-extension-list", GET=SIGNED_IN),
    api("api-extension-detail", on="extension", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
    api("api-extension-grant", on="extension", sees=MINISTRIES | GROUP, POST=MIIT_OFFICER, body=GRANTED),
    api("api-general-extension-list", GET=SIGNED_IN, POST=WITHDRAWERS, body=FOR_ALL, answers={"POST": 201}),
    api("api-general-extension-detail", on="for all", sees=MINISTRIES, GET=MINISTRIES),
    api("api-general-extension-grant", on="for all", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-general-extension-refuse", on="for all", sees=MINISTRIES, POST=MIIT_OFFICER, body=REASON),
    api("api-general-extension-recall", on="for all", sees=MINISTRIES, POST=WITHDRAWERS, body=REASON),
    api("api-extension-recall", on="extension", sees=MINISTRIES | GROUP, POST=ASKERS, body=REASON),
    api("api-extension-refuse", on="extension", sees=MINISTRIES | GROUP, POST=MIIT_OFFICER, body=REASON),
    api("api-obligation-extension", on="duty", sees=MINISTRIES | GROUP, POST=ASKERS, body=ASKED, answers={"POST": 201}),
    api("api-arrangement-list", GET=SIGNED_IN, POST=MIIT_CLERK, body=_arrangement, answers={"POST": 201}),
    api("api-arrangement-confirm", on="arrangement.proposed", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-arrangement-refuse", on="arrangement.proposed", sees=MINISTRIES, POST=MIIT_OFFICER, body=REASON),
    api("api-arrangement-recall", on="arrangement.proposed", sees=MINISTRIES, POST=MIIT_CLERK, body=REASON),
    api("api-arrangement-detail", on="arrangement.in force", sees=BUSINESS, GET=BUSINESS),
    api("api-obligation-list", GET=SIGNED_IN),
    api("api-obligation-detail", on="obligation", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP),
]  # fmt: skip

LINES = {line.route: line for line in MATRIX}
