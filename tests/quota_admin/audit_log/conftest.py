"""Where heads are written down is a folder of the test."""

from tests.audit.conftest import head_dir  # noqa: F401 - fixture
