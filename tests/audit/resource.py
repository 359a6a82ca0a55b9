"""A resource as the scanners' renderings start from it, whoever described it: a program, or one of AWS's pages."""

from dataclasses import dataclass
from typing import Any

from tests.unit.deployment import Deployment


@dataclass(frozen=True)
class Resource:
    """A Pulumi resource: type token, name and inputs."""

    type: str
    name: str
    inputs: dict[str, Any]

    @property
    def label(self) -> str:
        """The name as an identifier of letters, digits and underscores."""
        return "".join(character if character.isalnum() else "_" for character in self.name)


def resources(deployment: Deployment) -> list[Resource]:
    """The AWS resources of a deployment: no components and providers, nor plans and names, which are nothing in AWS."""
    return [
        Resource(each.type, each.name, each.inputs)
        for each in deployment.resources.values()
        if not each.type.startswith(("connect-customer-profiles:", "pulumi:"))
        and not each.type.endswith((":IngestionPlan", ":Reservation"))
    ]
