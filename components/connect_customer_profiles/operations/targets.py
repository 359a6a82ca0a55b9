"""The target of a command: one domain with its ingestions, from a Pulumi stack or from AWS alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..aws import session
from ..aws.client import AwsClient
from ..aws.pace import TokenBucket
from ..aws.remembering import RememberingClient
from ..ingestion.state import State
from ..ingestion.wanted import Wanted
from ..rules.argument_names import in_words
from .errors import Refused


@dataclass(frozen=True)
class Ingestion:
    """One integration.

    Attributes:
        name: its component's name in the program; found at AWS alone, its object type.
        state: what its `Ingestion` resource keeps: the inputs that it was made with, and the facts.
        hidden: the keys of its outputs that are secret in the stack, and therefore not known here.
        credentials: the source of credentials for its calls.
        edited: the inputs with the edits that wait for the end of a load; None if there are none.
        alone: whether its state is what AWS alone says, which forgets the runs of flows that are gone.
        listed: whether AWS's lists show it to be well, and nothing else is known of it.
    """

    name: str
    state: State
    hidden: tuple[str, ...] = ()
    credentials: session.Credentials = field(default_factory=session.Credentials)
    edited: Wanted | None = None
    alone: bool = False
    listed: bool = False

    @property
    def wanted(self) -> Wanted:
        """What is wanted of it: the inputs that it was made with."""
        return self.state.made_with

    @property
    def goal(self) -> Wanted:
        """What is wanted of it once nothing loads any more."""
        return self.edited or self.wanted

    def client(self, bucket: TokenBucket | None = None) -> AwsClient:
        """The calls of its account and Region, with its credentials.

        Args:
            bucket: the rate limit that the caller sets for all calls together.
        """
        return AwsClient(self.wanted.account, self.wanted.region, self.credentials, bucket=bucket)

    def need(self, *keys: str) -> None:
        """Check that inputs are known.

        Args:
            keys: as `Ingestion` has them.

        Raises:
            Refused: the stack keeps one of them secret or has lost it, or AWS does not return it.
        """
        known = self.wanted.to_inputs()
        for key in keys:
            what = in_words(key)
            if key in self.hidden:
                raise Refused(f"{self.name}: {what} is a secret of the stack, which this command never decrypts")
            if not known.get(key):
                unknown = f"AWS does not return its {what}; use its stack (--stack)"
                raise Refused(f"{self.name}: {unknown if self.alone else f'{what} is not in state'}")


NOT_CREATED = "planned, and not created: the last update failed. Run `pulumi up`"
"""What is said of an integration of which only the plan is in state."""


@dataclass(frozen=True)
class Target:
    """One domain in one account and Region.

    Attributes:
        domain_name: name of the domain.
        account: 12 digits.
        region: Region name.
        credentials: the source of credentials for its calls.
        ingestions: its integrations, those of this library.
        not_created: names of integrations that an update has planned, and then failed to create.
        queue_url: the dead-letter queue; "" if the domain has none.
        kms_key_arn: the domain's default key; "" if unknown.
        former_key_arns: keys that the stack watches for the domain.
        role_arn: the execution role of its workflows; "" if unknown.
        instance_arn: the Connect instance that the stack associates; "" if unknown.
        stack: the Pulumi stack that this comes from; "" for AWS alone.
        asked: the calls that have found it, with their answers; None for a stack.
        object_types: the object types that the stack defines, by the name of the resource; each as the API has it.
        flows: the flows that the stack makes in AppFlow, by the name of the component; the object type of each, its
            source and tasks.
    """

    domain_name: str
    account: str
    region: str
    credentials: session.Credentials = field(default_factory=session.Credentials)
    ingestions: tuple[Ingestion, ...] = ()
    not_created: tuple[str, ...] = ()
    queue_url: str = ""
    kms_key_arn: str = ""
    former_key_arns: tuple[str, ...] = ()
    role_arn: str = ""
    instance_arn: str = ""
    stack: str = ""
    asked: RememberingClient | None = field(default=None, compare=False, repr=False)
    object_types: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    flows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def client(self) -> AwsClient:
        """The calls of this account and Region."""
        return AwsClient(self.account, self.region, self.credentials)

    def chosen(self, name: str | None) -> Ingestion:
        """The ingestion of that name, or the only one.

        Raises:
            Refused: there is none, or a name is needed.
        """
        if name:
            return self.ingestion(name)
        if len(self.ingestions) == 1:
            return self.ingestions[0]
        names = ", ".join(each.name for each in self.ingestions) or "none"
        raise Refused(f"name one integration of {self.domain_name}: {names}")

    def ingestion(self, name: str) -> Ingestion:
        """The ingestion of that component, object type or flow.

        Raises:
            Refused: there is none, or several have that object type.
        """
        found = [
            each
            for each in self.ingestions
            if name in (each.name, each.wanted.object_type_name, each.wanted.pins.flow_name)
        ]
        if len(found) == 1:
            return found[0]
        names = ", ".join(each.name for each in self.ingestions) or "none"
        why = "several integrations have that object type" if found else "no such integration"
        raise Refused(f"{name}: {why} in {self.domain_name}; it has {names}")
