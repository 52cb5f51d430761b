"""One transaction around a verb of the API, in which a refusal undoes nothing that was noted of the attempt."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from rest_framework.exceptions import APIException

from common.constraints import Refusal

T = TypeVar("T")
REFUSED = (Refusal, APIException, Http404, ValidationError)


def in_one_transaction(perform: Callable[[], T], *, refused: Callable[[], None] = lambda: None) -> T:
    """What is performed is committed whole; a refusal is raised after the commit of what it noted (`refused` first)."""
    raised: Exception | None = None
    result: list[T] = []
    with transaction.atomic():
        try:
            result.append(perform())
        except REFUSED as refusal:
            if transaction.get_rollback():
                raise
            refused()
            raised = refusal
    if raised is not None:
        raise raised
    return result[0]
