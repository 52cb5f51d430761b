"""What breaks a client between two descriptions of the API: one sentence each."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def breaks(old: Json, new: Json) -> list[str]:
    """Everything by which a program written for `old` can fail with `new`."""
    return list(_paths(old, new))


def _paths(old: Json, new: Json) -> Iterator[str]:
    for path, verbs in old["paths"].items():
        for method, before in verbs.items():
            after = new["paths"].get(path, {}).get(method)
            name = f"{method.upper()} {path}"
            if after is None:
                yield f"{name} is gone"
                continue
            yield from _parameters(name, before, after)
            yield from _bodies(name, before, after, old, new)
            yield from _answers(name, before, after, old, new)


def _parameters(name: str, before: Json, after: Json) -> Iterator[str]:
    kept = {(one["in"], one["name"]): one for one in after.get("parameters", [])}
    known = {(one["in"], one["name"]): one for one in before.get("parameters", [])}
    for key, one in known.items():
        if key not in kept:
            yield f"{name}: parameter {key[1]} is gone"
        else:
            yield from _narrower(f"{name}: parameter {key[1]}", one["schema"], kept[key]["schema"])
    for key, one in kept.items():
        if one.get("required") and not known.get(key, {}).get("required"):
            yield f"{name}: parameter {key[1]} is now required"


def _bodies(name: str, before: Json, after: Json, old: Json, new: Json) -> Iterator[str]:
    was, now = (one.get("requestBody", {}).get("content", {}) for one in (before, after))
    for kind, media in was.items():
        if kind not in now:
            yield f"{name}: a body of {kind} is no longer taken"
        else:
            yield from _taken(f"{name}: body", media["schema"], now[kind]["schema"], old, new, frozenset())


def _answers(name: str, before: Json, after: Json, old: Json, new: Json) -> Iterator[str]:
    for status, was in before["responses"].items():
        if not status.startswith("2"):
            continue
        now = after["responses"].get(status)
        if now is None:
            yield f"{name}: {status} is no longer answered"
            continue
        for kind, media in was.get("content", {}).items():
            if kind not in now.get("content", {}):
                yield f"{name}: {status} is no longer {kind}"
            else:
                schema = now["content"][kind]["schema"]
                yield from _given(f"{name}: answer", media["schema"], schema, old, new, frozenset())


def _resolved(schema: Json, document: Json) -> Json:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _taken(where: str, was: Json, now: Json, old: Json, new: Json, seen: frozenset[str]) -> Iterator[str]:
    """What a client sends: nothing may go, nothing more be needed, nothing be narrower."""
    if (reference := str(was.get("$ref", ""))) in seen and reference:
        return
    seen = seen | {reference}
    was, now = _resolved(was, old), _resolved(now, new)
    yield from _narrower(where, was, now)
    for name in now.get("required", []):
        if name not in was.get("required", []):
            yield f"{where}.{name} is now required"
    for name, part in was.get("properties", {}).items():
        if name not in now.get("properties", {}):
            yield f"{where}.{name} is no longer taken"
        else:
            yield from _taken(f"{where}.{name}", part, now["properties"][name], old, new, seen)
    if "items" in was and "items" in now:
        yield from _taken(f"{where}[]", was["items"], now["items"], old, new, seen)


def _given(where: str, was: Json, now: Json, old: Json, new: Json, seen: frozenset[str]) -> Iterator[str]:
    """What a client reads: nothing may go or become another type. More fields and more values may come."""
    if (reference := str(was.get("$ref", ""))) in seen and reference:
        return
    seen = seen | {reference}
    was, now = _resolved(was, old), _resolved(now, new)
    if more := _kinds(now) - _kinds(was):
        yield f"{where} may now be {', '.join(sorted(more))}"
    for name, part in was.get("properties", {}).items():
        if name not in now.get("properties", {}):
            yield f"{where}.{name} is gone"
        else:
            yield from _given(f"{where}.{name}", part, now["properties"][name], old, new, seen)
    if "items" in was and "items" in now:
        yield from _given(f"{where}[]", was["items"], now["items"], old, new, seen)


def _kinds(schema: Json) -> set[str]:
    kinds = schema.get("type", [])
    return {kinds} if isinstance(kinds, str) else set(kinds)


def _narrower(where: str, was: Json, now: Json) -> Iterator[str]:
    if fewer := _kinds(was) - _kinds(now):
        yield f"{where} may no longer be {', '.join(sorted(fewer))}"
    if gone := [one for one in was.get("enum", []) if "enum" in now and one not in now["enum"]]:
        yield f"{where} no longer takes {', '.join(map(str, gone))}"
    if "enum" in now and "enum" not in was and "$ref" not in was:
        yield f"{where} takes certain values only"
    for limit, sign in (("minimum", 1), ("minLength", 1), ("minItems", 1), ("maximum", -1), ("maxLength", -1)):
        if limit in now and (limit not in was or (now[limit] - was[limit]) * sign > 0):
            yield f"{where}: {limit} is now {now[limit]}"
    if now.get("pattern") not in (None, was.get("pattern")):
        yield f"{where}: the pattern is now {now['pattern']}"
