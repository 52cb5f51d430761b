"""Own phrases: one's own alone, in one's own order, put into every field for opinions, reasons and remarks."""

import re
from decimal import Decimal
from importlib import import_module

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.forms.phrases import PhrasedText
from accounts.models import Phrase, User
from accounts.services import phrases
from allocations.services.filings import consult
from audit.models import Event
from common.constraints import NotAllowed, NotValid
from tests.access.test_fields import forms as forms_of_the_pages
from tests.allocations.splits import SEPARATION, drafted
from tests.builders import enterprise, issued
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def texts(person: User) -> list[str]:
    return list(Phrase.objects.filter(owner=person).values_list("text", flat=True))


def test_it_is_added_edited_moved_and_removed_on_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.miit_officer)
    for text in ("同意", "请补充说明", "  数据  不一致 "):
        assert client.post(reverse("phrase_list"), {"text": text}).status_code == 302
    assert texts(cast.miit_officer) == ["同意", "请补充说明", "数据 不一致"]
    last = Phrase.objects.get(text="数据 不一致")
    client.post(reverse("phrase_move", args=[last.pk]), {"to": "up"})
    assert texts(cast.miit_officer) == ["同意", "数据 不一致", "请补充说明"]
    client.post(reverse("phrase_move", args=[last.pk]), {"to": "down"})
    client.post(reverse("phrase_move", args=[last.pk]), {"to": "down"})
    assert texts(cast.miit_officer) == ["同意", "请补充说明", "数据 不一致"]
    client.post(reverse("phrase_edit", args=[last.pk]), {"text": "数据不一致，请核对"})
    assert texts(cast.miit_officer) == ["同意", "请补充说明", "数据不一致，请核对"]
    assert "数据不一致，请核对" in client.get(reverse("phrase_list")).content.decode()
    assert client.get(reverse("phrase_remove", args=[last.pk])).status_code == 200
    client.post(reverse("phrase_remove", args=[last.pk]))
    assert texts(cast.miit_officer) == ["同意", "请补充说明"]
    logged = Event.objects.filter(action__startswith="phrase.").values_list("action", flat=True)
    assert sorted(logged) == ["phrase.add", "phrase.add", "phrase.add", "phrase.edit", "phrase.remove"]


def test_the_same_verbs_in_the_api(cast: Cast, client: Client) -> None:
    client.force_login(cast.neimenggu_industry)
    kept = [client.post("/api/v1/phrases/", {"text": text}).json()["id"] for text in ("同意", "属实")]
    assert client.post(f"/api/v1/phrases/{kept[1]}/move/", {"to": "up"}).json()["position"] == 1
    answer = client.put(f"/api/v1/phrases/{kept[0]}/", {"text": "不同意"}, content_type="application/json")
    assert answer.json()["text"] == "不同意"
    assert [row["text"] for row in client.get("/api/v1/phrases/").json()["results"]] == ["属实", "不同意"]
    assert client.post(f"/api/v1/phrases/{kept[0]}/remove/").status_code == 204
    assert texts(cast.neimenggu_industry) == ["属实"]


@pytest.mark.parametrize("text", ["", "   ", "字" * 301, "同意"])
def test_what_is_empty_too_long_or_there_already_is_refused_beside_the_field(
    cast: Cast, client: Client, text: str
) -> None:
    phrases.add_phrase(text="同意", by=cast.miit_officer)
    client.force_login(cast.miit_officer)
    assert client.post(reverse("phrase_list"), {"text": text}).status_code == 422
    assert texts(cast.miit_officer) == ["同意"]
    with pytest.raises(NotValid) as caught:
        phrases.add_phrase(text=text, by=cast.miit_officer)
    assert "text" in caught.value.cells


def test_a_list_has_an_end(cast: Cast) -> None:
    for number in range(Phrase.MOST):
        phrases.add_phrase(text=f"第{number}条", by=cast.miit_officer)
    with pytest.raises(NotValid, match=str(Phrase.MOST)):
        phrases.add_phrase(text="再一条", by=cast.miit_officer)


def test_nobody_reads_or_touches_anothers(cast: Cast, client: Client) -> None:
    row = phrases.add_phrase(text="只有我知道", by=cast.northern_clerk)
    colleague = cast.northern_officer
    for call in (
        lambda: phrases.edit_phrase(phrase=row, text="改", by=colleague),
        lambda: phrases.move_phrase(phrase=row, up=True, by=colleague),
        lambda: phrases.remove_phrase(phrase=row, by=colleague),
    ):
        with pytest.raises(NotAllowed):
            call()
    client.force_login(colleague)
    assert client.get(reverse("phrase_edit", args=[row.pk])).status_code == 404
    assert "只有我知道" not in client.get(reverse("phrase_list")).content.decode()
    with pytest.raises(NotAllowed):
        phrases.add_phrase(text="查阅", by=cast.northern_viewer)


# --- beside the fields -----------------------------------------------------------------------------


class Example(forms.Form):
    reason = forms.CharField(widget=PhrasedText(rows=2), max_length=30)


def test_without_script_what_is_ticked_is_put_behind_what_was_typed(client: Client, cast: Cast) -> None:
    def reason(query: str) -> str:
        form = Example(QueryDict(query))
        return form.cleaned_data["reason"] if form.is_valid() else str(form.errors["reason"].as_text())

    assert reason("reason=typed") == "typed"
    assert reason("reason=typed&reason-phrase=one&reason-phrase=two") == "typed\none\ntwo"
    assert reason("reason=&reason-phrase=one") == "one"
    assert "30" in reason("reason=typed&reason-phrase=" + "x" * 30)


def test_a_ticked_phrase_becomes_the_opinion(cast: Cast, client: Client) -> None:
    issued(cast, 1)
    filing = drafted(cast, {(enterprise(1).pk, SEPARATION): Decimal(1000)})
    consult(filing=filing, by=cast.northern_clerk)
    consultation = filing.consultations.get(authority=cast.neimenggu_industry.organisation)
    phrases.add_phrase(text="产能与指标相符", by=cast.neimenggu_industry)
    client.force_login(cast.neimenggu_industry)
    url = reverse("consultation_opinion", args=[consultation.pk])
    page = client.get(url).content.decode()
    assert re.search(r'name="reason-phrase"\s+value="产能与指标相符"', page)
    client.post(url, {"opinion": "agree", "reason": "无异议。", "reason-phrase": "产能与指标相符"})
    consultation.refresh_from_db()
    assert consultation.reason == "无异议。\n产能与指标相符"


def test_every_field_of_several_lines_offers_them() -> None:
    """Where people write to others; the example of the gallery alone does not."""
    found = forms_of_the_pages()
    plain = set()
    for name in found:
        module, _dot, form = name.rpartition(".")
        fields = getattr(import_module(module), form).base_fields
        plain |= {
            f"{form}.{field}"
            for field, asked in fields.items()
            if isinstance(asked.widget, forms.Textarea) and not isinstance(asked.widget, PhrasedText)
        }
    assert plain == {"ExampleForm.reason"}
