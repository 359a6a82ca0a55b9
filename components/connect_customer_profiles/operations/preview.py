"""What a stack's program declares, as `pulumi preview` shows it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..aws.errors import on_one_line
from ..ingestion.plain import mapping, mappings, text

NOT_SHOWN = ("04da6b54-80e4-46f7-96ec-b56ff0331ba9", "[secret]")
"""In the place of a value that is not known before the update, and of a secret."""
NEW = ("create", "create-replacement", "import", "import-replacement")
GONE = ("delete", "delete-replaced", "discard", "discard-replaced")
_RESOURCE = re.compile(r"\S+ resource '[^']*' has a problem: ")
_OF_THE_ENGINE = (
    "preview failed: before hook ",
    "an unhandled error occurred: program exited",
    "detected that ",
    "refused: see above",
)
"""How errors begin that follow from another one."""
_FAILED = "preview failed"
_UNANSWERED = re.compile(r"preview failed: (?!deployed in )|the aws(-native)? provider does not say ", re.IGNORECASE)
"""How errors begin that say what AWS or a plugin did not answer: a refresh that failed, or a provider without an
account. A refresh of our own that begins otherwise refuses another account."""


@dataclass(frozen=True)
class Declared:
    """A resource that the program declares.

    Attributes:
        type: its type token.
        name: its name, that of its component where it is part of one.
        inputs: what is known of its inputs.
        new: whether the update would create it.
    """

    type: str
    name: str
    inputs: Mapping[str, Any]
    new: bool


@dataclass(frozen=True)
class Preview:
    """A preview.

    Attributes:
        resources: what the program declares, as far as the preview got.
        errors: why the preview refuses it, each on one line.
        unseen: what AWS or Pulumi did not answer, each on one line.
    """

    resources: tuple[Declared, ...]
    errors: tuple[str, ...]
    unseen: tuple[str, ...] = ()

    def of(self, *types: str) -> Iterator[Declared]:
        """The resources of these types."""
        return (each for each in self.resources if each.type in types)


def read(document: Mapping[str, Any], exported: Mapping[str, Any], failure: str) -> Preview:
    """A preview.

    Args:
        document: what `pulumi preview --json` prints, which may leave out what stays as it is.
        exported: what `pulumi stack export` prints.
        failure: why the preview failed, in the engine's words; "" if it did not.
    """
    found: dict[str, Declared] = {}
    for each in mappings(mapping(exported, "deployment"), "resources"):
        if not each.get("delete"):
            found[text(each, "urn")] = _declared(each, new=False)
    for step in mappings(document, "steps"):
        urn, operation = text(step, "urn"), text(step, "op")
        if operation in GONE:
            if operation == "delete":
                found.pop(urn, None)
        elif state := mapping(step, "newState"):
            found[urn] = _declared({**state, "urn": urn}, new=operation in NEW)
    said = dict.fromkeys(_errors(document))
    unseen = [_reason(each) for each in said if _UNANSWERED.match(each)]
    errors = [_reason(each) for each in said if not _UNANSWERED.match(each)]
    if failure and not said:
        unseen.append(failure)
    return Preview(tuple(found.values()), tuple(errors), tuple(unseen))


def _declared(resource: Mapping[str, Any], *, new: bool) -> Declared:
    urn, parent = text(resource, "urn"), text(resource, "parent")
    of = parent if "connect-customer-profiles:" in parent.rpartition("::")[0] else urn
    inputs = {key: each for key, each in mapping(resource, "inputs").items() if each not in NOT_SHOWN}
    return Declared(text(resource, "type"), of.rpartition("::")[2], inputs, new)


def _errors(document: Mapping[str, Any]) -> Iterator[str]:
    for each in mappings(document, "diagnostics"):
        words = _RESOURCE.sub("", on_one_line(text(each, "message").strip()).removeprefix("error: "))
        told = words and words.lower() != _FAILED and not words.lower().startswith(_OF_THE_ENGINE)
        if text(each, "severity") == "error" and told:
            yield words


def _reason(words: str) -> str:
    """An error without the engine's own words before it."""
    return re.sub("^preview failed: ", "", words, flags=re.IGNORECASE)
