"""A history that could have happened has no anomaly; each way in which one could not have is found."""

from dataclasses import replace

import pytest

from bench.list_history.judging import PLANTED, Append, History, Read, anomalies, planted_and_found

pytestmark = pytest.mark.once

# Two overlap and end the other way round; the last was sent and never confirmed, and is there.
APPENDS = (
    Append("p", "a", 1, 2),
    Append("p", "b", 3, 6),
    Append("p", "c", 4, 5),
    Append("p", "d", 7, None),
    Append("q", "z", 1, 9),
)
READS = (
    Read("p", (), 0, 1.5),
    Read("p", ("a",), 2.5, 3.5),
    # Shown by number, while the log has them the other way round.
    Read("p", ("a", "b", "c"), 6.5, 7.5),
    Read("p", ("a", "b", "c", "d"), 8, 9),
    Read("q", (), 2, 8),
)
WELL = History(APPENDS, READS, {"p": ("a", "c", "b", "d"), "q": ("z",)})


def kinds(history: History) -> set[str]:
    return {sentence.split(": ")[1] for sentence in anomalies(history)}


def with_read(values: tuple[str, ...], began: float, ended: float) -> History:
    return replace(WELL, reads=(*READS, Read("p", values, began, ended)))


def with_list(*values: str) -> History:
    return replace(WELL, reads=(), grown={**WELL.grown, "p": values})


def test_what_could_have_happened_has_none() -> None:
    assert anomalies(WELL) == []
    assert WELL.operations == 10


def test_an_unconfirmed_value_may_be_missing() -> None:
    assert anomalies(with_list("a", "c", "b")) == []


@pytest.mark.parametrize(
    ("history", "kind"),
    [
        (with_list("a", "b"), "lost"),
        (with_list("a", "c", "b", "b"), "twice"),
        (with_list("a", "c", "b", "x"), "from nobody"),
        (with_list("c", "a", "b"), "out of order"),
        (with_read(("a", "b"), 5, 5.5), "torn"),
        (with_read(("a", "a"), 5.5, 6), "torn"),
        (with_read(("a",), 10, 11), "stale"),
        (with_read((), 2.2, 2.4), "stale"),
        (with_read(("a", "b", "c", "d"), 6.1, 6.9), "from the future"),
    ],
)
def test_what_could_not_is_named(history: History, kind: str) -> None:
    assert kinds(history) == {kind}


def test_a_read_that_overlaps_an_append_may_show_it_or_not() -> None:
    assert anomalies(with_read(("a",), 4.2, 4.9)) == []
    assert anomalies(with_read(("a", "c"), 4.2, 4.9)) == []


def test_four_planted_ones_are_found() -> None:
    assert planted_and_found(WELL) == list(PLANTED)
    assert len(PLANTED) == 4
