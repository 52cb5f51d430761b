"""Every action that the code writes has its word in both languages, and its area."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from allocations.transitions import FILING, NOTICE, REDUCTION
from audit.reads.labels import AREAS, KEYS, THINGS, VALUES, WORDS, action_word, area_word
from enterprises.transitions import EVIDENCE
from monthly_checks.transitions import CHECK
from reporting.transitions import REPORT, STATEMENT

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[3]
APPS = tuple(config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir())
# Tables of who may do what have names of the same form, and so have the words themselves.
NO_EVENTS = {"permissions", "permissions.py", "labels.py", "access_table.py"}
ACTION = re.compile(rf'"((?:{"|".join(AREAS)})\.(?!csv)[a-z_]+)"')
ALONE = {"sign_in", "sign_out", "export"}


def written() -> dict[str, str]:
    """Every action named in the code, with a file that names it."""
    found: dict[str, str] = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not NO_EVENTS & set(path.parts) and "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                if "record(" in text or "note(" in text or "note_within(" in text or "_log(" in text:
                    found |= dict.fromkeys(ACTION.findall(text), str(path.relative_to(ROOT)))
    return found


def composed() -> set[str]:
    """Actions whose names are put together: steps of the workflows, kinds of evidence."""
    tables = {
        "notice": NOTICE,
        "statement": STATEMENT,
        "filing": FILING,
        "reduction": REDUCTION,
        "report": REPORT,
        "evidence": EVIDENCE,
        "check": CHECK,
    }
    steps = {f"{area}.{action}" for area, table in tables.items() for _state, action in table}
    evidence = {"Licence", "Capacity", "ComplianceFact", "TailingsPond", "PondEvaluation", "StopOrder", "Halt"}
    models = {apps.get_model("enterprises", name)._meta.model_name for name in evidence}
    return steps | {f"evidence.add_{name}" for name in models} | ALONE


def test_every_action_that_is_written_has_a_word_and_an_area() -> None:
    found = written()
    assert len(found) > 40
    assert {action: place for action, place in found.items() if action not in WORDS} == {}
    assert composed() - set(WORDS) == set()
    assert [action for action in WORDS if not area_word(action)] == []


def test_no_word_is_left_of_an_action_that_is_gone() -> None:
    assert set(WORDS) - set(written()) - composed() == set()


@pytest.mark.parametrize(
    "words", [WORDS, AREAS, KEYS, VALUES, THINGS], ids=["WORDS", "AREAS", "KEYS", "VALUES", "THINGS"]
)
def test_each_has_its_chinese(words: dict[str, object]) -> None:
    with translation.override("zh-hans"):
        chinese = {name: str(word) for name, word in words.items()}
    with translation.override("en"):
        english = {name: str(word) for name, word in words.items()}
    assert [name for name, word in chinese.items() if not re.search(r"[一-鿿]", word)] == []
    assert [name for name, word in english.items() if re.search(r"[一-鿿]", word)] == []


def test_a_name_without_a_word_stands_as_it_is() -> None:
    assert action_word("of.later") == "of.later"
