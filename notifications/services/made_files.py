"""Files that are made in the background: asked for, made by whoever claims them, told of, and forgotten after a while.

What is made is known above: `settings.FILE_MAKER` makes the bytes of a list, as that person would download them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import SavedFilter, User
from accounts.permissions.saved_filter_policies import keep_filters
from common.constraints import Refusal, TooMany
from common.periods import Month, now, today
from common.workflow import refusal_of
from documents.files.progress import listening
from notifications.models import MadeFile
from notifications.services.heartbeats import worker_heard_at
from notifications.services.notify import tell

log = logging.getLogger(__name__)
# So many of a person's files are in the making at once.
MOST = 5
ATTEMPTS = 3
HELD = timedelta(minutes=15)
TASK = "notifications.tasks.make_files"


@dataclass(frozen=True)
class Made:
    """The bytes of a file, under its name."""

    name: str
    content_type: str
    data: bytes


Maker = Callable[[User, str, str, str], Made]


@transaction.atomic
def ask_for_file(*, title: str, page: str, query: str, ending: str, by: User) -> MadeFile:
    """Asks for a list as a file; it is made in the background. Raises TooMany while too many are in the making."""
    refusal_of(keep_filters(by))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if MadeFile.objects.visible_to(by).unfinished().count() >= MOST:
        sentence = _("%(most)s files are being made for you already; wait until one of them is done.") % {"most": MOST}
        raise TooMany("files_in_the_making", sentence, wait=60)
    return MadeFile.objects.create(owner=by, title=title, page=page, query=query, ending=ending, asked_at=now())


def make_soon(file: MadeFile) -> None:
    """Wakes a worker; where none is heard, as in a first run without one, the file is made at once."""
    heard = worker_heard_at()
    if heard is None or heard < timezone.now() - timedelta(seconds=settings.WORKER_SILENCE_SECONDS):
        _make_when_free(file.pk, timezone.now())
        return
    try:
        current_app.send_task(TASK, retry=False)
    except (OperationalError, OSError):
        # The broker is away: beat's next tick finds the file.
        log.warning("no worker could be woken; the file is made at the next tick")


def make_waiting(machine_now: datetime) -> int:
    """Makes what waits; returns how many files were made. May run twice: each file is claimed."""
    return sum(
        _make_when_free(pk, machine_now) for pk in MadeFile.objects.free(machine_now).values_list("pk", flat=True)
    )


def ask_monthly() -> int:
    """Asks for the tables that are due this month; each once, whoever else does the same."""
    month = str(Month.of(today()))
    return sum(
        _ask_for_month(saved, month) for saved in SavedFilter.objects.due(today().day, month).select_related("owner")
    )


@transaction.atomic
def _ask_for_month(saved: SavedFilter, month: str) -> int:
    claimed = SavedFilter.objects.filter(pk=saved.pk).exclude(sent_for__gte=month).update(sent_for=month)
    if claimed and keep_filters(saved.owner) is None:
        MadeFile.objects.create(
            owner=saved.owner, title=f"{saved.name}（{month}）", page=saved.page, query=saved.query, ending=saved.send,
            asked_at=now(),
        )  # fmt: skip
    return claimed


def forget_old(machine_now: datetime) -> int:
    """The bytes and the rows of files that were asked for long ago; returns how many went."""
    old = MadeFile.objects.filter(asked_at__lt=now() - timedelta(days=settings.FILE_DAYS)).exclude(
        held_until__gt=machine_now
    )
    for file in old:
        file.content.delete(save=False)
        file.delete()
    return len(old)


def _make_when_free(pk: int, machine_now: datetime) -> int:
    claimed = MadeFile.objects.free(machine_now).filter(pk=pk)
    if not claimed.update(state=MadeFile.State.RUNNING, held_until=machine_now + HELD, attempts=F("attempts") + 1):
        return 0
    file = MadeFile.objects.select_related("owner__organisation").get(pk=pk)
    if file.attempts > ATTEMPTS:
        return _failed(file, _("It was begun %(count)s times and never finished.") % {"count": ATTEMPTS})
    make: Maker = import_string(settings.FILE_MAKER)
    try:
        with listening(_heard(pk)), translation.override("zh-hans"):
            made = make(file.owner, file.page, file.query, file.ending)
    except Refusal as refusal:
        return _failed(file, str(refusal))
    except Exception:
        log.exception("a file could not be made")
        return _failed(file, _("An error occurred; it is in the log of the service. Ask for the file again."))
    return _keep(file, made)


def _heard(pk: int) -> Callable[[int], None]:
    """Writes the number of rows, once a second at most."""
    last = 0.0

    def hear(rows: int) -> None:
        nonlocal last
        if monotonic() - last >= 1:
            last = monotonic()
            MadeFile.objects.filter(pk=pk).update(rows=rows)

    return hear


@transaction.atomic
def _keep(file: MadeFile, made: Made) -> int:
    """Stores the bytes and tells the person. Who lost the claim meanwhile stores nothing."""
    ours = MadeFile.objects.select_for_update(of=("self",)).filter(
        pk=file.pk, state=MadeFile.State.RUNNING, attempts=file.attempts
    )
    row = ours.first()
    if row is None:
        return 0
    # What a worker left that died before its record takes no other place.
    row.content.storage.delete(row.content.field.generate_filename(row, ""))
    row.content.save("", ContentFile(made.data), save=False)
    row.state, row.ended_at, row.held_until = MadeFile.State.DONE, now(), None
    row.name, row.content_type = made.name, made.content_type
    row.save()
    _tell(row)
    return 1


def _failed(file: MadeFile, sentence: str) -> int:
    ours = MadeFile.objects.filter(pk=file.pk, state=MadeFile.State.RUNNING, attempts=file.attempts)
    if ours.update(state=MadeFile.State.FAILED, fault=sentence[:300], ended_at=now(), held_until=None):
        _tell(file)
    return 0


def _tell(file: MadeFile) -> None:
    details = {"title": file.title, "url": f"/files/{file.pk}/"}
    tell(User.objects.active().filter(pk=file.owner_id), occasion=f"file-{file.pk}", details=details, at=now())
