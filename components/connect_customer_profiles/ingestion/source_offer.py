"""Asks AppFlow what a source has, before anything is changed: connector profile, object, fields."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from ..aws.errors import AwsError
from ..rules import RuleViolation
from ..rules.rule import nearest
from ..sources.offered import Offer
from ..sources.source import Source
from .memory import ProcessMemory

if TYPE_CHECKING:
    from ..aws.client import AwsClient


def offered(
    client: "AwsClient",
    memory: ProcessMemory,
    source: Source,
    parts: Mapping[str, Any],
    *,
    made_here: bool,
    say: Callable[[str], None],
) -> Offer | None:
    """The fields of an object; None, after a line that says why, if AppFlow cannot be asked.

    Args:
        client: the AWS calls.
        memory: a process asks for a connector profile once.
        source: the source.
        parts: the checked `connector` argument.
        made_here: whether the program itself may be about to create the connector profile.
        say: shows the line.

    Raises:
        RuleViolation: there is no such connector profile or object, or the profile is for another source.
        AwsError: AWS gave no answer.
    """
    profile, name = parts["connector_profile_name"], parts["object"]
    what = f"{source.type} {name}"
    if not _check_profile(client, memory, source, profile, made_here=made_here):
        say(f"{what}: its fields are not known until connector profile {profile} exists; {_INSTEAD}")
        return None
    why = "AppFlow does not describe it"
    try:
        fields = client.connector_entity_fields(source.api_type, profile, name)
        if fields:
            return Offer(what, frozenset(fields))
    except AwsError as error:
        if not _is_refusal(error):
            raise
        why = str(error)
    _check_object(client, source, profile, name)
    say(f"{what}: its fields are not known ({why}); {_INSTEAD}")
    return None


_INSTEAD = "none is checked, and without the argument fields those are loaded that every organisation has"


def _check_profile(client: "AwsClient", memory: ProcessMemory, source: Source, name: str, *, made_here: bool) -> bool:
    """Whether there is the connector profile, of the right type. If it may be that nobody may know, it counts as
    being there."""
    where = (client.account, client.region, name)
    try:
        found = memory.once(
            ("connector profile", where),
            lambda: client.describe_connector_profile(name),
            keep=bool,
        )
    except AwsError as error:
        if not error.denied:
            raise
        return True
    argument = "connector.connector_profile_name"
    if found is None and not made_here:
        meant = _meant(name, lambda: client.connector_profile_names(source.api_type))
        rule = f"AppFlow has no such connector profile in {client.account}, {client.region}{meant}"
        raise RuleViolation(name, rule, argument=argument)
    if found is not None and found.get("connectorType") not in (None, source.api_type):
        rule = f"is a connector profile for {found['connectorType']}, not for {source.api_type}"
        raise RuleViolation(name, rule, argument=argument)
    return found is not None


def _check_object(client: "AwsClient", source: Source, profile: str, name: str) -> None:
    """Refuse an object that is not among those of the source, as far as it lists them."""
    try:
        names = client.connector_entity_names(source.api_type, profile)
    except AwsError as error:
        if not _is_refusal(error):
            raise
        return
    if names and name not in names:
        meant = nearest(name, names)
        rule = f"{source.type} has no such object behind connector profile {profile}{meant and f'; {meant}'}"
        raise RuleViolation(name, rule, argument="connector.object")


def _is_refusal(error: AwsError) -> bool:
    """Whether AppFlow, or the source behind it, answers that it does not tell. What it documents no error for, such as
    an object that does not exist, may come as any of its errors."""
    return error.answered and not error.throttled and not error.unauthenticated


def _meant(name: str, known: Callable[[], Collection[str]]) -> str:
    try:
        meant = nearest(name, known())
    except AwsError:
        return ""
    return f"; {meant}" if meant else ""
