"""What pages with a grid of entry cells send, and what they are answered. `static/grid.js` is their other side."""

import json
from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from accounts.reads.merging import Conflict
from common.constraints import NotValid, Refusal

# The hidden field that holds what each cell was changed from, as {name: text}; a cell that is not named was empty.
WAS = "was"
# The hidden field with the account under which the cells were typed.
PERSON = "person"


def was_of(request: HttpRequest) -> dict[str, str] | None:
    """What the page's cells were changed from; None when it does not say. Raises NotValid for nonsense."""
    if WAS not in request.POST:
        return None
    try:
        was = json.loads(request.POST[WAS] or "{}")
    except ValueError:
        was = None
    if not isinstance(was, dict) or not all(isinstance(text, str) for text in was.values()):
        raise NotValid("not_readable", _("The page sent something that cannot be read; reload it."))
    return was


def refuse_another_person(request: HttpRequest) -> None:
    """Raises Refusal when the page was opened by somebody else than who is signed in now.

    Figures typed by one never go in under the name of another.
    """
    typed_by = request.POST.get(PERSON, "")
    if typed_by and typed_by != request.user.get_username():
        raise Refusal(
            "typed_by_another",
            _("Another account is signed in in this browser. Sign in as yourself before you go on; nothing was saved."),
        )


def cells_answer(
    *,
    said: str,
    saved: Mapping[str, str],
    refused: Mapping[str, str] | None = None,
    conflicts: Mapping[str, Conflict] | None = None,
    code: str = "",
    status: int = 200,
    stale: bool = False,
) -> JsonResponse:
    """The answer to a page that saves by cell: 409 with both values where a cell was changed meanwhile.

    `said` is the line that the page shows; `saved` holds the stored texts, `refused` the sentences of cells that
    cannot be read. A `stale` page has rows that have other names now: it is to be loaded anew.
    """
    conflicts = conflicts or {}
    body = {
        "said": said,
        "saved": dict(saved),
        "refused": {name: str(sentence) for name, sentence in (refused or {}).items()},
        "conflicts": {name: {"stored": one.stored, "sentence": one.sentence} for name, one in conflicts.items()},
        "code": code or ("conflict" if conflicts else ""),
        "stale": stale,
    }
    return JsonResponse(body, status=409 if conflicts and status == 200 else status)
