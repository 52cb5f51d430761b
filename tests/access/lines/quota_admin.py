"""The routes of `quota_admin`: see tests/access/matrix.py."""

from tests.access.actors import SIGNED_IN
from tests.access.answers import GET_ONLY, PAGE_ONLY, UNFILLED
from tests.access.audiences import (
    AUDIT,
    BUSINESS,
    EVERYBODY,
    GROUP,
    GROUPS,
    MATCHERS,
    MIIT_CLERK,
    MIIT_OFFICER,
    MINISTRIES,
    who,
)
from tests.access.line import Line, api

PAGES = [
    Line("desk", GET=SIGNED_IN),
    Line("done_list", GET=BUSINESS),
    Line("healthz", all=GET_ONLY),
    Line("readyz", all={"GET": 503, "HEAD": 503, "*": 405}),  # no worker has been heard of in a test
    Line("search", GET=SIGNED_IN),
    Line("help", all=PAGE_ONLY),
    Line("gallery", all=PAGE_ONLY),
    Line("verify_receipt", all={"GET": 200, "POST": 422, "*": 405}),
    Line("set_language", all={"*": 302}),
    Line("obligation_form", on="obligation", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP, answers={"GET": 302}),
    Line("column_list", GET=GROUPS | MIIT_CLERK | MIIT_OFFICER | who("miit_viewer")),
    Line("column_match", GET=MATCHERS, POST=MATCHERS, path={"name": "report"}, answers=UNFILLED),
    Line("developers", GET=SIGNED_IN),
    Line("log_list", GET=AUDIT, tells=AUDIT),
    Line("log_detail", path={"number": 1}, GET=AUDIT, tells=AUDIT),
    Line("log_jsonl", GET=AUDIT, tells=AUDIT),
    Line("log_xlsx", GET=AUDIT, tells=AUDIT),
    Line("log_csv", GET=AUDIT, tells=AUDIT),
    Line("log_verification", GET=AUDIT, POST=AUDIT, tells=AUDIT),
    Line("api-docs", all={"GET": 200, "HEAD": 200, "*": 405}),
]  # fmt: skip

API = [
    api("api-root", GET=SIGNED_IN),
    api("api-schema", public=True, GET=EVERYBODY),
    api("api-search-list", on="enterprise", sees=SIGNED_IN, GET=SIGNED_IN, query="?q=北方稀土"),
]  # fmt: skip
