"""The process that reads a workbook: `python -m documents.parse_child LIMITS` with the file on stdin, JSON on stdout.

A workbook can take all memory or abort the parser; here that ends this process and no worker of the service. It is
started without the service's environment, so it knows no secret, and it never imports Django.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from math import isfinite
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from documents.ooxml import Fault, Limits, Refused, column_letters, survey

# Excel itself shows and keeps fifteen digits: what lies beyond them is the noise of binary fractions.
DIGITS = 15
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def main() -> None:
    """Confines itself, reads stdin, writes the answer: {"refused": …}, {"faults": …} or {"sheets": …}."""
    limits = Limits(**json.loads(sys.argv[1]))
    confine(limits)
    data = sys.stdin.buffer.read(limits.file + 1)
    sys.stdout.write(json.dumps(answer(data, limits)))


def confine(limits: Limits) -> None:
    """From here on the system ends this process when it takes more than it may."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(data: bytes, limits: Limits) -> dict[str, Any]:
    """What the workbook holds, or why it is not read."""
    try:
        found = survey(data, limits)
        sheets: dict[str, list[list[list[str]]]] = {}
        faults = found.faults or list(_read(data, found.sheets, sheets, limits))
    except Refused as refused:
        return {"refused": refused.code, "params": refused.params}
    except MemoryError:
        return {"refused": "too_heavy", "params": {}}
    except CalamineError:
        return {"refused": "damaged", "params": {}}
    return {"faults": [astuple(fault) for fault in faults]} if faults else {"sheets": sheets}


def _read(
    data: bytes, reach: dict[str, tuple[int, int]], sheets: dict[str, list[list[list[str]]]], limits: Limits
) -> Iterator[Fault]:
    """Fills `sheets` with rows of [kind, text] from A1 on; yields the faults."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    length = 0
    for name in reach:
        sheets[name] = []
        for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
            cells = [_cell(value) for value in values]
            sheets[name].append(cells)
            length += sum(len(text) for _kind, text in cells)
            if length > limits.text:
                raise Refused("too_heavy")
            for column, (kind, text) in enumerate(cells, start=1):
                if kind == "?":
                    yield Fault("not_a_number", name, f"{column_letters(column)}{row}", text)


def _cell(value: object) -> list[str]:
    """[kind, text]: "n" a number, "d" a day, "s" a text, "" nothing, "?" what is none of them."""
    if isinstance(value, bool):
        return ["s", str(value).upper()]
    if isinstance(value, int | float):
        return ["n", number_text(value)] if isfinite(value) else ["?", str(value)]
    if isinstance(value, datetime):
        return ["d", value.date().isoformat()] if value.time() == time() else ["s", value.isoformat(" ")]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time | timedelta):
        return ["s", str(value)]
    text = str(value).translate(CONTROL)
    return ["s", text] if text else ["", ""]


def number_text(value: float) -> str:
    """The number that the person sees: fifteen digits, no binary noise, no exponent, no minus zero."""
    exact = Decimal(f"{value:.{DIGITS}g}")
    return format(exact.normalize(), "f") if exact else "0"


if __name__ == "__main__":
    main()
