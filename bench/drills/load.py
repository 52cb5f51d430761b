"""People who send, each again until it is confirmed; and afterwards, what of it is there, and how often."""

import base64
import http.client
import json
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from bench.drills.stage import Stage
from scripts.project import Refusal

PEOPLE = ("northern-clerk", "southern-clerk", "miit-clerk", "mnr-officer")
COUNTED = """
    SELECT coalesce(json_object_agg(text, n), '{}')::text
    FROM (SELECT text, count(*) AS n FROM accounts_note WHERE starts_with(text, 'drill ') GROUP BY 1) t
"""
ROUTE = "/api/v1/internal-notes/"


@dataclass
class Load:
    """Internal notes about the first notice: one sending is one row, known by its text."""

    stage: Stage
    accepted: dict[str, float] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    slowest: float = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _tokens: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        """A token for each, once."""
        for name in PEOPLE:
            basic = base64.b64encode(f"{name}:{name}-demo-2021".encode()).decode()
            status, body = self._post("/api/v1/token/", {}, {"Authorization": f"Basic {basic}"})
            if status != 200:
                raise Refusal(f"{name} could not sign in: {status} {body[:200]}")
            self._tokens[name] = json.loads(body)["token"]

    def start(self) -> None:
        if not self._tokens:
            self.sign_in()
        self._stopping.clear()
        self._threads = [threading.Thread(target=self._send, args=(name,), daemon=True) for name in self._tokens]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Whoever has begun a sending goes on until it is confirmed."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(120)
            if thread.is_alive():
                raise Refusal("Somebody waits for a confirmation that does not come")

    def at_least(self, more: int) -> bool:
        """For a wait: have so many more been accepted?"""
        return len(self.accepted) >= more

    def _send(self, name: str) -> None:
        while not self._stopping.is_set():
            self.send(name, f"drill {uuid.uuid4()}")

    def send(self, name: str, text: str) -> None:
        """One note, again and again with the same key, as the sentence says."""
        key = {"Authorization": f"Token {self._tokens[name]}", "Idempotency-Key": text.replace(" ", "-")}
        while True:
            began = time.monotonic()
            status, body = self._post(ROUTE, {"kind": "notice", "subject": 1, "text": text}, key)
            self.slowest = max(self.slowest, time.monotonic() - began)
            if status in {200, 201}:
                self.accepted[text] = time.time()
                return
            self.told[_told(status, body)] += 1
            if status not in {0, 429, 503}:
                raise Refusal(f"A sending was answered by {status}: {body[:300]}")
            # As a person does who is told to wait a moment.
            time.sleep(0.2)

    def _post(self, path: str, body: object, headers: dict[str, str]) -> tuple[int, str]:
        one = http.client.HTTPConnection("127.0.0.1", self.stage.port, timeout=60)
        try:
            one.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
            answer = one.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as fault:
            return 0, type(fault).__name__
        finally:
            one.close()

    def counted(self) -> tuple[list[str], list[str]]:
        """Of what was accepted: what is not there, and what is there more than once."""
        # First what was accepted, then what is there: people go on sending meanwhile.
        accepted = list(self.accepted)
        found = json.loads(self.stage.primary.ask(COUNTED))
        return [text for text in accepted if text not in found], [text for text, n in found.items() if n > 1]

    def tally(self) -> str:
        """In figures."""
        lost, twice = self.counted()
        return f"{len(self.accepted)} accepted, {len(lost)} lost, {len(twice)} twice"

    def heard(self) -> str:
        """What people were told, and how often."""
        return "; ".join(f"{times} × {what}" for what, times in self.told.most_common(3)) or "nothing but confirmations"


def _told(status: int, body: str) -> str:
    try:
        return f"{status} {json.loads(body)['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{status} {body[:80]}" if status else "no answer from the web"
