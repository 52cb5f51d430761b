"""The routes of `history`: see tests/access/matrix.py."""

from tests.access import bodies
from tests.access.audiences import MIIT_CLERK, MIIT_OFFICER, MINISTRIES, WITHDRAWERS
from tests.access.line import Line, api

PAGES = [
    Line("history_list", GET=MINISTRIES),
    Line("history_new", GET=MIIT_CLERK, POST=MIIT_CLERK, body=bodies.history),
    Line("history_template", path={"kind": "outputs"}, GET=MINISTRIES),
    Line("history_detail", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    Line("history_source", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    Line("history_replace", on="history.refused", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK, body=bodies.history),
    Line("history_columns", on="history.previewed", sees=MINISTRIES, path={"name": "history-notices"}, GET=MIIT_CLERK,
         POST=MIIT_CLERK),
    Line("history_preview", on="history.previewed", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK),
    Line("history_confirm", on="history.previewed", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
    Line("history_discard", on="history.refused", sees=MINISTRIES, GET=MIIT_CLERK, POST=MIIT_CLERK, body=bodies.REASON),
    Line("history_ask_reversal", on="history.booked", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS, body=bodies.REASON),
    Line("history_keep", on="history.asked", sees=MINISTRIES, GET=WITHDRAWERS, POST=WITHDRAWERS),
    Line("history_reverse", on="history.asked", sees=MINISTRIES, GET=MIIT_OFFICER, POST=MIIT_OFFICER),
]  # fmt: skip

API = [
    # A workbook comes as multipart; without one it is asked for.
    api("api-history-import-list", GET=MINISTRIES, POST=MIIT_CLERK, answers={"POST": 400}),
    api("api-history-import-detail", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    api("api-history-import-source", on="history.previewed", sees=MINISTRIES, GET=MINISTRIES),
    api("api-history-import-replace", on="history.refused", sees=MINISTRIES, POST=MIIT_CLERK, answers={"POST": 400}),
    api("api-history-import-preview", on="history.previewed", sees=MINISTRIES, POST=MIIT_CLERK),
    api("api-history-import-confirm", on="history.previewed", sees=MINISTRIES, POST=MIIT_OFFICER),
    api("api-history-import-discard", on="history.refused", sees=MINISTRIES, POST=MIIT_CLERK, body=bodies.REASON),
    api("api-history-import-ask-reversal", on="history.booked", sees=MINISTRIES, POST=WITHDRAWERS, body=bodies.REASON),
    api("api-history-import-keep", on="history.asked", sees=MINISTRIES, POST=WITHDRAWERS),
    api("api-history-import-reverse", on="history.asked", sees=MINISTRIES, POST=MIIT_OFFICER),
]  # fmt: skip
