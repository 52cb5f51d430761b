"""The routes of `monthly_checks`: see tests/access/matrix.py."""

from tests.access import bodies
from tests.access.actors import SIGNED_IN
from tests.access.answers import BEGUN
from tests.access.audiences import ASKED_OF, ASKERS, CHECKED, LOCATED_OFFICERS, LOCATED_PEOPLE, PROVINCES
from tests.access.bodies import fixed
from tests.access.line import Line, api

PAGES = [
    Line("check_list", GET=SIGNED_IN),
    Line("check_list_export", GET=SIGNED_IN),
    Line("check_begin", POST=PROVINCES, path={"month": "2021-03"}, but=BEGUN),
    Line("check_detail", on="check", sees=CHECKED, GET=CHECKED),
    Line("check_export", on="check", sees=CHECKED, GET=CHECKED),
    Line("check_agree", on="check", sees=CHECKED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE),
    Line("check_ask_reopening", on="check.closed", sees=CHECKED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE, body=bodies.REASON),
    Line("check_drop_reopening", on="check.asked", sees=CHECKED, GET=LOCATED_PEOPLE, POST=LOCATED_PEOPLE),
    Line("check_reopen", on="check.asked", sees=CHECKED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS),
    Line("check_close", on="check", sees=CHECKED, GET=LOCATED_OFFICERS, POST=LOCATED_OFFICERS,
         body=fixed(summary="正常")),
    Line("checked_enterprise", on="checked", sees=CHECKED, GET=CHECKED, POST=LOCATED_PEOPLE,
         body=fixed(verdict="agree")),
    Line("check_question", on="question", sees=ASKED_OF, GET=ASKED_OF, POST=ASKERS, body=fixed(answer="检修")),
    Line("check_answer_file", on="answer", sees=ASKED_OF, GET=ASKED_OF),
]  # fmt: skip

API = [
    api("api-check-list", GET=SIGNED_IN, POST=PROVINCES, body=fixed(month="2021-03"), answers={"POST": 201}, but=BEGUN),
    api("api-check-agree", on="check", sees=CHECKED, POST=LOCATED_PEOPLE, body=fixed(figures="-"),
        answers={"POST": 409}),
    api("api-check-detail", on="check", sees=CHECKED, GET=CHECKED),
    api("api-check-rows", on="check", sees=CHECKED, GET=CHECKED),
    api("api-check-judge", on="check", sees=CHECKED, POST=LOCATED_PEOPLE, body=bodies.verdict),
    api("api-check-ask-reopening", on="check.closed", sees=CHECKED, POST=LOCATED_PEOPLE, body=bodies.REASON),
    api("api-check-drop-reopening", on="check.asked", sees=CHECKED, POST=LOCATED_PEOPLE),
    api("api-check-reopen", on="check.asked", sees=CHECKED, POST=LOCATED_OFFICERS),
    api("api-check-close", on="check", sees=CHECKED, POST=LOCATED_OFFICERS, body=fixed(summary="正常")),
    api("api-question-list", GET=SIGNED_IN),
    api("api-question-detail", on="question", sees=ASKED_OF, GET=ASKED_OF),
    api("api-question-answer", on="question", sees=ASKED_OF, POST=ASKERS, body=fixed(answer="检修")),
]  # fmt: skip
