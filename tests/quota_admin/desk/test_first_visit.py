"""Who is here for the first time is led to the first chapters of the manual; whoever was here is told what changed."""

from typing import Any

import pytest
from django.urls import reverse

from audit.services.record import record
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(
    ("who", "book", "second"),
    [
        ("northern_clerk", "clerk", "起草指标分解方案"),
        ("miit_officer", "ministry", "新年度准备"),
        ("neimenggu_industry", "province", "反馈分解方案意见"),
        ("system_admin", "administrators", "新设单位"),
    ],
)
def test_a_first_visit_leads_to_the_manual(cast: Cast, as_user: Any, who: str, book: str, second: str) -> None:
    person = cast.person("keeper", "operator", who) if who == "system_admin" else getattr(cast, who)
    page = as_user(person).get(reverse("desk"))
    assert page.context["first_book"] == book
    titles = [chapter.title for chapter in page.context["first_chapters"]]
    assert titles[:2] == ["登录与工作台", second]
    assert 'id="first-visit"' in page.content.decode()


def test_at_the_second_visit_it_is_gone(cast: Cast, as_user: Any) -> None:
    for _visit in range(2):
        record("sign_in", by=cast.northern_clerk, subject=cast.northern_clerk)
    page = as_user(cast.northern_clerk).get(reverse("desk"))
    assert "first_chapters" not in page.context
    assert page.context["last_visit"] is not None
