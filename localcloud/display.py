"""What the demo shows: steps, the table of what was created, the progress of each batch. Plain lines off a terminal."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.ingestion.memory import ProcessMemory
from connect_customer_profiles.ingestion.reconciler import Reconciler
from connect_customer_profiles.ingestion.state import State
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

POLL_SECONDS = 0.5
DEADLINE_SECONDS = 600.0
NAMED = 3
"""So many of what is left are named."""

_console = Console(highlight=False)
if not _console.is_terminal:
    _console = Console(highlight=False, width=200)  # whole ids in logs


def step(text: str) -> None:
    """A heading."""
    _console.print(f"\n[bold]{text}[/bold]")


def done(*lines: str) -> None:
    """The closing lines."""
    _console.print()
    for line in lines:
        _console.print(line, soft_wrap=True)


def created(resources: Sequence[Mapping[str, Any]]) -> None:
    """The table of what is in state: name, type and id, components left out."""
    table = Table("resource", "type", "id", box=None, pad_edge=False)
    for each in resources:
        if each.get("custom") and not each["type"].startswith("pulumi:"):
            table.add_row(each["urn"].rsplit("::", 1)[1], each["type"], each.get("id", ""))
    _console.print(table)


def follow(ingestions: Sequence[Mapping[str, Any]]) -> None:
    """Show the batches of every ingestion until all are COMPLETE.

    Raises:
        click.ClickException: a workflow failed, or takes longer than ten minutes.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("batches, {task.fields[records]:,} records"),
        TimeElapsedColumn(),
    )
    deadline = time.monotonic() + DEADLINE_SECONDS
    with Progress(*columns, console=_console, disable=not _console.is_terminal) as bars:
        for each in ingestions:
            name = each["object_type_name"]
            bar = bars.add_task(name, total=len(each["planned_batches"]), records=0)
            shown = -1
            while True:
                state = _state(each)
                finished = len(state.complete)
                bars.update(bar, completed=finished, records=state.records_processed)
                if not _console.is_terminal and finished != shown:
                    records = f"{state.records_processed:,} records"
                    _console.print(f"{name}: {finished}/{len(state.batches)} batches, {records}")
                    shown = finished
                if not state.running:
                    break
                if time.monotonic() > deadline:
                    raise click.ClickException(f"{name}: still {state.status} after {DEADLINE_SECONDS:g} seconds")
                time.sleep(POLL_SECONDS)
            if state.status != "COMPLETE":
                failed = [batch.to_state() for batch in state.failed_batches]
                raise click.ClickException(f"{name}: {state.status}: {failed}")


@dataclass(frozen=True)
class Found:
    """A profile that a search by `key` = `value` found, with the number of its objects."""

    key: str
    value: str
    profile_id: str
    objects: int


def found(result: Found) -> None:
    """What a search found: nothing personal but the value that was searched for."""
    number = "1 object" if result.objects == 1 else f"{result.objects} objects"
    _console.print(f"{result.key} = {result.value}: profile {result.profile_id} with {number}", soft_wrap=True)


def leftovers(inventory: Mapping[str, Any]) -> str:
    """What exists beside connector profiles, which the demo does not make through the program: how many of each kind,
    and the first ones' names."""
    found: dict[str, list[str]] = {}
    for regions in inventory.values():
        for kinds in regions.values():
            for kind, names in kinds.items():
                if kind != "connector_profiles" and names:
                    found.setdefault(kind.replace("_", " "), []).extend(names)
    return ", ".join(f"{len(names)} {kind} ({_first(names)})" for kind, names in found.items())


def _first(names: Sequence[str]) -> str:
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])


def _state(ingestion: Mapping[str, Any]) -> State:
    state = State.from_state(ingestion)
    if ingestion["mode"] == "incremental":
        return replace(state, status="COMPLETE")
    client = AwsClient(ingestion["account"], ingestion["region"], Credentials())
    return Reconciler(client, ProcessMemory()).read(state) or replace(state, status="FAILED")
