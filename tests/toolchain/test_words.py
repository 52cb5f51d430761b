"""Scripts, terms and days of the messages: the check finds what breaks a rule, and the catalogue breaks none."""

import pytest

from scripts.words import Message, literal_violations, messages, punctuation_violations, violations

pytestmark = pytest.mark.once


def test_the_messages_keep_to_one_script_one_term_and_one_form_of_days() -> None:
    found = messages()
    assert len(found) > 3000
    assert [*violations(found), *literal_violations()] == []


def test_every_message_has_a_place_that_shows_it() -> None:
    assert [message.english for message in messages() if not message.places] == []


@pytest.mark.parametrize(
    ("english", "chinese", "rule"),
    [
        ("%(thing)s (done)", "%(thing)s（done）", "English in a Chinese sentence"),
        ("Notice 三", "通知三", "Chinese in an English sentence"),
        ("The quota is used up.", "配额已用完。", "another term (配额 for 指标)"),
        ("The paper is missing.", "缺少文件。", "another term (paper for document)"),
        ("Due on 10 Oct 2021.", "截止日期为2021-10-10。", "a second form of days"),
        ("Due on 10 Oct 2021.", "截止日期为2021.10.10。", "a second form of days"),
        ("3 t REO are left.", "剩余3吨 REO。", "a second form of the unit"),
        ("3 t REO are left.", "剩余3吨REO。", "a second form of the unit"),
    ],
)
def test_a_message_that_breaks_a_rule_is_found(english: str, chinese: str, rule: str) -> None:
    (line,) = violations([Message(english, chinese, ("templates/base.html:1",))])
    assert line.startswith("templates/base.html:1: ")
    assert rule in line


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Save it as PDF or XLSX.", "请另存为PDF或XLSX。"),
        ("3 t REO; tolerance (t REO)", "3吨（REO）；允许偏差（吨REO）"),
        ("Hash (SHA-256) of %(file)s", "%(file)s的校验值（SHA-256）"),
        ("“%s” is no day; write it like 2021-08-24.", "“%s”不是有效日期；请按2021-08-24的格式填写。"),
        ("No Chinese font is found; type: make setup.", "找不到中文字体；请执行 make setup。"),
    ],
)
def test_what_is_typed_as_it_is_passes(english: str, chinese: str) -> None:
    assert list(violations([Message(english, chinese, ())])) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "Due" %}: {{ day }}', 1),
        ("<h2>{{ title }} ({{ count }})</h2>", 1),
        ("<h2>{{ title }}（{{ count }}）</h2>", 1),
        ('{% colon _("Due") day %}{% bracketed title count %}', 0),
        ("{% blocktranslate %}Due: {{ day }} ({{ count }}){% endblocktranslate %}", 0),
        ('<p style="width: {{ share }}">{{ share }}</p>', 0),
    ],
)
def test_a_mark_of_one_language_is_found(template: str, found: int) -> None:
    assert len(list(punctuation_violations(template))) == found
