"""Internal notes: the own organisation reads them, no other side, no export, no PDF, no log says what they say.

tests/access writes one about every kind of row for every side, and looks for it in every answer to everybody else.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Note
from accounts.reads.notes import subject_of
from accounts.services.notes import withdraw_note, write_note
from allocations.models import Filing
from audit.models import Event
from common.constraints import NotAllowed, NotValid
from tests.allocations.splits import SEPARATION, submitted
from tests.builders import enterprise, issued
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
SECRET = "对方不得看到的内部意见"


@pytest.fixture
def filing(cast: Cast) -> Filing:
    issued(cast, 1)
    return submitted(cast, {(enterprise(1).pk, SEPARATION): 1000})


def page(client: Client, person: object, url: str) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    return client.get(url).content.decode()


def test_it_is_written_on_the_page_and_read_by_the_own_organisation_only(
    cast: Cast, client: Client, filing: Filing
) -> None:
    detail = reverse("filing_detail", args=[filing.pk])
    client.force_login(cast.miit_clerk)
    answer = client.post(reverse("note_list", args=["filing", filing.pk]), {"text": SECRET}, follow=True)
    assert SECRET in answer.content.decode()
    assert SECRET in page(client, cast.miit_officer, detail)
    for other in (cast.mnr_officer, cast.northern_clerk, cast.northern_officer, cast.neimenggu_industry):
        assert SECRET not in page(client, other, detail)
        assert SECRET not in page(client, other, reverse("note_list", args=["filing", filing.pk]))
        assert SECRET not in page(client, other, "/api/v1/internal-notes/")


def test_no_export_pdf_or_letter_has_it(cast: Cast, client: Client, filing: Filing, pdf_as_text: None) -> None:
    write_note(subject=subject_of(cast.miit_clerk, "filing", filing.pk), text=SECRET, by=cast.miit_clerk)
    for person in (cast.miit_officer, cast.northern_officer):
        client.force_login(person)
        for name in ("filing_pdf", "filing_xlsx"):
            answer = client.get(reverse(name, args=[filing.pk]))
            assert answer.status_code == 200
            assert SECRET.encode() not in answer.content


def test_the_log_has_a_line_that_does_not_say_what_it_says(cast: Cast, filing: Filing) -> None:
    note = write_note(subject=subject_of(cast.miit_clerk, "filing", filing.pk), text=SECRET, by=cast.miit_clerk)
    withdraw_note(note=note, by=cast.miit_clerk)
    withdraw_note(note=note, by=cast.miit_clerk)
    lines = list(Event.objects.filter(action__startswith="note.").order_by("number"))
    assert [line.action for line in lines] == ["note.write", "note.withdraw"]
    assert lines[0].after == {"about": f"filing {filing.pk}"}
    assert not any(SECRET in str(line.after) + str(line.before) for line in Event.objects.all())
    assert not Event.objects.about(filing).filter(action__startswith="note.").exists()


def test_its_author_strikes_it_out_and_it_stays_readable(cast: Cast, client: Client, filing: Filing) -> None:
    note = write_note(subject=subject_of(cast.miit_clerk, "filing", filing.pk), text=SECRET, by=cast.miit_clerk)
    with pytest.raises(NotAllowed):
        withdraw_note(note=note, by=cast.miit_officer)
    client.force_login(cast.northern_clerk)
    assert client.post(reverse("note_withdraw", args=[note.pk])).status_code == 404
    client.force_login(cast.miit_clerk)
    client.post(reverse("note_withdraw", args=[note.pk]))
    struck = page(client, cast.miit_officer, reverse("filing_detail", args=[filing.pk]))
    assert re.search(rf"<del\s*>{SECRET}</del>", struck)


def test_the_api_has_the_same_verbs(cast: Cast, client: Client, filing: Filing) -> None:
    client.force_login(cast.neimenggu_industry)
    made = client.post("/api/v1/internal-notes/", {"kind": "filing", "subject": filing.pk, "text": SECRET}).json()
    found = client.get(f"/api/v1/internal-notes/?kind=filing&subject={filing.pk}").json()["results"]
    assert [row["text"] for row in found] == [SECRET]
    assert client.post(f"/api/v1/internal-notes/{made['id']}/withdraw/").json()["withdrawn_at"]
    client.force_login(cast.miit_clerk)
    assert client.get(f"/api/v1/internal-notes/?kind=filing&subject={filing.pk}").json()["results"] == []
    assert client.get(f"/api/v1/internal-notes/{made['id']}/").status_code == 404


def test_what_one_does_not_see_takes_no_note(cast: Cast, client: Client, filing: Filing) -> None:
    client.force_login(cast.southern_clerk)
    assert client.post(reverse("note_list", args=["filing", filing.pk]), {"text": "x"}).status_code == 404
    assert client.get(reverse("note_list", args=["nothing", filing.pk])).status_code == 404
    client.force_login(cast.northern_viewer)
    assert client.post(reverse("note_list", args=["filing", filing.pk]), {"text": "x"}).status_code == 403
    assert not Note.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", "字" * 1001])
def test_an_empty_or_overlong_note_is_refused(cast: Cast, filing: Filing, text: str) -> None:
    with pytest.raises(NotValid):
        write_note(subject=subject_of(cast.miit_clerk, "filing", filing.pk), text=text, by=cast.miit_clerk)
