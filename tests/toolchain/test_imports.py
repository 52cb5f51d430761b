"""Imports are at the top of their file, and no modules import each other in a circle."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from scripts.project import ROOT
from tests.toolchain.project_files import modules, tree_of

pytestmark = pytest.mark.once

# {file: what it loads inside a function}, and why it cannot load it at its top.
LAZY = {
    # The table of pinyin phrases takes 57 MB, which a web worker that only reads does not need.
    "common/search.py": {"pypinyin"},
    # Its library may be missing on a machine that prints nothing, and takes a second to load.
    "documents/files/pdf.py": {"weasyprint", "PIL"},
    # Child processes: they limit their own memory and time before anything that reads a stranger's file is loaded.
    "documents/files/mark_child.py": {"openpyxl"},
    "documents/files/parse_child.py": {"xml", "python_calamine"},
}


def imports_of(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import below a node."""
    return (node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))


def names_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    """What an import names, in full."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def graph(known: Mapping[str, Path]) -> dict[str, set[str]]:
    """{module: modules of ours that it imports}, those for the type checker only as well."""
    found: dict[str, set[str]] = {}
    for module, path in known.items():
        named = {name for node in imports_of(tree_of(path)) for name in names_of(node)}
        found[module] = {name if name in known else name.rpartition(".")[0] for name in named} & known.keys()
    return found


def circle(edges: Mapping[str, set[str]]) -> list[str]:
    """The modules of one circle; empty where there is none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def lazy_imports(path: Path) -> set[str]:
    """The libraries and apps that a file imports inside its functions."""
    functions = (node for node in ast.walk(tree_of(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return {name.partition(".")[0] for node in functions for found in imports_of(node) for name in names_of(found)}


def test_no_modules_import_each_other() -> None:
    edges = graph(modules())
    assert sum(map(len, edges.values())) > 1000
    assert circle(edges) == []


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}


def test_only_the_named_files_import_inside_a_function() -> None:
    found = {str(path.relative_to(ROOT)): lazy_imports(path) for path in modules().values()}
    assert {name: libraries for name, libraries in found.items() if libraries} == LAZY


def test_an_import_inside_a_function_is_found(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("import os\n\n\nclass C:\n    def f(self):\n        from a.b import c\n        return c\n", "utf-8")
    assert lazy_imports(path) == {"a"}
