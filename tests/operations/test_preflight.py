"""`customer-profiles preflight`: what it asks, what it says, and that it never gives a green light by mistake."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from connect_customer_profiles.aws import session
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.operations import preflight
from connect_customer_profiles.operations.stack_targets import INTEGRATION, Project

from tests.newcomer.pages import block
from tests.operations.command import Command, Result
from tests.operations.deployment import Deployment
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place

STACK = ("preflight", "--stack", "dev")
INSTANCE = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/11111111-2222-3333-4444-555555555555"
WELL = [
    "passed  preview, program: it refuses nothing: arguments, names, what has those names, account and Region",
    "passed  source, contacts: connector profile salesforce, object Contact and its 20 fields exist",
]


@pytest.fixture
def deployed(deployment: Callable[..., Deployment]) -> Deployment:
    MEMORY.forget()
    return deployment()


def preview(command: Command, *steps: dict[str, Any], errors: tuple[str, ...] = (), failure: str = "") -> None:
    """Have the engine preview steps and errors."""
    diagnostics = [{"severity": "error", "message": f"error: {each}\n"} for each in errors]
    command.preview_file.write_text(json.dumps({"steps": list(steps), "diagnostics": diagnostics}))
    if failure:
        command.preview_file.with_name("preview.json.error").write_text(f"error: {failure}\n")


def step(operation: str, token: str, name: str, **inputs: Any) -> dict[str, Any]:
    """A step of a preview."""
    urn = f"urn:pulumi:dev::app::{token}::{name}"
    return {"op": operation, "urn": urn, "newState": {"urn": urn, "type": token, "inputs": inputs}}


def association(uri: str = INSTANCE, domain: str = DOMAIN) -> dict[str, Any]:
    return step("create", INTEGRATION, "instance-integration", uri=uri, domainName=domain)


def lines(result: Result, *names: str) -> list[str]:
    """The lines of the checks of these names."""
    return [each for each in result.lines if each.split(None, 2)[1].rstrip(",") in names]


def test_everything_is_well(deployed: Deployment, command: Command, place: Place) -> None:
    before = place.last_call()
    result = command(*STACK)
    role, caller = deployed.only.inputs["execution_role_arn"], f"arn:aws:sts::{ACCOUNT}:user/moto"
    assert (result.code, result.stderr) == (0, "")
    assert result.lines == [
        *WELL,
        f"passed  role, {role}: the execution role exists",
        f"passed  permissions, {DOMAIN}: {caller} has what the program needs of the deployer's policies, 49 actions",
        f"passed  integrations, {DOMAIN}: the domain has 0 integrations, 0 more are needed",
    ]
    assert [each for each in place.operations(before) if each.startswith(("Create", "Put", "Update", "Delete"))] == []


def test_what_the_preview_refuses_is_a_failed_check_and_the_rest_is_looked_at_as_well(
    deployed: Deployment, command: Command
) -> None:
    token = "pulumi-python:dynamic/customerprofiles:Ingestion"
    refused = "IntegrationWorkflow: connector.object = 'Contct': Salesforce has no such object; did you mean Contact?"
    noise = (
        *("preview failed", "an unhandled error occurred: program exited with non-zero exit code: 1"),
        # In a program in YAML.
        "connect-customer-profiles:index:IntegrationWorkflow resource 'leads' has a problem: refused: see above",
    )
    errors = (f"{token} resource 'leads-ingestion' has a problem: {refused}", *noise)
    preview(command, errors=errors, failure="preview failed")
    result = command(*STACK)
    assert result.code == 1
    assert lines(result, "preview") == [
        f"failed   preview, program: {refused}",
        "unknown  preview, program: what the program declares after an error was not looked at",
    ]
    assert lines(result, "source") == [WELL[1].replace("passed  ", "passed   ")]


def test_a_preview_that_fails_without_a_reason_is_no_green_light(deployed: Deployment, command: Command) -> None:
    preview(command, failure="the plugin was killed")
    result = command(*STACK)
    assert result.code == 3
    assert lines(result, "preview")[0] == "unknown  preview, program: the plugin was killed"
    command.preview_file.write_text("nothing of JSON")
    result = command(*STACK)
    assert (result.code, result.stdout) == (3, "")
    assert result.stderr == "customer-profiles: pulumi: the plugin was killed\n"


@pytest.mark.parametrize(("set_to", "sent"), [(None, "5"), ("9", "9")])
def test_a_preview_at_an_endpoint_that_is_down_does_not_ask_for_minutes(
    set_to: str | None, sent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_MAX_ATTEMPTS", raising=False)
    if set_to:
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", set_to)
    pulumi = tmp_path / "pulumi"
    pulumi.write_text("""#!/bin/sh\necho '{"steps": [], "attempts": "'"$AWS_MAX_ATTEMPTS"'"}'\n""")
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    document, failure = Project(tmp_path, "dev").preview()
    assert (document["attempts"], failure) == (sent, "")


NO_ACCOUNT = "the aws provider does not say in which account and Region it works: Unable to locate credentials"
NOT_READ = "aws:kms/key:Key 'key-key' failed to read: NoCredentialsError: Unable to locate credentials"
MOVED = "deployed in account 123456789012, but the credentials belong to account 210987654321"


@pytest.mark.parametrize(
    ("said", "code", "outcome", "words"),
    [
        # Before anything is deployed, a component asks first; after that the refresh.
        (NO_ACCOUNT, 3, "unknown", NO_ACCOUNT),
        (f"Preview failed: {NOT_READ}", 3, "unknown", NOT_READ),
        (f"Preview failed: {MOVED}", 1, "failed", MOVED),
        ("", 3, "unknown", "ended without a message"),
    ],
)
def test_a_preview_without_an_answer_is_no_refusal(
    said: str, code: int, outcome: str, words: str, deployed: Deployment, command: Command
) -> None:
    unheard = "Preview failed: before hook \"EncryptionKey 'key'\" failed: connection refused"
    preview(command, errors=(*([said] if said else []), unheard, "preview failed"), failure=" ")
    command.preview_file.with_name("preview.json.error").write_text("")
    result = command(*STACK)
    assert (result.code, result.stderr) == (code, "")
    assert [each.split(None, 1) for each in lines(result, "preview")] == [
        [outcome, f"preview, program: {words}"],
        ["unknown", "preview, program: what the program declares after an error was not looked at"],
    ]


@pytest.mark.parametrize(
    ("behind", "said"),
    [
        ("gone", f"AppFlow has no such connector profile in {ACCOUNT}, {REGION}"),
        ("Marketo", "is a connector profile for Marketo, not for Salesforce"),
        ("missing", "Salesforce Contact has no such field"),
    ],
)
def test_a_source_that_changed_since_it_was_deployed(
    behind: str, said: str, deployed: Deployment, command: Command, place: Place
) -> None:
    """The preview of what stays as it is does not ask for it."""
    if behind == "missing":
        place.control.seed(
            ("salesforce", "Salesforce"),
            account=ACCOUNT,
            region=REGION,
            organisation={"missing": ["Contact.FirstName"]},
        )
    else:
        place.client("appflow").delete_connector_profile(connectorProfileName="salesforce", forceDelete=True)
        if behind != "gone":
            place.control.seed(("salesforce", behind), account=ACCOUNT, region=REGION)
    result = command(*STACK)
    [line] = lines(result, "source")
    assert result.code == 1
    assert line.startswith("failed  source, contacts: ")
    assert said in line


def test_a_connector_profile_that_the_program_makes_is_not_known_yet(deployed: Deployment, command: Command) -> None:
    token = preflight.CONNECTOR_PROFILE[0]
    resources = json.loads(command.stack_file.read_text())
    text = json.dumps(resources).replace('"ConnectorProfileName": "salesforce"', '"ConnectorProfileName": "own"')
    command.stack_file.write_text(text)
    preview(command, step("create", token, "own-profile", connector_profile_name="own", connector_type="Salesforce"))
    result = command(*STACK)
    assert result.code == 3
    assert lines(result, "source") == [
        "unknown  source, contacts: Salesforce Contact: its fields are not known until connector profile own exists; "
        "none is checked"
    ]


def test_a_role_that_is_gone(deployed: Deployment, command: Command, place: Place) -> None:
    role = deployed.only.inputs["execution_role_arn"]
    text = command.stack_file.read_text()
    command.stack_file.write_text(text.replace(role, f"{role}-gone"))
    result = command(*STACK)
    assert result.code == 1
    assert lines(result, "role") == [f"failed  role, {role}-gone: the execution role of contacts does not exist"]


@pytest.fixture
def assumed(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Lets the command work as a new role that may do everything but some actions; its ARN."""

    def assume(*denied: str) -> str:
        statements = [
            {"Effect": effect, "Action": list(actions), "Resource": "*"}
            for effect, actions in (("Allow", ("*",)), ("Deny", denied))
            if actions
        ]
        iam = place.client("iam")
        trust = json.dumps({"Version": "2012-10-17", "Statement": []})
        arn: str = iam.create_role(RoleName="deployer", Path="/teams/", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName="deployer", PolicyName="deploys", PolicyDocument=document)
        keys = place.client("sts").assume_role(RoleArn=arn, RoleSessionName="session")["Credentials"]
        for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
            monkeypatch.setenv(f"AWS_{re.sub('(?<=[a-z])(?=[A-Z])', '_', name).upper()}", keys[name])
        forget()
        return arn

    def forget() -> None:
        session._client.cache_clear()
        session._session.cache_clear()

    yield assume
    forget()


def test_what_the_credentials_may_not_do(
    deployed: Deployment, command: Command, assumed: Callable[..., str], place: Place
) -> None:
    arn = assumed("profile:DeleteDomain", "appflow:StopFlow")
    result = command(*STACK)
    assert (result.code, arn) == (1, f"arn:aws:iam::{ACCOUNT}:role/teams/deployer")
    domain = f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/{DOMAIN}"
    flows = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{DOMAIN}-*"
    assert lines(result, "permissions") == [
        f"failed   permissions, {DOMAIN}: {arn} may not profile:DeleteDomain on {domain} "
        "(ManageDomain of the deployer's policies)",
        f"unknown  permissions, {DOMAIN}: {arn} may not appflow:StopFlow on {flows} "
        "(ManageFlows of the deployer's policies); on the one that the program has, perhaps",
    ]


@pytest.mark.parametrize("action", ["iam:GetRole", "iam:SimulatePrincipalPolicy"])
def test_whoever_may_not_ask_gets_no_green_light(
    action: str, deployed: Deployment, command: Command, assumed: Callable[..., str], place: Place
) -> None:
    assumed(action)
    place.control.behaviours(role_policies="dependencies")
    result = command(*STACK)
    assert result.code == 3
    [line] = lines(result, "permissions")
    assert line.startswith(f"unknown  permissions, {DOMAIN}: {action.removeprefix('iam:')}: AccessDenied")


def test_flows_of_the_account(deployed: Deployment, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    token, where = "pulumi-python:dynamic/customerprofiles:IngestionPlan", {"account": ACCOUNT, "region": REGION}
    plan = step("create", token, "leads-plan", **where, batches=[{}, {}], flow_limit=1000)
    for used, code, end in ((997, 0, ""), (998, 1, ": delete unused flows, or raise the quota and the flow limit")):
        monkeypatch.setattr(AwsClient, "list_flows", lambda _self, used=used: [{}] * used)
        preview(command, plan)
        result = command(*STACK)
        assert result.code == code
        outcome = "failed" if code else "passed"
        needed = f"{used} of 1,000 flows are used, 3 more are needed{end}"
        assert lines(result, "flows") == [f"{outcome}  flows, {ACCOUNT}, {REGION}: {needed}"]


def test_the_page_shows_what_the_command_prints(
    deployed: Deployment, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, failed, *_ = shown = block("docs/command-line.md", 3).text.splitlines()
    token, where = "pulumi-python:dynamic/customerprofiles:IngestionPlan", {"account": ACCOUNT, "region": REGION}
    plan = step("create", token, "leads-plan", **where, batches=[{}] * 11, flow_limit=1000)
    monkeypatch.setattr(AwsClient, "list_flows", lambda _self: [{}] * 3)
    preview(command, plan, errors=(failed.partition("preview, program: ")[2],))
    result = command("preflight", "--stack", "dev")
    assert shown[0] == "$ customer-profiles preflight --stack prod"
    assert lines(result, "preview", "flows") == [*shown[1:3], shown[3].replace("123456789012", ACCOUNT)]


def test_integrations_of_the_domain(deployed: Deployment, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quota may have been raised, so a domain above it is not refused; one above it already has been."""
    for used, code in ((49, 0), (50, 3), (70, 3)):
        monkeypatch.setattr(AwsClient, "list_integrations", lambda *_, hidden, used=used: [{}] * used)
        preview(command, association())
        result = command(*STACK)
        assert result.code == code
        [line] = lines(result, "integrations")
        assert f"the domain has {used} integrations, 1 more are needed" in line
        assert ("its quota is 50 unless it was raised" in line) == bool(code)


def test_an_instance_that_has_another_domain(deployed: Deployment, command: Command, place: Place) -> None:
    customer_profiles = place.client("customer-profiles")
    preview(command, association())
    assert lines(command(*STACK), "instance") == [
        f"passed  instance, instance-integration: {INSTANCE} has no other domain than {DOMAIN}"
    ]
    domain = customer_profiles.get_domain(DomainName=DOMAIN)
    place.control.behaviours(enforce_rates=False)  # CreateDomain may be called once a second
    customer_profiles.create_domain(
        DomainName="another", DefaultExpirationDays=366, DefaultEncryptionKey=domain["DefaultEncryptionKey"]
    )
    instance = place.client("connect").create_instance(
        IdentityManagementType="CONNECT_MANAGED", InboundCallsEnabled=True, OutboundCallsEnabled=False
    )["Arn"]
    customer_profiles.put_integration(DomainName="another", Uri=instance, ObjectTypeName="CTR")
    preview(command, association(instance))
    result = command(*STACK)
    assert result.code == 1
    assert lines(result, "instance") == [
        f"failed  instance, instance-integration: {instance} is associated with domain another: "
        "delete that association first"
    ]


def test_what_is_secret_or_not_known_yet_is_not_taken_for_well(deployed: Deployment, command: Command) -> None:
    text = command.stack_file.read_text()
    command.stack_file.write_text(text.replace(f'"{DOMAIN}"', '"[secret]"'))
    result = command(*STACK)
    assert result.code == 3
    assert lines(result, "source")[0].startswith("unknown  source, contacts: domain, account, Region and source are")


def test_the_document(deployed: Deployment, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> None:
        raise AwsError("ListIntegrations: AccessDeniedException: no", "AccessDeniedException", status=403)

    monkeypatch.setattr(AwsClient, "list_flows", denied)
    monkeypatch.setattr(AwsClient, "role_arn", denied)
    result = command(*STACK, "--json")
    found = result.document
    assert (result.code, found["needs_attention"]) == (3, True)
    assert (found["domain"], found["account"], found["region"]) == (DOMAIN, ACCOUNT, REGION)
    [role] = [each for each in found["checks"] if each["name"] == "role"]
    assert role == {
        "name": "role",
        "where": deployed.only.inputs["execution_role_arn"],
        "outcome": "unknown",
        "words": "ListIntegrations: AccessDeniedException: no",
    }


def test_the_engine_s_words_are_made_safe_for_the_screen(deployed: Deployment, command: Command) -> None:
    preview(command, errors=("one\n\x1b[2Jtwo",), failure="preview failed")
    assert lines(command(*STACK), "preview")[0] == r"failed   preview, program: one \x1b[2Jtwo"


def test_a_folder_without_a_stack_is_refused(command: Command) -> None:
    result = command("preflight", "--stack", "nobody")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == "customer-profiles: pulumi: no stack named 'missing' found; the project has dev, prod\n"
