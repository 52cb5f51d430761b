"""One world per worker for the tests of access; every request is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.template.base import Template
from django.test import Client, override_settings

from common.periods import at
from tests.access.actors import browsers
from tests.access.building import build
from tests.access.kept import forget_everybody
from tests.access.world import World
from tests.conftest import JOURNEY


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, in a transaction that ends with the package."""
    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        SESSION_ENGINE="tests.access.kept",
        AUTHENTICATION_BACKENDS=["tests.access.kept.KnownPeople"],
    )
    with django_db_blocker.unblock(), quick, at(JOURNEY), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
        forget_everybody()


@pytest.fixture(scope="package")
def clients(world: World) -> dict[str, Client]:
    """A browser for everybody."""
    return browsers(world.people)


@pytest.fixture(autouse=True)
def _contexts_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the test client's copy of every template's context, which nobody looks at here, and without the text of an
    answer to HEAD, which is thrown away: everybody who asks for it asks for the page itself, too."""

    def render(self: Template, context: Any) -> Any:
        request = getattr(context, "request", None)
        return "" if request is not None and request.method == "HEAD" else self.nodelist.render(context)

    monkeypatch.setattr(Template, "_render", render)
