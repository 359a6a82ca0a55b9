"""What AWS's pages print, and the same set-up with the components, side by side in docs/security.md.

The pages: the statement for the dead-letter queue and the key (enable-customer-profiles), the role of an integration
workflow (integrate-customer-profiles-appflow). Both set-ups are a queue, a key, a role and a flow.
"""

import json
import re
from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow
from connect_customer_profiles.policy import execution_policy

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, deploy

from .resource import Resource, resources

DOCUMENTED, OURS = "documented", "ours"
DOMAIN = "shop"
BLOCK = re.compile(r"(?<=<!-- measured by make audit -->\n).*?(?=<!-- end -->)", re.DOTALL)
ROWS = {
    "checkov, as a Terraform plan": ("checkov", "plan"),
    "checkov, as a CloudFormation template": ("checkov", "template"),
    "cfn-lint": ("cfn-lint", ""),
    "parliament": ("parliament", ""),
    "cloudsplaining": ("cloudsplaining", ""),
}
"""What the tables call a scanner → the scanner and the rendering that it reads."""


def documented() -> list[Resource]:
    """The snippets as they are printed, with account, Region and names filled in, and nothing added."""
    service = {"Service": "profile.amazonaws.com"}
    queue_arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:YourQueueName"
    queue = {"Sid": "CustomerProfilesSQSpolicy", "Action": "SQS:SendMessage", "Resource": queue_arn}
    key_actions = ["kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt"]
    administration = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    role = execution_policy(
        region=REGION,
        account=ACCOUNT,
        domain_name=DOMAIN,
        kms_key_arn=KEY_ARN,
        connector_profile_names=[],
        scope="documented",
    )
    role_name = "ExecutionRole"
    policy_arn = f"arn:aws:iam::{ACCOUNT}:policy/{role_name}"
    flow = resources(_components())
    definition = next(each.inputs["flow_definition"] for each in flow if each.type.endswith(":Ingestion"))
    return [
        Resource("aws:sqs/queue:Queue", "queue", {"name": "YourQueueName"}),
        Resource(
            "aws:sqs/queuePolicy:QueuePolicy",
            "queue-policy",
            {
                "queueUrl": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/YourQueueName",
                "policy": _document({**queue, "Principal": service}),
            },
        ),
        Resource(
            "aws:kms/key:Key",
            "key",
            {"policy": _document(administration, {"Principal": service, "Action": key_actions, "Resource": "*"})},
        ),
        Resource(
            "aws:iam/role:Role",
            "role",
            {"name": role_name, "assumeRolePolicy": _document({"Principal": service, "Action": "sts:AssumeRole"})},
        ),
        Resource("aws:iam/policy:Policy", "policy", {"name": role_name, "policy": role}),
        Resource(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "attachment",
            {"role": role_name, "policyArn": policy_arn},
        ),
        Resource(
            "pulumi-python:dynamic/customerprofiles:Ingestion",
            "flow",
            {
                "domain_name": DOMAIN,
                "object_type_name": "Salesforce-Contact",
                "flow_name": "contacts",
                "flow_definition": definition,
            },
        ),
    ]


def ours() -> list[Resource]:
    """Queue, key, role and flow of the components, with their defaults."""
    return resources(_components())


def outdated(page: Path, scanned: Mapping[str, Any], *, write: bool) -> list[str]:
    """A line if the page's table is not what was measured; `write` makes it so."""
    text = page.read_text()
    measured = BLOCK.sub(lambda _: table(scanned), text)
    if write:
        page.write_text(measured)
        return []
    return [] if measured == text else [f"{page.name}: is not what was measured; run `make audit-write`"]


def table(scanned: Mapping[str, Any]) -> str:
    """The measured numbers as a Markdown table, and the findings on AWS's snippets below it."""
    lines = ["| scanner | AWS's snippets | the components |", "| --- | --- | --- |"]
    lines += [f"| {row} | {_cell(scanned, DOCUMENTED, row)} | {_cell(scanned, OURS, row)} |" for row in ROWS]
    for place, title in ((DOCUMENTED, "AWS's snippets"), (OURS, "the components")):
        found = [
            f"| {row} | {each['id']} | {each['resource'].rpartition('.')[2]} | {each['message'].replace('|', ' ')} |"
            for row in ROWS
            for each in sorted(_found(scanned, place, row), key=itemgetter("id", "resource"))
        ]
        if found:
            lines += ["", f"| finding on {title} | | resource | |", "| --- | --- | --- | --- |", *dict.fromkeys(found)]
    return "\n".join([*lines, ""])


def _found(scanned: Mapping[str, Any], place: str, row: str) -> list[dict[str, str]]:
    tool, rendering = ROWS[row]
    of_template = rendering == "template"
    return [
        each
        for each in scanned["findings"]
        if (each["set"], each["tool"]) == (place, tool)
        and (not rendering or each["resource"].startswith("AWS::") == of_template)
    ]


def _cell(scanned: Mapping[str, Any], place: str, row: str) -> str:
    count, rendering = len(_found(scanned, place, row)), ROWS[row][1]
    return f"{count} of {scanned['checks'][f'{place}/{rendering}']} checks failed" if rendering else str(count)


def _components() -> Any:
    def program() -> None:
        key = EncryptionKey("key", {"domain_name": DOMAIN})
        DeadLetterQueue("queue", {"domain_name": DOMAIN})
        role = ExecutionRole(
            "role",
            {"domain_name": DOMAIN, "kms_key_arn": key.key_arn, "connector_profile_names": ["salesforce"]},
        )
        IntegrationWorkflow(
            "flow",
            {
                "domain_name": DOMAIN,
                "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
                "import_start_date": "2024-01-31",
                "kms_key_arn": key.key_arn,
                "execution_role_arn": role.role_arn,
            },
        )

    return deploy(program)


def _document(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})
