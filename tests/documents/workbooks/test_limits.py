"""No file costs more than five seconds or 512 MB: the bound is the child's, and the largest and worst files stay in it."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from documents.files.reading import ROOT, Limits
from enterprises.services.register_workbook import LIMITS as REGISTER
from tests.documents.tables.writers import Book, excel
from tests.documents.workbooks.test_hostile_workbooks import REFUSED

pytestmark = pytest.mark.once
MEGABYTES, SECONDS = 512, 5
# What a child of its own says of itself: its peak memory, its processor time, and whether it answered.
MEASURED = """
import json, resource, subprocess, sys
from documents.files.reading import Limits
limits = Limits()
run = [sys.executable, "-m", "documents.files.parse_child", str(limits.rows), str(limits.columns)]
child = subprocess.run([*run, str(limits.memory), str(limits.seconds)], input=sys.stdin.buffer.read(), capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, child.returncode]))
"""
# Those that are refused before the child is started have no child to measure.
EARLY = {"too_large", "old_or_locked", "no_workbook", "bomb", "macros", "external_links"}


def largest() -> bytes:
    """19,000 rows of 25 columns: 475,000 cells, as many as are taken."""
    head = ["统一社会信用代码", "企业", *(f"列{column}" for column in range(23))]
    rows = [[f"9115{row:014}", f"企业{row}", *(row + column / 8 for column in range(23))] for row in range(19_000)]
    return excel(Book([head, *rows]))


def measured(data: bytes) -> tuple[float, float, int]:
    """Megabytes, seconds of a processor, the child's exit."""
    done = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True, cwd=ROOT)
    memory, seconds, code = json.loads(done.stdout)
    return memory, seconds, code


def test_every_reader_has_the_bound() -> None:
    for limits in (Limits(), REGISTER):
        assert limits.memory <= MEGABYTES * 1_000_000
        assert limits.seconds + 0.5 < SECONDS


def test_the_child_cannot_take_more_than_the_bound() -> None:
    """A control: what asks for more than the bound does not get it."""
    bound = Limits().memory
    code = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({bound}, {bound})); bytearray(600_000_000)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 1


def test_the_largest_file_is_read_within_the_bound() -> None:
    memory, seconds, code = measured(largest())
    print(f"the largest file: {memory:.0f} MB, {seconds:.1f} s")
    assert code == 0
    assert memory < MEGABYTES
    assert seconds < SECONDS


@pytest.mark.parametrize(
    "make", [pytest.param(make, id=name) for name, (make, code) in REFUSED.items() if code not in EARLY]
)
def test_the_worst_files_stay_within_the_bound(make: Callable[[], bytes]) -> None:
    memory, seconds, _code = measured(make())
    assert memory < MEGABYTES
    assert seconds < SECONDS


def test_a_test_process_of_its_own_is_measured() -> None:
    """The measure can fail: a child that takes 300 MB is seen."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    subprocess.run([sys.executable, "-c", "x = b'x' * 300_000_000"], check=True)
    assert max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) > 280 * 1024
