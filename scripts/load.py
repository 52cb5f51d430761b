"""`make load`: the last minutes before a deadline with 1,000 clerks, on PostgreSQL and a broker that it starts itself.

CLERKS=1000 SECONDS=300 PROCESSES=2,4 are the ordinary run. 1 when something is lost, wrong or wrongly late, or when one
request in twenty waits longer than two seconds.
"""

from scripts import setup
from scripts.project import PYTHON, Refusal, call, command
from scripts.services import services


def main() -> int:
    """What the bench answers."""
    setup.ensure("dev")
    with services() as found:
        if found.missing:
            raise Refusal(f"The load needs PostgreSQL and a broker: {'; '.join(found.missing)}")
        # The clock stands at a due day before the settings are read.
        clock = {"DEMO": "true", "CLOCK_DAY": "2021-10-11"}
        return call([PYTHON, "-m", "bench.due_hour"], {**found.environment, **clock})


if __name__ == "__main__":
    command(main)
