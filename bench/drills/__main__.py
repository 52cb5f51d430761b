"""What goes wrong in a service, done to real servers on this machine; ONLY=restores, failovers or faults.

FEW=1 does each kind once or twice. Ends with `N drills, 0 lost`, and writes that down for the operators' page.
"""

import os
import time
from collections.abc import Iterator

from bench.drills import failovers, faults, restores
from bench.drills.load import Load
from bench.drills.restores import Result
from bench.drills.stage import Stage, staged
from scripts.backups import Site, now, write_record
from scripts.project import Refusal, command, say

PARTS = ("restores", "faults", "failovers")


def main() -> int:
    """1 when something was lost, or was not said."""
    only, few = os.environ.get("ONLY", ""), os.environ.get("FEW") == "1"
    if only not in {"", *PARTS}:
        raise Refusal(f"ONLY is {only!r}: type ONLY={' or ONLY='.join(PARTS)} make drill")
    began, results = time.monotonic(), []
    with staged() as stage:
        load = Load(stage)
        load.sign_in()
        for part in PARTS:
            if only in {"", part}:
                for result in drills(part, stage, load, few=few):
                    results.append(result)
                    say(f"{'LOST' if result.lost else 'ok  '} {result.name}: {result.saw}")
    lost = sum(result.lost for result in results)
    sentence = f"{len(results)} drills, {lost} lost"
    minutes = (time.monotonic() - began) / 60
    say(f"{len(load.accepted)} submissions accepted, the slowest answer {load.slowest:.1f} s; {minutes:.0f} min")
    say(sentence)
    if not only:
        record = {"at": now().isoformat(), "drills": len(results), "lost": lost, "sentence": sentence}
        write_record(Site.from_environment({"PGDATA": "/", **os.environ}), "drill", record)
    return 1 if lost else 0


def drills(part: str, stage: Stage, load: Load, *, few: bool) -> Iterator[Result]:
    """One kind after another, on the same servers."""
    if part == "restores":
        seed = int(os.environ.get("SEED") or time.time())
        say(f"SEED={seed}")
        yield from restores.to_instants(stage, load, 2 if few else 10, seed)
        yield restores.machine_lost(stage, load)
        yield restores.missing_segment(stage, load)
        yield restores.cut_file(stage)
    elif part == "faults":
        yield faults.upgrade_under_load(stage, load)
        yield faults.database_away(stage, load, 5 if few else 60)
        yield faults.database_full(stage, load)
        yield faults.media_full(stage)
        yield faults.broker_flushed(stage)
        yield faults.clock_jumps(stage)
    else:
        yield from failovers.fail_overs(stage, load, 2 if few else 10)


if __name__ == "__main__":
    command(main)
