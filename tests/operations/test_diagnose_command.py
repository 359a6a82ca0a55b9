"""`customer-profiles diagnose`: what it shows, its exit codes, and what it says of what it may not see."""

import copy
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.pace import CALLS_PER_SECOND
from connect_customer_profiles.aws.remembering import RememberingClient
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.operations.diagnosis import former_keys
from connect_customer_profiles.operations.diagnosis.collect import collect
from connect_customer_profiles.operations.selection import Selection, find

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.scene import Scene
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place

STACK = ("diagnose", "--stack", "dev")


@pytest.fixture
def scene(place: Place, deployment: Callable[..., Deployment]) -> Scene:
    MEMORY.forget()
    made = Scene.made(place, deployment)
    made.load()
    return made


def test_nothing_is_wrong(scene: Scene, command: Command) -> None:
    result = command(*STACK)
    assert (result.code, result.stderr) == (0, "")
    shown, *rest = result.lines
    assert shown.startswith("contacts: COMPLETE, 2/2 batches, ")
    assert rest == ["", "no problem was found"]


def test_a_finding_says_what_where_why_how_sure_and_what_to_do(scene: Scene, command: Command) -> None:
    scene.client("appflow").stop_flow(flowName=scene.flow)
    result = command(*STACK)
    assert result.code == 1
    assert result.lines[0].endswith("records, ongoing flow Suspended")
    assert result.lines[1:] == [
        "",
        "integration contacts: Somebody has stopped the flow: changes at the source do not arrive.",
        f"  because     the status of flow {scene.flow} is Suspended, its last run did not fail",
        "  confidence  likely",
        "  do this     Establish the integration again: it continues where the stopped flow ended.",
        "              customer-profiles reestablish contacts --stack dev",
        "",
    ]
    document = command(*STACK, "--json").document
    assert [each["flow_status"] for each in document.pop("integrations")] == ["Suspended"]
    assert document == {
        "domain": DOMAIN,
        "account": ACCOUNT,
        "region": REGION,
        "needs_attention": True,
        "findings": [
            {
                "cause": "flow_suspended",
                "where": "integration contacts",
                "wrong": "Somebody has stopped the flow: changes at the source do not arrive.",
                "certainty": "likely",
                "evidence": [f"the status of flow {scene.flow} is Suspended, its last run did not fail"],
                "consequences": [],
                "remedy": "Establish the integration again: it continues where the stopped flow ended.",
                "command": "customer-profiles reestablish contacts --stack dev",
            }
        ],
        "unseen": [],
        "limits": [former_keys.KNOWN_BY],
    }


def test_the_command_that_a_finding_names_repairs_it(scene: Scene, command: Command) -> None:
    scene.client("appflow").stop_flow(flowName=scene.flow)
    [finding] = command(*STACK, "--json").document["findings"]
    _, *named = finding["command"].split()
    assert command(*named, "--yes").code == 0
    scene.refresh()
    assert command(*STACK).code == 0


def test_what_many_integrations_share_is_asked_for_once(scene: Scene, command: Command) -> None:
    """Customer Profiles admits five calls a second: a call for each of 1,000 integrations would take minutes."""
    stack = json.loads(command.stack_file.read_text())
    domain, *one = stack["deployment"]["resources"]
    many = [json.loads(json.dumps(one).replace("::contacts", f"::contacts-{number}")) for number in range(40)]
    stack["deployment"]["resources"] = [domain, *(each for copy in many for each in copy)]
    command.stack_file.write_text(json.dumps(stack))
    before = scene.place.last_call()
    assert command(*STACK).code == 0
    made = Counter(scene.place.operations(before))
    slow = {name: made[name] for name in CALLS_PER_SECOND if made[name]}
    assert slow == {"GetDomain": 1, "ListIntegrations": 2, "ListWorkflows": 1}  # with hidden ones and without
    assert (made["DescribeConnectorProfiles"], made["DescribeFlow"]) == (1, 1)


def test_an_error_is_remembered_for_everybody_who_asks(scene: Scene, command: Command) -> None:
    scene.place.control.add_fault(
        "error_before",
        service="customer-profiles",
        operation="ListIntegrations",
        status=403,
        code="AccessDenied",
        count=1,
    )
    target = find(Selection(stack="dev"))
    client = RememberingClient(target.account, target.region, target.credentials)
    for _ in range(2):
        with pytest.raises(AwsError, match="AccessDenied"):
            client.list_integrations(DOMAIN, hidden=True)


def test_whoever_changes_an_answer_changes_nobody_else_s(scene: Scene, command: Command) -> None:
    target = find(Selection(stack="dev"))
    client = RememberingClient(target.account, target.region, target.credentials)
    first = client._call("customer-profiles", "GetDomain", DomainName=DOMAIN)
    before = copy.deepcopy(first)
    first["Stats"].clear()
    assert client._call("customer-profiles", "GetDomain", DomainName=DOMAIN) == before


def test_a_list_is_read_once_for_all_who_look_for_their_own(
    scene: Scene, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand integrations that each read a list of a thousand took a minute of CPU time."""
    target, since = find(Selection(stack="dev")), datetime(2020, 1, 1, tzinfo=UTC)
    client = RememberingClient.of(target.client, since=since)
    read: list[str] = []
    really = RememberingClient._call

    def counted(self: RememberingClient, service: str, api: str, **request: Any) -> dict[str, Any]:
        read.append(api)
        return really(self, service, api, **request)

    monkeypatch.setattr(RememberingClient, "_call", counted)
    for _ in range(3):
        [workflow] = client.list_workflows(DOMAIN, since + timedelta(days=1))
        [integration] = client.list_integrations(DOMAIN, hidden=False)
        assert (workflow["Status"], DOMAIN in integration["Uri"]) == ("COMPLETE", True)
        workflow["Status"], integration["Uri"] = "changed", "changed"
    assert read == ["ListWorkflows", "ListIntegrations"]
    assert client.list_workflows(DOMAIN, datetime.now(UTC) + timedelta(days=9)) == []


def test_it_tells_how_far_it_is(scene: Scene, command: Command) -> None:
    told: list[tuple[int, int]] = []
    collect(find(Selection(stack="dev")), tell=lambda done, every: told.append((done, every)))
    assert told == [(1, 1)]


@pytest.mark.parametrize(
    ("service", "operation", "what"),
    [
        ("kms", "DescribeKey", "the KMS key"),
        ("sqs", "GetQueueAttributes", "the dead-letter queue"),
        ("appflow", "DescribeFlow", "the flow"),
        ("appflow", "DescribeFlowExecutionRecords", "the flow's runs"),
        ("appflow", "DescribeConnectorProfiles", "the connector profile"),
        ("appflow", "ListFlows", "the flows"),
    ],
)
def test_what_may_not_be_seen_is_said_and_nothing_concluded_from_it(
    scene: Scene, command: Command, service: str, operation: str, what: str
) -> None:
    scene.place.control.add_fault(
        "error_before", service=service, operation=operation, status=403, message="not authorized", count=100
    )
    result = command(*STACK, "--json")
    assert (result.code, result.stderr) == (3, "")
    assert result.document["findings"] == []
    reasons = [each["reason"] for each in result.document["unseen"] if each["what"] == what]
    assert reasons
    assert reasons[0].startswith(f"{operation}: ")
    assert "not authorized" in reasons[0]
    text = command(*STACK)
    assert f"could not look at {what}: {reasons[0]}" in text.lines
    assert text.lines[-1].startswith("no problem was found, but ")
    assert text.lines[-1].endswith(" could not be looked at: nobody knows whether all is well")


def test_a_role_that_may_not_be_seen_is_no_finding(
    place: Place, deployment: Callable[..., Deployment], command: Command
) -> None:
    Scene.made(place, deployment)
    place.control.add_fault(
        "error_before", service="iam", operation="GetRole", status=403, message="not authorized", count=100
    )
    result = command(*STACK, "--json")
    assert [each["what"] for each in result.document["unseen"]] == ["the execution role"]
    assert result.document["findings"] == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ("--stack", "missing"),
            "customer-profiles: pulumi: no stack named 'missing' found; the project has dev, prod",
        ),
        (
            ("--domain", "nowhere", "--region", REGION),
            "customer-profiles: nowhere: there is no such domain in 111122223333, us-east-1",
        ),
        (
            ("--domain", "a b", "--region", REGION),
            "customer-profiles: --domain = 'a b': a domain name has 1 to 64 letters, digits, _ or -",
        ),
        (("--stack", "dev", "now"), "customer-profiles: Got unexpected extra argument (now)"),
        (("--stack", "dev", "--domain", "another"), "customer-profiles: the stack has no such domain; it has "),
    ],
)
def test_bad_input_is_one_line(scene: Scene, command: Command, arguments: tuple[str, ...], complaint: str) -> None:
    result = command("diagnose", *arguments)
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith(complaint)
    assert result.stderr.count("\n") == 1


def test_help_teaches(command: Command) -> None:
    text = command("diagnose", "--help").stdout
    assert "how certain that is, and which command repairs it" in " ".join(text.split())
    assert "customer-profiles diagnose --stack prod" in text
    assert DOMAIN not in text
