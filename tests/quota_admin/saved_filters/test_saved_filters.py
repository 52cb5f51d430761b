"""A filter under a name: kept on the list, found above it, sent every month as a file, gone when it is removed."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import SavedFilter, User
from accounts.services.saved_filters import keep_filter, remove_filter, set_sending
from audit.models import Event
from common.constraints import NotAllowed, NotValid, TooMany
from common.periods import SHANGHAI, at
from notifications.models import MadeFile, Message
from notifications.services import made_files
from notifications.services.heartbeats import hear_worker
from quota_admin.reads.saved_pages import PAGES, kept_query
from tests.builders import enterprise
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
THE_14TH = datetime(2021, 10, 14, 9, tzinfo=SHANGHAI)
THE_15TH = datetime(2021, 10, 15, 9, tzinfo=SHANGHAI)
IN_DECEMBER = datetime(2021, 12, 20, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def kept(person: User, send: str = "xlsx", query: str = "kind=separation") -> SavedFilter:
    return keep_filter(name="矿山企业", page="enterprise_list", query=query, send=send, by=person)


def names_in(file: MadeFile) -> set[str]:
    with file.content.open() as content:
        page = load_workbook(BytesIO(content.read())).worksheets[0]
    return {str(cell.value) for row in page for cell in row}


def test_it_is_kept_on_the_list_and_stands_above_it_without_its_page_and_month(cast: Cast, client: Client) -> None:
    client.force_login(cast.miit_officer)
    asked = {"page": "enterprise_list", "query": "kind=mine&page=3&until=2021-08&search=", "name": " 矿山  企业 "}
    answer = client.post(reverse("saved_filter_keep"), {**asked, "send": "xlsx", "day": "12"})
    assert answer["Location"] == reverse("enterprise_list") + "?kind=mine"
    saved = SavedFilter.objects.get()
    assert (saved.name, saved.query, saved.send, saved.day) == ("矿山 企业", "kind=mine", "xlsx", 12)
    page = client.get(reverse("enterprise_list")).content.decode()
    assert f'href="{reverse("enterprise_list")}?kind=mine"' in page
    assert "矿山 企业" not in client.get(reverse("obligation_list")).content.decode()
    assert "矿山 企业" in client.get(reverse("saved_filter_list")).content.decode()
    client.force_login(cast.northern_clerk)
    assert "矿山 企业" not in client.get(reverse("enterprise_list")).content.decode()
    assert client.post(reverse("saved_filter_remove", args=[saved.pk])).status_code == 404


def test_the_same_name_takes_the_place_of_the_one_before(cast: Cast) -> None:
    first, second = kept(cast.miit_officer), kept(cast.miit_officer, query="kind=mine")
    assert first.pk == second.pk
    assert SavedFilter.objects.get().query == "kind=mine"


@pytest.mark.parametrize(
    ("name", "day", "send"), [(" ", 15, ""), ("长" * 61, 15, ""), ("好", 29, ""), ("好", 15, "csv")]
)
def test_what_makes_no_sense_is_refused(cast: Cast, name: str, day: int, send: str) -> None:
    with pytest.raises(NotValid):
        keep_filter(name=name, page="execution", query="", send=send, day=day, by=cast.miit_officer)
    assert not SavedFilter.objects.exists()


def test_one_too_many_is_refused_and_who_has_no_role_keeps_none(cast: Cast) -> None:
    for number in range(SavedFilter.MOST):
        keep_filter(name=str(number), page="execution", query="", by=cast.miit_officer)
    with pytest.raises(NotValid, match="30"):
        keep_filter(name="再来", page="execution", query="", by=cast.miit_officer)
    nobody: User = User.objects.create_user(
        "nobody", "long-Passphrase-2021", organisation=cast.northern_clerk.organisation
    )
    with pytest.raises(NotAllowed):
        keep_filter(name="执行", page="execution", query="", by=nobody)


def test_a_table_is_made_once_a_month_on_its_day_and_told_of(cast: Cast) -> None:
    mine = enterprise(1)
    kept(cast.miit_officer)
    with at(THE_14TH):
        assert made_files.ask_monthly() == 0
    with at(THE_15TH):
        assert [made_files.ask_monthly(), made_files.ask_monthly()] == [1, 0]
        assert [made_files.make_waiting(timezone.now()), made_files.make_waiting(timezone.now())] == [1, 0]
    file = MadeFile.objects.get()
    assert file.state == MadeFile.State.DONE
    assert file.title == "矿山企业（2021-10）"
    assert mine.name_zh in names_in(file)
    message = Message.objects.get(occasion=f"file-{file.pk}")
    assert (message.recipient, message.details["url"]) == (
        cast.miit_officer,
        reverse("made_file_detail", args=[file.pk]),
    )
    # A worker that was away in November sends December's table, once.
    with at(IN_DECEMBER):
        assert made_files.ask_monthly() == 1


def test_what_is_sent_is_what_its_person_would_see_today(cast: Cast) -> None:
    ours = enterprise(1)
    theirs = enterprise(2, group="southern-re")
    kept(cast.northern_clerk)
    with at(THE_15TH):
        made_files.ask_monthly()
        made_files.make_waiting(timezone.now())
    names = names_in(MadeFile.objects.get())
    assert ours.name_zh in names
    assert theirs.name_zh not in names


def test_a_list_without_a_document_of_its_own_is_printed_from_its_workbook(cast: Cast) -> None:
    enterprise(1)
    kept(cast.miit_officer, send="pdf")
    with at(THE_15TH):
        made_files.ask_monthly()
        made_files.make_waiting(timezone.now())
    file = MadeFile.objects.get()
    assert (file.state, file.fault, file.content_type) == ("done", "", "application/pdf")
    with file.content.open() as content:
        assert content.read(5) == b"%PDF-"


def test_nothing_comes_to_who_is_disabled_or_ended_it(cast: Cast) -> None:
    saved = kept(cast.miit_officer)
    set_sending(saved=saved, send="", day=15, by=cast.miit_officer)
    gone = cast.northern_clerk
    gone.is_active = False
    gone.save()
    SavedFilter.objects.create(owner=gone, name="旧", page="enterprise_list", send="xlsx")
    with at(THE_15TH):
        assert made_files.ask_monthly() == 0
    remove_filter(saved=saved, by=cast.miit_officer)
    remove_filter(saved=saved, by=cast.miit_officer)
    logged = (
        Event.objects.filter(action__startswith="saved_filter.").order_by("number").values_list("action", flat=True)
    )
    assert list(logged) == ["saved_filter.keep", "saved_filter.send", "saved_filter.remove"]


def test_a_file_is_made_at_once_where_no_worker_is_heard_and_later_where_one_is(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.miit_officer)
    asked = {"page": "execution", "query": "", "ending": "xlsx"}
    address = client.post(reverse("made_file_ask"), asked)["Location"]
    page = client.get(address).content.decode()
    file = MadeFile.objects.get()
    assert reverse("made_file_content", args=[file.pk]) in page
    taken = client.get(reverse("made_file_content", args=[file.pk]))
    assert b"".join(taken).startswith(b"PK")
    hear_worker()
    woken: list[str] = []
    monkeypatch.setattr(
        "notifications.services.made_files.current_app.send_task", lambda name, **_how: woken.append(name)
    )
    address = client.post(reverse("made_file_ask"), asked)["Location"]
    waiting = client.get(address)
    assert woken == [made_files.TASK]
    assert "<progress" in waiting.content.decode()
    assert waiting["Refresh"] == "10"
    assert made_files.make_waiting(timezone.now()) == 1
    assert "Refresh" not in client.get(address)
    client.force_login(cast.northern_clerk)
    assert client.get(address).status_code == 404


def test_a_refusal_and_an_error_are_told_and_end_the_work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made_files.ask_for_file(title="执行", page="execution", query="", ending="xlsx", by=cast.northern_clerk)
    made_files.make_waiting(timezone.now())
    file.refresh_from_db()
    assert (file.state, bool(file.fault)) == ("failed", True)

    def broken(*_what: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(made_files, "import_string", lambda _path: broken)
    second = made_files.ask_for_file(title="执行", page="execution", query="", ending="xlsx", by=cast.miit_officer)
    made_files.make_waiting(timezone.now())
    second.refresh_from_db()
    assert second.state == "failed"
    assert Message.objects.filter(occasion__startswith="file-").count() == 2


def test_a_worker_that_died_is_followed_by_another_three_times(cast: Cast) -> None:
    file = made_files.ask_for_file(title="执行", page="execution", query="", ending="xlsx", by=cast.miit_officer)
    machine_now = timezone.now()
    dead = MadeFile.objects.filter(pk=file.pk)
    dead.update(state="running", attempts=1, held_until=machine_now + made_files.HELD)
    assert made_files.make_waiting(machine_now) == 0
    dead.update(attempts=made_files.ATTEMPTS)
    assert made_files.make_waiting(machine_now + 2 * made_files.HELD) == 0
    file.refresh_from_db()
    assert file.state == "failed"


def test_five_are_enough_and_old_ones_are_forgotten(cast: Cast) -> None:
    for _number in range(made_files.MOST):
        made_files.ask_for_file(title="执行", page="execution", query="", ending="xlsx", by=cast.miit_officer)
    with pytest.raises(TooMany):
        made_files.ask_for_file(title="执行", page="execution", query="", ending="xlsx", by=cast.miit_officer)
    made_files.make_waiting(timezone.now())
    places = [file.content.name for file in MadeFile.objects.all()]
    with at(IN_DECEMBER):
        assert made_files.forget_old(timezone.now()) == made_files.MOST
    assert not any(default_storage.exists(str(place)) for place in places)


def test_every_list_that_is_named_has_its_routes() -> None:
    for name, page in PAGES.items():
        for route in (name, *page.files.values()):
            try:
                reverse(route)
            except NoReverseMatch:
                pytest.fail(f"{route} is no route")


def test_what_names_a_time_is_not_kept() -> None:
    asked = QueryDict("kind=mine&year=2021&until=2021-08&mining-page=2&sort=-name&province=")
    assert kept_query(asked) == "kind=mine&sort=-name"
