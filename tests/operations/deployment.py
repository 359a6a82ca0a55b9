"""Integrations in the local cloud with the state that the engine would keep of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connect_customer_profiles.ingestion.memory import MEMORY

from tests.provider.in_process import InProcess
from tests.provider.place import Place
from tests.provider.stack import Stack

OBJECTS = ("Contact", "Account", "Lead", "Case", "Opportunity")


@dataclass
class Deployment:
    """A stack `dev` with one domain.

    Attributes:
        place: account and Region of the local cloud.
        file: what `pulumi stack export` prints.
        stacks: the integrations' resources by name of their component.
    """

    place: Place
    file: Path
    stacks: dict[str, Stack]

    @classmethod
    def made(cls, place: Place, file: Path, count: int, changes: Mapping[str, Any]) -> "Deployment":
        """Deploy `count` integrations with changed arguments, in a provider process that remembers nothing."""
        MEMORY.forget()
        arguments = {**place.prepared(), **changes}
        provider: Any = InProcess()
        stacks = {f"contacts{number or ''}": Stack(dict(arguments), provider) for number in range(count)}
        for stack in stacks.values():
            stack.up()
        made = cls(place, file, stacks)
        made.write()
        return made

    @property
    def only(self) -> Stack:
        """The only integration."""
        [stack] = self.stacks.values()
        return stack

    def refresh(self) -> None:
        """`pulumi refresh`."""
        for stack in self.stacks.values():
            stack.refresh()
        self.write()

    def write(self) -> None:
        """Write the state to the file, and a preview beside it, which changes nothing."""
        self.file.write_text(json.dumps({"version": 3, "deployment": {"resources": self.resources()}}))
        self.file.with_name("preview.json").write_text(json.dumps({"steps": [], "changeSummary": {"same": 3}}))

    def resources(self) -> list[dict[str, Any]]:
        """The resources in state."""
        first = next(iter(self.stacks.values())).arguments
        domain = {
            "urn": "urn:pulumi:dev::app::aws-native:customerprofiles:Domain::domain",
            "type": "aws-native:customerprofiles:Domain",
            "outputs": {"domainName": first["domain_name"], "defaultEncryptionKey": first["kms_key_arn"]},
        }
        component = "connect-customer-profiles:index:IntegrationWorkflow"
        dynamic = "pulumi-python:dynamic/customerprofiles:Ingestion"
        found = [domain]
        for name, stack in self.stacks.items():
            parent = f"urn:pulumi:dev::app::{component}::{name}"
            found.append({"urn": parent, "type": component, "outputs": {}})
            if stack.ingestion:
                urn = f"urn:pulumi:dev::app::{component}${dynamic}::{name}-ingestion"
                outputs = {**stack.state, "__provider": "serialised"}
                resource = {"urn": urn, "type": dynamic, "parent": parent, "inputs": stack.inputs, "outputs": outputs}
                found.append(resource)
        return found
