"""Every rule by its code, with its clause or reason, its severity and the day from which it holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from reporting.rules.facts import Limits, LineFacts
from reporting.rules.violations import Violation

FIRST_NOTICE = date(2021, 1, 1)


@dataclass(frozen=True)
class Found:
    """The result of a rule: its column, and its sentence in both languages."""

    column: str
    zh: str
    en: str


LineRule = Callable[[LineFacts, Limits], Iterator[Found]]


@dataclass(frozen=True)
class Registered:
    """A rule as registered; its docstring is the clause's text or our reason."""

    code: str
    clause: str
    severity: str
    effective_from: date
    find: LineRule

    def faults(self, line: LineFacts, limits: Limits) -> list[Violation]:
        """What it finds at one line."""
        return [
            Violation(self.code, line.cell(found.column), self.severity, self.clause, found.zh, found.en)
            for found in self.find(line, limits)
        ]


RULES: dict[str, Registered] = {}


def line_rule(
    code: str, *, clause: str, severity: str, effective_from: date = FIRST_NOTICE
) -> Callable[[LineRule], LineRule]:
    """Registers a rule that looks at one line."""

    def register(find: LineRule) -> LineRule:
        RULES[code] = Registered(code, clause, severity, effective_from, find)
        return find

    return register
