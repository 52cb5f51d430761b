"""The routes of `operations`: see tests/access/matrix.py."""

from tests.access.audiences import AUDIT, SECURITY, SYSTEM
from tests.access.line import Line

PAGES = [
    Line("service_state", GET=SYSTEM | SECURITY | AUDIT),
]  # fmt: skip
