"""What clerks and officers do at the pages, each in their own time, and how long they wait."""

import asyncio
import re
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

# A token of the form that browsers send back; any of the right length will do for who makes both ends.
CSRF = "a" * 32
PATIENCE = 60
DICE = secrets.SystemRandom()
SEEN = re.compile(r'name="seen" value="([^"]*)"')


@dataclass
class Waits:
    """Seconds from when a request was due to its answer, and what was not answered as it should be."""

    seconds: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    submitted: dict[str, Decimal] = field(default_factory=dict)

    def p(self, share: float) -> float:
        """So large a share waits no longer."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


@dataclass(frozen=True)
class Answer:
    """What a browser needs of an answer."""

    status: int
    location: str
    body: str


@dataclass(frozen=True)
class Group:
    """A group's clerk and officer: their sessions, and what is to be reported."""

    code: str
    clerk: str
    officer: str
    plant: int
    output: Decimal


async def ask(port: int, session: str, path: str, posted: dict[str, str] | None = None) -> Answer:
    """One request on a connection of its own."""
    body = urlencode(posted or {}).encode()
    lines = [
        f"{'GET' if posted is None else 'POST'} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close",
        f"Cookie: sessionid={session}; csrftoken={CSRF}", f"X-CSRFToken: {CSRF}",
        "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "", "",
    ]  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()
        head, _blank, text = (await reader.read()).decode(errors="replace").partition("\r\n\r\n")
    finally:
        writer.close()
    location = re.search(r"^location: (.*?)\r?$", head, re.IGNORECASE | re.MULTILINE)
    return Answer(int(head.split(" ", 2)[1]), location[1] if location else "", text)


async def report(port: int, group: Group, begins: float, waits: Waits, think: float) -> None:
    """Begin, type, let it be saved, check; then the officer checks and submits."""

    async def step(session: str, path: str, posted: dict[str, str] | None = None, *, wanted: int = 200) -> Answer:
        began = time.monotonic()
        try:
            answer = await asyncio.wait_for(ask(port, session, path, posted), PATIENCE)
        except (OSError, TimeoutError, IndexError, ValueError) as fault:
            answer = Answer(0, "", type(fault).__name__)
        waits.seconds.append(time.monotonic() - began)
        if answer.status != wanted:
            waits.faults[f"{path.split('/')[-2] or 'desk'} {answer.status} {answer.body[:60]}"] += 1
            raise ConnectionError
        await asyncio.sleep(DICE.uniform(0.5, 1.5) * think)
        return answer

    await asyncio.sleep(begins)
    try:
        await step(group.clerk, "/")
        edit = (await step(group.clerk, "/reports/begin/2021-09/", {}, wanted=302)).location
        await step(group.clerk, edit)
        page = edit.removesuffix("edit/")
        for part in _typed(group):
            await step(group.clerk, f"{page}autosave/", part)
        await step(group.clerk, f"{page}check/")
        seen = SEEN.search((await step(group.officer, f"{page}check/")).body)
        await step(group.officer, f"{page}check/", {"seen": seen[1] if seen else ""}, wanted=302)
        waits.submitted[group.code] = group.output
    except ConnectionError:
        return


def _typed(group: Group) -> list[dict[str, str]]:
    """The month's figures in three pieces, as they are saved while one types."""
    made = group.output
    values = {
        "opening_stock": "0", "output": str(made), "purchases": "0", "used": "0", "sales": str(made - 10),
        "closing_stock": "10", "traceability_quantity": str(made), "feed_own": str(made * 10 // 9),
        "el_La": str(made - 1), "el_Nd": "1",
    }  # fmt: skip
    cells = [(f"{name}-{group.plant}-separation", text) for name, text in values.items()]
    return [dict(cells[:3]), dict(cells[3:7]), dict(cells[7:])]


async def all_at_once(port: int, groups: list[Group], seconds: float) -> Waits:
    """Everybody, beginning at any moment of the first seven tenths."""
    waits, think = Waits(), seconds / 60
    await asyncio.gather(*(report(port, group, DICE.uniform(0, 0.7 * seconds), waits, think) for group in groups))
    return waits
