"""Whether a stack's program can be deployed: what `pulumi preview` refuses, and what AWS says of the rest of what the
program relies on. Reads only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..aws import session, sts
from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..ingestion.batch_size import FLOW_LIMIT, Flows
from ..ingestion.memory import ProcessMemory
from ..ingestion.plain import mapping, mappings, normalised, optional_number, optional_text, text, texts
from ..ingestion.quotas import INTEGRATION_LIMIT
from ..ingestion.source_offer import Question, offered
from ..names import arn_parts, last_segment, owned_types
from ..rules import RuleViolation
from ..sources import SOURCES
from ..sources.source import Source
from . import preview
from .caller_permissions import Lack, asked, principal
from .preview import Declared, Preview
from .stack_targets import INGESTION, INTEGRATION, PLAN, Project, StackCredentials

EXTERNAL_FLOW, CONNECTOR_PROFILE = owned_types("ExternalFlow"), owned_types("ConnectorProfile")


class Outcome(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """AWS or Pulumi did not say."""


@dataclass(frozen=True)
class Check:
    """A check.

    Attributes:
        name: what was looked at, such as `source`.
        where: the integration, domain or account that it is about.
        outcome: what became of it.
        words: what was found, on one line.
    """

    name: str
    where: str
    outcome: Outcome
    words: str


@dataclass(frozen=True)
class Preflight:
    """The checks of a stack, and the domains that they are about: name, account and Region of each."""

    checks: tuple[Check, ...]
    domains: tuple[tuple[str, str, str], ...]


def preflight(project: Project) -> Preflight:
    """Preview a stack and ask AWS about what it relies on.

    Raises:
        Refused: there is no such stack or project.
        Unreachable: Pulumi did not answer.
    """
    document, failure = project.preview()
    found = preview.read(document, project.json("stack", "export"), failure)
    config = project.json("config", "--json")
    configured = session.configured(lambda key: optional_text(mapping(config, key), "value"))
    return Preflight(tuple(_Look(found, StackCredentials(configured)).checks()), _domains(found))


class _Look:
    """One look at what a preview declares."""

    def __init__(self, found: Preview, credentials: StackCredentials) -> None:
        self._found = found
        self._credentials = credentials
        self._memory = ProcessMemory()

    def checks(self) -> Iterator[Check]:
        """Every check, one after the other."""
        yield from _of_preview(self._found)
        for each in self._found.of(*INGESTION, *EXTERNAL_FLOW):
            yield from self._source(each)
        yield from self._roles()
        for place in _domains(self._found):
            yield from self._permissions(place)
        yield from self._flows()
        yield from self._integrations()
        for each in self._found.of(INTEGRATION):
            yield from self._instance(each)

    def _source(self, declared: Declared) -> Iterator[Check]:
        """Connector profile, object and fields."""
        inputs = normalised(declared.inputs)
        definition = _definition(inputs)
        source, parts = _source_of(definition)
        if source is not None and source.reads_files:
            return
        if source is None or not all((*parts.values(), *_place(declared))):
            words = "domain, account, Region and source are not all known before the update, or secrets of the stack"
            yield Check("source", declared.name, Outcome.UNKNOWN, words)
            return
        said: list[str] = []
        of = {text(each.inputs, "connector_profile_name") for each in self._found.of(*CONNECTOR_PROFILE) if each.new}
        question = Question(
            source=source,
            parts=parts,
            argument="connector",
            made_here=parts["connector_profile_name"] in of,
            otherwise="none is checked",
        )

        def look() -> Check:
            client = self._client(inputs)
            # For who may not ask, a preview takes it as being there.
            client.describe_connector_profile(question.profile)
            offer = offered(client, self._memory, question, said.append)
            if offer is None:
                return Check("source", declared.name, Outcome.UNKNOWN, said[-1])
            fields = _fields(definition) if source.featured else []
            for name in fields:
                offer.check("fields", name)
            words = f"connector profile {question.profile}, object {question.object} and its {len(fields)} fields exist"
            return Check("source", declared.name, Outcome.PASSED, words)

        yield _looked("source", declared.name, look)

    def _roles(self) -> Iterator[Check]:
        """Execution roles that the program is given."""
        given = {text(each.inputs, "execution_role_arn"): each for each in self._found.of(*INGESTION)}
        for arn, declared in given.items():
            if arn:
                yield _looked("role", arn, lambda arn=arn, declared=declared: self._role(arn, declared))  # type: ignore[misc]

    def _role(self, arn: str, declared: Declared) -> Check:
        if self._client(declared.inputs).role_arn(last_segment(arn)) == arn:
            return Check("role", arn, Outcome.PASSED, "the execution role exists")
        return Check("role", arn, Outcome.FAILED, f"the execution role of {declared.name} does not exist")

    def _permissions(self, place: tuple[str, str, str]) -> Iterator[Check]:
        """Whether the credentials may do what the deployer's policies allow."""
        name, account, region = place
        types = {each.type for each in self._found.resources}
        declared = {value for each in self._found.resources for value in each.inputs.values() if isinstance(value, str)}
        client = self._client({"account": account, "region": region})
        try:
            caller = principal(client, sts.caller_arn(region, client.credentials))
            answer = asked(client, caller, place, types, declared)
        except AwsError as error:
            yield Check("permissions", name, Outcome.UNKNOWN, str(error))
            return
        yield from (_lack(name, caller, each) for each in answer.lacks)
        if not answer.lacks:
            words = f"{caller} has what the program needs of the deployer's policies, {answer.asked:,} actions"
            yield Check("permissions", name, Outcome.PASSED, words)

    def _flows(self) -> Iterator[Check]:
        """The quota of flows of every account and Region."""
        needed: dict[tuple[str, str], int] = {}
        limits: dict[tuple[str, str], int] = {}
        first: dict[tuple[str, str], Declared] = {}
        for each in self._found.of(*PLAN, *EXTERNAL_FLOW):
            where = (text(each.inputs, "account"), text(each.inputs, "region"))
            if not all(where):
                continue
            first.setdefault(where, each)
            wanted = len(list(mappings(each.inputs, "batches"))) + 1 if each.new else 0
            needed[where] = needed.get(where, 0) + wanted
            limits[where] = max(limits.get(where, FLOW_LIMIT), optional_number(each.inputs, "flow_limit") or 0)
        for where, number in needed.items():

            def look(where: tuple[str, str] = where, number: int = number) -> Check:
                flows = Flows(limits[where], len(self._client(first[where].inputs).list_flows()))
                outcome = Outcome.PASSED if flows.used + number <= flows.limit else Outcome.FAILED
                words = f"{flows.used:,} of {flows.limit:,} flows are used, {number:,} more are needed"
                if outcome is Outcome.FAILED:
                    words += ": delete unused flows, or raise the quota and the flow limit"
                return Check("flows", ", ".join(where), outcome, words)

            yield _looked("flows", ", ".join(where), look)

    def _integrations(self) -> Iterator[Check]:
        """The quota of integrations of every domain."""
        declared = list(self._found.of(*INGESTION, *EXTERNAL_FLOW))
        for name, account, region in _domains(self._found):
            of = [each for each in declared if _place(each) == (name, account, region)]
            number = sum(each.new for each in of) + sum(
                each.new and text(each.inputs, "domainName") == name for each in self._found.of(INTEGRATION)
            )

            def look(of: list[Declared] = of, name: str = name, number: int = number) -> Check:
                used = len(self._client(of[0].inputs).list_integrations(name, hidden=False))
                words = f"the domain has {used:,} integration{'' if used == 1 else 's'}, {number:,} more are needed"
                if used + number <= max(used, INTEGRATION_LIMIT):
                    return Check("integrations", name, Outcome.PASSED, words)
                words += f"; its quota is {INTEGRATION_LIMIT} unless it was raised, which AWS was not asked"
                return Check("integrations", name, Outcome.UNKNOWN, words)

            yield _looked("integrations", name, look)

    def _instance(self, declared: Declared) -> Iterator[Check]:
        """Whether a Connect instance has another domain."""
        uri, domain = text(declared.inputs, "uri"), text(declared.inputs, "domainName")
        place = arn_parts(uri)
        if place.service != "connect" or not domain:
            return

        def look() -> Check:
            others = [
                each
                for each in self._client({"account": place.account, "region": place.region}).domains_of(uri)
                if each != domain
            ]
            if not others:
                return Check("instance", declared.name, Outcome.PASSED, f"{uri} has no other domain than {domain}")
            words = f"{uri} is associated with domain {', '.join(others)}: delete that association first"
            return Check("instance", declared.name, Outcome.FAILED, words)

        yield _looked("instance", declared.name, look)

    def _client(self, inputs: Mapping[str, Any]) -> AwsClient:
        return AwsClient(text(inputs, "account"), text(inputs, "region"), self._credentials.of(inputs))


def _of_preview(found: Preview) -> Iterator[Check]:
    if not found.errors and not found.unseen:
        words = "it refuses nothing: arguments, names, what has those names, account and Region"
        yield Check("preview", "program", Outcome.PASSED, words)
        return
    yield from (Check("preview", "program", Outcome.FAILED, each) for each in found.errors)
    yield from (Check("preview", "program", Outcome.UNKNOWN, each) for each in found.unseen)
    words = "what the program declares after an error was not looked at"
    yield Check("preview", "program", Outcome.UNKNOWN, words)


def _lack(domain: str, caller: str, lack: Lack) -> Check:
    words = f"{caller} may not {', '.join(lack.actions)} on {lack.resource} ({lack.sid} of the deployer's policies)"
    if lack.certain:
        return Check("permissions", domain, Outcome.FAILED, words)
    return Check("permissions", domain, Outcome.UNKNOWN, f"{words}; on the one that the program has, perhaps")


def _looked(name: str, where: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except RuleViolation as violation:
        return Check(name, where, Outcome.FAILED, str(violation))
    except AwsError as error:
        return Check(name, where, Outcome.UNKNOWN, str(error))


def _domains(found: Preview) -> tuple[tuple[str, str, str], ...]:
    """The domains that integrations of the program fill."""
    return tuple(dict.fromkeys(place for each in found.of(*INGESTION, *EXTERNAL_FLOW) if all(place := _place(each))))


def _place(declared: Declared) -> tuple[str, str, str]:
    inputs = declared.inputs
    return text(inputs, "domain_name"), text(inputs, "account"), text(inputs, "region")


def _definition(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Source and tasks of a flow, in the form of Customer Profiles."""
    flow = mapping(inputs, "flow")
    if not flow:
        return dict(mapping(inputs, "flow_definition"))
    source = {key[:1].upper() + key[1:]: each for key, each in mapping(flow, "source").items()}
    tasks = [{key[:1].upper() + key[1:]: each for key, each in task.items()} for task in mappings(flow, "tasks")]
    return {"SourceFlowConfig": source, "Tasks": tasks}


def _source_of(definition: Mapping[str, Any]) -> tuple[Source | None, dict[str, str]]:
    config = mapping(definition, "SourceFlowConfig")
    for name, properties in mapping(config, "SourceConnectorProperties").items():
        values = properties if isinstance(properties, Mapping) else {}
        named = next((each for key, each in values.items() if key.lower() in ("object", "entityname")), "")
        parts = {"connector_profile_name": text(config, "ConnectorProfileName"), "object": str(named or "")}
        version = optional_text(config, "ApiVersion")
        return SOURCES.get(name), {**parts, **({"api_version": version} if version else {})}
    return None, {}


def _fields(definition: Mapping[str, Any]) -> list[str]:
    """The fields of the source that a flow reads."""
    tasks = list(mappings(definition, "Tasks"))
    written = {text(each, "DestinationField") for each in tasks if text(each, "TaskType") != "Map"}
    pulled = text(mapping(mapping(definition, "SourceFlowConfig"), "IncrementalPullConfig"), "DatetimeTypeFieldName")
    read = [name for each in tasks for name in texts(each, "SourceFields") if name not in written]
    return list(dict.fromkeys([*read, *([pulled] if pulled else [])]))
