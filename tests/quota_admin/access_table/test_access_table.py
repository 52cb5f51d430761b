"""The page of who may do what is written from the tables that the checks ask."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import Role
from accounts.services.reference import load_reference
from quota_admin.management.commands.access_table import TABLES
from scripts.project import ROOT

pytestmark = pytest.mark.once
APPS = [config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()]


def test_every_action_of_the_tables_is_asked_by_a_check() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py"))
    asked = set(re.findall(r'POLICIES\["([\w.]+)"\]', source))
    assert asked == {name for table in TABLES.values() for name in table}


def test_no_action_has_two_names() -> None:
    names = [name for table in TABLES.values() for name in table]
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_the_page_names_every_role_and_every_action() -> None:
    load_reference()
    out = StringIO()
    call_command("access_table", stdout=out)
    for code in Role.objects.values_list("code", flat=True):
        assert f"`{code}`" in out.getvalue()
    for table in TABLES.values():
        for name in table:
            assert out.getvalue().count(f"`{name}`") >= 2, name


@pytest.mark.django_db
def test_roles_are_described_in_both_languages() -> None:
    for role in Role.objects.all():
        assert len(role.description_zh) > 10
        assert len(role.description_en) > 20
