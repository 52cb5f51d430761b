"""Reminders that the ministry sends by hand: to whom, once a day, and not for what is met."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation
from audit.models import Event
from common.constraints import NotAllowed
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from deadlines.services.chasers import remind
from deadlines.services.obligations import open_report_obligations
from notifications.models import Message
from notifications.reads.message_text import title_of
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
LATE = datetime(2021, 10, 13, 9, tzinfo=SHANGHAI)


@pytest.fixture
def duty(cast: Cast) -> Obligation:
    """Northern's report of September is two days overdue, that of October is not due."""
    # Whoever is named is there.
    assert cast.northern_clerk != cast.northern_officer
    northern = Organisation.objects.get(code="northern-re")
    open_report_obligations(organisation=northern, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER)
    return Obligation.objects.get(organisation=northern, period="2021-09")


def test_the_people_of_the_organisation_are_reminded_once_a_day(cast: Cast, duty: Obligation) -> None:
    with at(LATE):
        assert remind(obligations=[duty.pk], by=cast.miit_clerk) == 1
        assert remind(obligations=[duty.pk], by=cast.miit_officer) == 0
    reminded = Message.objects.filter(occasion="chased-20211013").about()
    assert {one.recipient for one in reminded} == {cast.northern_clerk, cast.northern_officer}
    assert "部委催办" in title_of(reminded[0])
    assert Event.objects.about(duty).filter(action="obligation.remind").count() == 1
    with at(LATE.replace(day=14)):
        assert remind(obligations=[duty.pk], by=cast.miit_clerk) == 1


def test_nobody_is_reminded_of_what_is_not_overdue(cast: Cast, duty: Obligation) -> None:
    with at(datetime(2021, 10, 11, 23, 59, tzinfo=SHANGHAI)):
        assert remind(obligations=[duty.pk], by=cast.miit_clerk) == 0
    Obligation.objects.filter(pk=duty.pk).update(met_at=LATE)
    with at(LATE):
        assert remind(obligations=[duty.pk], by=cast.miit_clerk) == 0
    assert not Message.objects.filter(occasion__startswith="chased").exists()


def test_only_the_ministry_reminds(cast: Cast, duty: Obligation) -> None:
    for other in (cast.northern_officer, cast.mnr_officer, cast.neimenggu_industry):
        with pytest.raises(NotAllowed), at(LATE):
            remind(obligations=[duty.pk], by=other)


def test_the_page_lists_what_is_overdue_and_sends(cast: Cast, duty: Obligation, as_user: Any) -> None:
    browser, address = as_user(cast.miit_clerk), reverse("obligations_remind")
    with at(LATE):
        assert duty.organisation.name_zh in browser.get(address).content.decode()
        answer = browser.post(address, {"duty": [duty.pk]}, follow=True)
    assert "已就1项事项发出催办" in answer.content.decode()
