"""What the tests of the log share: where heads are written down is a folder of the test."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def head_dir(settings: Any, tmp_path: Path) -> Path:
    """An empty AUDIT_HEAD_DIR."""
    settings.AUDIT_HEAD_DIR = tmp_path / "heads"
    return tmp_path / "heads"
