"""Every action that an app writes has its word in both languages and its area, in that app's own `events.py`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext_lazy

from allocations.transitions import FILING, NOTICE, REDUCTION, RELEASE
from audit.events import EventLabels
from audit.reads import labels as reads
from audit.reads.labels import action_word, area_word, declared, labels
from deadlines.transitions import EXTENSION, GENERAL_EXTENSION
from enterprises.transitions import CHANGE, EVIDENCE
from history.transitions import HISTORY_IMPORT
from monthly_checks.transitions import CHECK
from reporting.transitions import REPORT, STATEMENT

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[3]
APPS = tuple(config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir())
# {function that writes an event: which of its arguments is the action}
WRITERS = {"record": 0, "note": 0, "note_within": 1, "_record": 0, "_log": 0}


def calls_of(path: Path) -> Iterator[tuple[ast.expr, ast.Module]]:
    """The expressions that are an event's action in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITERS:
            place = WRITERS[node.func.id]
            if len(node.args) > place:
                yield node.args[place], tree


def actions_of(expression: ast.expr, tree: ast.Module) -> set[str]:
    """What the expression can be: literals; the beginning of what is put together; what a name was given."""
    if isinstance(expression, ast.Constant):
        return {str(expression.value)}
    if isinstance(expression, ast.JoinedStr):
        beginning = expression.values[0]
        assert isinstance(beginning, ast.Constant), ast.unparse(expression)
        return {str(beginning.value)}
    if isinstance(expression, ast.IfExp):
        return actions_of(expression.body, tree) | actions_of(expression.orelse, tree)
    assert isinstance(expression, ast.Name), ast.unparse(expression)
    values = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and expression.id in {ast.unparse(target) for target in node.targets}
    ]
    # A name that is given no value is a parameter: its callers are looked at by themselves.
    return {action for value in values if not isinstance(value, ast.Call) for action in actions_of(value, tree)}


def written() -> dict[str, set[str]]:
    """{app: actions that its code writes}; what ends in a point is put together further."""
    found: dict[str, set[str]] = {app: set() for app in APPS}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found[app] |= {action for call, tree in calls_of(path) for action in actions_of(call, tree)}
    return {app: actions for app, actions in found.items() if actions}


def composed() -> set[str]:
    """Actions whose names are put together: steps of the workflows, kinds of evidence."""
    tables = {
        "notice": NOTICE,
        "statement": STATEMENT,
        "filing": FILING,
        "reduction": REDUCTION,
        "release": RELEASE,
        "extension": EXTENSION,
        "general_extension": GENERAL_EXTENSION,
        "report": REPORT,
        "evidence": EVIDENCE,
        "enterprise_change": CHANGE,
        "check": CHECK,
        "history": HISTORY_IMPORT,
    }
    steps = {f"{area}.{action}" for area, table in tables.items() for _state, action in table}
    evidence = {
        "Licence",
        "Capacity",
        "ComplianceFact",
        "TailingsPond",
        "PondEvaluation",
        "StopOrder",
        "Halt",
        "PermitBreach",
    }
    models = {apps.get_model("enterprises", name)._meta.model_name for name in evidence}
    return steps | {f"evidence.add_{name}" for name in models}


@pytest.mark.parametrize("app", APPS)
def test_every_action_that_an_app_writes_has_its_word_in_that_apps_events(app: str) -> None:
    own = declared().get(app, EventLabels({}, {}))
    for action in sorted(written().get(app, set())):
        if action.endswith((".", "_")):
            assert action.partition(".")[0] in own.areas, f"{app} writes {action}…, whose area is not its own"
        else:
            assert action in own.actions, f"{app} writes {action}, which {app}/events.py does not name"


def test_nearly_every_app_writes_events() -> None:
    assert set(written()) == set(APPS) - {"common", "documents", "quota_admin"}
    assert sum(map(len, written().values())) > 80


def test_every_word_has_its_area_in_the_same_app_and_no_app_repeats_another() -> None:
    for app, own in declared().items():
        assert {action.partition(".")[0] for action in own.actions} == set(own.areas), app
    assert sum(len(own.actions) for own in declared().values()) == len(labels().actions)
    assert [action for action in labels().actions if not area_word(action)] == []


def test_a_name_that_two_apps_declare_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = {app: EventLabels({}, {"notice.sign": gettext_lazy("signed")}) for app in ("one", "two")}
    monkeypatch.setattr(reads, "declared", lambda: twice)
    with pytest.raises(ValueError, match=r"two\.events declares actions that another app has: notice\.sign"):
        labels.__wrapped__()


def test_every_step_of_a_workflow_has_a_word() -> None:
    assert composed() - set(labels().actions) == set()


def test_no_word_is_left_of_an_action_that_is_gone() -> None:
    literal = {action for actions in written().values() for action in actions}
    assert set(labels().actions) - literal - composed() == set()


@pytest.mark.parametrize("part", ["actions", "areas", "keys", "values", "things"])
def test_each_has_its_chinese(part: str) -> None:
    words: dict[str, object] = getattr(labels(), part)
    with translation.override("zh-hans"):
        chinese = {name: str(word) for name, word in words.items()}
    with translation.override("en"):
        english = {name: str(word) for name, word in words.items()}
    assert [name for name, word in chinese.items() if not re.search(r"[一-鿿]", word)] == []
    assert [name for name, word in english.items() if re.search(r"[一-鿿]", word)] == []


def test_a_name_without_a_word_stands_as_it_is() -> None:
    assert action_word("of.later") == "of.later"
