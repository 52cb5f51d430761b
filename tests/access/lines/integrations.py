"""The routes of `integrations`: see tests/access/matrix.py."""

from tests.access.answers import UNFILLED
from tests.access.audiences import ADMINISTRATOR, ADMINISTRATORS, OWN_OFFICERS, PROGRAM, who
from tests.access.line import Line

PAGES = [
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
]  # fmt: skip
