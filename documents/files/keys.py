"""What the rows of a table may be called: credit codes, full names, and names that were given up since."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from documents.files.layouts import normal


class Former(NamedTuple):
    """A name that a row had until a day, as text."""

    code: str
    name: str
    last_day: str


@dataclass(frozen=True)
class Keys:
    """The rows that there may be: names by code, codes by every name; `exact` has the names as they are written.

    `former` has the names that were given up, `shared` those that several rows have or had: they lead to no row.
    """

    names: Mapping[str, str]
    codes: Mapping[str, str]
    exact: Mapping[str, str]
    former: Mapping[str, Former] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()

    @classmethod
    def of(cls, known: Iterable[tuple[str, str, Iterable[str]]], former: Iterable[Former] = ()) -> "Keys":
        """From (code, name to show, other names), and the former names of the same rows."""
        rows, past = list(known), list(former)
        called = {(code, name) for code, shown, others in rows for name in (shown, *others) if name}
        present = {(normal(name), code) for code, name in called}
        given_up = {(normal(one.name), one.code): one for one in past if one.name}
        counts = Counter(name for name, _code in present | given_up.keys())
        shared = frozenset(name for name, count in counts.items() if count > 1)
        everything = called | {(one.code, one.name) for one in past if one.name}
        exact = {name: code for code, name in everything if normal(name) not in shared}
        return cls(
            {code: shown for code, shown, _others in rows},
            {normal(name): code for name, code in exact.items()},
            exact,
            {name: one for (name, code), one in given_up.items() if name not in shared and (name, code) not in present},
            shared,
        )
