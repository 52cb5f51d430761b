"""What is typed into the search box, compared with names."""

import pypinyin
import pytest

from common.search import _first_letters, initials, normalised, number_part, search_key

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("廣晟", "广晟稀土"),
        ("稀土 集團", "中国稀土集团"),
        ("ＡＢ１２", "ab12号矿"),
        ("128号", "工信部联原〔2021〕128号"),
        ("[2021]128", "工信部联原〔2021〕128号"),
        ("(2021) 128", "工信部联原〔2021〕128号"),
        ("\u200b稀\ufeff土", "稀土"),
        ("EXAMPLE  Enterprise 7", "Example enterprise 7"),
    ],
)
def test_what_looks_alike_is_alike(typed: str, name: str) -> None:
    assert normalised(typed) in normalised(name)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("厦门钨业", "xmwy"), ("重庆示例矿", "cqslk"), ("廣晟有色", "gsys"), ("示例企业7", "slqy7"), ("", "")],
)
def test_initials_are_those_of_the_pinyin(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_no_match_reaches_from_one_form_into_the_next() -> None:
    key = search_key("稀土", "Rare earth")
    assert key.split("\n") == ["稀土", "xt", "rareearth"]
    assert normalised("土 xt") not in key


@pytest.mark.parametrize(("typed", "part"), [("Ｆ-2021 -1", "F-2021-1"), ("稀土", ""), ("", "")])
def test_what_holds_no_digit_is_no_number(typed: str, part: str) -> None:
    assert number_part(typed) == part


def test_the_readings_are_told_once_for_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each telling sorts all phrases anew and takes 30 ms, at every name that is written.
    told: list[object] = []
    monkeypatch.setattr(pypinyin, "load_single_dict", told.append)
    _first_letters.cache_clear()
    try:
        assert [initials(name) for name in ("白云", "达茂", "固阳")] == ["by", "dm", "gy"]
        assert len(told) == 1
    finally:
        _first_letters.cache_clear()
