"""docs/architecture.md names the apps and the rooms as they are, and its pictures show the imports as they are."""

import re
import xml.etree.ElementTree as ET

import pytest

from scripts import import_graph
from scripts.generate import GENERATED
from scripts.import_graph import app_of, between, matrix, room_of
from scripts.project import APPS, ROOT
from tests.toolchain.test_rooms import ROOMS

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAIRS = [("a.views.x", "a.reads.x"), ("a.views.x", "b.models"), ("a.views.x", "a.views.y"), ("b.urls", "a.views.y")]


def test_the_stack_is_that_of_the_contract() -> None:
    block = PAGE.partition("```\n")[2].partition("```")[0]
    assert re.findall(r"^(\w+)/", block, re.MULTILINE) == list(reversed(APPS))


def test_every_room_is_described_with_its_reason_in_the_order_of_the_contract() -> None:
    section = PAGE.partition("## The rooms of an app")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", section, re.MULTILINE)
    described = [room for room, _holds, _why in rows]
    assert sorted(described) == sorted(ROOMS)
    stack = [room for room in described if room not in {"demo", "events"}]
    assert stack == [room for room in import_graph.ROOMS if room in stack]


def test_the_page_shows_both_pictures_and_they_are_generated() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\((images/[\w.-]+)\)", PAGE))
    generated = {str(path.relative_to(ROOT / "docs")) for path in GENERATED["docs"] if path.suffix == ".svg"}
    assert shown == generated == {"images/imports-of-apps.svg", "images/imports-of-rooms.svg"}


def test_edges_are_those_between_different_places() -> None:
    assert between(PAIRS, app_of) == {("a", "b"), ("b", "a")}
    assert between(PAIRS[:1] + PAIRS[2:3], room_of) == {("views", "reads")}


@pytest.mark.parametrize(("edge", "colour"), [(("a", "b"), import_graph.MARK), (("b", "a"), import_graph.UP)])
def test_an_import_upwards_has_a_colour_of_its_own(edge: tuple[str, str], colour: str) -> None:
    picture = ET.fromstring(matrix(("a", "b"), {edge}, "A & B"))
    (mark,) = picture.iter("{http://www.w3.org/2000/svg}circle")
    assert mark.get("fill") == colour
    assert mark[0].text == f"{edge[0]} imports {edge[1]}"


@pytest.mark.parametrize("name", ["imports-of-apps", "imports-of-rooms"])
def test_nothing_is_imported_upwards(name: str) -> None:
    picture = ET.fromstring((ROOT / "docs" / "images" / f"{name}.svg").read_text(encoding="utf-8"))
    marks = [mark.get("fill") for mark in picture.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(marks) > 20
    assert set(marks) == {import_graph.MARK}
