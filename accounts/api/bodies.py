"""What the bodies of the API have in common, and the proof that comes with a signature."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request


def values_of(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The request's body, checked; DRF answers 400 with a sentence per field when it is wrong."""
    checked = form(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def prove(request: Request) -> None:
    """Takes the proof that comes with a signature: the code of a second factor, where one is due."""
    request._request.proof.prove()  # type: ignore[attr-defined]
