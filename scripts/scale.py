"""`make scale`: every page with 100 and with 10,000 enterprises over ten years, on PostgreSQL that it starts itself.

SMALL=1 makes a quick run with few rows, which says only whether every route can be asked.
"""

import os

from scripts import setup
from scripts.project import PYTHON, Refusal, call, command
from scripts.services import services


def main() -> int:
    """1 when a mark is missed or a route is not listed."""
    setup.ensure("dev")
    with services() as found:
        if found.missing:
            raise Refusal(f"Scale needs PostgreSQL and a broker: {'; '.join(found.missing)}")
        small = ["--small"] if os.environ.get("SMALL") else []
        return call([PYTHON, "-m", "bench.scale", *small], found.environment)


if __name__ == "__main__":
    command(main)
