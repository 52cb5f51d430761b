"""`make nightly`: what takes too long for every change – over fifty kills of workers and brokers – on PostgreSQL and
the broker."""

import os
import shlex

from scripts import setup
from scripts.project import PYTHON, Refusal, call, command
from scripts.services import services


def main() -> int:
    """pytest's exit status."""
    setup.ensure("dev")
    with services() as found:
        if found.missing:
            raise Refusal(f"The nightly part needs PostgreSQL and a broker: {'; '.join(found.missing)}")
        arguments = ["tests/nightly", "-q", "-s", "-n", "0", *shlex.split(os.environ.get("ARGS", ""))]
        return call([PYTHON, "-m", "pytest", *arguments], found.environment)


if __name__ == "__main__":
    command(main)
