"""Asks AppFlow what a source has, before anything is changed: connector profile, object, fields."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..aws.errors import AwsError
from ..rules import RuleViolation
from ..rules.rule import nearest
from ..sources.offered import Offer
from ..sources.source import Source
from .memory import ProcessMemory

if TYPE_CHECKING:
    from ..aws.client import AwsClient


@dataclass(frozen=True, kw_only=True)
class Question:
    """What an integration reads.

    Attributes:
        source: the source.
        parts: the checked argument that names it.
        argument: the name of that argument.
        made_here: whether the program itself may be about to make the connector profile.
        otherwise: what happens if nobody knows the fields.
    """

    source: Source
    parts: Mapping[str, Any]
    argument: str
    made_here: bool
    otherwise: str

    @property
    def profile(self) -> str:
        """The connector profile."""
        return str(self.parts["connector_profile_name"])

    @property
    def object(self) -> str:
        """The object at the source."""
        return str(self.parts["object"])

    @property
    def version(self) -> dict[str, str]:
        """The version of the source's API, if one is named."""
        return {"apiVersion": self.parts["api_version"]} if "api_version" in self.parts else {}


def offered(client: "AwsClient", memory: ProcessMemory, question: Question, say: Callable[[str], None]) -> Offer | None:
    """The fields of an object; None, after a line that says why, if AppFlow cannot be asked.

    Args:
        client: the AWS calls.
        memory: a process asks once for a connector profile and for the fields of an object.
        question: what is asked for.
        say: shows the line.

    Raises:
        RuleViolation: there is no such connector profile or object, the profile is for another source, or AppFlow asks
            for the version of the source's API.
        AwsError: AWS gave no answer.
    """
    source = question.source
    what = f"{source.type} {question.object}"
    if not _check_profile(client, memory, question):
        say(f"{what}: its fields are not known until connector profile {question.profile} exists; {question.otherwise}")
        return None
    why = "AppFlow does not describe it"
    try:
        of = (source.api_type, question.profile, question.object)
        fields = memory.once(
            ("fields", client.account, client.region, *of, *question.version.values()),
            lambda: client.connector_entity_fields(*of, **question.version),
            keep=lambda answer: bool(answer) and not question.made_here,
        )
        if fields:
            return Offer(what, frozenset(fields))
    except AwsError as error:
        if not _is_refusal(error):
            raise
        _check_version(question, error)
        why = str(error)
    _check_object(client, question)
    say(f"{what}: its fields are not known ({why}); {question.otherwise}")
    return None


def _check_profile(client: "AwsClient", memory: ProcessMemory, question: Question) -> bool:
    """Whether there is the connector profile, of the right type. If the deployer may not know, it counts as being
    there."""
    name, wanted = question.profile, question.source.api_type
    try:
        found = memory.once(
            ("connector profile", client.account, client.region, name),
            lambda: client.describe_connector_profile(name),
            keep=lambda answer: bool(answer) and not question.made_here,
        )
    except AwsError as error:
        if not error.denied:
            raise
        return True
    argument = f"{question.argument}.connector_profile_name"
    if found is not None and found.get("connectorType") in (None, wanted):
        return True
    if question.made_here:
        # It may be about to be created, or replaced.
        return False
    if found is not None:
        rule = f"is a connector profile for {found['connectorType']}, not for {wanted}"
        raise RuleViolation(name, rule, argument=argument)
    meant = _meant(name, lambda: client.connector_profile_names(wanted))
    rule = f"AppFlow has no such connector profile in {client.account}, {client.region}{meant}"
    raise RuleViolation(name, rule, argument=argument)


def _check_version(question: Question, refusal: AwsError) -> None:
    """Refuse a source of which AppFlow says that the version of its API is missing: nobody documents whether it may be
    left out (https://docs.aws.amazon.com/appflow/1.0/APIReference/API_SourceFlowConfig.html)."""
    if question.source.versioned and not question.version and "version" in refusal.words.lower():
        argument = f"{question.argument}.api_version"
        raise RuleViolation(None, f"is required for this connector; AppFlow says: {refusal.words}", argument=argument)


def _check_object(client: "AwsClient", question: Question) -> None:
    """Refuse an object that is not among those of the source, as far as it lists them."""
    source, name = question.source, question.object
    try:
        names = client.connector_entity_names(source.api_type, question.profile, **question.version)
    except AwsError as error:
        if not _is_refusal(error):
            raise
        return
    if names and name not in names:
        meant = nearest(name, names)
        rule = f"{source.type} has no such object behind connector profile {question.profile}{meant and f'; {meant}'}"
        raise RuleViolation(name, rule, argument=f"{question.argument}.object")


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
