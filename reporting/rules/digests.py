"""The digest of a line: names its filled cells, so that lines are compared without being read."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping

# Of a line in which nothing is filled; an empty digest is one that is not known.
EMPTY = "-"
DIGITS = 32


def digest_of_line(category: str, texts: Mapping[str, str]) -> str:
    """Of a line's filled cells as text, by field. Which enterprise it is of does not count.

    Always SHA-256, whatever the log is hashed with: digests of different years are compared.
    """
    if not texts:
        return EMPTY
    return _digest(json.dumps([category, dict(sorted(texts.items()))], ensure_ascii=False, separators=(",", ":")))


def digest_of_lines(lines: Collection[tuple[str, str]]) -> str:
    """Of an enterprise's lines, each as category and digest; empty where it is not known, or a category is there twice."""
    categories = {category for category, _one in lines}
    if len(categories) < len(lines) or not all(one for _category, one in lines):
        return ""
    digests = sorted(one for _category, one in lines if one != EMPTY)
    if not digests:
        return EMPTY
    return digests[0] if len(digests) == 1 else _digest(",".join(digests))


def digest_of_cells(cells: Mapping[str, str]) -> str:
    """Of filled cells by their names, like “output-12-separation”; the digest of the lines that they make."""
    lines: dict[str, dict[str, str]] = {}
    for name, text in cells.items():
        field, _dash, line = name.partition("-")
        lines.setdefault(line, {})[field] = text
    return digest_of_lines(list(_of_lines(lines)))


def _of_lines(lines: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    for line, texts in lines.items():
        category = line.partition("-")[2]
        yield category, digest_of_line(category, texts)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
