"""`make drill`: restores, failovers and faults on real servers (bench/drills); ends with `N drills, 0 lost`."""

from scripts import setup
from scripts.project import PYTHON, call, command


def main() -> int:
    """1 when something was lost, or was not said."""
    setup.ensure("dev")
    return call([PYTHON, "-m", "bench.drills"])


if __name__ == "__main__":
    command(main)
