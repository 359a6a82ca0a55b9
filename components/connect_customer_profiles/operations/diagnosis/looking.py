"""A look at one thing: the fact, that it is missing, or why it could not be seen."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...aws.errors import AwsError
from ...policy.questions import statements
from ...rules import RuleViolation
from ..status import Unseen
from .facts import Fact, Facts


def fact(what: str, read: Callable[[], Mapping[str, Any] | None]) -> Fact:
    """A fact; None if the thing does not exist."""
    try:
        return read()
    except (AwsError, RuleViolation) as error:
        return None if is_missing(error) else Unseen(what, str(error))


def facts(what: str, read: Callable[[], list[Any]]) -> Facts:
    """A list of facts; empty if the thing does not exist."""
    try:
        return read()
    except (AwsError, RuleViolation) as error:
        return () if is_missing(error) else Unseen(what, str(error))


def is_missing(error: Exception) -> bool:
    """Whether an error says that the thing does not exist."""
    return isinstance(error, AwsError) and error.missing


def all_statements(documents: Iterable[Any]) -> list[Mapping[str, Any]]:
    """The statements of several policies together."""
    return [statement for document in documents for statement in statements(document)]
