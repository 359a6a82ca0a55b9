"""Reads a domain with its surroundings, by reading calls only, and writes the program that takes it over."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..adoption.drafting import program
from ..adoption.facts import Facts, FlowFacts, History, KeyFacts, QueueFacts
from ..adoption.model import Program
from ..adoption.render import files
from ..appflow.flow_status import ACTIVE
from ..aws.at_once import at_once
from ..aws.client import AwsClient
from ..ingestion import adoption
from ..ingestion.wanted import INTEGRATION_URI
from ..names import flow_name_of, last_segment
from ..rules import RuleViolation, checked, role_arn, text
from .errors import Refused, no_such_domain
from .targets import Target
from .traces import SINCE

if TYPE_CHECKING:
    from ..aws import answers

T = TypeVar("T")

Tell = Callable[[int, int], None]
"""Gets the number of object types and flows that were read so far, and that of all."""

stack_name = text(r"[A-Za-z0-9_.-]{1,100}", "must be a stack's name: letters, digits, dots, underscores, hyphens")


def adopt(target: Target, out: Path, stack: str, tell: Tell = lambda _done, _every: None) -> tuple[Program, list[Path]]:
    """The program that takes a domain over, and the files that were written.

    Args:
        target: the domain.
        out: the folder, which is made; it must be empty if it exists.
        stack: the stack whose file has the ids.
        tell: hears how far reading is.

    Raises:
        Refused: the folder is not empty, or the domain is gone.
        AwsError: AWS did not answer; nothing is written then.
    """
    check_out(out, stack)
    made = program(read(target, tell))
    written = []
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files(made, stack).items():
        path = out / name
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
        written.append(path)
    return made, written


def check_out(out: Path, stack: str) -> None:
    """Check where the project is written to, before AWS is asked.

    Raises:
        RuleViolation: that is no name of a stack.
        Refused: the folder is not empty.
    """
    check_stack(stack)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(f"{out}: is not an empty folder; nothing is overwritten")


def check_stack(stack: str) -> None:
    """Check a stack's name.

    Raises:
        RuleViolation: that is no name of a stack.
    """
    checked("--stack", stack, stack_name)


def read(target: Target, tell: Tell) -> Facts:
    """What AWS has of a domain and its surroundings.

    Raises:
        Refused: there is no such domain any more.
        AwsError: AWS did not answer.
    """
    client, name = target.client, target.domain_name
    domain = client.get_domain(name)
    if domain is None:
        raise no_such_domain(name, target.account, target.region)
    every = client.list_integrations(name, hidden=False)
    fed = [each for each in every if ":appflow:" in each["Uri"]]
    listed = [each["ObjectTypeName"] for each in client.object_types(name)]
    types, flows = _in_parallel(
        [partial(client.get_object_type, name, each, patiently=True) for each in listed],
        [partial(_flow, client, name, each) for each in fed],
        tell,
    )
    object_types = {each: found for each, found in zip(listed, types, strict=True) if found is not None}
    known = {id_ for each in flows if each.history for id_ in each.history.workflow_ids}
    known |= {each["WorkflowId"] for each in every if each.get("WorkflowId")}
    return Facts(
        target.account,
        target.region,
        name,
        domain,
        _key(client, domain),
        _queue(client, domain),
        object_types,
        _by_name(client.object_type_template, (found.get("TemplateId", "") for found in object_types.values())),
        tuple(each for each in every if each not in fed),
        tuple(flows),
        {each: _gone(client, each) for each in _connector_profiles(flows)},
        {
            each["WorkflowId"]: each["Status"]
            for each in client.list_workflows(name, SINCE)
            if each["WorkflowId"] not in known
        },
        tuple(each["EventStreamName"] for each in client.event_streams(name)),
        {arn: _trust(client, arn) for arn in _roles(flows)},
        tuple(_named_by_somebody(client.calculated_attributes(name))),
        tuple(_neighbours(client, domain)),
    )


def _neighbours(client: AwsClient, domain: "answers.Domain") -> Iterator["answers.Domain"]:
    """The other domains, where the domain has something that they may have as well."""
    if domain.get("DefaultEncryptionKey") or domain.get("DeadLetterQueueUrl"):
        others = sorted({*client.domains()} - {domain["DomainName"]})
        yield from filter(None, map(client.get_domain, others))


def _in_parallel(
    types: Sequence[Callable[[], "answers.ObjectType | None"]], flows: Sequence[Callable[[], FlowFacts]], tell: Tell
) -> tuple[list["answers.ObjectType | None"], list[FlowFacts]]:
    every = len(types) + len(flows)
    found = at_once(types, lambda done, _: tell(done, every))
    return found, at_once(flows, lambda done, _: tell(len(types) + done, every))


def _by_name(find: Callable[[str], T | None], names: Iterable[str]) -> dict[str, T]:
    found = {name: find(name) for name in sorted(set(names)) if name}
    return {name: each for name, each in found.items() if each is not None}


def _named_by_somebody(attributes: Iterable["answers.CalculatedAttribute"]) -> Iterator[str]:
    """The names without those of AWS's own calculated attributes, which begin with an underscore."""
    names = (each.get("CalculatedAttributeName", "") for each in attributes)
    return (name for name in names if name and not name.startswith("_"))


def _key(client: AwsClient, domain: "answers.Domain") -> KeyFacts | None:
    given = domain.get("DefaultEncryptionKey")
    found = client.described_key(given) if given else None
    if found is None:
        return None
    if not found.managed_by_customer:
        return KeyFacts(found.arn, found.description, "", False, (), True, {})
    return KeyFacts(
        found.arn,
        found.description,
        client.key_policy(found.arn),
        True,
        tuple(client.key_aliases(found.arn)),
        client.key_rotates(found.arn),
        client.key_tags(found.arn),
    )


def _queue(client: AwsClient, domain: "answers.Domain") -> QueueFacts | None:
    url = domain.get("DeadLetterQueueUrl")
    attributes = client.queue_attributes(url) if url else None
    return QueueFacts(url, attributes, client.queue_tags(url)) if url and attributes is not None else None


def _flow(client: AwsClient, domain: str, integration: "answers.Integration") -> FlowFacts:
    uri = integration["Uri"]
    flow = client.describe_flow(flow_name_of(uri))
    if flow and flow["flowStatus"] != ACTIVE:
        return FlowFacts(integration, flow, problem=f"its flow is {flow['flowStatus']}; activate it first")
    try:
        found = adoption.read(client, domain, {INTEGRATION_URI: uri})
    except RuleViolation as violation:
        return FlowFacts(integration, flow, problem=violation.rule)
    workflow = client.get_workflow(domain, found.workflow_ids[-1]) if found.workflow_ids else None
    attributes: Mapping[str, Any] = (workflow or {}).get("Attributes", {}).get("AppflowIntegration", {})
    # The one that the integration names is always among those that are taken over.
    others = tuple(each for each in found.workflow_ids if each != integration.get("WorkflowId"))
    return FlowFacts(integration, flow, History(found.loaded_from, others, str(attributes.get("RoleArn", ""))))


def _connector_profiles(flows: Iterable[FlowFacts]) -> list[str]:
    names = {each.flow["sourceFlowConfig"].get("connectorProfileName", "") for each in flows if each.flow}
    return sorted(names - {""})


def _roles(flows: Iterable[FlowFacts]) -> list[str]:
    return sorted({each.history.role_arn for each in flows if each.history} - {""})


def _trust(client: AwsClient, arn: str) -> Any:
    """Who may assume a role; None if there is none of this ARN, be it that it is no ARN of one."""
    try:
        role_arn(arn)
    except RuleViolation:
        return None
    return client.role_trust(last_segment(arn))


def _gone(client: AwsClient, connector_profile: str) -> str | None:
    found = client.describe_connector_profile(connector_profile)
    return None if found else "there is no such connector profile any more"
