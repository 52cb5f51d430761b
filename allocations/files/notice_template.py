"""The wording that a new notice begins with: a template per year, from that year on until the next one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "data"


@cache
def _templates() -> dict[int, dict[str, Any]]:
    files = sorted(FOLDER.glob("wording_*.json"))
    return {int(file.stem.rpartition("_")[2]): json.loads(file.read_text(encoding="utf-8")) for file in files}


def text_template(year: int, *, publish_enterprise_list: bool, direct: bool) -> dict[str, Any]:
    """The wording for a notice of a year, in the keys of the JSON form, with the parties to it.

    `direct` is for notices that name enterprises and no group; before there was a template for them they have that of
    the groups. Before the first template, that one.
    """
    known = {first: template for first, template in _templates().items() if first <= year or first == min(_templates())}
    fitting = [first for first in known if known[first].get("direct", False) == direct]
    template = known[max(fitting, default=max(first for first in known if not known[first].get("direct", False)))]
    clauses = [clause["wording"] for clause in template["clauses"] if "when" not in clause or publish_enterprise_list]
    return {**template, "clauses": clauses}
