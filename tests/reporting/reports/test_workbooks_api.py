"""A machine downloads the report's workbook, fills it in and sends it back: the same refusals as on the page."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from rest_framework.test import APIClient

from tests.reporting.conftest import World
from tests.reporting.workbooks.test_upload import FIRST_ROW, OUTPUT, PLANTS, edited

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def client(user: Any) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(user)
    return signed_in


def sent(here: World, content: bytes, report: Any, **more: Any) -> Any:
    upload = SimpleUploadedFile("report.xlsx", content)
    address = f"/api/v1/report-workbooks/{report.pk}/"
    return client(here.cast.northern_clerk).put(address, {"workbook": upload, **more}, format="multipart")


@pytest.fixture
def book(world: World) -> tuple[Any, bytes]:
    report = world.started()
    answer = client(world.cast.northern_clerk).get(f"/api/v1/report-workbooks/{report.pk}/")
    assert answer.status_code == 200
    content = answer.content
    assert load_workbook(io.BytesIO(content)).sheetnames
    return report, content


def test_compared_and_then_taken_over(world: World, book: tuple[Any, bytes]) -> None:
    report, content = book
    filled = edited(content, (PLANTS, FIRST_ROW, OUTPUT, 123))
    compared = sent(world, filled, report)
    assert compared.status_code == 200, compared.content
    assert (compared.json()["new"], compared.json()["stored"]) == (1, False)
    assert report.lines.get(enterprise=world.plant).output is None
    assert sent(world, filled, report, store="true").json()["stored"] is True
    assert report.lines.get(enterprise=world.plant).output == 123


def test_a_refused_cell_is_named_and_nothing_is_stored(world: World, book: tuple[Any, bytes]) -> None:
    report, content = book
    refused = sent(world, edited(content, (PLANTS, FIRST_ROW, OUTPUT, "-5")), report, store="true")
    assert (refused.status_code, refused.json()["code"]) == (422, "workbook_refused")
    assert refused.json()["cells"]
    assert report.lines.get(enterprise=world.plant).output is None


def test_only_the_groups_clerk_sends_one(world: World, book: tuple[Any, bytes]) -> None:
    report, content = book
    upload = {"workbook": SimpleUploadedFile("report.xlsx", content)}
    address = f"/api/v1/report-workbooks/{report.pk}/"
    assert client(world.cast.southern_clerk).put(address, upload, format="multipart").status_code == 404
    assert client(world.cast.northern_officer).put(address, upload, format="multipart").status_code == 403
    assert client(world.cast.northern_clerk).put(address, {"a": 1}, format="json").status_code == 415
