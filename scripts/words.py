"""`make words`: lists every message with its place, English and Chinese under one another, for a reader to go through.

With --check it says which messages mix scripts, use another term than the glossary's, or name a day in a second form.
`make words ARGS=notice` lists only messages that contain the word, in either language or in the place.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.messages import CATALOGUE, KEYWORDS, one, sources
from scripts.project import APPS, PYTHON, ROOT, call, command, say

# Latin words that a Chinese sentence may hold: file types, units, standards, and names that are typed as they are.
LATIN = {
    "XLSX", "XLS", "PDF", "CSV", "PNG", "JPEG", "DOCX", "JSON", "MB", "KB", "REO", "API", "OpenAPI", "SHA", "SM3",
    "TOTP", "RFC", "TLS", "UTF", "UTC", "GB/T", "GB", "UUID", "ASCII", "Excel", "WPS", "Tab", "Ctrl+K", "Ctrl+Z",
    "Ctrl+Y", "Esc", "Enter", "Home", "End", "Shift", "D", "v", "N", "Pango", "URL", "IP", "OIDC", "t", "https", "HTTPS",
    "http", "Standard", "Webhooks", "ETag", "If-Match", "Accept", "Allow", "Retry-After", "RateLimit",
    "RateLimit-Policy", "Idempotency-Key",
}  # fmt: skip
# What is typed exactly so: addresses, commands, file names, names of fields, examples of codes.
TYPED = re.compile(
    r"%\(\w+\)s|\{\w+\}|%[sd%]|<[^>]+>|https?://\S*|/api/[\w/]*|docs/[\w.-]+|manage\.py( \w+)?|make [a-z]+"
    r"|docker compose [a-z0-9 =-]+|backup(?=服务)|deploy/[A-Za-z.]+"
    r"|apt-get install [A-Za-z0-9. -]+|--[a-z]+( YYYY-MM| N)?|\.[a-z]+|[a-z]+(_[a-z]+)+|[A-Z]+(_[A-Z]+)+"
    r"|application/json|“[a-z]+”|neimenggu|northern-re"
)
# The columns of a file of days are named in English, also in its Chinese explanation.
NAMED_IN_FILES = frozenset({"date", "kind", "holiday", "ordinary", "name"})
CHINESE = re.compile(r"[一-鿿]")
# English messages that hold what is typed or printed in Chinese.
ORIGINAL = ("Write 是 where",)
# {another word: the term of the glossary}
TERMS_ZH = {
    "配额": "指标", "哈希": "校验值", "散列": "校验值", "杂凑": "校验值", "帐号": "账号", "帐户": "账号", "登陆": "登录",
    "承继": "承接", "废弃": "作废", "驳回": "退回", "生效报表": "有效报表", "登记库": "企业名录", "运维单位": "运行维护单位",
    "运行管理单位": "运行维护单位", "第二因素": "双因素认证", "双因子": "双因素认证", "到期日": "截止日期",
    "省级部门": "省级主管部门", "部委": "两部", "报出": "提交", "缺省": "默认", "点击按钮": "按", "用户": "人员",
}  # fmt: skip
TERMS_EN = {
    r"\bpapers?\b": "document", r"\bowe[ds]?\b": "due", r"\bmend(s|ed|ing)?\b": "correct", r"\bstands?\b": "is",
    r"\btold\b": "notified", r"\bfaults?\b": "error", r"\bdeeds?\b": "action", r"\bheirs?\b": "successor",
    r"\btelephone\b": "phone", r"\bnobody acts\b": "no delegation", r"\bflips?\b": "change", r"\banew\b": "again",
    r"\blogin\b": "sign-in", r"\blog in\b": "sign in", r"\bquotum\b": "quota",
}  # fmt: skip
# A failure of a machine.
ALLOWED_EN = ("System fault", "fault")
# A day with hyphens, or with an English month, in a Chinese sentence that is not an example to type.
OTHER_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2}")
EXAMPLE = re.compile(r"形式|格式|write it like|Write it like|如")


class Message(NamedTuple):
    """One message with the places that show it."""

    english: str
    chinese: str
    places: tuple[str, ...]


def messages() -> list[Message]:
    """Every message of the catalogue, by the first place that shows it."""
    from babel.messages.pofile import read_po

    places = places_by_text()
    with CATALOGUE.open("rb") as file:
        found = [
            Message(one(entry.id), one(entry.string), tuple(places.get(one(entry.id), ())))
            for entry in read_po(file, locale="zh_Hans")
            if entry.id
        ]
    return sorted(found, key=lambda message: (message.places[:1], message.english))


def places_by_text() -> dict[str, list[str]]:
    """{message: “file:line” of each place}. A template's lines are those of its text turned into calls."""
    from babel.messages.extract import extract

    places: dict[str, list[str]] = defaultdict(list)
    for path, content in sources():
        for line, text, _comments, _context in extract("python", io.BytesIO(content), keywords=KEYWORDS):
            found = text[-1] if isinstance(text, tuple) else text
            places[str(found)].append(f"{path.relative_to(ROOT)}:{line}")
    return places


def violations(found: Iterable[Message]) -> Iterator[str]:
    """A line for each message that breaks a rule of the words."""
    for message in found:
        place = message.places[0] if message.places else "?"
        for rule in (_latin, _chinese, _terms_zh, _terms_en, _days, _unit):
            if fault := rule(message):
                yield f"{place}: {fault}: {message.chinese or message.english!r}"


def _latin(message: Message) -> str:
    words = re.findall(r"[A-Za-z][A-Za-z0-9/+-]*", TYPED.sub(" ", message.chinese))
    strange = [
        word for word in words if re.sub(r"[+-]?\d+$", "", word) not in LATIN and word not in LATIN | NAMED_IN_FILES
    ]
    return f"English in a Chinese sentence ({', '.join(strange)})" if strange else ""


def _chinese(message: Message) -> str:
    held = CHINESE.search(message.english)
    return "Chinese in an English sentence" if held and not message.english.startswith(ORIGINAL) else ""


def _terms_zh(message: Message) -> str:
    used = [f"{other} for {term}" for other, term in TERMS_ZH.items() if other in message.chinese]
    return f"another term ({', '.join(used)})" if used else ""


def _terms_en(message: Message) -> str:
    if message.english in ALLOWED_EN:
        return ""
    text = TYPED.sub("", message.english)
    used = [f"{found[0]} for {term}" for other, term in TERMS_EN.items() if (found := re.search(other, text, re.I))]
    return f"another term ({', '.join(used)})" if used else ""


def _days(message: Message) -> str:
    day = OTHER_DAY.search(message.chinese)
    return "a second form of days" if day and not EXAMPLE.search(message.chinese) else ""


# The unit is 吨（REO）, and 吨REO where it is in brackets itself.
OTHER_UNIT = re.compile(r"吨 REO|(?<!（)吨REO|（吨（REO")


def _unit(message: Message) -> str:
    other = message.chinese != "吨REO" and OTHER_UNIT.search(message.chinese)
    return f"a second form of the unit ({other[0]})" if other else ""


def literal_violations() -> Iterator[str]:
    """Chinese that is written in templates, rules and layouts beside the catalogue: the same terms hold there."""
    for path in literals():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if CHINESE.search(line):
                if "吨 REO" in line or "（吨（REO" in line:
                    yield f"{path.relative_to(ROOT)}:{number}: a second form of the unit: {line.strip()[:80]}"
                for other, term in TERMS_ZH.items():
                    if other in line and not _is_official(path, line, other):
                        yield f"{path.relative_to(ROOT)}:{number}: another term ({other} for {term}): {line.strip()[:80]}"
        if path.suffix == ".html" and not path.stem.endswith(("_pdf", "annex_2")):
            for line in punctuation_violations(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT)}: a colon or a bracket of one language: {line}"


MESSAGE_BODY = re.compile(r"\{%\s*blocktranslate.*?%\}.*?\{%\s*endblocktranslate\s*%\}", re.DOTALL)
ATTRIBUTE = re.compile(r"[a-z-]+=\"[^\"]*\"", re.DOTALL)
MARK = re.compile(r"(?:%\}|\}\}):\s|\}\}\)|（\{\{")
# A name in the other language, and a document in its own.
IN_ONE_LANGUAGE = ("short_en }})", "short_zh }}）", "clause_en }}:")


def punctuation_violations(template: str) -> Iterator[str]:
    """Colons and brackets of one language between what is shown in both; {% colon %} and {% bracketed %} know it."""
    text = ATTRIBUTE.sub("", MESSAGE_BODY.sub("", template))
    for line in text.splitlines(keepends=True):
        if MARK.search(line) and not any(known in line for known in IN_ONE_LANGUAGE):
            yield line.strip()[:80]


def _is_official(path: Path, line: str, other: str) -> bool:
    """The form's own “报出日期”, and headings that are read from the sheets of others."""
    return "报出日期" in line or path.name in {"layouts.py", "headings.py"} or (other == "用户" and "用户名" in line)


def literals() -> Iterator[Path]:
    """The files whose Chinese people read."""
    yield from sorted((ROOT / "templates").rglob("*.html"))
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "data", "demo", "tests"} & set(path.parts) and path.name != "demo.py":
                yield path


def main() -> int:
    """Lists the messages; with --check 1 and a line for each violation."""
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        return call([PYTHON, "-m", "scripts.words", *sys.argv[1:]])
    found = messages()
    if "--check" in sys.argv:
        wrong = [*violations(found), *literal_violations()]
        for line in wrong:
            say(line)
        return 1 if wrong else 0
    asked = " ".join(word for word in sys.argv[1:] if not word.startswith("--")).casefold()
    shown = [one for one in found if asked in f"{one.english}{one.chinese}{' '.join(one.places)}".casefold()]
    for message in shown:
        more = f" (+{len(message.places) - 1})" if len(message.places) > 1 else ""
        say(f"{message.places[0] if message.places else '?'}{more}\n  en  {message.english}\n  zh  {message.chinese}\n")
    say(f"{len(shown)} of {len(found)} messages.")
    return 0


if __name__ == "__main__":
    command(main)
