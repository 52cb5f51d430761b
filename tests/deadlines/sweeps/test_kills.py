"""kill -9 in the middle of a sweep, a broker that comes back empty, two beats, forty days of silence: on real
processes, nothing is lost and nothing happens twice. `make nightly` does it with over fifty kills."""

from collections.abc import Iterator

import pytest
from django.db import connection

from audit.services.record import first_fault
from notifications.models import Heartbeat, Message
from tests.deadlines import kills
from tests.deadlines.stage import Stage, staged, wait_for

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="workers and tests share a database server"),
    pytest.mark.usefixtures("real_db"),
]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


def test_three_kills_lose_nothing_and_double_nothing(stage: Stage) -> None:
    story = kills.begin(stage)
    kills.run(story, days=1, per_day=1, after_silence=("logging", "noting"))
    said = kills.figures(story)
    assert (stage.kills, stage.broker_kills) == (3, 2), said
    assert (story.lost(), story.doubled()) == (0, 0), said
    assert story.letters_repeated() <= stage.kills, said
    assert first_fault() is None
    # What is done once a day is woken and done by real workers, too.
    stage.start_worker()
    daily = Heartbeat.objects.filter(name__in=("audit-verified", "eligibility-sweep"))
    wait_for(lambda: daily.count() == 2, "what is done once a day", stage.log)


def test_control_without_claims_the_same_workers_double_effects() -> None:
    constraints = [one for one in Message._meta.constraints if one.name == "message_once_per_occasion"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Message, constraints[0])
    try:
        with staged(claims=False) as stage:
            story = kills.begin(stage)
            kills.run_unclaimed(story)
            assert story.doubled() > len(story.messages), kills.figures(story)
    finally:
        Message.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Message, constraints[0])
