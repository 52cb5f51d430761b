"""The routes of `notifications`: see tests/access/matrix.py."""

from tests.access.actors import SIGNED_IN
from tests.access.audiences import CLERK, SYSTEM
from tests.access.line import Line

PAGES = [
    Line("message_list", GET=SIGNED_IN),
    Line("messages_read", POST=SIGNED_IN),
    Line("message_read", on="message", sees=CLERK, POST=CLERK),
    Line("message_channels", GET=SIGNED_IN, POST=SIGNED_IN),
    Line("undelivered", GET=SYSTEM),
    Line("undelivered_again", on="message", POST=SYSTEM, answers={"POST": 302}),
]  # fmt: skip
