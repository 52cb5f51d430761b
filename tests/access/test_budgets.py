"""Each page has a budget of queries, and what surrounds a page costs the same on all of them.

The budget is of the dearest reader: session and person, menu and counts, and what the page shows.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client, override_settings

from authentication.services import sessions
from authentication.services.sessions import begin
from tests.access.actors import NORTH, PEOPLE
from tests.access.asking import address, taken_back
from tests.access.budgets import BUDGETS
from tests.access.line import Line
from tests.access.matrix import LINES
from tests.access.routes import Route, routes
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# One of each kind of reader; the acting officer costs the delegation.
READERS = ("miit_officer", "north_clerk", "north_acting", "neimenggu_industry", "system_admin", "security_admin",
           "audit_admin")  # fmt: skip
# What surrounds a page: asked at most once each, and all of it together in four queries beside the session.
AROUND = {
    "session": r'FROM "django_session"',
    "person": r'"accounts_user"\."session_epoch".*"is_named" FROM',
    "roles": r'"accounts_user_roles"\."user_id" IN \(%s\)',
    "delegation": r'FROM "accounts_delegation" INNER JOIN .*"accounts_delegation"\."acting_id" = %s',
    "unread": r'^SELECT COUNT\(\*\) AS "__count" FROM "notifications_message" LEFT OUTER JOIN .*"read_at" IS NULL',
    "calendar": r'SELECT "deadlines_arrangement"\."calendar_version"',
}
# Pages that are themselves about what surrounds the others: other people's roles, one's delegations.
SUBJECTS = {("person_detail", "roles"), ("delegation_list", "delegation")}


def pages() -> list[Route]:
    """Every route that answers GET with a page or a file."""
    found = [route for route in routes() if not route.suffixed and not route.name.startswith(("api-", "api_"))]
    return [route for route in found if (line := LINES.get(route.name)) and not line.api and line.may("GET")]


@pytest.fixture
def browsers(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Client]]:
    """Readers with sessions and people as they are in service: from the database."""
    # That a session is still used is noted once a minute; on a busy machine this test takes longer.
    monkeypatch.setattr(sessions, "RESOLUTION", math.inf)
    real = override_settings(
        SESSION_ENGINE="django.contrib.sessions.backends.db",
        AUTHENTICATION_BACKENDS=["authentication.services.people.PeopleBackend"],
    )
    with taken_back(), real:
        yield {actor: _signed_in(world, actor) for actor in PEOPLE}


def _signed_in(world: World, actor: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(world.people[actor], backend=configured.AUTHENTICATION_BACKENDS[0])
    session = client.session
    begin(session)
    session.save()
    return client


def asked(client: Client, path: str) -> list[str]:
    """The queries of one request."""
    queries: list[str] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append(sql)
        return execute(sql, params, many, context)

    with taken_back(), connection.execute_wrapper(listen):
        answer = client.get(path)
        if answer.streaming:
            b"".join(answer)
    return [sql for sql in queries if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def each(world: World, line: Line, route: Route, browsers: dict[str, Client]) -> Iterator[tuple[str, list[str]]]:
    """What each kind of reader asks; where none of them may read the page, one who may."""
    may = [actor for actor in PEOPLE if line.status("GET", actor, NORTH) == 200]
    for actor in [actor for actor in may if actor in READERS] or may[:1]:
        yield actor, asked(browsers[actor], address(world, route, line, NORTH))


@pytest.mark.usefixtures("pdf_as_text")
def test_every_page_keeps_its_budget(world: World, browsers: dict[str, Client]) -> None:
    dearest: dict[str, tuple[int, str]] = {}
    twice: dict[str, list[str]] = {}
    for route in pages():
        for actor, queries in each(world, LINES[route.name], route, browsers):
            dearest[route.name] = max(dearest.get(route.name, (0, "")), (len(queries), actor))
            around = {name: [sql for sql in queries if re.search(text, sql)] for name, text in AROUND.items()}
            for name, found in around.items():
                if len(found) > 1 and (route.name, name) not in SUBJECTS:
                    twice[f"{route.name} {actor} {name}"] = found
    over = {
        name: f"{count} queries as {actor}, budget {BUDGETS.get(name, 'none')}"
        for name, (count, actor) in dearest.items()
        if count > BUDGETS.get(name, 0)
    }
    assert over == {}
    assert twice == {}
    assert set(BUDGETS) - {route.name for route in pages()} == set(), "budgets of pages that are not there"


def test_what_surrounds_a_page_costs_four_queries_beside_the_session(browsers: dict[str, Client]) -> None:
    for actor in READERS:
        queries = asked(browsers[actor], "/help/")
        assert len([sql for sql in queries if not re.search(AROUND["session"], sql)]) <= 4, (actor, queries)
        assert len(queries) <= 5, (actor, queries)
