"""The routes of `quota_admin`: see tests/access/matrix.py."""

from tests.access.actors import SIGNED_IN
from tests.access.answers import GET_ONLY, PAGE_ONLY, UNFILLED
from tests.access.audiences import (
    ADMINISTRATORS,
    AUDIT,
    BUSINESS,
    CLERK,
    EVERYBODY,
    GROUP,
    GROUPS,
    KEEPERS,
    LOCATED,
    LOCATED_PEOPLE,
    MATCHERS,
    MIIT_CLERK,
    MIIT_OFFICER,
    MINISTRIES,
    ORGANISATION,
    WHOLE,
    who,
)
from tests.access.bodies import fixed
from tests.access.line import Line, api

PAGES = [
    Line("desk", GET=SIGNED_IN),
    Line("year_overview_pdf", GET=MINISTRIES),
    Line("year_nation", GET=MINISTRIES),
    Line("year_group", on="group", sees=ORGANISATION, GET=WHOLE),
    Line("year_enterprise", on="enterprise", sees=LOCATED, GET=LOCATED),
    Line("year_province", on="province", path={"province": "{code}"}, sees=MINISTRIES | LOCATED_PEOPLE,
         GET=MINISTRIES | LOCATED_PEOPLE),
    Line("done_list", GET=BUSINESS),
    Line("saved_filter_list", GET=BUSINESS),
    Line("saved_filter_keep", POST=BUSINESS, body=fixed(page="enterprise_list", query="kind=mine", name="矿山")),
    Line("saved_filter_send", on="saved_filter", sees=CLERK, POST=CLERK, body=fixed(send="pdf", day="3")),
    Line("saved_filter_remove", on="saved_filter", sees=CLERK, POST=CLERK),
    Line("made_file_list", GET=BUSINESS),
    Line("made_file_ask", POST=BUSINESS, body=fixed(page="enterprise_list", query="", ending="xlsx")),
    Line("made_file_detail", on="made_file", sees=CLERK, GET=CLERK),
    # Nothing is made yet.
    Line("made_file_content", on="made_file", sees=CLERK, GET=CLERK, answers={"GET": 404, "HEAD": 404}),
    Line("healthz", all=GET_ONLY),
    Line("readyz", all={"GET": 503, "HEAD": 503, "*": 405}),  # no worker has been heard of in a test
    Line("search", GET=SIGNED_IN),
    Line("help", all=PAGE_ONLY),
    Line("gallery", GET=KEEPERS | AUDIT | ADMINISTRATORS),
    Line("verify_receipt", all={"GET": 200, "POST": 422, "*": 405}),
    Line("set_language", all={"*": 302}),
    Line("obligation_form", on="obligation", sees=MINISTRIES | GROUP, GET=MINISTRIES | GROUP, answers={"GET": 302}),
    Line("column_list", GET=GROUPS | MIIT_CLERK | MIIT_OFFICER | who("miit_viewer")),
    Line("column_match", GET=MATCHERS, POST=MATCHERS, path={"name": "report"}, answers=UNFILLED),
    Line("developers", GET=SIGNED_IN),
    Line("rule_book", GET=SIGNED_IN),
    Line("manual_list", GET=SIGNED_IN),
    Line("manual_chapter", GET=SIGNED_IN, answers={"GET": 302}),
    Line("manual_book", GET=SIGNED_IN, path={"book": "clerk"}),
    Line("manual_pdf", GET=SIGNED_IN, path={"book": "clerk"}),
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
    api("api-saved-filter-list", GET=BUSINESS, POST=BUSINESS, body=fixed(name="矿山", page="enterprise_list"),
        answers={"POST": 201}),
    api("api-saved-filter-detail", on="saved_filter", sees=CLERK, GET=CLERK),
    api("api-saved-filter-send", on="saved_filter", sees=CLERK, POST=CLERK, body=fixed(send="pdf", day=3)),
    api("api-saved-filter-remove", on="saved_filter", sees=CLERK, POST=CLERK, answers={"POST": 204}),
    api("api-file-list", GET=BUSINESS, POST=BUSINESS, body=fixed(page="enterprise_list"), answers={"POST": 201}),
    api("api-file-detail", on="made_file", sees=CLERK, GET=CLERK),
    api("api-column-list", GET=GROUPS | MIIT_CLERK | MIIT_OFFICER | who("miit_viewer")),
    api("api-column-detail", PUT=MATCHERS, path={"pk": "report"}, body=fixed(names={"产量": "output"})),
]  # fmt: skip
