"""The rule book holds every rule of the code, each with clause, text, day, sentence and example in both languages."""

import inspect
import re
from typing import Any

import pytest

from allocations.rules import filing_lines, notice_sums
from enterprises.rules.grounds import RULES as GROUNDS
from quota_admin.management.commands.rule_book import Command
from quota_admin.reads.rule_book import PARTS, Rule, rule_book, texts_of
from reporting.rules import report
from reporting.rules.registry import RULES as REPORT_RULES
from tests.conftest import Cast

pytestmark = pytest.mark.once

CHINESE = re.compile(r"[一-鿿]")
BOOK = rule_book()


def codes(part: str) -> set[str]:
    return {rule.code for rule in BOOK if rule.part == part}


def test_every_registered_rule_is_in_the_book() -> None:
    assert set(REPORT_RULES) < codes("reports")
    assert {rule.clause_zh.removeprefix("通知三") for rule in BOOK if rule.part == "eligibility"} == set(GROUNDS)


@pytest.mark.parametrize(("module", "part"), [(filing_lines, "filings"), (notice_sums, "notices")])
def test_every_function_that_finds_violations_is_in_the_book(module: Any, part: str) -> None:
    found = {
        code
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("check_")
        for code in re.findall(r'Violation\(\s*"(\w+)"', inspect.getsource(function))
    }
    assert found
    assert found <= codes(part)


def test_every_violation_of_a_whole_report_is_in_the_book() -> None:
    assert set(re.findall(r'Violation\(\s*"(\w+)"', inspect.getsource(report))) <= codes("reports")


@pytest.mark.parametrize("rule", BOOK, ids=[rule.code for rule in BOOK])
def test_a_rule_says_everything_in_both_languages(rule: Rule) -> None:
    chinese = rule.clause_zh, rule.text_zh, rule.example.facts_zh, rule.example.says_zh
    english = rule.clause_en, rule.text_en, rule.example.facts_en, rule.example.says_en
    assert all(CHINESE.search(text) for text in chinese)
    assert all(re.search(r"[a-z]{2}", text) for text in english)
    assert not CHINESE.search(rule.text_en + rule.clause_en)
    assert rule.effective_from.year in (2021, 2024)


def test_no_code_is_given_twice_and_every_part_has_rules() -> None:
    every = [(rule.part, rule.code) for rule in BOOK]
    assert len(set(every)) == len(every) > 30
    assert {rule.part for rule in BOOK} == set(PARTS)


def test_a_rule_without_its_text_in_both_languages_is_refused() -> None:
    def silent() -> None:
        """Only in English."""

    with pytest.raises(ValueError, match="silent"):
        texts_of(silent)


def test_the_document_names_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    Command().handle()
    printed = capsys.readouterr().out
    assert all(f"### {rule.code}\n" in printed and rule.example.says_zh in printed for rule in BOOK)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("zh-hans", "规则手册"), ("en", "Rule book")])
def test_the_page_shows_every_rule_in_the_readers_language(cast: Cast, as_user: Any, language: str, title: str) -> None:
    browser = as_user(cast.northern_clerk)
    browser.cookies["django_language"] = language
    page = browser.get("/rules/").content.decode()
    assert title in page
    assert all(f'id="{rule.part}-{rule.code}"' in page for rule in BOOK)
