"""The world of the reports' tests: what a province looks at is what a group reported."""

from tests.reporting.conftest import built, world  # noqa: F401 - fixtures
