"""`python -m localcloud operations`: which operations of AWS the local AWS has, and which it answers with 501."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import click
from botocore import xform_name
from connect_customer_profiles.rules.rule import not_one_of

from localcloud.running import one_line

WIDTH = 110
_BY = {"here": "emulated here", "moto": "by moto"}


@dataclass(frozen=True)
class Coverage:
    """What there is of one service.

    Args:
        service: its name in the SDKs.
        by: who answers: `here`, `moto` or both, in words.
        implemented: operations with an answer.
        missing: those that are answered with 501 and their name.
    """

    service: str
    by: str
    implemented: tuple[str, ...]
    missing: tuple[str, ...]


def coverage(service: str) -> Coverage:
    """What there is of a service that the local AWS has.

    Raises:
        ValueError: it has none of this name.
    """
    from moto.backends import get_backend

    from localcloud.aws.moto_services import MOTO_SERVICES
    from localcloud.aws.services import SERVICES
    from localcloud.aws.wire import service_model

    if service not in names():
        raise ValueError(f"{service!r}: {not_one_of(service, names())}")
    own = next((each for each in SERVICES if each.name == service), None)
    of_moto = next((each for each in MOTO_SERVICES if each.name == service), None)
    known = sorted(service_model(service).operation_names)
    present = {*own.operations} if own else set()
    if of_moto is not None:
        # As moto counts its own coverage: by the methods of the service's backend.
        methods = get_backend(service).backend  # type: ignore[call-overload]
        present |= {name for name in known if hasattr(methods, xform_name(name))}
    by = " and ".join(words for words, has in ((_BY["here"], own), (_BY["moto"], of_moto)) if has)
    return Coverage(
        service,
        by,
        tuple(name for name in known if name in present),
        tuple(name for name in known if name not in present),
    )


def names() -> list[str]:
    """The services that are emulated here, then those of moto that components and programs use."""
    from localcloud.aws.fault_targets import NAMES

    return list(NAMES)


def lines(found: Coverage) -> Iterator[str]:
    """A service with all of its operations."""
    total = len(found.implemented) + len(found.missing)
    yield f"{found.service}: {len(found.implemented)} of {total} operations, {found.by}"
    # moto counts by names of methods, and some of its operations have other names.
    absent = "answered with 501" if found.by == _BY["here"] else "not counted by moto"
    for title, operations in (("implemented", found.implemented), (absent, found.missing)):
        if operations:
            yield from textwrap.wrap(
                f"{title}: {', '.join(operations)}", WIDTH, initial_indent="  ", subsequent_indent="    "
            )


@click.command()
@click.argument("services", metavar="[SERVICE]...", nargs=-1)
def operations(services: tuple[str, ...]) -> None:
    """List which operations of each service are implemented, and which are answered with 501 and their name.

    SERVICE is a name as in the AWS CLI, such as `customer-profiles`. By default all that components use.
    """
    with one_line():
        for number, service in enumerate(services or names()):
            if number:
                click.echo()
            for line in lines(coverage(service)):
                click.echo(line)
