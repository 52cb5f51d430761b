"""An error report has the error's kind and place; its text, variables, figures and names stay in the house."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from sentry_sdk.transport import Transport

from quota_admin.error_reports import begin_reports

pytestmark = pytest.mark.once


class Receiver(Transport):
    """Takes reports in the place of the network."""

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.reports: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.reports += [item.payload.json for item in envelope.items if item.type == "event"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    taken = Receiver()
    begin_reports("http://key@127.0.0.1:9/1", "1.0.0", transport=taken)
    yield taken
    sentry_sdk.get_global_scope().set_client(None)


def fail(name: str, tonnes: str) -> None:
    """Variables and a text with a name and a figure."""
    raise ValueError(f"{name} has {tonnes} t")


def test_the_kind_and_the_place_leave_and_nothing_else(receiver: Receiver) -> None:
    name, tonnes = "王" + "某", "144" + "3.1"
    with structlog.contextvars.bound_contextvars(request="abc123", person=7):
        try:
            fail(name, tonnes)
        except ValueError:
            logging.getLogger("django.request").exception("Internal Server Error: %s", "/search/?q=" + name)
    (report,) = receiver.reports
    (value,) = report["exception"]["values"]
    assert value["type"] == "ValueError"
    assert value["stacktrace"]["frames"][-1]["function"] == "fail"
    assert report["tags"] == {"request": "abc123"}
    assert report["release"] == "quota-admin@1.0.0"
    text = json.dumps(report, ensure_ascii=False)
    for leak in (name, tonnes, "/search/", "Internal Server Error", "person"):
        assert leak not in text


def test_only_errors_are_reported(receiver: Receiver) -> None:
    logging.getLogger("django.request").warning("no error")
    assert receiver.reports == []


def test_it_is_off_unless_a_receiver_is_named() -> None:
    begin_reports("", "1.0.0")
    assert not sentry_sdk.get_client().is_active(), "nor is it by the settings of the tests"
