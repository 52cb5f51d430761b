"""Days on which a worker is killed repeatedly, and the expected result: each effect exactly once.

The expectation is computed from the calendar and the obligations, not from what the sweepers have marked.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection

from accounts.models import Organisation, User
from audit.models import Event
from audit.services.record import first_fault
from common.periods import SHANGHAI, Month, at, end_of, start_of
from deadlines.models import Obligation
from deadlines.reads.reminder_schedule import escalated_until, step_of
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import meet, open_report_obligations
from notifications.models import Message
from tests.builders import BUILDER
from tests.conftest import Cast
from tests.deadlines.stage import Stage, locked, wait_for

FIRST_DAY = date(2021, 11, 3)
POINTS = ("claiming", "telling", "logging", "mailing", "noting", "anywhen")
Effect = tuple[int, int, str, date | None]


@dataclass
class Story:
    """The duties, and every effect that the days lived through so far ask for."""

    stage: Stage
    duties: list[Obligation]
    calendar: WorkCalendar
    messages: set[Effect] = field(default_factory=set)
    lines: set[tuple[str, int]] = field(default_factory=set)
    met: dict[int, date] = field(default_factory=dict)

    def expect(self, day: date) -> None:
        """What is to be said and noted by that day about what is open."""
        for duty in self.duties:
            if duty.pk not in self.met and duty.opens_at < end_of(day):
                self._expect(duty, day)

    def _expect(self, duty: Obligation, day: date) -> None:
        clerks, officers = people_of(duty, "clerk"), people_of(duty, "officer")
        late = day > duty.due_on
        if not late and duty.announced_at is None:
            self._say(duty, clerks, "opened")
        if step := step_of(duty.due_on, day, self.calendar):
            self._say(duty, clerks + officers if day >= duty.due_on else clerks, step.occasion)
        if late:
            self.lines.add(("obligation.late", duty.pk))
        if late and duty.due_on <= escalated_until(day, self.calendar):
            self.lines.add(("obligation.escalate", duty.pk))
            ministry = User.objects.filter(organisation__code="miit").values_list("pk", flat=True)
            self._say(duty, list(ministry), "escalated")

    def _say(self, duty: Obligation, people: list[int], occasion: str) -> None:
        self.messages |= {(duty.pk, person, occasion, duty.due_on) for person in people}

    # --- what is there ------------------------------------------------------------------------------

    @property
    def said(self) -> list[Effect]:
        return list(Message.objects.values_list("obligation", "recipient", "occasion", "due_on"))

    @property
    def logged(self) -> list[tuple[str, int]]:
        events = Event.objects.filter(action__in=("obligation.late", "obligation.escalate"))
        return [(action, int(pk)) for action, pk in events.values_list("action", "subject_id")]

    @property
    def complete(self) -> bool:
        """Everything is said, noted and out; whether anything is there twice is not asked here."""
        done = self.messages <= set(self.said) and self.lines <= set(self.logged)
        return done and not Message.objects.waiting().exists()

    def lost(self) -> int:
        sent = set(self.stage.mail.delivered)
        letters = Message.objects.filter(post=Message.Post.SENT).count()
        unsent = Message.objects.filter(post__in=(Message.Post.WAITING, Message.Post.FAILED)).count()
        missing = len(self.messages - set(self.said)) + len(self.lines - set(self.logged))
        return missing + unsent + max(0, letters - len(sent))

    def doubled(self) -> int:
        """Rows and lines that are there more than once, or that nothing asks for."""
        said, logged = Counter(self.said), Counter(self.logged)
        repeated = sum(said.values()) - len(said) + sum(logged.values()) - len(logged)
        return repeated + len(set(said) - self.messages) + len(set(logged) - self.lines)

    def letters_repeated(self) -> int:
        """Letters that a mailbox got twice under one identity: a sender died after the answer, before its note."""
        return len(self.stage.mail.delivered) - len(set(self.stage.mail.delivered))


def people_of(duty: Obligation, role: str) -> list[int]:
    people = User.objects.filter(organisation=duty.organisation_id, roles=role)
    return list(people.order_by("pk").values_list("pk", flat=True))


def begin(stage: Stage) -> Story:
    """A duty for each of six groups, due on days one after the other; each with a clerk and an officer."""
    cast, calendar, duties = Cast(), current_calendar(), []
    people = [cast.miit_clerk, cast.miit_officer]
    due_on = FIRST_DAY
    for group, code in cast.ORGANISATIONS.items():
        people += [cast.person(f"{group}_{role}", code, role) for role in ("clerk", "officer")]
        duties.append(_duty(Organisation.objects.get(code=code), due_on))
        due_on = calendar.next_workday(due_on)
    for person in people:
        User.objects.filter(pk=person.pk).update(email=f"{person.username.replace('_', '-')}@example.org")
    return Story(stage, duties, calendar)


def _duty(organisation: Organisation, due_on: date) -> Obligation:
    with at(start_of(date(2021, 10, 8))):
        duty, *others = open_report_obligations(
            organisation=organisation, year=2021, first_month=Month(2021, 10), due_day=10, by=BUILDER
        )
    Obligation.objects.filter(pk__in=[one.pk for one in others]).delete()
    duty.due_on, duty.late_from, duty.opens_at = due_on, end_of(due_on), start_of(date(2021, 10, 8))
    duty.save(update_fields=["due_on", "late_from", "opens_at"])
    return duty


def live_through(story: Story, day: date, points: Sequence[str], chance: random.Random) -> None:
    """A day: a worker killed at each of these points, and one that is left in peace until all is done."""
    stage = story.stage
    stage.day = day
    story.expect(day)
    for point in points:
        _kill_at(story, point, chance)
    stage.start_worker()
    wait_for(lambda: story.complete, f"everything that {day} asks for", lambda: _missing(story))
    stage.wait_until_heard(2)


def _missing(story: Story) -> str:
    missing = story.messages - set(story.said), story.lines - set(story.logged)
    return f"missing {missing}\n{story.stage.log()}"


def _kill_at(story: Story, point: str, chance: random.Random) -> None:
    """Lets a worker come to that point, and kills it there. A point that has no work on this day is any moment."""
    if not _has_work(story, point):
        point = "anywhen"
    with HOLDS[point](story):
        story.stage.start_worker()
        if point in BLOCKED:
            story.stage.wait_until_blocked(BLOCKED[point])
        elif point == "anywhen":
            story.stage.wait_until_heard()
            time.sleep(chance.random())
        elif point == "mailing":
            _wait_for_a_letter(story)
        if point == "noting":
            _kill_before_the_note(story)
        else:
            story.stage.kill_worker()


def _has_work(story: Story, point: str) -> bool:
    if point in {"mailing", "noting"}:
        return bool(story.messages - set(story.said)) or Message.objects.waiting().exists()
    if point == "logging":
        return bool(story.lines - set(story.logged))
    return bool(_reminders_to_come(story)) if point in {"claiming", "telling"} else True


def _reminders_to_come(story: Story) -> list[Effect]:
    return [one for one in story.messages - set(story.said) if one[2] not in {"opened", "escalated"}]


# What waits in which statement, once the lock is held.
BLOCKED = {
    "claiming": "UPDATE deadlines_obligation",
    "telling": "SET reminded_as =",
    "logging": "UPDATE audit_head SET",
}


@contextmanager
def _hold_the_duties(story: Story) -> Iterator[None]:
    with locked(f"SELECT 1 FROM {Obligation._meta.db_table} FOR UPDATE"):
        yield


@contextmanager
def _hold_a_message(story: Story) -> Iterator[None]:
    """A row that another session is about to write: the sweep has claimed and notified others when it reaches it."""
    duty, person, occasion, due_on = max(_reminders_to_come(story), key=str)
    with locked(
        f"INSERT INTO {Message._meta.db_table} (obligation_id, recipient_id, occasion, due_on, details, queued_at,"
        " post, attempts, fault) VALUES (%s, %s, %s, %s, '{}', now(), 'none', 0, '')",
        [duty, person, occasion, due_on],
    ):
        yield


@contextmanager
def _hold_the_log(story: Story) -> Iterator[None]:
    """Hold the log's rows, not its lock: the sweep has claimed the obligations when it comes to write."""
    with locked("LOCK TABLE audit_event IN SHARE MODE"):
        yield


@contextmanager
def _hold_the_letters(story: Story) -> Iterator[None]:
    story.stage.mail.open.clear()
    try:
        yield
    finally:
        story.stage.mail.open.set()


@contextmanager
def _hold_nothing(story: Story) -> Iterator[None]:
    yield


HOLDS = {
    "claiming": _hold_the_duties, "telling": _hold_a_message, "logging": _hold_the_log,
    "mailing": _hold_the_letters, "noting": _hold_the_letters, "anywhen": _hold_nothing,
}  # fmt: skip


def _wait_for_a_letter(story: Story) -> str:
    mail, before = story.stage.mail, len(story.stage.mail.arrived)
    wait_for(lambda: len(mail.arrived) > before, "a letter", story.stage.log)
    return mail.arrived[-1]


def _kill_before_the_note(story: Story) -> None:
    """The mail server takes the letter and says so; the sender dies before it can note that."""
    letter = _wait_for_a_letter(story)
    with locked(f"SELECT 1 FROM {Message._meta.db_table} WHERE id = %s FOR UPDATE", [int(letter.partition(".")[0])]):
        story.stage.mail.open.set()
        story.stage.wait_until_blocked('SET "sent_at"')
        story.stage.kill_worker()


def run(story: Story, days: int, per_day: int, after_silence: Sequence[str] = (), seed: int = 4) -> None:
    """Run so many working days with so many kills on each. The broker is killed every day and one obligation is met
    meanwhile. Finally everything is stopped for forty days, started again and killed at these points."""
    chance, stage, day = random.Random(seed), story.stage, FIRST_DAY
    stage.start_beats()
    for number in range(days):
        points = [POINTS[(number + step) % len(POINTS)] if per_day < len(POINTS) else POINTS[step % len(POINTS)]
                  for step in range(per_day)]  # fmt: skip
        live_through(story, day, points, chance)
        stage.kill_broker()
        stage.start_broker()
        stage.wait_until_heard(2)
        stage.stop_worker()
        if number == days // 2:
            _meet(story, story.duties[0], day)
        day = story.calendar.next_workday(day)
    stage.stop_beats()
    stage.kill_broker()
    stage.start_broker()
    stage.start_beats()
    live_through(story, day + timedelta(days=40), after_silence, chance)
    stage.stop_worker()


def run_unclaimed(story: Story) -> None:
    """A day with two beats and no kill, whose workers do not look whether a row is theirs."""
    story.stage.day = FIRST_DAY
    story.expect(FIRST_DAY)
    story.stage.start_beats()
    story.stage.start_worker()
    wait_for(lambda: story.doubled() > len(story.messages), "everything twice", story.stage.log)


def _meet(story: Story, duty: Obligation, day: date) -> None:
    moment = datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=20)
    meet(kind=duty.kind, organisation=duty.organisation, period=duty.period, at=moment, by=BUILDER)
    story.met[duty.pk] = day


def figures(story: Story) -> str:
    """One line for whoever reads the run."""
    connection.ensure_connection()
    return (
        f"{story.stage.kills} workers killed,"
        f" {story.stage.broker_kills} brokers killed ({story.stage.ended} workers ended with"
        f" them and were started again), {len(story.messages)} messages and"
        f" {len(story.lines)} log lines due: {story.lost()} lost, {story.doubled()} doubled;"
        f" {len(story.stage.mail.delivered)} letters, {story.letters_repeated()} repeated under the same Message-ID;"
        f" chain {'whole' if first_fault() is None else 'broken'}"
    )
