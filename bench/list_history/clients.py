"""Clients that add to lists and read them through HTTP, and record what they were told and when.

A list is the internal notes of an organisation about one report; a value is a note's text.
"""

import base64
import http.client
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench.drills.stage import Stage
from bench.list_history.judging import Append, History, Read
from scripts.project import Refusal

PEOPLE = {"miit-clerk": "miit", "mnr-officer": "mnr"}
# Few lists, so that many add to one at a time, and none that grows beyond one answer.
FEWEST_LISTS, OPERATIONS_FOR_A_LIST = 3, 500
ROUTE = "/api/v1/internal-notes/"
MOST_ROWS, PATIENCE = 1000, 0.2
# An answer that comes while something is dead, after which the sending is made again.
AWAY = {0, 429, 502, 503}
GROWN = """
    SELECT coalesce(json_agg(json_build_array(o.code, n.subject, n.text) ORDER BY e.number), '[]')::text
    FROM accounts_note n
    JOIN accounts_organisation o ON o.id = n.organisation_id
    JOIN audit_event e ON e.action = 'note.write' AND e.subject_type = 'accounts.Note' AND e.subject_id = n.id::text
    WHERE starts_with(n.text, 'list ')
"""


@dataclass
class Clients:
    """All of them, each a thread with a connection of its own."""

    stage: Stage
    dice: random.Random
    operations: int
    appends: list[Append] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)
    _numbers: Any = field(default_factory=count)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Operations that have ended."""
        return len(self.appends) + len(self.reads)

    def begin(self, clients: int) -> None:
        """Signs everybody in, and lets them go."""
        for name, code in PEOPLE.items():
            basic = base64.b64encode(f"{name}:{name}-demo-2021".encode()).decode()
            status, body = self._ask(None, "POST", "/api/v1/token/", {}, {"Authorization": f"Basic {basic}"})
            if status != 200:
                raise Refusal(f"{name} could not sign in: {status} {body[:200]}")
            self._tokens[name] = f"Token {json.loads(body)['token']}"
            if code not in self.places:
                few = max(FEWEST_LISTS, self.operations // OPERATIONS_FOR_A_LIST // len(PEOPLE))
                self.places[code] = sorted(self._reports(name))[:few]
        names = list(PEOPLE)
        for number in range(clients):
            dice = random.Random(self.dice.random())
            self._threads.append(
                threading.Thread(target=self._go, args=(names[number % len(names)], dice), daemon=True)
            )
        for thread in self._threads:
            thread.start()

    def working(self) -> bool:
        """Whether somebody has something to do yet."""
        return any(thread.is_alive() for thread in self._threads)

    def history(self) -> History:
        """What was recorded, beside what the log says."""
        grown: dict[str, list[str]] = {}
        for code, subject, text in json.loads(self.stage.primary.ask(GROWN)):
            grown.setdefault(f"{code} {subject}", []).append(text)
        return History(tuple(self.appends), tuple(self.reads), {place: tuple(v) for place, v in grown.items()})

    def _reports(self, name: str) -> list[int]:
        path = f"/api/v1/reports/?limit={MOST_ROWS}"
        status, body = self._ask(None, "GET", path, None, {"Authorization": self._tokens[name]})
        if status != 200:
            raise Refusal(f"{name} could not read the reports: {status} {body[:200]}")
        return [row["id"] for row in json.loads(body)["results"]]

    def _go(self, name: str, dice: random.Random) -> None:
        one = http.client.HTTPConnection("127.0.0.1", self.stage.port, timeout=60)
        try:
            while (number := next(self._numbers)) < self.operations:
                subject = dice.choice(self.places[PEOPLE[name]])
                self._append(one, name, subject, number) if dice.random() < 0.5 else self._read(one, name, subject)
        except Refusal as refusal:
            self.faults.append(str(refusal))
        finally:
            one.close()

    def _append(self, one: http.client.HTTPConnection, name: str, subject: int, number: int) -> None:
        """Sent again with the same key until it is confirmed, as the sentence says."""
        value = f"list {number}"
        body = {"kind": "report", "subject": subject, "text": value}
        began = self._until_answered(one, name, "POST", ROUTE, body, {"Idempotency-Key": f"list-{number}"})[0]
        self.appends.append(Append(f"{PEOPLE[name]} {subject}", value, began, time.monotonic()))

    def _read(self, one: http.client.HTTPConnection, name: str, subject: int) -> None:
        """The whole list in one answer; an attempt that was not answered has read nothing."""
        path = f"{ROUTE}?kind=report&subject={subject}&limit={MOST_ROWS}"
        _first, began, text = self._until_answered(one, name, "GET", path, None, {})
        ended, found = time.monotonic(), json.loads(text)
        if found["next"]:
            raise Refusal(f"A list has more than {MOST_ROWS} values: lower OPERATIONS")
        values = tuple(row["text"] for row in found["results"] if row["text"].startswith("list "))
        self.reads.append(Read(f"{PEOPLE[name]} {subject}", values, began, ended))

    def _until_answered(self, one: http.client.HTTPConnection, name: str, method: str, path: str, body: Any,
                        more: dict[str, str]) -> tuple[float, float, str]:  # fmt: skip
        """When the first attempt began, when the last did, and its answer."""
        first = time.monotonic()
        while True:
            began = time.monotonic()
            status, text = self._ask(one, method, path, body, {"Authorization": self._tokens[name], **more})
            if status in {200, 201}:
                return first, began, text
            self.told[f"{status} {_sentence(text)}" if status else "no answer from the web"] += 1
            if status not in AWAY:
                raise Refusal(f"{method} {path} was answered by {status}: {text[:300]}")
            time.sleep(PATIENCE)

    def _ask(self, one: http.client.HTTPConnection | None, method: str, path: str, body: Any,
             headers: dict[str, str]) -> tuple[int, str]:  # fmt: skip
        used = one or http.client.HTTPConnection("127.0.0.1", self.stage.port, timeout=60)
        try:
            used.request(method, path, None if body is None else json.dumps(body),
                         {"Content-Type": "application/json", **headers})  # fmt: skip
            answer = used.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            used.close()
            return 0, ""
        finally:
            if one is None:
                used.close()


def _sentence(text: str) -> str:
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return text[:80]
