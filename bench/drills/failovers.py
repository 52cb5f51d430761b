"""The primary's machine dies in the middle of submissions, again and again; the standby takes its place."""

from bench.drills.load import Load
from bench.drills.restores import Result, time_of_load
from bench.drills.stage import Stage


def fail_overs(stage: Stage, load: Load, times: int) -> list[Result]:
    """After each: nothing that was confirmed is lost, and nothing is there twice."""
    results = []
    stage.make_standby()
    load.start()
    for number in range(times):
        time_of_load(load, 15)
        seconds = stage.fail_over()
        time_of_load(load, 5)
        # The old machine comes back empty, and follows.
        stage.make_standby()
        lost, twice = load.counted()
        saw = f"promoted in {seconds:.1f} s; {load.tally()}; people: {load.heard()}"
        results.append(Result(f"failover {number + 1} amid submissions", bool(lost or twice), saw))
        load.told.clear()
    load.stop()
    lost, twice = load.counted()
    results.append(Result("after all failovers", bool(lost or twice), f"{load.tally()}; the log verifies"))
    stage.manage("verify_audit", direct=True)
    return results
