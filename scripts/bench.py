"""`make bench`: runs bench/*.py on PostgreSQL and the broker; ONLY=name runs one. Each prints ratios of one run."""

import os

from scripts import setup
from scripts.project import PYTHON, ROOT, Refusal, call, command, say
from scripts.services import services


def main() -> int:
    """1 when a bench says that it missed its mark."""
    setup.ensure("dev")
    chosen = sorted(path for path in (ROOT / "bench").glob("bench_*.py") if os.environ.get("ONLY", "") in path.name)
    with services() as found:
        if found.missing:
            raise Refusal(f"The benches need PostgreSQL and a broker: {'; '.join(found.missing)}")
        failed = [path.name for path in chosen if call([PYTHON, "-m", f"bench.{path.stem}"], found.environment)]
    say(f"missed: {', '.join(failed)}" if failed else f"{len(chosen)} benches ran.")
    return 1 if failed else 0


if __name__ == "__main__":
    command(main)
