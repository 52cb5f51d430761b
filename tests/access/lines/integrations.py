"""The routes of `integrations`: see tests/access/matrix.py."""

from tests.access import bodies_api
from tests.access.actors import SIGNED_IN
from tests.access.answers import UNFILLED
from tests.access.audiences import ADMINISTRATOR, ADMINISTRATORS, OWN_OFFICERS, PROGRAM, who
from tests.access.bodies import fixed
from tests.access.line import Line, api

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

API = [
    api("api-service-account-list", GET=SIGNED_IN, POST=ADMINISTRATORS, body=fixed(**bodies_api.NEW_PROGRAM),
        answers={"POST": 201}),
    api("api-service-account-detail", on="service account", sees=PROGRAM, GET=PROGRAM),
    api("api-service-account-consent", on="service account", sees=PROGRAM, POST=who("officer")),
    api("api-service-account-end", on="service account", sees=PROGRAM, POST=ADMINISTRATOR),
    api("api-service-account-tokens", on="service account.running", sees=PROGRAM, POST=ADMINISTRATOR,
        answers={"POST": 201}),
    api("api-service-account-revoke", on="service account.running", sees=PROGRAM, POST=ADMINISTRATOR,
        body=fixed(token=1)),
    api("api-service-account-webhooks", on="service account.running", sees=PROGRAM, POST=ADMINISTRATOR,
        body=fixed(**bodies_api.NEW_HOOK), answers={"POST": 201}),
    api("api-webhook-list", GET=SIGNED_IN),
    api("api-webhook-detail", on="webhook", sees=PROGRAM, GET=PROGRAM),
    api("api-webhook-rotate", on="webhook", sees=PROGRAM, POST=ADMINISTRATOR),
    api("api-webhook-stop", on="webhook", sees=PROGRAM, POST=ADMINISTRATOR),
    api("api-delivery-list", GET=SIGNED_IN),
    api("api-delivery-detail", on="delivery", sees=PROGRAM, GET=PROGRAM),
    api("api-delivery-replay", on="delivery", sees=PROGRAM, POST=ADMINISTRATOR),
]  # fmt: skip
