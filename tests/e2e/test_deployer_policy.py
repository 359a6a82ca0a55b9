"""A stack with one of every component, deployed by a role that has the deployer policies and nothing else."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from connect_customer_profiles.policy.deployer import deployer_policies, deployer_statements
from connect_customer_profiles.policy.questions import actions

from localcloud.aws import iam
from tests.documented.handlers import handlers
from tests.newcomer.pages import block

from .conftest import Place
from .harness import Project
from .one_of_each import DOMAIN, prepared, program, run

WHERE = ("us-east-1", "123456789012", DOMAIN)
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}
TAKEN_AWAY = "ManageLogGroups"
LOG_GROUPS = {"redrive-logs": "dead-letter-redrive", "supervisor-logs": "supervisor"}

FILES = """
files = make("ObjectMapping", "customers", domain_name=name, object_type_name="Customer", description="Customers",
     fields={"email": {"source": "_source.email", "target": "_profile.EmailAddress", "content_type": "EMAIL_ADDRESS"}},
     keys={"by_email": [{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}]},
     deletion_protection=False)
make("IntegrationWorkflow", "files", domain_name=name, kms_key_arn=key.key_arn, fields=["email"],
     import_start_date="2025-01-31", object_type_name=files.object_type_name,
     connector={"type": "S3", "bucket_name": "crm-export", "bucket_prefix": "in"})
"""
"""What the program has no example of: a source that is a bucket, and an integration without history."""


CHANGED_BY = {
    "ProfilesDomain": "AWS::CustomerProfiles::Domain",
    "InstanceAssociation": "AWS::CustomerProfiles::Integration",
    "ObjectMapping": "AWS::CustomerProfiles::ObjectType",
    "EncryptionKey": "AWS::KMS::Key",
    "its alias": "AWS::KMS::Alias",
    "ExternalApplication": "AWS::AppFlow::Flow",
    "ConnectorProfile": "AWS::AppFlow::ConnectorProfile",
    "AgentAccess": "AWS::Connect::SecurityProfile",
    "ExecutionRole": "AWS::IAM::Role",
    "ApplicationAccess": "AWS::IAM::ManagedPolicy",
    "DeadLetterRedrive": "AWS::Lambda::Function",
    "its trigger": "AWS::Lambda::EventSourceMapping",
    "its log group": "AWS::Logs::LogGroup",
    "subscriptions": "AWS::SNS::Subscription",
}
"""CloudFormation's type of what a component makes: its handlers name what a change may need that the test makes not."""

BESIDE_HANDLERS = {
    "app-integrations:DeleteDataIntegrationAssociation": "what undoes the association",
    "appflow:DescribeFlowExecutionRecords": "a refresh, once a history is loaded",
    "cloudformation:UpdateResource": "Cloud Control itself, for changes",
    "iam:ListInstanceProfilesForRole": "the classic provider, before it deletes a role",
    "lambda:ListVersionsByFunction": "the classic provider, whenever it reads a function",
    "profile:ListProfileObjectTypes": "the preview of an object type that is new in a domain that exists",
}
"""Actions that neither the local AWS nor a handler shows, and whose they are."""


@contextmanager
def as_administrator(place: Place) -> Iterator[None]:
    """What is done now is not what the deployer does."""
    place.control.behaviours(role_policies="ignored")
    try:
        yield
    finally:
        place.control.behaviours(role_policies="dependencies")


def deployer(place: Place) -> dict[str, str]:
    """A role with the policies; returns the variables of a session of it."""
    iam = place.client("iam")
    role = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    for name, policy in deployer_policies(*WHERE).items():
        arn = iam.create_policy(PolicyName=f"deployer-{name}", PolicyDocument=policy)["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="deployer", PolicyArn=arn)
    given = place.client("sts").assume_role(RoleArn=role, RoleSessionName="ci")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }


def change(place: Place, *, without: str = "") -> None:
    """Gives the policies another version, with every statement but one."""
    iam = place.client("iam")
    for name, statements in deployer_statements(*WHERE).items():
        arn = f"arn:aws:iam::{WHERE[1]}:policy/deployer-{name}"
        document = {"Version": "2012-10-17", "Statement": [each for each in statements if each["Sid"] != without]}
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=True)


def allowed(right: iam.AccessRequest, statements: Sequence[Mapping[str, Any]]) -> bool:
    """Whether statements allow what a call needed."""
    return iam.evaluate([{"Statement": list(statements)}], right) is iam.Decision.ALLOW


def others(statement: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """All statements but one."""
    return [each for each in statements if each is not statement]


def test_exactly_the_deployer_policies_deploy_everything(place: Place, project: Callable[..., Project]) -> None:
    notified = (program(prepared(place)) + FILES).replace(
        '-dead-letters")\n', '-dead-letters", notify=["oncall@example.com"])\n'
    )
    place.environment.update(deployer(place))
    place.control.behaviours(role_policies="dependencies", cloudcontrol_seconds=0.2)
    stack = project(program=notified)
    for provider in ("aws", "aws-native"):
        stack.run("config", "set", "--path", f"{provider}:defaultTags.tags.team", "crm")

    with as_administrator(place):
        change(place, without=TAKEN_AWAY)
    code, output = run(stack, place, "up", "--yes", "--skip-preview")
    assert code != 0
    refused = {line for each in output.splitlines() if (line := each.strip()).startswith("error: aws:")}
    shown = block("docs/deployer-policy.md", 3).text.strip()
    of_redrive = "redrive-logs"
    assert refused <= {
        shown.replace(of_redrive, resource).replace(LOG_GROUPS[of_redrive], name)
        for resource, name in LOG_GROUPS.items()
    }
    assert refused, output
    with as_administrator(place):
        change(place)
    stack.up()
    assert stack.changes() == {}
    stack.run("config", "rm", "--path", "aws:defaultTags.tags.team")
    stack.run("config", "set", "--path", "aws:defaultTags.tags.owner", "crm")
    stack.up()
    stack.refresh()
    stack.destroy()

    rights = [iam.AccessRequest(each["action"], each["resource"], each["keys"]) for each in place.control.rights()]
    statements = [each for of in deployer_statements(*WHERE).values() for each in of]
    assert [each for each in rights if not allowed(each, statements)] == []
    assert [
        each["Sid"] for each in statements if all(allowed(right, others(each, statements)) for right in rights)
    ] == []
    unobserved = {action for each in statements for action in actions(each)} - {each.action for each in rights}
    assert unobserved - handlers(*CHANGED_BY.values()) == {*BESIDE_HANDLERS}
