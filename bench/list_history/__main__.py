"""Clients add to lists and read them while processes are killed; the history they recorded has to be possible.

Read from the environment: OPERATIONS=200000, CLIENTS=64, KILLS=20, SEED.
"""

import contextlib
import os
import random
import signal
import time

from bench.drills.stage import Stage, children_of, staged, wait_for
from bench.list_history.clients import Clients
from bench.list_history.judging import PLANTED, anomalies, planted_and_found
from scripts.project import Refusal, command, say

STANDSTILL = 300


def main() -> int:
    """1 when there is an anomaly, or a planted one is not found."""
    operations, clients, kills = number("OPERATIONS", 200_000), number("CLIENTS", 64), number("KILLS", 20)
    seed, began = number("SEED", int(time.time())), time.monotonic()
    say(f"SEED={seed}")
    with staged() as stage:
        people = Clients(stage, random.Random(seed), operations)
        people.begin(clients)
        for turn in range(1, kills + 1):
            reach(people, operations * turn // (kills + 1))
            kill(stage, turn)
        reach(people, operations)
        wait_for(lambda: not people.working(), "everybody has been answered", STANDSTILL)
        stage.manage("verify_audit", direct=True)
        history = people.history()
    if people.faults:
        raise Refusal(f"{len(people.faults)} clients gave up; the first: {people.faults[0]}")
    wrong = anomalies(history)
    for sentence in wrong[:20]:
        say(sentence)
    found = [] if wrong else planted_and_found(history)
    heard = "; ".join(f"{times} × {what}" for what, times in people.told.most_common(3)) or "nothing but confirmations"
    minutes = (time.monotonic() - began) / 60
    say(f"{len(history.appends)} appends to {len(history.grown)} lists, {len(history.reads)} reads; {minutes:.0f} min")
    say(f"people: {heard}; the log verifies")
    say(
        f"{history.operations} operations by {clients} clients, {kills} kills, {len(wrong)} anomalies;"
        f" planted: {len(found)} of {len(PLANTED)} found"
    )
    return 1 if wrong or len(found) < len(PLANTED) or history.operations < operations else 0


def number(name: str, default: int) -> int:
    """A setting of the environment."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not int(text):
        raise Refusal(f"{name} is {text!r}, which is no number: type {name}={default} make history")
    return int(text)


def reach(people: Clients, operations: int) -> None:
    """Waits until so many have ended. Raises Refusal when nothing ends for minutes, or a client gave up."""
    done, since = people.done, time.monotonic()
    while people.done < operations and not people.faults:
        if people.done != done:
            done, since = people.done, time.monotonic()
        if time.monotonic() - since > STANDSTILL:
            raise Refusal(f"Nothing has ended for {STANDSTILL} s, after {done} operations")
        time.sleep(0.05)


def kill(stage: Stage, turn: int) -> None:
    """In turn: the processes of the web, which gunicorn starts anew; the database, which comes back a second later."""
    if turn % 2:
        for pid in children_of(stage.web.pid if stage.web else 0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return
    stage.primary.kill()
    time.sleep(1)
    stage.primary.start()


if __name__ == "__main__":
    command(main)
