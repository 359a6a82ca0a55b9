"""The commands that change a running local AWS: connections, records, dead letters, faults, switches and the clock."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from connect_customer_profiles.cli.choice import Choice
from connect_customer_profiles.operations.whole_files import DOCUMENT_BYTES, content, whole

from localcloud.aws.behaviours import Behaviours, questions
from localcloud.aws.connectors import CONNECTORS
from localcloud.environment import ACCOUNT, REGION
from localcloud.fault_controls import faults
from localcloud.running import account, data_option, find, one_line, region, say

API_TYPES = {"ServiceNow": "Servicenow"}
"""Connector types that the API spells in another way."""
CONNECTABLE = sorted(
    {*API_TYPES, *(name for name, each in CONNECTORS.items() if each.has_profiles)} - {*API_TYPES.values()}
)
"""Connector types that need a connection."""
FEATURES = "middle-names, person-accounts (Salesforce), salesforce-sync (Marketo), mapped-fields (Marketo, ServiceNow)"
"""What organisations behind connections may have switched on."""


def _place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for what belongs to an account and Region."""
    for option in (
        click.option(
            "--account", callback=account, help=f"Account: 12 digits. Default: the environment's, else {ACCOUNT}."
        ),
        click.option("--region", callback=region, help=f"Region. Default: the environment's, else {REGION}."),
        data_option,
    ):
        command = option(command)
    return command


@click.command()
@_place
@click.option(
    "--feature", "features", multiple=True, metavar="NAME", help=f"What it switched on: {FEATURES}; repeatable."
)
@click.option("--field", "added", multiple=True, metavar="OBJECT.FIELD", help="A field of its own; repeatable.")
@click.option("--without", "missing", multiple=True, metavar="OBJECT.FIELD", help="One that it lacks; repeatable.")
@click.argument("name")
@click.argument("type_", metavar="TYPE", type=Choice(CONNECTABLE, case_sensitive=False))
def connection(
    data: Path | None, region: str | None, account: str | None, name: str, type_: str, **organisation: tuple[str, ...]
) -> None:
    """Make an AppFlow connector profile, as a browser would authorise it.

    NAME is what a program calls `connectorProfileName`, TYPE its source. Options say which fields there are behind it.

    \b
    Examples:
      connection salesforce Salesforce
      connection salesforce Salesforce --feature middle-names --field Contact.acme__Tier__c
    """
    control, used = find(data, account, region)
    own = organisation if any(organisation.values()) else None
    with one_line():
        control.seed((name, API_TYPES.get(type_, type_)), account=used.account, region=used.region, organisation=own)
    say(f"localcloud: connector profile {name} for {type_} in {used.account}, {used.region}")


@click.command()
@_place
@click.option("--per-day", type=click.FloatRange(min=0), help="New records a day. In a new source: 24.")
@click.option("--since", metavar="DATE", help="When the first one was made. In a new source: 2015-01-01.")
@click.argument("name")
@click.argument("object_name", metavar="OBJECT")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), required=False)
def records(
    data: Path | None,
    region: str | None,
    account: str | None,
    per_day: float | None,
    since: str | None,
    name: str,
    object_name: str,
    file: Path | None,
) -> None:
    """Say which records a source has: OBJECT behind the connection NAME.

    A source has a steady stream of records. FILE (or - for standard input) adds records to it, or changes those that
    have the same `id`, one JSON object a line. `fields` are what differs, null removes a field; `created` and
    `updated` are times, now unless given.

    \b
    Examples:
      records salesforce Contact --per-day 5000 --since 2019-01-31
      echo '{"id": "003X", "fields": {"Email": "jane@example.com"}}' | records salesforce Contact -
    """
    control, used = find(data, account, region)
    given = {"per_day": per_day, "start": since}
    settings: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    with one_line():
        if file is not None:
            settings["records"] = _lines(file)
        state = control.source(name, object_name, account=used.account, region=used.region, **settings)
    say(f"localcloud: {object_name} of {name}: {state['per_day']:g} a day, {len(state['records'])} changed")


@click.command()
@_place
@click.argument("domain")
@click.argument("object_type", metavar="OBJECT_TYPE")
@click.argument("message")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def letters(
    data: Path | None,
    region: str | None,
    account: str | None,
    domain: str,
    object_type: str,
    message: str,
    file: Path,
) -> None:
    """Have DOMAIN refuse objects, so that they arrive in its dead-letter queue.

    FILE (or - for standard input) has the objects, one JSON object a line. MESSAGE is the reason; those of AWS are in
    docs/aws-pages.md, and `customer-profiles dead-letters triage` knows them.

    \b
    Example:
      echo '{"Id": "003X"}' | letters amazon-connect-customers Salesforce-Contact 'KMS key is invalid' -
    """
    control, used = find(data, account, region)
    with one_line():
        objects = _lines(file)
        control.dead_letters(domain, object_type, message, objects, account=used.account, region=used.region)
    say(f"localcloud: {domain} has refused {len(objects)} object{'' if len(objects) == 1 else 's'}")


@click.command()
@_place
@click.argument("what", metavar="WHAT", type=Choice(["console"]))
def seed(data: Path | None, region: str | None, account: str | None, what: str) -> None:  # noqa: ARG001 - the only one
    """Make what somebody has left behind. WHAT is `console`: a domain that was clicked together in the consoles, with
    key, dead-letter queue, role, Connect instance, object types and three integrations, one with history loaded.

    \b
    Example:
      seed console
    """
    from localcloud.console import Console

    control, used = find(data, account, region)
    with one_line():
        made = Console(control, used).leave()
    for name, value in made.items():
        say(f"{name:<9} {value}")


@click.command()
@data_option
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
def behaviours(data: Path | None, changes: tuple[str, ...]) -> None:
    """List the switches, each with its value, its default if that is another one, and its question, or set some.

    \b
    Example:
      behaviours final_flow_active=false list_workflows_lag_seconds=5
    """
    if changes:
        control, _ = find(data, None, None)
        with one_line():
            control.behaviours(**dict(each.partition("=")[::2] for each in changes))
        say(f"localcloud: {', '.join(changes)}")
        return
    asked, present = questions(), _present(data)
    for name, default in Behaviours().as_dict().items():
        now = present.get(name, default)
        say(f"{name}={_spelled(now)}" + (f" (default: {_spelled(default)})" if now != default else ""))
        for line in click.wrap_text(asked[name], 79, "    ", "    ").splitlines():
            say(line)


def _present(data: Path | None) -> dict[str, Any]:
    """The switches of the local AWS that is running; none if none is."""
    try:
        control, _ = find(data, None, None)
    except click.ClickException:
        return {}
    with one_line():
        return control.behaviours()


def _spelled(value: Any) -> str:
    """A switch's value as it is set on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@click.command()
@data_option
@click.option("--speed", type=click.FloatRange(min=1), help="Cloud seconds per second.")
@click.option("--advance", type=click.FloatRange(min=0), metavar="SECONDS", help="Move it forward.")
def clock(data: Path | None, speed: float | None, advance: float | None) -> None:
    """Say what time it is there, and how fast it passes, or change that.

    \b
    Example:
      clock --advance 86400
    """
    control, _ = find(data, None, None)
    with one_line():
        if speed is not None:
            control.set_speed(speed)
        now = control.clock() if advance is None else control.advance(advance)
    say(f"cloud time {now['iso']}, {now['speed']:g} seconds per second")


def _lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines, or of the standard input."""
    if is_input := str(file) == "-":
        written = whole(sys.stdin.buffer, DOCUMENT_BYTES, "standard input")
    else:
        written = content(file, DOCUMENT_BYTES)
    found = []
    for number, line in enumerate(written.splitlines(), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            if not isinstance(value, dict):
                label = "standard input" if is_input else file
                raise ValueError(f"{label}: line {number}: must be a JSON object")
            found.append(value)
    return found


CONTROLS = (connection, records, letters, seed, faults, behaviours, clock)
