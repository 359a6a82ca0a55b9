"""Makes an answer safe to read: types are those of botocore's model, and a missing member is an `AwsError`. Pure.

Which members AWS really sends is another question than what its model requires, so nothing is refused because a member
is missing that nobody reads. What was asked for and has none of them is no answer: a proxy's empty page is read as
that. Nor is what has no member at all and no request ID, whatever was asked: AWS sends one with every answer. Lengths
and patterns are not compared either.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .errors import NOBODY_S_ANSWER, UNREADABLE_ANSWER, AwsError

_DECODED = "policyDocumentType"
"""The shape of IAM's policies: strings in the model, which botocore turns into documents."""

_REQUEST_IDS = ("x-amzn-requestid", "x-amz-request-id")
"""Headers with the ID of a request, which botocore does not take from there for every protocol."""

_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (float, int),
    "double": (float, int),
    "timestamp": (datetime,),
}


class Structure(dict[str, Any]):
    """A structure in an answer.

    Attributes:
        api: the operation that answered.
    """

    api = ""

    def __missing__(self, name: str) -> Any:
        """Raises `AwsError`: whoever asks for a member relies on it."""
        raise unreadable(self.api, f"{name} is missing")


def unreadable(api: str, flaw: str) -> AwsError:
    """The error of an answer that is not as the API's model describes it."""
    words = f"the answer is not as the API describes it: {flaw}"
    return AwsError(f"{api}: {words}", UNREADABLE_ANSWER, operation=api, words=words)


def readable(api: str, shape: Any, answer: Any) -> dict[str, Any]:
    """An answer whose types are those of the model.

    Args:
        api: the operation.
        shape: botocore's shape of its answer; None for an operation without one.
        answer: what botocore has parsed.

    Raises:
        AwsError: a member has another type, what was asked for has none of those that the model requires, or the answer
            is not AWS's, so that nobody knows whether the call took effect.
    """
    flaw = next(iter(_flaws(shape, answer, "")), _lack(api, shape, answer)) if shape is not None else ""
    if flaw:
        raise unreadable(api, flaw)
    if _nobody_s(answer):
        words = "the answer is empty and has no request ID, so it is not from AWS"
        raise AwsError(f"{api}: {words}", NOBODY_S_ANSWER, operation=api, answered=False, words=words)
    found: dict[str, Any] = _structured(api, shape, answer) if shape is not None else answer
    return found


def _structured(api: str, shape: Any, value: Any) -> Any:
    kind = shape.type_name
    if kind == "structure" and not getattr(shape, "is_document_type", False):
        made = Structure(
            {
                name: _structured(api, shape.members[name], each) if name in shape.members else each
                for name, each in value.items()
            }
        )
        made.api = api
        return made
    if kind == "list":
        return [_structured(api, shape.member, each) for each in value]
    if kind == "map":
        return {key: _structured(api, shape.value, each) for key, each in value.items()}
    return value


def _nobody_s(answer: Mapping[str, Any]) -> bool:
    """Whether an answer has neither a member nor the ID of the request."""
    about = answer.get("ResponseMetadata", {})
    named = about.get("RequestId") or any(each in about.get("HTTPHeaders", {}) for each in _REQUEST_IDS)
    return not named and answer.keys() <= {"ResponseMetadata"}


def _lack(api: str, shape: Any, answer: Any) -> str:
    required = getattr(shape, "required_members", []) if api.startswith(("Describe", "Get", "List")) else []
    return f"{required[0]} is missing" if required and not any(each in answer for each in required) else ""


def _flaws(shape: Any, value: Any, path: str) -> Iterable[str]:
    kind = shape.type_name
    if getattr(shape, "is_document_type", False) or shape.name == _DECODED:
        return
    expected = _TYPES.get(kind)
    if expected and (not isinstance(value, expected) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{path or 'it'} is not a {kind}"
    elif kind == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from _flaws(member, value[name], f"{path}.{name}" if path else name)
    elif kind == "list":
        for index, each in enumerate(value):
            yield from _flaws(shape.member, each, f"{path}[{index}]")
    elif kind == "map":
        for key, each in value.items():
            yield from _flaws(shape.value, each, f"{path}.{key}")
