"""A person's own phrases: added, edited, moved and removed by that person alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Phrase, User
from accounts.permissions import phrase_policies
from audit.services.record import record
from common.constraints import NotAllowed, NotValid
from common.workflow import refusal_of


@transaction.atomic
def add_phrase(*, text: str, by: User) -> Phrase:
    """Adds a phrase at the end of the person's list. Raises NotValid for an empty one, a second one, one too many."""
    mine = _mine(by)
    if len(mine) >= Phrase.MOST:
        raise _wrong(_("You keep %(most)s phrases already; remove one first.") % {"most": Phrase.MOST})
    position = mine[-1].position + 1 if mine else 1
    row = Phrase.objects.create(owner=by, text=_checked(text, mine), position=position)
    record("phrase.add", by=by, subject=row, after={"text": row.text})
    return row


@transaction.atomic
def edit_phrase(*, phrase: Phrase, text: str, by: User) -> Phrase:
    """Changes its words; where it has been used already it stays as it was written."""
    mine = _mine(by)
    row = _own(phrase, mine)
    words = _checked(text, [one for one in mine if one.pk != row.pk])
    if words != row.text:
        before, row.text = row.text, words
        row.save(update_fields=["text"])
        record("phrase.edit", by=by, subject=row, before={"text": before}, after={"text": words})
    return row


@transaction.atomic
def move_phrase(*, phrase: Phrase, up: bool, by: User) -> None:
    """One place up or down; the first one stays first, the last one last. The order is no matter for the log."""
    mine = _mine(by)
    place = mine.index(_own(phrase, mine))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(mine):
        return
    mine[place], mine[other] = mine[other], mine[place]
    for position, row in enumerate(mine, start=1):
        row.position = position
    Phrase.objects.bulk_update(mine, ["position"])


@transaction.atomic
def remove_phrase(*, phrase: Phrase, by: User) -> None:
    """Takes it off the list; removed twice, it is removed once."""
    mine = _mine(by)
    row = next((one for one in mine if one.pk == phrase.pk), None)
    if row is None and phrase.owner_id == by.pk:
        return
    row = _own(phrase, mine)
    record("phrase.remove", by=by, subject=row, before={"text": row.text})
    row.delete()


def _mine(by: User) -> list[Phrase]:
    """The person's phrases, in order; the person's row orders two clicks at once."""
    refusal_of(phrase_policies.keep_phrases(by))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    return list(Phrase.objects.visible_to(by))


def _own(phrase: Phrase, mine: list[Phrase]) -> Phrase:
    for row in mine:
        if row.pk == phrase.pk:
            return row
    raise NotAllowed(
        "not_your_phrase",
        _("You can change your own phrases only; this one belongs to somebody else or has been deleted."),
    )


def _checked(text: str, others: list[Phrase]) -> str:
    words = " ".join(text.split())
    if not words:
        raise _wrong(_("Write the phrase."))
    if len(words) > Phrase.LONGEST:
        sentence = _("A phrase has %(longest)s characters at most; this one has %(count)s.")
        raise _wrong(sentence % {"longest": Phrase.LONGEST, "count": len(words)})
    if any(other.text == words for other in others):
        raise _wrong(_("This phrase is on your list already."))
    return words


def _wrong(sentence: str) -> NotValid:
    return NotValid("phrase_wrong", sentence, cells={"text": sentence})
