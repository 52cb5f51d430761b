"""Photos and documents of inspections and checks: scoped as their row, kept as originals, named in the log."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from common.constraints import NotValid
from documents.models import Attachment
from inspections.models import FindingFile, Inspection, InspectionFinding
from inspections.services.findings import add_finding, reply
from monthly_checks.models import CheckedEnterprise, CheckVerdict
from monthly_checks.services.checks import answer_question, give_verdict
from monthly_checks.tasks import open_checks
from tests.builders import enterprise
from tests.documents.pdf_text import JPEG, PDF, png, upload
from tests.inspections.stage import drawn, found, inspected
from tests.reporting.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]
# Of another province, and of another group; each also in the other office of the same kind.
STRANGERS = ("jiangxi_industry", "jiangxi_resources", "guangdong_industry", "southern_clerk", "southern_officer")
READERS = (
    "neimenggu_industry",
    "neimenggu_resources",
    "northern_clerk",
    "northern_officer",
    "miit_officer",
    "mnr_officer",
)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finding(cast: Any) -> InspectionFinding:
    """A finding with a photo and a scan; the group's reply with a document."""
    enterprise(1)
    drawn(cast)
    visit = inspected(cast, Inspection.objects.get(), emission="fault")
    row = found(cast, visit, "emission", uploads=[upload("排口.jpg", JPEG), upload("采样.png", png())])
    return reply(finding=row, text="属实", uploads=[upload("说明.pdf", PDF)], by=cast.northern_clerk)


def test_files_of_a_finding_obey_its_scope_and_come_back_as_they_were(
    finding: InspectionFinding, cast: Any, as_user: SignIn
) -> None:
    files = dict(zip(finding.files.order_by("pk"), (JPEG, png(), PDF), strict=True))
    for name in STRANGERS:
        client = as_user(getattr(cast, name))
        for row in files:
            assert client.get(reverse("finding_file", args=[row.pk])).status_code == 404, name
    for name in READERS:
        client = as_user(getattr(cast, name))
        for row, content in files.items():
            answer = client.get(reverse("finding_file", args=[row.pk]))
            assert (answer.status_code, answer.content) == (200, content), name
            assert answer["Content-Disposition"].startswith("attachment; ")
    nobody = Client().get(reverse("finding_file", args=[next(iter(files)).pk]))
    assert nobody.status_code in {302, 401, 403}


def test_a_foreign_file_is_answered_like_one_that_is_not_there(
    finding: InspectionFinding, cast: Any, as_user: SignIn
) -> None:
    client, pk = as_user(cast.jiangxi_industry), finding.files.all()[0].pk
    answers = [client.get(reverse("finding_file", args=[number])) for number in (pk, pk + 1000)]
    pages = {answer.content.decode().replace(str(pk + 1000), str(pk)) for answer in answers}
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("排口" not in page and "示例企业1" not in page for page in pages)


def test_the_originals_hash_stands_on_the_log(finding: InspectionFinding) -> None:
    recorded = Event.objects.about(finding.inspection)
    algorithm = django_settings.AUDIT_HASH
    hashes = [f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}" for content in (JPEG, png(), PDF)]
    assert recorded.get(action="inspection.find").after["files"] == hashes[:2]
    assert recorded.get(action="inspection.reply").after["files"] == hashes[2:]
    kept = {Path(row.attachment.content.path).read_bytes() for row in FindingFile.objects.all()}
    assert kept == {JPEG, png(), PDF}


def test_what_is_no_photo_is_refused_and_nothing_of_the_finding_is_kept(finding: InspectionFinding, cast: Any) -> None:
    before = (InspectionFinding.objects.count(), Attachment.objects.count(), Event.objects.count())
    with pytest.raises(NotValid):
        add_finding(
            inspection=finding.inspection, kind="other", text="照片", found_on=finding.found_on,
            by=cast.neimenggu_industry, uploads=[upload("好.png", png()), upload("坏.jpg", b"<script>")],
        )  # fmt: skip
    assert (InspectionFinding.objects.count(), Attachment.objects.count(), Event.objects.count()) == before


def test_the_document_of_an_answer_is_for_those_who_see_the_question(world: World, as_user: SignIn) -> None:
    cast = world.cast
    world.accepted(output=100)
    open_checks()
    row = CheckedEnterprise.objects.get(enterprise=world.plant, check_of__month=9)
    asked = give_verdict(row=row, verdict="question", text="为何停产？", by=cast.neimenggu_industry)
    answer_question(question=asked, text="检修", upload=upload("检修.jpg", JPEG), by=cast.northern_clerk)
    url = reverse("check_answer_file", args=[CheckVerdict.objects.get(pk=asked.pk).pk])
    for name in STRANGERS:
        assert as_user(getattr(cast, name)).get(url).status_code == 404, name
    for name in READERS:
        answer = as_user(getattr(cast, name)).get(url)
        assert (answer.status_code, answer.content) == (200, JPEG), name
    algorithm = django_settings.AUDIT_HASH
    recorded = Event.objects.about(row).get(action="check.answer").after["hash"]
    assert recorded == hashlib.new(algorithm, JPEG).hexdigest()
