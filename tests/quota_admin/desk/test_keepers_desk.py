"""The first screen of who keeps accounts, the system or the log: what waits, what is unusual, each with its page."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.services.people import invite
from common.periods import at, now
from notifications.models import Message
from quota_admin.reads.keepers_desk import Matter, keepers_desk
from tests.accounts.keepers import administrator, audit_admin, security_admin, system_admin
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def labels(matters: list[Matter]) -> dict[str, int]:
    return {matter.label: matter.count for matter in matters}


def test_an_organisations_administrator_sees_whose_link_is_over_and_who_is_alone(cast: Cast, as_user: Any) -> None:
    keeper, _officer = administrator("northern-re"), cast.northern_officer
    invite(
        organisation=keeper.organisation, username="new-clerk", name="新经办", email="", roles=[Role.CLERK], by=keeper
    )
    assert labels(keepers_desk(keeper).waiting) == {"已邀请、尚未设置密码": 1}
    with at(now() + timedelta(days=60)):
        desk = keepers_desk(keeper)
    assert labels(desk.waiting) == {"邀请链接已失效、尚未设置密码": 1}
    assert desk.waiting[0].note == "新经办"
    assert labels(desk.unusual)["仅有一名负责人"] == 1
    page = as_user(keeper).get("/").content.decode()
    assert "待处理事项" in page
    assert reverse("people_list") + "?state=invited" in page
    # Nothing of another organisation is counted.
    assert not keepers_desk(administrator("southern-re")).waiting


def test_the_system_administrator_sees_what_was_not_delivered_and_where_nobody_keeps_accounts(cast: Cast) -> None:
    administrator("northern-re")
    Message.objects.create(
        recipient=cast.northern_clerk, occasion="check-closed-1", queued_at=now(), post="failed", fault="no such host"
    )
    desk = keepers_desk(system_admin())
    assert labels(desk.waiting)["未送达的电子邮件"] == 1
    without = next(matter for matter in desk.unusual if matter.label == "未设管理员的单位")
    administrator("southern-re")
    after = next(matter for matter in keepers_desk(system_admin()).unusual if matter.label == "未设管理员的单位")
    assert after.count == without.count - 1


def test_the_audit_administrator_sees_what_was_refused(cast: Cast, as_user: Any) -> None:
    keeper = audit_admin()
    before = labels(keepers_desk(keeper).unusual).get("近7日被拒绝的访问", 0)
    assert as_user(cast.northern_clerk).get(reverse("log_list")).status_code == 403
    found = next(matter for matter in keepers_desk(keeper).unusual if matter.label == "近7日被拒绝的访问")
    assert found.count == before + 1
    assert as_user(keeper).get(found.url).status_code == 200


def test_who_works_with_quotas_has_no_such_lines(cast: Cast, as_user: Any) -> None:
    assert "keepers" not in as_user(cast.northern_clerk).get("/").context
    page = as_user(security_admin()).get("/").content.decode()
    assert "吨" not in page[page.index("<main") : page.index("</main>")]
