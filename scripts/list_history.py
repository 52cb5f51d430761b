"""`make history`: clients add to lists and read them amid kills (bench/list_history): 0 anomalies, four planted found."""

from scripts import setup
from scripts.project import PYTHON, call, command


def main() -> int:
    """1 when there is an anomaly, or a planted one is not found."""
    setup.ensure("dev")
    return call([PYTHON, "-m", "bench.list_history"])


if __name__ == "__main__":
    command(main)
