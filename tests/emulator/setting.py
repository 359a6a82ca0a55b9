"""What the conversations with the local cloud start from: clients, and the usual key, queue, role and domain."""

import functools
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from localcloud.aws.control import Control

ACCOUNT = "111122223333"
REGION = "us-east-1"
DOMAIN = "amazon-connect-test"
BUCKET, FOLDER = "crm-exports", "customers"
HOUR = 3_600
DAY = 86_400
OWNING_SERVICE = "customer-profiles-integration-workflow"

# One attempt only: a test sees the first answer.
_CONFIG = Config(retries={"total_max_attempts": 1, "mode": "standard"}, connect_timeout=5, read_timeout=60)


@functools.cache
def client(endpoint: str, service: str, account: str = ACCOUNT, region: str = REGION) -> Any:
    """A boto3 client whose access key id is the account."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="local",
        config=_CONFIG,
    )


@dataclass(frozen=True)
class Place:
    """One account and Region of a local cloud."""

    endpoint: str
    account: str = ACCOUNT
    region: str = REGION

    @property
    def control(self) -> Control:
        return Control(self.endpoint)

    def client(self, service: str) -> Any:
        return client(self.endpoint, service, self.account, self.region)

    @property
    def profiles(self) -> Any:
        return self.client("customer-profiles")

    @property
    def appflow(self) -> Any:
        return self.client("appflow")

    @property
    def sqs(self) -> Any:
        return self.client("sqs")

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    def domain_arn(self, name: str = DOMAIN) -> str:
        return self.arn("profile", f"domains/{name}")

    # -- things to start from ----------------------------------------------------------------------------------------

    def key(self, policy: dict[str, Any] | None = None, **options: Any) -> str:
        """The ARN of a new key; with the default key policy unless another is given."""
        given = {"Policy": json.dumps(policy), "BypassPolicyLockoutSafetyCheck": True} if policy else {}
        return str(self.client("kms").create_key(**given, **options)["KeyMetadata"]["Arn"])

    def queue(self, name: str = "dead-letters", policy: dict[str, Any] | None = None, **attributes: str) -> str:
        """The URL of a new queue; without a policy unless one is given."""
        given = {"Policy": json.dumps(policy)} if policy else {}
        return str(self.sqs.create_queue(QueueName=name, Attributes=given | attributes)["QueueUrl"])

    def guarded_queue(self, name: str = "dead-letters", **attributes: str) -> str:
        """The URL of a new queue with the documented policy for the usual domain."""
        return self.queue(name, allow_sending(self.arn("sqs", name), self.domain_arn(), self.account), **attributes)

    def domain(self, name: str = DOMAIN, **options: Any) -> dict[str, Any]:
        """A new domain with a key of its own."""
        options.setdefault("DefaultExpirationDays", 366)
        if "DefaultEncryptionKey" not in options:
            options["DefaultEncryptionKey"] = self.key()
        created: dict[str, Any] = self.profiles.create_domain(DomainName=name, **options)
        return created

    def role(self, statements: Iterable[dict[str, Any]], name: str = "execution", trust: Any = None) -> str:
        """The ARN of a new role that Customer Profiles can assume, with an inline policy."""
        iam = self.client("iam")
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust or TRUST]})
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
        policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        iam.put_role_policy(RoleName=name, PolicyName="ingestion", PolicyDocument=policy)
        return str(arn)

    def ready(self, connector: str = "Salesforce", **domain_options: Any) -> "Ready":
        """Domain, connector profile and execution role with the documented permissions."""
        key = self.key()
        self.domain(**{"DefaultEncryptionKey": key} | domain_options)
        self.control.seed(("connection", connector), account=self.account, region=self.region)
        role = self.role(documented_statements(key, self.region))
        return Ready(self, key, role, connector)

    def bucket(self, policy: dict[str, Any] | None = None, name: str = BUCKET) -> None:
        """A new bucket; with a policy if one is given."""
        s3 = self.client("s3")
        s3.create_bucket(Bucket=name)
        if policy:
            s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))

    def upload(self, name: str, text: str, bucket: str = BUCKET, folder: str = FOLDER) -> None:
        """Writes a file to a folder of a bucket."""
        self.client("s3").put_object(Bucket=bucket, Key=f"{folder}/{name}", Body=text.encode())

    def messages(self, url: str) -> list[dict[str, Any]]:
        """All messages of a queue: body and message attributes as texts."""
        found: list[dict[str, Any]] = []
        while batch := self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=600
        ).get("Messages"):
            found += [
                {
                    "body": message["Body"],
                    "attributes": {
                        name: value["StringValue"] for name, value in message.get("MessageAttributes", {}).items()
                    },
                }
                for message in batch
            ]
        return found


@dataclass(frozen=True)
class Ready:
    """A domain that a workflow can be started in."""

    place: Place
    key: str
    role: str
    connector: str = "Salesforce"

    def definition(self, name: str = "continuous", **options: Any) -> dict[str, Any]:
        return flow_definition(name, self.key, self.connector, **options)

    def start(
        self, batches: list[tuple[datetime, datetime]], name: str = "continuous", **options: Any
    ) -> "RunningWorkflow":
        """Starts a workflow; `options` overwrite members of the request."""
        request = {
            "DomainName": DOMAIN,
            "WorkflowType": "APPFLOW_INTEGRATION",
            "ObjectTypeName": OBJECT_TYPES[self.connector],
            "RoleArn": self.role,
            "IntegrationConfig": {
                "AppflowIntegration": {
                    "FlowDefinition": self.definition(name),
                    "Batches": [{"StartTime": start, "EndTime": end} for start, end in batches],
                }
            },
        }
        answer = self.place.profiles.create_integration_workflow(**request | options)
        return RunningWorkflow(self.place, answer["WorkflowId"])


@dataclass(frozen=True)
class RunningWorkflow:
    """A workflow with what tests ask about it."""

    place: Place
    workflow_id: str

    def get(self) -> dict[str, Any]:
        found: dict[str, Any] = self.place.profiles.get_workflow(DomainName=DOMAIN, WorkflowId=self.workflow_id)
        return found

    @property
    def status(self) -> str:
        return str(self.get()["Status"])

    @property
    def metrics(self) -> dict[str, int]:
        found: dict[str, int] = self.get()["Metrics"]["AppflowIntegration"]
        return found

    def steps(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            answer = self.place.profiles.get_workflow_steps(DomainName=DOMAIN, WorkflowId=self.workflow_id, **token)
            items += [item["AppflowIntegration"] for item in answer["Items"]]
            if "NextToken" not in answer:
                return items
            token = {"NextToken": answer["NextToken"]}

    def finish(self) -> dict[str, Any]:
        """Moves the clock forward until nothing is left to do."""
        self.place.control.advance(10 * DAY)
        return self.get()

    def delete(self) -> None:
        self.place.profiles.delete_workflow(DomainName=DOMAIN, WorkflowId=self.workflow_id)


TRUST = {"Effect": "Allow", "Principal": {"Service": "profile.amazonaws.com"}, "Action": "sts:AssumeRole"}

OBJECTS = {"Salesforce": "Contact", "Marketo": "leads", "Servicenow": "sys_user", "Zendesk": "users"}
OBJECT_TYPES = {
    "Salesforce": "Salesforce-Contact",
    "Marketo": "Marketo-leads",
    "Servicenow": "Servicenow-sys_user",
    "Zendesk": "Zendesk-users",
}
PROPERTY_KEYS = {
    "Salesforce": "Salesforce",
    "Marketo": "Marketo",
    "Servicenow": "ServiceNow",
    "Zendesk": "Zendesk",
    "S3": "S3",
}
FIELDS = {
    "Salesforce": ["Id", "AccountId", "LastName", "Email", "LastModifiedDate"],
    "Marketo": ["id", "lastName", "email", "updatedAt"],
    "Servicenow": ["sys_id", "last_name", "email", "sys_updated_on"],
    "Zendesk": ["id", "email", "updated_at"],
    "S3": ["id", "email", "country"],
}


def flow_definition(
    name: str, key: str, connector: str = "Salesforce", fields: list[str] | None = None, **schedule: Any
) -> dict[str, Any]:
    """A scheduled, incremental flow definition as the administrator guide's example has it."""
    names = list(fields or FIELDS[connector])
    prefix = PROPERTY_KEYS[connector]
    projection = {"TaskType": "Filter", "SourceFields": names, "ConnectorOperator": {prefix: "PROJECTION"}}
    maps = [
        {
            "TaskType": "Map",
            "SourceFields": [field],
            "DestinationField": field,
            "ConnectorOperator": {prefix: "NO_OP"},
            "TaskProperties": {},
        }
        for field in names
    ]
    return {
        "FlowName": name,
        "Description": "Ingests contacts",
        "KmsArn": key,
        "SourceFlowConfig": source_flow_config(connector),
        "Tasks": [projection, *maps],
        "TriggerConfig": {
            "TriggerType": "Scheduled",
            "TriggerProperties": {
                "Scheduled": {"ScheduleExpression": "rate(1hours)", "DataPullMode": "Incremental"} | schedule
            },
        },
    }


def source_flow_config(connector: str) -> dict[str, Any]:
    """Files are named by bucket and folder, everything else by connector profile and object."""
    if connector == "S3":
        properties = {"S3": {"BucketName": BUCKET, "BucketPrefix": FOLDER}}
        return {"ConnectorType": "S3", "SourceConnectorProperties": properties}
    return {
        "ConnectorType": connector,
        "ConnectorProfileName": "connection",
        "IncrementalPullConfig": {"DatetimeTypeFieldName": FIELDS[connector][-1]},
        "SourceConnectorProperties": {PROPERTY_KEYS[connector]: {"Object": OBJECTS[connector]}},
    }


def allow_reading(place: Place, **changes: Any) -> dict[str, Any]:
    """A bucket policy that lets AppFlow read for the account's flows; `changes` overwrite members of the statement."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "appflow.amazonaws.com"},
        "Action": ["s3:ListBucket", "s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        "Condition": {
            "StringEquals": {"aws:SourceAccount": place.account},
            "ArnLike": {"aws:SourceArn": place.arn("appflow", "flow/*")},
        },
    }
    return {"Version": "2012-10-17", "Statement": [statement | changes]}


def object_type(place: Place, name: str, key: str) -> None:
    """An object type of one's own, with one field that identifies object and profile."""
    place.profiles.put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName=name,
        Description="Customers of the shop",
        AllowProfileCreation=True,
        Fields={key: {"Source": f"_source.{key}", "ContentType": "STRING"}},
        Keys={"customer": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": [key]}]},
    )


def objects(place: Place, type_: str, *ids: str) -> dict[str, dict[str, Any]]:
    """The objects of a type that `object_type` made, by id; those that do not exist are left out."""
    found = {}
    for id_ in ids:
        profiles = place.profiles.search_profiles(DomainName=DOMAIN, KeyName="customer", Values=[id_])["Items"]
        for profile in profiles:
            [item] = place.profiles.list_profile_objects(
                DomainName=DOMAIN, ObjectTypeName=type_, ProfileId=profile["ProfileId"]
            )["Items"]
            found[id_] = json.loads(item["Object"])
    return found


def allow_sending(queue_arn: str, source_arn: str | None, account: str) -> dict[str, Any]:
    """The queue policy of the administrator guide; without conditions if there is no source ARN."""
    guarded = {
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnEquals": {"aws:SourceArn": source_arn},
        }
    }
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "CustomerProfiles",
                "Effect": "Allow",
                "Principal": {"Service": "profile.amazonaws.com"},
                "Action": "SQS:SendMessage",
                "Resource": queue_arn,
            }
            | (guarded if source_arn else {})
        ],
    }


def documented_statements(key: str, region: str = REGION) -> list[dict[str, Any]]:
    """The permissions policy of the administrator guide (featured applications), statement by statement."""
    return [
        {
            "Sid": "CreateFlowResources",
            "Effect": "Allow",
            "Action": ["appflow:CreateFlow", "appflow:TagResource", "profile:TagResource", "profile:PutIntegration"],
            "Resource": "*",
            "Condition": {"ForAnyValue:StringEquals": {"aws:RequestTag/awsOwningService": OWNING_SERVICE}},
        },
        {
            "Sid": "UseConnectorResources",
            "Effect": "Allow",
            "Action": ["appflow:UseConnectorProfile"],
            "Resource": "*",
        },
        {
            "Sid": "AccessFlowResources",
            "Effect": "Allow",
            "Action": [
                "appflow:DescribeFlow",
                "appflow:DescribeFlowExecutionRecords",
                "appflow:DeleteFlow",
                "appflow:StartFlow",
                "appflow:StopFlow",
                "appflow:UpdateFlow",
                "profile:DeleteIntegration",
            ],
            "Resource": "*",
            "Condition": {"ForAnyValue:StringEquals": {"aws:ResourceTag/awsOwningService": OWNING_SERVICE}},
        },
        {
            "Sid": "KMSAppflow",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant", "kms:ListGrants"],
            "Resource": key,
            "Condition": {"StringEquals": {"kms:ViaService": [f"appflow.{region}.amazonaws.com"]}},
        },
        {
            "Sid": "KMSCustomerProfiles",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant"],
            "Resource": key,
            "Condition": {
                "StringEquals": {"kms:ViaService": [f"profile.{region}.amazonaws.com"]},
                "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
            },
        },
    ]


def past(days: float) -> datetime:
    """A point in time so many days ago, in whole seconds."""
    return (datetime.now(UTC) - timedelta(days=days)).replace(microsecond=0)


def batches(days: int, count: int) -> list[tuple[datetime, datetime]]:
    """Adjacent batches of `days` days, the last of which ends an hour ago."""
    end = past(0) - timedelta(hours=1)
    bounds = [end - timedelta(days=days * (count - index)) for index in range(count + 1)]
    return list(itertools.pairwise(bounds))


def error(caught: Any) -> tuple[str, str]:
    """Code and message of a service's error."""
    assert isinstance(caught.value, ClientError)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]
