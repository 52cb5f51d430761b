"""Every app has the same rooms and nothing else at its top. Exceptions are listed here with their reason."""

import ast
import tomllib

import pytest

from scripts.project import APPS, ROOT
from tests.toolchain.project_files import NOT_OURS, tree_of

pytestmark = pytest.mark.once

ROOMS = (
    "urls", "views", "api", "tasks", "forms", "services", "files", "reads", "permissions", "models", "transitions",
    "rules", "demo", "events",
)  # fmt: skip
# What Django itself looks for beside them, and the app's own tables in files.
FRAMEWORK = {"migrations": "Django", "management": "Django's commands", "data": "reference data that is loaded"}
EXCEPTIONS = {
    "allocations/ledger.py": "the only writer of quota; services of this app call it, nobody else may",
    "audit/middleware.py": "Django names middleware by its path",
    "authentication/middleware.py": "Django names middleware by its path",
    "quota_admin/celery.py": "Celery's application",
    "quota_admin/context.py": "the context processor that settings name",
    "quota_admin/environment.py": "reads settings from the environment before Django is there",
    "quota_admin/error_reports.py": "what leaves as an error report, before Django is there",
    "quota_admin/folder_cache.py": "the cache that settings name where no broker is shared",
    "quota_admin/logs.py": "how every process logs, before Django is there",
    "quota_admin/middleware.py": "Django names middleware by its path",
    "quota_admin/pagination.py": "the pages of the API's lists, which settings name",
    "quota_admin/request_log.py": "Django names middleware by its path",
    "quota_admin/settings": "Django's settings, by subject",
    "quota_admin/templatetags": "Django's template tags",
    "quota_admin/wsgi.py": "the entry of the application server",
}
COMMON = {"constraints.py", "http.py", "listing.py", "periods.py", "quantities.py", "search.py", "workflow.py"}
# Folders whose `__init__` hands names on, and why.
FACES = {
    "quota_admin": "Celery's application and the version",
    "quota_admin/settings": "Django reads one module",
    "quota_admin/urls": "the root of all addresses",
    **{f"{app}/models": "Django finds an app's tables here" for app in APPS},
}
# Folders of templates and tests that have the name of no module, and why.
OTHER_SUBJECTS = {
    "tests/authentication/tokens": "the API's tokens are all of this app's `api.py`",
    "tests/deadlines/reminders": "what `reads/reminder_schedule.py` and the sweeps do together",
    "tests/documents/templates": "templates that only tests print",
    "tests/operations/drills": "a few seconds of `bench/drills`, on servers of their own",
    "tests/operations/list_history": "the judge of `bench/list_history`",
    "tests/quota_admin/api_bounds": "what `pagination.py` refuses, on every list of the API",
    "tests/quota_admin/client": "the client that `make client` generates from the description",
    "tests/quota_admin/walks": "the walks of docs/api, block by block",
    "tests/quota_admin/version": "the version in `__init__.py`",
    "tests/reporting/workbooks": "every workbook of the app goes through the same cases",
}


def top_of(app: str) -> set[str]:
    """Files and folders at the top of an app."""
    names = {path.name for path in (ROOT / app).iterdir() if path.name not in NOT_OURS}
    return names - {"__init__.py"}


@pytest.mark.parametrize("app", [app for app in APPS if app != "common"])
def test_an_app_has_rooms_and_nothing_else(app: str) -> None:
    rooms = {*ROOMS, *(f"{room}.py" for room in ROOMS)}
    foreign = {name for name in top_of(app) if name not in rooms and name not in FRAMEWORK}
    assert foreign == {name.partition("/")[2] for name in EXCEPTIONS if name.startswith(f"{app}/")}


def test_common_is_a_closed_list() -> None:
    assert top_of("common") == COMMON


@pytest.mark.parametrize("app", APPS)
def test_a_room_is_a_folder_or_a_file_never_both(app: str) -> None:
    assert [room for room in ROOMS if (ROOT / app / room).is_dir() and (ROOT / app / f"{room}.py").is_file()] == []


@pytest.mark.parametrize("app", APPS)
def test_a_room_holds_files_and_no_further_folders(app: str) -> None:
    """App, room, subject; only Django's commands lie deeper."""
    deep = [
        path.relative_to(ROOT)
        for path in (ROOT / app).rglob("*.py")
        if len(path.relative_to(ROOT).parts) > 3 and "management" not in path.parts
    ]
    assert deep == []


@pytest.mark.parametrize("app", APPS)
def test_a_folder_says_what_is_in_it_and_hands_no_names_on(app: str) -> None:
    for path in sorted((ROOT / app).rglob("__init__.py")):
        folder = str(path.parent.relative_to(ROOT))
        if {"migrations", "management", "templatetags"} & set(path.parts):
            continue
        tree = tree_of(path)
        assert ast.get_docstring(tree), f"{folder} has no docstring"
        if folder not in FACES:
            assert len(tree.body) == 1, f"{folder}/__init__.py holds more than a docstring"


def test_every_exception_is_still_needed() -> None:
    assert [name for name in EXCEPTIONS if not (ROOT / name).exists()] == []


def test_the_contract_knows_the_same_apps_and_rooms() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    stack, inside, pure = linter["contracts"]
    apps = [app for layer in stack["layers"] for app in layer.split(" | ")]
    assert sorted(apps) == sorted(linter["root_packages"]) == sorted(APPS)
    assert set(inside["containers"]) == set(APPS) - {"common"}
    rooms = {room.strip("()") for layer in inside["layers"] for room in layer.split(" | ")}
    extra = {"ledger", "middleware", "management", "templatetags"}
    assert rooms == {*ROOMS, *extra}
    assert sorted(pure["source_modules"]) == sorted(f"{app}.rules" for app in APPS if (ROOT / app / "rules").exists())


def subjects_of(app: str) -> set[str]:
    """The names of an app's modules, in the singular and in the plural."""
    names = {path.stem for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts}
    singular = {name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s") for name in names}
    return (
        names | singular | {f"{name}s" for name in names} | {f"{name[:-1]}ies" for name in names if name.endswith("y")}
    )


@pytest.mark.parametrize("app", APPS)
def test_templates_and_tests_have_a_folder_for_each_subject_under_its_name(app: str) -> None:
    known, other = subjects_of(app), set()
    for top in ("templates", "tests"):
        folder = ROOT / top / app
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_dir() and path.name not in NOT_OURS and path.name not in known:
                other.add(str(path.relative_to(ROOT)))
    assert other == {name for name in OTHER_SUBJECTS if name.split("/")[1] == app}
