"""`make nightly`: ten working days, six kills on each, and what was lost and doubled, as figures."""

import pytest
from django.db import connection

from tests.deadlines import kills
from tests.deadlines.stage import staged

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="workers and tests share a database server"),
    pytest.mark.usefixtures("real_db"),
]
DAYS = 10


def test_sixty_kills_on_ten_days_lose_nothing_and_double_nothing() -> None:
    with staged() as stage:
        story = kills.begin(stage)
        kills.run(story, days=DAYS, per_day=len(kills.POINTS))
        said = kills.figures(story)
        print(f"\n{said}")
        assert stage.kills == DAYS * len(kills.POINTS) >= 50, said
        assert stage.broker_kills == DAYS + 1, said
        assert (story.lost(), story.doubled()) == (0, 0), said
        assert story.letters_repeated() <= stage.kills, said
        assert "whole" in said
