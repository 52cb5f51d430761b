"""`make walk`: a random walk over the services beside a small model (tests/walk), on both databases; STEPS says how long."""

import os

from scripts import setup
from scripts.project import BUILD, PYTHON, Refusal, call, command, environment, say
from scripts.services import services

TEST = "tests/walk/test_walk.py::test_no_step_makes_them_differ"


def main() -> int:
    """pytest's exit status: 1 when the services and the model differ anywhere; the shortest way there is printed."""
    steps = os.environ.get("STEPS", "20000")
    if not steps.isdecimal() or not int(steps):
        raise Refusal(f"STEPS is {steps!r}, which is no number of steps: type STEPS=20000 make walk")
    setup.ensure("dev")
    with services() as found:
        if found.missing:
            raise Refusal(f"The walk goes over both databases: {'; '.join(found.missing)}")
        legs = {"sqlite": {"DATABASE_URL": f"sqlite:///{BUILD / 'walk.sqlite3'}"}, "postgresql": {}}
        status = 0
        for leg, own in legs.items():
            say(f"--- {leg}")
            env = environment({**found.environment, **own, "WALK_STEPS": steps})
            status = max(status, call([PYTHON, "-m", "pytest", TEST, "-q", "-s", "-n", "0"], env))
    return status


if __name__ == "__main__":
    command(main)
