"""The routes of `notifications`: see tests/access/matrix.py."""

from tests.access.actors import SIGNED_IN
from tests.access.audiences import CLERK, SYSTEM
from tests.access.bodies import fixed
from tests.access.line import Line, api

PAGES = [
    Line("message_list", GET=SIGNED_IN),
    Line("digest_read", POST=SIGNED_IN),
    Line("messages_read", POST=SIGNED_IN),
    Line("message_read", on="message", sees=CLERK, POST=CLERK),
    Line("message_channels", GET=SIGNED_IN, POST=SIGNED_IN),
    Line("undelivered", GET=SYSTEM),
    Line("undelivered_again", on="message", POST=SYSTEM, answers={"POST": 302}),
]

API = [
    api("api-message-list", GET=SIGNED_IN),
    api("api-message-detail", on="message", sees=CLERK, GET=CLERK),
    api("api-message-read", on="message", sees=CLERK, POST=CLERK),
    api("api-message-read-all", POST=SIGNED_IN),
    api("api-message-channel-list", GET=SIGNED_IN, POST=SIGNED_IN, body=fixed(email=True)),
    api("api-undelivered-list", GET=SYSTEM),
    # Nothing of the world was given up.
    api("api-undelivered-again", on="message", POST=SYSTEM, answers={"POST": 404}),
]  # fmt: skip

API = [
    # Nothing of the world was given up.
]  # fmt: skip
