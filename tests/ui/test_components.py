"""The components: what a wrong call does, and what each says to eyes and to a screen reader."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from allocations.models import Filing, Notice
from common.constraints import NotAllowed
from common.quantities import TonnesFormField
from common.workflow import Action
from deadlines.models import Punctuality
from quota_admin.templatetags import charts
from quota_admin.templatetags.components import STATUSES, register
from reporting.models import Finding, ProductionReport
from tests.conftest import Cast
from tests.markup import squeezed


def rendered(source: str, **context: Any) -> str:
    return squeezed(Template(source).render(Context(context)))


@pytest.mark.parametrize(
    "call",
    [
        '{% status "draft" shade="red" %}',
        "{% status %}",
        "{% figure %}",
        '{% figure value unit="t" %}',
        "{% due obligation %}",
        "{% form_field %}",
        "{% action_button %}",
        "{% empty_state %}",
        "{% notice_badge %}",
        '{% receipt "F-1" at %}',
        "{% figures_table %}{% endfigures_table %}",
        '{% figures_table caption="x" %}',
        "{% no_such_component %}",
    ],
)
def test_a_wrong_call_fails_when_the_template_compiles(call: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(call)


# They show what the person who is signed in keeps or may read, which nobody is in the gallery: their pages' tests do.
# Words within another component.
OF_ANOTHER = {"heat_word"}
OF_THE_PERSON = {"bracketed", "colon", "own_phrases", "internal_notes", "remarks", "note_link"}


def test_the_gallery_shows_every_component() -> None:
    shown = (settings.BASE_DIR / "templates" / "quota_admin/gallery/gallery.html").read_text(encoding="utf-8")
    names = {*register.tags, *charts.register.tags} - OF_ANOTHER
    assert {name for name in names if not re.search(rf"{{% {name}\b", shown)} == OF_THE_PERSON


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_status_is_a_word_and_a_shape(language: str) -> None:
    shapes = set()
    with translation.override(language):
        for code, (label, shape, _tone) in STATUSES.items():
            text = rendered("{% status code %}", code=code)
            assert str(label) in text
            assert f'<span class="shape" aria-hidden="true">{shape}</span>' in text
            shapes.add(shape)
            assert bool(re.search(r"[\u4e00-\u9fff]", str(label))) == (language == "zh-hans"), code
    assert len(shapes) > 10


def test_every_state_of_every_thing_has_a_status() -> None:
    states = {
        *Notice.State.values,
        *Filing.State.values,
        *ProductionReport.State.values,
        *Finding.State.values,
        "open",
        "overdue",
        "met_on_time",
        "met_late",
    }
    assert states - set(STATUSES) == set()


def test_an_unknown_status_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(KeyError):
        rendered('{% status "finished" %}')


def test_zero_not_filled_and_not_applicable_look_different() -> None:
    zero = rendered("{% figure value %}", value=Decimal("0.000"))
    unfilled = rendered("{% figure value %}", value=None)
    not_applicable = rendered('{% figure value "na" %}', value=None)
    assert ">0<" in zero
    assert "未填" in unfilled
    assert "不适用" in not_applicable
    texts = {re.sub(r"<[^>]+>", "", text) for text in (zero, unfilled, not_applicable)}
    assert len(texts) == 3


def test_figures_of_a_column_have_the_same_decimals() -> None:
    texts = [rendered("{{ value|tonnes:3 }}", value=Decimal(text)) for text in ("1234567.5", "0", "12.345")]
    assert texts == ["1,234,567.500", "0.000", "12.345"]


class ExampleForm(forms.Form):
    output = TonnesFormField(label="产量", help_text="单位：吨")
    note = forms.CharField(label="备注", required=False)


def test_an_error_stands_beside_its_field_and_the_summary_leads_to_it() -> None:
    form = ExampleForm({"output": "很多", "note": ""})
    field = rendered("{% form_field field %}", field=form["output"])
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_output-error id_output-help"' in field
    sentence = form.errors["output"][0]
    assert f'<div class="wrong" id="id_output-error">{sentence}</div>' in field
    summary = rendered("{% error_summary form %}", form=form)
    assert 'role="alert"' in summary
    assert f'<a href="#id_output">{sentence}</a>' in summary


def test_a_valid_form_has_no_summary_and_no_error() -> None:
    form = ExampleForm({"output": "1234.5", "note": ""})
    assert rendered("{% error_summary form %}", form=form).strip() == ""
    assert "wrong" not in rendered("{% form_field field %}", field=form["output"])
    assert "选填" in rendered("{% form_field field %}", field=form["note"])


def test_what_people_typed_is_escaped_in_every_place() -> None:
    form = ExampleForm({"output": "<b>x</b>", "note": ""})
    for source in ("{% form_field form.output %}", "{% error_summary form %}"):
        assert "<b>x" not in rendered(source, form=form)
    assert "<b>" not in rendered("{% empty_state title %}", title="<b>x</b>")
    assert "<b>" not in rendered("{% figures_table caption=caption %}{% endfigures_table %}", caption="<b>x</b>")


def test_a_refused_action_is_disabled_and_says_why() -> None:
    refusal = NotAllowed("drafted_it", "须由本单位另一人签署。")
    text = rendered("{% action_button action %}", action=Action("sign", "签署", "/sign/", refusal))
    assert "disabled" in text
    assert text.count("须由本单位另一人签署。") == 2, "as the tooltip and as visible text"
    assert 'aria-describedby="why-sign"' in text
    assert "/sign/" not in text


def test_an_action_with_confirmation_is_a_link_and_others_a_form() -> None:
    asks = rendered("{% action_button action %}", action=Action("sign", "签署", "/sign/"))
    assert '<a class="btn btn-sm btn-primary" href="/sign/">签署</a>' in asks
    does = rendered(
        "{% action_button action %}", action=Action("take", "受理", "/take/", confirm=False), csrf_token="x" * 32
    )
    assert '<form method="post" action="/take/"' in does
    assert "csrfmiddlewaretoken" in does


@pytest.mark.parametrize(
    ("punctuality", "said"),
    [
        (Punctuality("open", 2), "剩余2个工作日"),
        (Punctuality("overdue", 3), "已逾期3个工作日"),
        (Punctuality("met_late", 1), "迟报1个工作日"),
    ],
)
def test_a_deadline_names_weekday_hour_remaining_days_and_reason(punctuality: Punctuality, said: str) -> None:
    duty = SimpleNamespace(due_on=date(2021, 10, 11), explanation="10月10日为周日，顺延", provisional=False)
    text = rendered("{% due duty punctuality %}", duty=duty, punctuality=punctuality)
    for part in ("2021年10月11日 周一 24:00", said, "10月10日为周日，顺延"):
        assert part in text


def test_a_notice_is_named_with_year_batch_number_and_unit() -> None:
    notice = SimpleNamespace(year=2021, batch=2, document_number=None)
    text = rendered("{% notice_badge notice %}", notice=notice)
    for part in ("2021年", "第2批", "吨"):
        assert part in text
    notice.document_number = "工信部联原〔2021〕1号"
    assert "工信部联原〔2021〕1号" in rendered("{% notice_badge notice %}", notice=notice)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("zh-hans", "组件样张"), ("en", "Gallery of components")])
def test_the_gallery_opens_in_both_languages(
    cast: Cast, as_user: Any, settings: Any, language: str, title: str
) -> None:
    settings.DEMO = True
    client = as_user(cast.northern_clerk)
    client.cookies["django_language"] = language
    assert title in client.get("/gallery/").content.decode()
