"""The style sheets have the form of `scripts/styles.py`, which changes nothing of what they say."""

import re

import pytest

from scripts.project import ROOT
from scripts.styles import WIDTH, formatted, style_sheets

pytestmark = pytest.mark.once

LONG = "var(--a-rather-long-name-of-a-colour)"
GIVEN = f"""/* kept */ a{{color:red}} b , i{{top:0}}
@media (max-width: 50rem){{ p::before{{content:"›"}} }}
.long{{{"".join(f"--name-{number}:{LONG};" for number in range(4))}}}
"""
WANTED = f"""/* kept */
a {{ color: red }}
b, i {{ top: 0 }}
@media (max-width: 50rem) {{
  p::before {{ content: "›" }}
}}
.long {{
{"".join(f"  --name-{number}: {LONG};" + chr(10) for number in range(4))}}}
"""


@pytest.mark.parametrize("path", style_sheets(), ids=lambda path: path.name)
def test_a_style_sheet_is_formatted(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text, f"type .venv/bin/python -m scripts.styles, for {path.relative_to(ROOT)}"
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_rule_stands_on_one_line_where_it_fits_and_else_a_declaration_on_each() -> None:
    assert formatted(GIVEN) == WANTED


def test_nothing_is_said_twice_or_left_out() -> None:
    assert re.sub(r"\s", "", formatted(GIVEN)) == re.sub(r"\s", "", GIVEN)


def test_what_is_formatted_stays_as_it_is() -> None:
    assert formatted(formatted(GIVEN)) == formatted(GIVEN)
