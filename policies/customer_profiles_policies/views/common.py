"""What the views of several kinds share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connect_customer_profiles.policy import questions
from connect_customer_profiles.rules import RuleViolation

from ..subject import Reader, Subject, prop

COMPONENT = "connect-customer-profiles:index:"


@dataclass(frozen=True)
class Documents:
    """A resource with policy documents.

    Attributes:
        documents: a list of them, each a text or an object.
    """

    documents: Reader


PLACE: Mapping[str, str] = {"region": "us-east-1", "account": "000000000000"}
"""Stands in documents of components for what is only known in their children, which are checked as well."""


def part_of(component: str) -> Callable[[Subject], bool]:
    """Whether one of the library's components of this class has made the resource: then it is for what the component is
    for. What another component makes, such as the key of a topic, is for something else."""
    return lambda subject: f"{COMPONENT}{component}" in subject.ancestors


def rendered(make: Callable[..., str], **readers: Reader) -> Reader:
    """Reads the document that a component will attach, from its arguments."""
    return lambda subject: make(**PLACE, **{name: read(subject) for name, read in readers.items()})


def serves(component: str) -> Callable[[Subject], bool]:
    """Whether a resource is for what a component of ours is for: that has made it, or a document names the service."""
    made = part_of(component)
    return lambda subject: made(subject) or names_service(subject)


def names_service(subject: Subject) -> bool:
    """Whether a document of the resource names the service."""
    return any(
        questions.names_service(statement) for document in subject["documents"] for statement in statements_of(document)
    )


def statements_of(document: Any) -> list[questions.Statement]:
    """The statements of anybody's document; none of one that cannot be read, which concerns nobody here."""
    try:
        return questions.statements(document)
    except RuleViolation:
        return []


def document_at(*path: str) -> Reader:
    """Reads the one document of a resource, as a list."""
    read = prop(*path)

    def documents(subject: Subject) -> list[Any]:
        document = read(subject)
        return [] if document is None else [document]

    return documents
