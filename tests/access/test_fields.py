"""Every field of every form and API body is sent by who may not set it; and nobody sets more than the form has."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, JSONField, Model
from django.forms import BaseForm
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

from reporting.rules.form import cell_name
from scripts.project import ROOT
from tests.access.actors import ACTORS, NORTH, SIGNED_IN, SOUTH
from tests.access.asking import Writes, address, ask, taken_back, text_of
from tests.access.audiences import on_side
from tests.access.fields import API, FORMS, NOT_WRITING, by_route
from tests.access.line import Line
from tests.access.matrix import LINES
from tests.access.routes import Route, routes
from tests.access.test_models import models
from tests.access.world import OF_ASKED, World

OURS = {config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()}
ROUTES = {route.name: route for route in routes()}
FIELDS = [(route, field) for route, fields in sorted(by_route().items()) for field in fields]

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _silent(pdf_as_text: None) -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def subclasses(base: type) -> Iterator[type]:
    below: list[type] = type.__subclasses__(base)
    for found in below:
        yield found
        yield from subclasses(found)


def forms() -> dict[str, tuple[str, ...]]:
    """Every form class of ours, with the fields it has before it is made for somebody."""
    assert get_resolver().url_patterns  # imports every view, and so every form
    ours = [
        form for form in subclasses(BaseForm) if form.__module__.split(".")[0] in OURS and "<" not in form.__qualname__
    ]
    named = {f"{form.__module__}.{form.__qualname__}": tuple(form.base_fields) for form in ours}  # type: ignore[attr-defined]
    return {name: fields for name, fields in named.items() if name in FORMS or name in NOT_WRITING or "Form" in name}


def test_every_field_of_every_form_is_listed() -> None:
    found = forms()
    assert set(found) - set(FORMS) - set(NOT_WRITING) == set(), "forms that tests/access/fields.py does not list"
    assert (set(FORMS) | set(NOT_WRITING)) - set(found) == set(), "forms that are gone"
    assert {name: fields for name, (fields, _routes) in FORMS.items()} == {name: found[name] for name in FORMS}


def test_every_property_of_every_api_body_is_listed() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    bodies = schema["components"]["schemas"]
    found: dict[str, tuple[str, ...]] = {}
    for path, verbs in schema["paths"].items():
        for verb, operation in verbs.items():
            if content := operation.get("requestBody", {}).get("content"):
                # Multipart, where it is taken, holds the document besides.
                names = [media["schema"]["$ref"].rpartition("/")[2] for media in content.values()]
                name = max(names, key=lambda one: len(bodies[one].get("properties", {})))
                values = {"id": "licence-1" if "evidence" in path else "1", "code": "x", "year": "2021"}
                route = get_resolver().resolve(path.format(**values)).url_name
                assert verb in {"post", "put"}
                found[route or path] = tuple(bodies[name].get("properties", {}))
    assert found == API


def body_with(world: World, line: Line, side: str, name: str) -> Any:
    """What the route takes, with this field."""
    body = line.body(world, side)
    cell = name.replace("%", str(world.plants[side, OF_ASKED[side]].pk))
    hostile: Any = body.get(cell, "7" if "-" in cell else "1")
    return {**body, cell: hostile}


def barred(line: Line, method: str) -> Iterator[str]:
    """Two actors of each way of being refused; the matrix asks everybody with the whole body."""
    allowed, ways = on_side(line.may(method) or frozenset(), NORTH), Counter[int]()
    for actor in ACTORS:
        way = line.status(method, actor, NORTH)
        if actor not in allowed and ways[way] < 2:
            ways[way] += 1
            yield actor


@pytest.mark.parametrize(("route", "name"), FIELDS)
def test_who_may_not_set_it_changes_nothing(world: World, clients: dict[str, Client], route: str, name: str) -> None:
    line, tried = LINES[route], 0
    method = "PUT" if line.PUT is not None else "POST"
    path = address(world, ROUTES[route], line, NORTH)
    for actor in barred(line, method):
        with Writes() as writes:
            answer = ask(clients[actor], method, path, body_with(world, line, NORTH, name), api=line.api)
        sent_away = answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]
        assert sent_away or answer.status_code in range(400, 500), actor
        assert not writes.statements, (actor, writes.statements)
        assert not world.canaries.leaks(actor, text_of(answer)), actor
        tried += 1
    # What everybody sets for themselves is refused to nobody but those who are not signed in.
    assert tried >= (2 if line.may(method) == SIGNED_IN else 4)


# --- more than the form has ------------------------------------------------------------------------


def hostile(world: World, field: Any) -> Any:
    """A value that somebody would like to have there."""
    if isinstance(field, ForeignKey):
        name = field.related_model._meta.label
        rows = {
            "accounts.Organisation": world.groups[SOUTH].pk,
            "accounts.User": world.people["south_officer"].pk,
            "enterprises.Enterprise": world.plants[SOUTH, "44"].pk,
            "allocations.Notice": world.row("notice.confidential", SOUTH).pk,
            "allocations.Filing": world.row("filing.draft", SOUTH).pk,
            "reporting.ProductionReport": world.row("report.draft", SOUTH).pk,
        }
        return rows.get(name, 1)
    kinds = {"BooleanField": "true", "DateField": "1999-01-01", "DateTimeField": "1999-01-01T00:00:00+08:00"}
    return kinds.get(type(field).__name__, "accepted" if field.name == "state" else "1999")


def extras(world: World, own: set[str]) -> dict[str, Any]:
    """Every field of every model, that is not one of the form's own."""
    found = {}
    for model in models():
        for field in model._meta.concrete_fields:
            for name in {field.name, field.attname} - own:
                found[name] = hostile(world, field)
    return found


# The secret of a draw and that of a feed, new each time, and their hashes.
BY_CHANCE = {
    "seed", "commitment", "token_hash", "prefix", "digest", "secret", "former_secret", "former_until", "next_try_at",
    "queued_at",
}  # fmt: skip


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the business as it is stored, without the log and what is noted of who was there when."""
    seen = {}
    for model in models():
        if model._meta.app_label not in {"audit"}:
            fields = [field for field in model._meta.concrete_fields if field.name not in BY_CHANCE]
            names = [f'"{field.column}"' for field in fields]
            # The order of what is in a JSON text means nothing.
            texts = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT {", ".join(names)} FROM {model._meta.db_table} ORDER BY "{model._meta.pk.column}"'
                )
                rows = cursor.fetchall()
            seen[model._meta.label] = [parsed(row, texts) for row in rows] if texts else rows
    return seen


def parsed(row: tuple[Any, ...], texts: list[int]) -> tuple[Any, ...]:
    """The row with what these JSON texts say."""
    return tuple(json.loads(value) if place in texts and value else value for place, value in enumerate(row))


def after(client: Client, method: str, path: str, body: Any, *, api: bool) -> tuple[int, dict[str, Any]]:
    """The answer and the world after it, before it is taken back."""
    with taken_back():
        if api:
            answer = getattr(client, method.lower())(path, body, content_type="application/json")
        else:
            answer = getattr(client, method.lower())(path, body)
        return answer.status_code, snapshot()


WRITING = sorted(
    name
    for name, line in LINES.items()
    if (line.may("POST") and not line.all and name not in {"sign_in", "session"}) or line.PUT is not None
)


@pytest.mark.parametrize("route", WRITING)
def test_a_field_that_the_form_does_not_have_sets_nothing(world: World, clients: dict[str, Client], route: str) -> None:
    line = LINES[route]
    method = "PUT" if line.PUT is not None else "POST"
    own = set(by_route().get(route, ())) | set(line.body(world, NORTH)) | {"confirmed", "stay", "then", "remove", "add"}
    actor = next(actor for actor in ACTORS if actor in on_side(line.may(method) or frozenset(), NORTH))
    path, more = address(world, ROUTES[route], line, NORTH), extras(world, own)
    plain = after(clients[actor], method, path, line.body(world, NORTH), api=line.api)
    status, changed = after(clients[actor], method, path, {**line.body(world, NORTH), **more}, api=line.api)
    if status in range(400, 500) and plain[0] < 400:
        return
    for label, rows in plain[1].items():
        assert changed[label] == rows, f"{label} was changed by a field that {route} does not have"


# --- keys that point at foreign rows ---------------------------------------------------------------


def foreign_keys(world: World) -> list[tuple[str, str, str, Any]]:
    """Route, actor, and a body that names a row of the other side."""
    foreign, line = world.plants[SOUTH, "44"].pk, world.row("report.draft", SOUTH).lines.first().pk
    cell, row = cell_name("output", foreign, "separation"), {"enterprise": foreign, "category": "separation"}
    token = LINES["report_upload_confirm"].body(world, SOUTH)
    sheet = LINES["report_upload"].body(world, SOUTH)
    return [
        ("filing_edit", "north_clerk", "POST", {f"line-{foreign}-separation": "7"}),
        ("report_edit", "north_clerk", "POST", {cell: "7"}),
        ("report_edit", "north_clerk", "POST", {"add": f"{foreign}-separation"}),
        ("report_edit", "north_clerk", "POST", {"remove": str(line)}),
        ("report_autosave", "north_clerk", "POST", {cell: "7"}),
        ("report_upload", "north_clerk", "POST", sheet),
        ("report_upload_confirm", "north_clerk", "POST", token),
        ("report_decide", "miit_officer", "POST", {"decision": "return", "reason": "x", "cell_1": cell}),
        ("delegation_new", "north_officer", "POST", {"acting": world.people["south_clerk"].pk, "confirmed": "1",
            "first_day": "2021-10-08", "last_day": "2021-10-20", "reason": "x"}),
        ("evidence_new", "north_clerk", "POST", {"succeeds": world.row("evidence", SOUTH).pk, "kind": "discharge_permit",
            "number": "9", "holder": "x", "issuer": "x", "valid_from": "2021-01-01"}),
        ("api-filing-lines", "north_clerk", "PUT", {"lines": [{**row, "stated": "7"}]}),
        ("api-report-lines", "north_clerk", "POST", {"lines": [{**row, "output": "7"}]}),
        ("api-report-send-back", "miit_officer", "POST", {"reason": "x", "cells": {cell: "x"}}),
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(13))
def test_a_key_of_a_foreign_row_is_refused_and_discloses_nothing(
    world: World, clients: dict[str, Client], number: int
) -> None:
    route, actor, method, body = foreign_keys(world)[number]
    line = LINES[route]
    path = address(world, ROUTES[route], line, NORTH)
    before = snapshot()
    status, changed = after(clients[actor], method, path, body, api=line.api)
    assert status in range(400, 500), f"{route} took {body}"
    assert changed == before, f"{route} changed something for {body}"
    assert not world.canaries.leaks(actor, text_of(ask(clients[actor], method, path, body, api=line.api)))


def test_the_list_of_foreign_keys_is_asked_as_a_whole(world: World) -> None:
    assert len(foreign_keys(world)) == 13
    assert isinstance(ROUTES["filing_edit"], Route)
    assert issubclass(next(models()), Model)
