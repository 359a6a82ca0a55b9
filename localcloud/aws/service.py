"""What an emulated service is: one record of all that the rest of the emulator asks about it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from connect_customer_profiles.rules.rule import instead_of

from localcloud.regions import wrong

from .credentials import DEFAULT_ACCOUNT, DEFAULT_REGION
from .state import Cloud, Context, Region

Operation = Callable[[Context, dict[str, Any]], dict[str, Any]]
"""From validated parameters to the members of the response."""

Body = dict[str, Any]
"""A request to the control plane: the members of its JSON body and of its query."""

Controller = Callable[[Cloud, Body], Any]
"""Answers a request to the control plane."""


def operations_of(*modules: ModuleType) -> dict[str, Operation]:
    """What modules implement, by API name: their public functions of `(context, parameters)`, which have the names of
    the operations in the SDK."""
    return {
        "".join(part.capitalize() for part in name.split("_")): function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and list(inspect.signature(function).parameters) == ["context", "parameters"]
    }


def region_of(cloud: Cloud, body: Body) -> Region:
    """The account and Region that a request to the control plane names, else the usual ones.

    Raises:
        ValueError: There is no such Region.
    """
    region = str(body.get("region", DEFAULT_REGION))
    if (reason := wrong(region)) is not None:
        raise ValueError(reason)
    return cloud.region(str(body.get("account", DEFAULT_ACCOUNT)), region)


def only(given: Body, *known: str, where: str = "") -> Body:
    """A JSON object of a request to the control plane, if it has nothing but what is read of it.

    Raises:
        ValueError: It has another key, or is no object; begins with `where`.
    """
    if not isinstance(given, dict):
        raise ValueError(f"{where}must be a JSON object")  # noqa: TRY004 - a refusal like the others
    for name in given:
        if name not in known:
            instead = instead_of(name, known) if known else "takes no keys"
            raise ValueError(f"{where}{name!r}: {instead}")
    return given


def _nothing(_context: Context) -> Iterator[tuple[str, str]]:
    yield from ()


@dataclass(frozen=True)
class Service:
    """One emulated service. What it keeps is in a class of its own, asked of `Region.of`, and saved with the Region.

    Args:
        name: Name in the AWS SDKs and of its botocore model, such as `customer-profiles`.
        signing_names: Names in the credential scope of signed requests.
        operations: What is implemented, by API name. Every other operation of the model is answered with 501.
        validation_error: The exception with which it answers a malformed request (botocore service model).
        paths: A pattern of what the paths of its operations begin with; moto answers the others.
        rates: Requests per second for each account and Region that AWS documents, by API name; others are unlimited.
        advance: Brings what happens by itself in an account's Region up to the cloud clock.
        inventory: Kinds and names of everything that exists in an account's Region.
        controls: Its part of the control plane, by HTTP method and name.
    """

    name: str
    signing_names: tuple[str, ...]
    operations: Mapping[str, Operation]
    validation_error: str
    paths: str = ""
    rates: Mapping[str, int] = field(default_factory=dict)
    advance: Callable[[Context], None] = lambda _context: None
    inventory: Callable[[Context], Iterator[tuple[str, str]]] = _nothing
    controls: Mapping[tuple[str, str], Controller] = field(default_factory=dict)
