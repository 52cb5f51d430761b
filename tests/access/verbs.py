"""Which verbs of the services a page or an operation of the API can reach, read from the code."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

# The rooms through which one is followed to the services.
FOLLOWED = {"views", "api", "forms"}


class Name(NamedTuple):
    """Something at the top of a module."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"

    @property
    def room(self) -> str:
        """`services` of `reporting.services.drafts`."""
        return self.module.split(".")[1] if "." in self.module else ""


class Module(NamedTuple):
    """What a module imports and defines."""

    imports: dict[str, Name]
    defined: dict[str, ast.AST]


@cache
def module(name: str) -> Module | None:
    """Of our own code, or of a library; None where there is no such module."""
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return None
    imports: dict[str, Name] = {}
    defined: dict[str, ast.AST] = {}
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            imports |= {one.asname or one.name: Name(node.module, one.name) for one in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign):
            defined |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return Module(imports, defined)


def is_verb(name: Name) -> bool:
    """A writer of the services: it says who acts. What only says why not is none."""
    found = module(name.module)
    node = found.defined.get(name.name) if found else None
    if not isinstance(node, ast.FunctionDef) or (node.returns and "Refusal" in ast.unparse(node.returns)):
        return False
    return "by" in {one.arg for one in node.args.kwonlyargs}


@cache
def verbs_of(start: Name) -> frozenset[Name]:
    """Every verb that can be reached from there."""
    seen, found, ahead = set[Name](), set[Name](), [start]
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        for used in _used(here):
            if used.room == "services":
                found |= {used} if is_verb(used) else set()
            elif used.room in FOLLOWED:
                ahead.append(used)
    return frozenset(found)


def _used(here: Name) -> Iterator[Name]:
    """What the definition names."""
    own = module(here.module)
    if own is None:
        return
    node = own.defined.get(here.name)
    if node is None:
        yield from (own.imports[here.name],) if here.name in own.imports else ()
        return
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in own.imports:
            yield Name(str(own.imports[part.value.id]), part.attr)
        elif isinstance(part, ast.Name) and part.id in own.imports:
            yield own.imports[part.id]
        elif isinstance(part, ast.Name) and part.id in own.defined:
            yield Name(here.module, part.id)


def patterns(entries: Any = None) -> Iterator[URLPattern]:
    """Every pattern of the URLconf."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns)
        else:
            yield entry


def verbs_of_pages() -> dict[str, frozenset[Name]]:
    """By the name of the route."""
    found: dict[str, frozenset[Name]] = {}
    for pattern in patterns():
        callback: Any = pattern.callback
        if pattern.name and not hasattr(callback, "cls"):
            view = inspect.unwrap(callback)
            named = getattr(view, "view_class", view)
            found[pattern.name] = verbs_of(Name(named.__module__, named.__name__))
    return found


def verbs_of_the_api() -> frozenset[Name]:
    """Of all its operations together."""
    views = [cls for pattern in patterns() if (cls := getattr(pattern.callback, "cls", None))]
    return frozenset(
        verb
        for view in views
        for base in view.__mro__
        if Name(base.__module__, base.__name__).room == "api"
        for verb in verbs_of(Name(base.__module__, base.__name__))
    )
