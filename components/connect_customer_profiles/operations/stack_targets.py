"""The domains of a Pulumi stack, read from its state with the `pulumi` command. Secrets stay encrypted."""

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..aws import session
from ..ingestion.plain import mapping, mappings, normalised, optional_text, text, texts
from ..ingestion.state import STATE, State
from ..ingestion.wanted import INGESTION_INPUTS, Wanted
from ..names import KEY_EVENTS, arn_parts, event_rule_name, owned_types
from ..rules.argument_names import in_words
from . import pulumi_errors, stack_object_types
from .errors import OperationError, Refused, Unreachable
from .targets import Ingestion, Target

INGESTION, PLAN = owned_types("Ingestion"), owned_types("IngestionPlan")
DOMAINS = ("aws-native:customerprofiles:Domain", "aws:customerprofiles/domain:Domain")
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
INTEGRATION = "aws-native:customerprofiles:Integration"

SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the mark of special values in Pulumi's state
STACKS = ("stack", "ls", "--json")

ATTEMPTS = "5"
"""How often the providers of a preview send a call, where the environment does not say so. That of aws-native has 25 of
its own, which take minutes where nobody answers."""

NEEDED = ("domain_name", "region", "account", "token")

Resource = Mapping[str, Any]
Where = tuple[str, str, str]
"""Domain, account and Region."""


def from_stack(stack: str | None, cwd: Path | None = None, profile: str | None = None) -> list[Target]:
    """The domains of a stack, each with its ingestions.

    Args:
        stack: name of the stack; None is the one that is selected.
        cwd: folder of the project; None is the present one.
        profile: named AWS profile in place of the stack's credentials.

    Raises:
        Refused: there is no such stack or project.
        Unreachable: Pulumi did not answer.
    """
    project = Project(cwd or Path(), stack)
    resources = project.resources()
    if profile:
        return targets(resources, StackCredentials(session.Credentials(profile=profile), chosen=True))
    config = project.json("config", "--json")
    configured = session.configured(lambda key: optional_text(mapping(config, key), "value"))
    return targets(resources, StackCredentials(configured))


@dataclass(frozen=True)
class StackCredentials:
    """The source of credentials for calls about a stack's resources.

    Attributes:
        default: those of the stack's configuration, or chosen by an option.
        chosen: whether an option chose them, in which case a resource's own profile is ignored.
    """

    default: session.Credentials = field(default_factory=session.Credentials)
    chosen: bool = False

    def of(self, outputs: Mapping[str, Any]) -> session.Credentials:
        """The credentials for a resource with these outputs."""
        return self.default if self.chosen else self.default.with_profile(optional_text(outputs, "aws_profile"))


def targets(resources: Iterable[Resource], credentials: StackCredentials) -> list[Target]:
    """The domains among a stack's resources, by name."""
    resources = [each for each in resources if not each.get("delete")]
    names = {text(each, "urn"): _name(text(each, "urn")) for each in resources}
    found: dict[Where, Target] = {}
    for outputs in _outputs(resources, DOMAINS):
        key, queue = (text(outputs, name) for name in ("defaultEncryptionKey", "deadLetterQueueUrl"))
        arn = arn_parts(key)
        where = (text(outputs, "domainName"), arn.account, arn.region)
        if all(where):
            found[where] = Target(*where, credentials.default, queue_url=queue, kms_key_arn=key)
    for each in resources:
        if text(each, "type") in INGESTION:
            ingestion = _ingestion(each, names, credentials)
            wanted = ingestion.wanted
            where = (wanted.domain_name, wanted.account, wanted.region)
            target = found.get(where) or Target(*where)
            found[where] = replace(
                target,
                credentials=target.ingestions[0].credentials if target.ingestions else ingestion.credentials,
                ingestions=(*target.ingestions, ingestion),
                role_arn=target.role_arn or wanted.execution_role_arn or "",
            )
    made = {text(each, "parent") for each in resources if text(each, "type") in INGESTION}
    for each in resources:
        if text(each, "type") in PLAN and (parent := text(each, "parent")) not in made:
            outputs = mapping(each, "outputs")
            where = (text(outputs, "domain_name"), text(outputs, "account"), text(outputs, "region"))
            target = found.get(where) or Target(*where)
            found[where] = replace(target, not_created=(*target.not_created, _name(parent)))
    instances = {
        (text(outputs, "domainName"), arn.account, arn.region): str(outputs["uri"])
        for outputs in _outputs(resources, (INTEGRATION,))
        if (arn := arn_parts(text(outputs, "uri"))).service == "connect"
    }
    watched = list(_watched_keys(resources))
    return [
        replace(
            found[where],
            instance_arn=instances.get(where, ""),
            object_types=stack_object_types.object_types(resources, where[0]),
            flows=stack_object_types.flows(resources, where[0], where[2]),
            former_key_arns=tuple(
                arn
                for name, arn in watched
                if name == event_rule_name(where[0], KEY_EVENTS) and arn_parts(arn).region == where[2]
            ),
        )
        for where in sorted(found)
    ]


def _watched_keys(resources: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    """The name of each rule on events of keys, and the keys that it is about."""
    for outputs in _outputs(resources, (EVENT_RULE,)):
        try:
            pattern = json.loads(text(outputs, "eventPattern"))
        except (ValueError, RecursionError):
            continue
        detail = mapping({"pattern": pattern}, "pattern").get("detail")
        for arn in texts(mapping(mapping({"detail": detail}, "detail"), "resources"), "ARN"):
            yield text(outputs, "name"), arn


@dataclass(frozen=True)
class Project:
    """A folder with a Pulumi project, and a stack of it.

    Attributes:
        folder: the folder.
        stack: name of the stack; None is the one that is selected.
        patience: seconds after which Pulumi is not waited for; None waits for it.
    """

    folder: Path
    stack: str | None
    patience: float | None = None

    def resources(self) -> tuple[Resource, ...]:
        """The stack's resources as its state has them."""
        return mappings(mapping(self.json("stack", "export"), "deployment"), "resources")

    def targets(self) -> list[Target]:
        """The domains of the stack's state, with no credentials to call AWS for them."""
        return targets(self.resources(), StackCredentials())

    def json(self, *arguments: str) -> dict[str, Any]:
        """The JSON document that a `pulumi` command prints."""
        try:
            document = json.loads(self._pulumi(*arguments))
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            words = " ".join(each for each in arguments if not each.startswith("-"))
            raise Unreachable(f"pulumi {words}: its output is not JSON") from None
        return document

    def preview(self) -> tuple[dict[str, Any], str]:
        """The JSON document of `pulumi preview`, which is there for a preview with errors as well, and why it failed;
        "" if it did not."""
        done = self._run(
            "preview", "--json", "--color", "never", environment={"AWS_MAX_ATTEMPTS": ATTEMPTS, **os.environ}
        )
        try:
            document = json.loads(done.stdout)
        except (ValueError, RecursionError):
            document = None
        if isinstance(document, dict) and "steps" in document:
            return document, pulumi_errors.said(done.stderr) if done.returncode else ""
        if done.returncode == 0:
            raise Unreachable("pulumi preview: its output is not JSON")
        raise self._refused(done, ("preview",))

    def _pulumi(self, *arguments: str) -> str:
        done = self._run(*arguments)
        if done.returncode == 0:
            return done.stdout
        raise self._refused(done, arguments)

    def _run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        selected = ["--stack", self.stack] if self.stack else []
        try:
            return subprocess.run(  # noqa: S603 - the arguments are ours
                ["pulumi", *arguments, "--non-interactive", *selected],  # noqa: S607 - the user's own pulumi
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=self.patience,
            )
        except subprocess.TimeoutExpired:
            raise Unreachable(f"pulumi did not answer within {self.patience} seconds") from None
        except FileNotFoundError:
            if not self.folder.is_dir():
                raise Refused(f"{self.folder}: no such folder") from None
            raise Unreachable("the command `pulumi` is not on the PATH") from None
        except OSError as error:
            raise Unreachable(f"the command `pulumi` cannot be run: {error.strerror}") from None

    def _refused(self, done: "subprocess.CompletedProcess[str]", arguments: tuple[str, ...]) -> OperationError:
        refused = pulumi_errors.refusal(done.stderr, self.folder)
        if pulumi_errors.NO_STACK not in str(refused) or arguments == STACKS:
            return refused
        known = replace(self, stack=None).stacks()
        return Refused(f"{refused}; the project has {', '.join(known) or 'none: pulumi stack init NAME'}")

    def stacks(self) -> list[str]:
        """The names of the project's stacks; none if Pulumi does not tell."""
        try:
            return [text(each, "name") for each in mappings({"stacks": json.loads(self._pulumi(*STACKS))}, "stacks")]
        except (ValueError, Refused, Unreachable):
            return []


def _ingestion(resource: Resource, names: Mapping[str, str], credentials: "StackCredentials") -> Ingestion:
    outputs = mapping(resource, "outputs")
    hidden = tuple(key for key in (*INGESTION_INPUTS, *STATE) if _is_secret(outputs.get(key)))
    plain = normalised({key: value for key, value in outputs.items() if key not in hidden})
    parent = text(resource, "parent")
    name = names.get(parent, "") if "IntegrationWorkflow" in parent else ""
    name = name or _name(text(resource, "urn"))
    for key in NEEDED:
        if not text(plain, key):
            why = "is a secret of the stack, which this command never decrypts" if key in hidden else "is not in state"
            raise Refused(f"{name}: {in_words(key)} {why}")
    state = State.from_state(plain)
    # A part of the plan without a batch is looked up with everything else.
    if "batches" not in hidden and (state.unread or (state.flaw and not state.batches)):
        raise Refused(f"{name}: {state.flaw}; `pulumi refresh` takes them from AWS")
    return Ingestion(name, state, hidden, credentials.of(plain), _edited(state, mapping(resource, "inputs")))


def _edited(state: State, inputs: Resource) -> Wanted | None:
    """The inputs with edits that wait; None if there are none, or if one of them is a secret."""
    if not state.edits_wait or any(_is_secret(inputs.get(key)) for key in INGESTION_INPUTS):
        return None
    return Wanted.from_inputs(normalised(dict(inputs)))


def _outputs(resources: Iterable[Resource], types: Iterable[str]) -> Iterator[Resource]:
    wanted = set(types)
    return (mapping(each, "outputs") for each in resources if text(each, "type") in wanted)


def _is_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return SECRET in value or any(map(_is_secret, value.values()))
    return isinstance(value, list) and any(map(_is_secret, value))


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]
