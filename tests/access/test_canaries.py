"""Lists, searches, counts, exports, PDFs and error pages show one's own canaries and never another's."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Note
from allocations.models import Reduction
from documents.files.pdf import pdf_refusal
from inspections.models import Inspection
from monthly_checks.models import CheckVerdict
from tests.access.actors import NORTH, SOUTH
from tests.access.asking import ask, text_of
from tests.access.canaries import SEEN_BY
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# One of each kind of reader; the matrix asks everybody.
READERS = ("miit_officer", "north_clerk", "south_officer", "neimenggu_industry", "jiangxi_industry", "fujian_industry",
           "north_administrator", "system_admin", "north_roleless")  # fmt: skip


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def lists(world: World) -> list[str]:
    """Every list with what it can be asked: words, filters, pages, years, months, counts."""
    foreign = world.plants[SOUTH, "44"]
    return [
        f"{reverse('enterprise_list')}?search={foreign.name_zh[:-2]}",
        f"{reverse('enterprise_list')}?search=金丝雀",
        *(f"{reverse(name)}?q={words}" for name in ("search", "api-search-list")
          for words in ("金丝雀", "jsq", "canary", foreign.credit_code[:-1], "F-20", "R-20", "I-20", "C-20",
                        "northern", "south")),
        f"{reverse('enterprise_list')}?province=44",
        f"{reverse('enterprise_list')}?status=eligible",
        *(f"{reverse('filing_list')}?year={year}" for year in (2016, 2018, 2019, 2020, 2021, 2024)),
        f"{reverse('report_list')}?year=2021",
        f"{reverse('obligation_list')}?year=2019",
        f"{reverse('obligation_list')}?organisation={world.groups[SOUTH].pk}",
        *(f"{reverse(name)}?until=2021-{month:02d}" for name in ("jurisdiction", "execution") for month in (3, 4, 6)),
        f"{reverse('execution_group', args=['southern-re'])}?until=2021-06",
        f"{reverse('execution_enterprise', args=[world.plants[NORTH, '15'].pk])}?until=2021-06",
        f"{reverse('api-filing-list')}?year=2021&state=accepted",
        f"{reverse('api-filing-list')}?state=draft",
        f"{reverse('api-report-list')}?state=draft",
        f"{reverse('api-report-list')}?in_force=true&limit=1&offset=1",
        f"{reverse('api-enterprise-list')}?province=44",
        f"{reverse('api-obligation-list')}?organisation__code=southern-re",
        f"{reverse('api-notice-list')}?year=2024",
        f"{reverse('api-execution-detail', args=['southern-re'])}?until=2021-06",
        *(f"{reverse(name)}?{query}" for name in ("inspection_list", "inspection_export")
          for query in ("province=15", "province=44", "kind=any", "orders=open")),
        *(reverse(name) for name in ("plan_list", "published_inspections", "check_list_export")),
        reverse("notice_detail", args=[world.row("notice.confidential", NORTH).pk]),
        reverse("notice_pdf", args=[world.row("notice.confidential", NORTH).pk]),
        reverse("notice_annex", args=[world.row("notice.confidential", NORTH).pk]),
        reverse("api-notice-detail", args=[world.row("notice.confidential", NORTH).pk]),
        *(reverse("filing_detail", args=[world.row(f"filing.{state}", NORTH).pk])
          for state in ("returned", "submitted", "consulting", "accepted")),
        *(reverse("report_detail", args=[world.row(f"report.{state}", NORTH).pk]) for state in ("returned", "accepted")),
        *(reverse("api-report-lines", args=[world.row(f"report.{state}", NORTH).pk]) for state in ("returned", "accepted")),
        *(reverse("api-filing-lines", args=[world.row(f"filing.{state}", NORTH).pk]) for state in ("returned", "accepted")),
        *(reverse("api-report-detail", args=[world.row(f"report.{state}", NORTH).pk]) for state in ("returned", "accepted")),
        *(reverse("api-filing-detail", args=[world.row(f"filing.{state}", NORTH).pk]) for state in ("returned", "accepted")),
    ]  # fmt: skip


@pytest.mark.usefixtures("pdf_as_text")
@pytest.mark.parametrize("actor", READERS)
def test_no_list_filter_count_or_page_shows_anothers_canary(
    world: World, clients: dict[str, Client], actor: str
) -> None:
    for path in lists(world):
        answer = ask(clients[actor], "GET", path)
        assert answer.status_code < 500, path
        assert not world.canaries.leaks(actor, text_of(answer)), path


@pytest.mark.usefixtures("pdf_as_text")
def test_every_canary_is_shown_to_somebody_who_may_see_it(world: World, clients: dict[str, Client]) -> None:
    """Else the canaries would be silent because they are nowhere."""
    heard: set[str] = set()
    people = ("miit_officer", "north_clerk", "south_clerk", "neimenggu_industry")
    places = [
        "enterprise_detail", "filing_detail", "report_detail", "notice_detail", "filing_receipt", "report_receipt",
        "obligation_detail",
    ]  # fmt: skip
    kinds = {"filing": "filing_detail", "report": "report_detail", "notice": "notice_detail",
             "extract": "extract_detail", "difference": "difference_detail"}  # fmt: skip
    paths = [reverse(kinds[kind.split(".")[0]], args=[row.pk]) for (kind, _side), row in world.rows.items()
             if kind.split(".")[0] in kinds]  # fmt: skip
    paths += [reverse("enterprise_detail", args=[row.pk]) for row in world.plants.values()]
    paths += [reverse(name, args=[row.pk]) for name in places[4:6] for (kind, _side), row in world.rows.items()
              if kind == f"{name.split('_')[0]}.accepted"]  # fmt: skip
    paths += [reverse("obligation_detail", args=[row.obligation_id]) for (kind, _), row in world.rows.items()
              if kind == "extension"]  # fmt: skip
    paths += [row.get_absolute_url() for row in (*CheckVerdict.objects.all(), *Inspection.objects.all())]
    paths += [reverse("reduction_detail", args=[row.pk]) for row in Reduction.objects.all()]
    paths += [*lists(world), reverse("execution"), reverse("arrangement_list"), reverse("filing_list")]
    paths += [row.get_absolute_url() for row in world.rows.values() if hasattr(row, "get_absolute_url")]
    paths += [reverse("note_list", args=[note.kind, note.subject]) for note in Note.objects.all()]
    for actor in people:
        for path in dict.fromkeys(paths):
            heard |= world.canaries.sung(text_of(ask(clients[actor], "GET", path)))
    for side in (NORTH, SOUTH):
        path = reverse("service_account_detail", args=[world.row("service account", side).pk])
        heard |= world.canaries.sung(text_of(ask(clients["security_admin"], "GET", path)))
    silent = set(world.canaries.scopes) - heard
    assert len(silent) <= len(world.canaries.scopes) // 10, sorted(silent)
    for scope in SEEN_BY:
        assert any(world.canaries.scopes[canary] == scope for canary in heard), scope


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("actor", READERS)
def test_an_error_page_discloses_nothing(world: World, clients: dict[str, Client], actor: str, language: str) -> None:
    for name, kind in (("filing_detail", "filing.draft"), ("report_edit", "report.draft"), ("enterprise_edit", "enterprise"),
                       ("evidence_confirm", "evidence"), ("filing_pdf", "filing.returned")):  # fmt: skip
        kwargs = {"pk": world.row(kind, SOUTH).pk} | ({"slug": "licence"} if kind == "evidence" else {})
        clients[actor].cookies["django_language"] = language
        answer = ask(clients[actor], "GET", reverse(name, kwargs=kwargs))
        clients[actor].cookies.pop("django_language", None)
        assert not world.canaries.leaks(actor, text_of(answer)), name


def test_a_printed_document_holds_what_its_reader_may_read(world: World, clients: dict[str, Client]) -> None:
    """The PDF as it is printed; the other tests read its text before typesetting."""
    if refusal := pdf_refusal():
        pytest.skip(str(refusal))
    for name, kind in (("filing_pdf", "filing.accepted"), ("report_pdf", "report.accepted")):
        pk = world.row(kind, NORTH).pk
        printed = ask(clients["north_officer"], "GET", reverse(name, args=[pk]))
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
        assert world.canaries.sung(text.replace("\n", ""))
        assert not world.canaries.leaks("north_officer", text)
        assert ask(clients["jiangxi_industry"], "GET", reverse(name, args=[pk])).status_code == 403
