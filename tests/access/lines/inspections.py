"""The routes of `inspections`: see tests/access/matrix.py."""

from inspections.rules.clauses import CHECKLISTS
from tests.access import bodies, bodies_api
from tests.access.actors import SIGNED_IN
from tests.access.answers import UNFILLED
from tests.access.audiences import (
    ASKERS,
    DRAWERS,
    DRAWING,
    DRAWING_OFFICERS,
    EVERYBODY,
    LOCATED,
    LOCATED_PEOPLE,
    MINISTRIES,
    PROVINCES,
)
from tests.access.bodies import fixed
from tests.access.line import Line, api

PAGES = [
    Line("jurisdiction", GET=PROVINCES),
    Line("jurisdiction_export", GET=PROVINCES),
    Line("evidence_waiting", GET=PROVINCES),
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
]  # fmt: skip

API = [
    api("api-plan-list", GET=SIGNED_IN, POST=PROVINCES, body=fixed(**bodies_api.NEW_PLAN), answers={"POST": 201}),
    api("api-plan-detail", on="plan", sees=DRAWERS, GET=DRAWERS),
    api("api-plan-begin", on="plan", sees=DRAWERS, POST=DRAWING, answers={"POST": 201}),
    api("api-draw-list", GET=SIGNED_IN),
    api("api-draw-detail", on="draw.drawn", sees=DRAWERS, GET=DRAWERS),
    api("api-draw-exclude", on="draw.committed", sees=DRAWERS, POST=DRAWING, body=bodies.excluded),
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
    api("api-inspector-list", GET=SIGNED_IN, POST=PROVINCES, answers={"POST": 201},
        body=fixed(name="张三", id_number="9999", employer="执法队")),
    api("api-inspector-detail", on="inspector", sees=DRAWERS, GET=DRAWERS),
    api("api-inspector-recuse", on="inspector", sees=DRAWERS, POST=DRAWING, body=bodies.excluded),
]  # fmt: skip
