"""The pictures of docs/command-line.md: the command's real output on the local cloud, as a terminal shows it.

`python -m tests.operations.scenes` writes them; a test compares them with what the command says now.
"""

import contextlib
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from unittest import mock

from connect_customer_profiles.cli import console
from connect_customer_profiles.cli import main as cli
from connect_customer_profiles.cli.watch import frame
from connect_customer_profiles.operations import selection
from connect_customer_profiles.operations.watch import watch
from rich.console import Console

from localcloud.aws.connectors import source_object
from localcloud.aws.server import LocalCloud
from localcloud.aws.sources import Source, Window
from localcloud.environment import cloud_environment
from tests.conftest import REPOSITORY
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.letters import MISSING_KEY, Letters
from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, REGION, Place
from tests.provider.stack import Stack

FOLDER = REPOSITORY / "docs" / "command-line"
WIDTH = 138


@dataclass
class Stage:
    """A local cloud, the stack that was deployed to it, and a terminal that remembers what it shows."""

    place: Place
    stack_file: Path
    terminal: Console
    stacks: dict[str, Stack] = field(default_factory=dict)

    def deploy(self, **integrations: dict[str, Any]) -> Deployment:
        """Deploy integrations with these arguments, by name, beside those that there are."""
        provider: Any = InProcess()
        prepared = next(iter(self.stacks.values())).arguments if self.stacks else self.place.prepared()
        for name, changes in integrations.items():
            self.stacks[name] = Stack({**prepared, **changes}, provider)
            self.stacks[name].up()
        made = Deployment(self.place, self.stack_file, self.stacks)
        made.write()
        return made

    def run(self, *arguments: str) -> None:
        """Show a command and its output."""
        with contextlib.suppress(SystemExit):
            cli.main([*arguments])


def salesforce(object_name: str, **changes: Any) -> dict[str, Any]:
    """The arguments of an integration of a Salesforce object."""
    connector = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": object_name}
    return {"connector": connector, "import_start_date": "2025-01-31", **changes}


CONTACTS, ACCOUNTS, ASSETS = salesforce("Contact"), salesforce("Account"), salesforce("Asset", batch={"days": 20})


def plan(stage: Stage) -> str:
    """A plan."""
    stage.run("plan", "Salesforce", "2019-01-31")
    return "plan Salesforce 2019-01-31"


def status(stage: Stage) -> str:
    """One integration is loaded, one failed, one is loading."""
    stage.deploy(contacts=CONTACTS)
    stage.place.finish()
    stage.stacks["contacts"].refresh()
    stage.place.control.add_fault("step_fails", batch=1, permanent=True, message="invalid_grant: token expired")
    stage.deploy(accounts=ACCOUNTS)
    stage.place.control.advance(1200)
    stage.stacks["accounts"].refresh()
    stage.deploy(assets=ASSETS)
    stage.place.control.advance(900)
    stage.run("status", "--stack", "dev")
    return "status --stack dev"


def followed(stage: Stage) -> str:
    """What `watch` shows while three integrations load."""
    stage.deploy(contacts=CONTACTS, accounts=ACCOUNTS, assets=ASSETS)
    stage.place.control.advance(900)
    target = selection.find(selection.Selection(stack="dev"))
    with contextlib.closing(watch(target)) as events:
        latest = {event.name: event.status for event, _ in zip(events, range(3), strict=False) if event.status}
    stage.terminal.print(frame(latest, WIDTH))
    return "watch --stack dev"


def diagnose(stage: Stage) -> str:
    """Somebody has stopped a flow."""
    made = stage.deploy(contacts=CONTACTS)
    stage.place.finish()
    made.refresh()
    stage.place.client("appflow").stop_flow(flowName=made.only.state["flow_name"])
    stage.run("diagnose", "--stack", "dev")
    return "diagnose --stack dev"


def reestablish(stage: Stage) -> str:
    """A suspended flow works again."""
    made = stage.deploy(contacts=CONTACTS)
    stage.place.finish()
    made.refresh()
    stage.place.client("appflow").stop_flow(flowName=made.only.state["flow_name"])
    stage.run("reestablish", "contacts", "--stack", "dev", "--yes")
    return "reestablish contacts --stack dev --yes"


def profiles(stage: Stage) -> str:
    """A customer of the history that was loaded."""
    made = stage.deploy(contacts=CONTACTS)
    stage.place.finish()
    made.refresh()
    id_ = first_customer(made)
    stage.run("profiles", "_salesforceContactId", id_, "--stack", "dev")
    return f"profiles _salesforceContactId {id_} --stack dev"


def dead_letters(stage: Stage) -> str:
    """Objects that a domain could not ingest, and those that pass by themselves put again."""
    letters = Letters(stage.place.server.endpoint, ACCOUNT, REGION).make()
    letters.refused(140)
    letters.refused(26, first=1000, message=MISSING_KEY)
    letters.send('{"message": "Test message from Amazon Connect Customer Profiles"}', {})
    stage.run("dead-letters", "triage", "--domain", letters.domain)
    stage.terminal.print("\n$ customer-profiles dead-letters redrive --dry-run --only crowded-profile\n")
    stage.run("dead-letters", "redrive", "--domain", letters.domain, "--dry-run", "--only", "crowded-profile")
    return f"dead-letters triage --domain {letters.domain}"


SCENES: dict[str, Callable[[Stage], str]] = {
    "plan": plan,
    "status": status,
    "watch": followed,
    "diagnose": diagnose,
    "reestablish": reestablish,
    "dead-letters": dead_letters,
    "profiles": profiles,
}
"""Plays each scene and returns the words of the command."""


def first_customer(made: Deployment) -> str:
    """The id of the first Salesforce contact that was loaded."""
    batches = made.stacks["contacts"].state["batches"]
    start, end = (datetime.fromisoformat(each).timestamp() for each in (batches[0]["start"], batches[-1]["end"]))
    source = Source(source_object("Salesforce", "Contact"))
    return str(source.object.identify(source.stream(Window(start, end), end).start))


def played(name: str, place: Place, stack_file: Path) -> str:
    """The picture of a scene, as SVG."""
    terminal = Console(record=True, force_terminal=True, width=WIDTH, file=io.StringIO(), highlight=False)
    with mock.patch.object(console, "Console", return_value=terminal):
        words = SCENES[name](Stage(place, stack_file, terminal))
    picture = terminal.export_svg(title=f"customer-profiles {words}", unique_id=name)
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)


def words_of(svg: str) -> str:
    """What a picture says, without what differs from run to run: numbers, times and tokens."""
    text = " ".join(unescape(each).replace("\xa0", " ") for each in re.findall(r"<text [^>]*>([^<]*)</text>", svg))
    text = re.sub(r"\b[0-9a-f]{10,32}\b", "#", text)
    text = re.sub(r"[━╸╺█▒·→]+", "=", text)
    return re.sub(r"(=\s*)+", "= ", re.sub(r"\s+", " ", re.sub(r"\d[\d,.:TZ-]*", "#", text)))


@contextlib.contextmanager
def _cloud() -> Iterator[tuple[LocalCloud, Command]]:
    server = LocalCloud()
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        base = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        environment = cloud_environment(base, server.endpoint, Path(folder), region=REGION, account=ACCOUNT)
        command = Command(Path(folder), environment)
        os.environ.update(command.environment)
        yield server, command
    server.stop()


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with _cloud() as (server, command):
        command("plan", "Salesforce", "2019-01-31", "--svg", str(FOLDER / "timeline.svg"))
        for name in SCENES:
            server.cloud.reset()
            (FOLDER / f"{name}.svg").write_text(played(name, Place(server), command.stack_file))


if __name__ == "__main__":
    main()
