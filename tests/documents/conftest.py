"""Templates that only these tests print, and the machine's own word on whether it can print."""

from pathlib import Path
from typing import Any

import pytest

from documents.files.pdf import pdf_refusal


@pytest.fixture
def printer(settings: Any) -> None:
    """Skips with the sentence that a person would read where this machine cannot print."""
    refusal = pdf_refusal()
    if refusal:
        pytest.skip(str(refusal))
    here = str(Path(__file__).parent / "templates")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], here]}]
