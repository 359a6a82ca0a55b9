"""A domain as somebody has left it who clicked it together in the consoles of Connect, AppFlow and SQS, years ago: by
the same public calls, with what the consoles leave out, and in their words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from localcloud.aws.control import Control
    from localcloud.environment import UsedCloud

ALIAS = "shop"
DOMAIN = f"amazon-connect-{ALIAS}"
KEY_ALIAS = "alias/connect-profiles"
QUEUE = "profiles-dlq"
ROLE = "AmazonConnectCustomerProfilesIngestion"
CONNECTION, CONNECTION_TYPE = "salesforce-prod", "Salesforce"
CUSTOM_TYPE = "Loyalty"
BUCKET, FOLDER = "shop-loyalty-exports", "members"
S3_FLOW = "loyalty-members-hourly"
EXPIRATION_DAYS = 730
HISTORY_DAYS = 180
PATIENT = Config(retries={"total_max_attempts": 10, "mode": "standard"})
"""Some of the calls are accepted once a second."""
WAIT_SECONDS = 3600
"""Cloud seconds by which the clock moves on while history loads."""
ENDED = ("COMPLETE", "FAILED", "SPLIT", "CANCELLED")

CONTACT = (
    *("Id", "AccountId", "Birthdate", "Email", "FirstName", "HomePhone", "LastName", "MailingCity", "MailingCountry"),
    *("MailingPostalCode", "MailingState", "MailingStreet", "MobilePhone", "Phone", "LastModifiedDate"),
)
ACCOUNT = ("Id", "AccountNumber", "BillingCity", "BillingCountry", "Name", "Phone", "LastModifiedDate")
LOYALTY = ("member_id", "email", "tier", "points")
DATES = {"Birthdate": "date", "LastModifiedDate": "datetime", "Id": "id", "AccountId": "reference"}


@dataclass(frozen=True)
class Console:
    """One account and Region of a running local AWS, in the hands of somebody with a browser."""

    control: "Control"
    used: "UsedCloud"

    def leave(self) -> dict[str, str]:
        """Make everything. Returns what somebody needs to find it again: names, URLs and ARNs.

        Raises:
            RuntimeError: there is such a domain in some account and Region: the bucket's name is taken in all of them.
        """
        profiles = self._client("customer-profiles")
        for account, regions in self.control.inventory().items():
            for region, found in regions.items():
                if DOMAIN in found.get("domains", ()):
                    raise RuntimeError(f"{DOMAIN} exists already in {account}, {region}")
        key, queue, instance, role = self._key(), self._queue(), self._instance(), self._role()
        profiles.create_domain(
            DomainName=DOMAIN,
            DefaultExpirationDays=EXPIRATION_DAYS,
            DefaultEncryptionKey=key,
            DeadLetterQueueUrl=queue,
            Matching={"Enabled": False},
            Tags={"department": "care"},
        )
        profiles.put_integration(DomainName=DOMAIN, Uri=instance, ObjectTypeName="CTR")
        self._object_types()
        self.control.seed(
            (CONNECTION, CONNECTION_TYPE), account=self.used.account, region=self.used.region, organisation=None
        )
        return {
            "domain": DOMAIN,
            "key": key,
            "queue": queue,
            "instance": instance,
            "role": role,
            "contacts": self._with_history(key, role),
            "accounts": self._without_history(key),
            "members": self._files(key),
        }

    def _client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name=self.used.region,
            endpoint_url=self.used.endpoint,
            aws_access_key_id=self.used.account,
            aws_secret_access_key="localcloud",  # noqa: S106 - any text will do
            config=PATIENT,
        )

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.used.region}:{self.used.account}:{resource}"

    def _key(self) -> str:
        """With the policy that the console of KMS proposes, which delegates to IAM; nobody has turned on rotation."""
        kms = self._client("kms")
        arn: str = kms.create_key(Description="Customer Profiles")["KeyMetadata"]["Arn"]
        kms.create_alias(AliasName=KEY_ALIAS, TargetKeyId=arn)
        return arn

    def _queue(self) -> str:
        """With the policy of the administrator guide as it was: whoever has a domain may have the service send.
        https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles-step1.html"""
        statement = {
            "Sid": "Customer Profiles SQS policy",
            "Effect": "Allow",
            "Principal": {"Service": "profile.amazonaws.com"},
            "Action": "SQS:SendMessage",
            "Resource": self._arn("sqs", QUEUE),
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        url: str = self._client("sqs").create_queue(QueueName=QUEUE, Attributes={"Policy": policy})["QueueUrl"]
        return url

    def _instance(self) -> str:
        made = self._client("connect").create_instance(
            IdentityManagementType="CONNECT_MANAGED",
            InstanceAlias=ALIAS,
            InboundCallsEnabled=True,
            OutboundCallsEnabled=True,
        )
        return str(made["Arn"])

    def _role(self) -> str:
        """What loads history: it may do whatever has helped, and its trust has no condition."""
        iam = self._client("iam")
        trust = {"Effect": "Allow", "Principal": {"Service": "profile.amazonaws.com"}, "Action": "sts:AssumeRole"}
        allowed = {"Effect": "Allow", "Action": ["appflow:*", "kms:*", "profile:*"], "Resource": "*"}
        documents = [json.dumps({"Version": "2012-10-17", "Statement": [each]}) for each in (trust, allowed)]
        arn: str = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=documents[0])["Role"]["Arn"]
        iam.put_role_policy(RoleName=ROLE, PolicyName="ingestion", PolicyDocument=documents[1])
        return arn

    def _object_types(self) -> None:
        """Two of AWS's templates, and one of the shop's own."""
        profiles = self._client("customer-profiles")
        for template in ("Salesforce-Contact", "Salesforce-Account"):
            profiles.put_profile_object_type(
                DomainName=DOMAIN, ObjectTypeName=template, Description=template, TemplateId=template
            )
        targets = {"member_id": "Attributes.member", "email": "EmailAddress", "tier": "Attributes.tier"}
        profiles.put_profile_object_type(
            DomainName=DOMAIN,
            ObjectTypeName=CUSTOM_TYPE,
            Description="Members of the loyalty programme",
            AllowProfileCreation=True,
            ExpirationDays=365,
            Fields={
                name: {"Source": f"_source.{name}", "Target": f"_profile.{target}", "ContentType": "STRING"}
                for name, target in targets.items()
            },
            Keys={
                "member": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["member_id"]}],
                "_email": [{"StandardIdentifiers": ["LOOKUP_ONLY"], "FieldNames": ["email"]}],
            },
        )

    def _with_history(self, key: str, role: str) -> str:
        """Contacts, with the history of half a year; the clock moves on until it is loaded."""
        profiles, now = self._client("customer-profiles"), self._now()
        edges = [now - timedelta(days=days) for days in (HISTORY_DAYS, HISTORY_DAYS // 2, 0)]
        flow = _flow_definition(self._flow_name("Contact"), key, "Contact", CONTACT, first_pull=now)
        workflow = profiles.create_integration_workflow(
            DomainName=DOMAIN,
            WorkflowType="APPFLOW_INTEGRATION",
            ObjectTypeName="Salesforce-Contact",
            RoleArn=role,
            IntegrationConfig={
                "AppflowIntegration": {
                    "FlowDefinition": flow,
                    "Batches": [{"StartTime": one, "EndTime": two} for one, two in pairwise(edges)],
                }
            },
        )["WorkflowId"]
        while (status := profiles.get_workflow(DomainName=DOMAIN, WorkflowId=workflow)["Status"]) not in ENDED:
            self.control.advance(WAIT_SECONDS)
        if status != "COMPLETE":
            raise RuntimeError(f"workflow {workflow} is {status}: what the local AWS is told to do fails it")
        found = profiles.list_integrations(DomainName=DOMAIN)["Items"]
        return next(str(each["Uri"]) for each in found if each.get("WorkflowId") == workflow)

    def _without_history(self, key: str) -> str:
        """Accounts, from the day on which somebody clicked."""
        flow = _flow_definition(self._flow_name("Account"), key, "Account", ACCOUNT)
        made = self._client("customer-profiles").put_integration(
            DomainName=DOMAIN, ObjectTypeName="Salesforce-Account", FlowDefinition=flow
        )
        self._client("appflow").start_flow(flowName=flow["FlowName"])
        return str(made["Uri"])

    def _files(self, key: str) -> str:
        """Members of the loyalty programme, from files, by a flow that was made in AppFlow and integrated then."""
        s3, appflow = self._client("s3"), self._client("appflow")
        s3.create_bucket(Bucket=BUCKET)
        whole = {"Effect": "Allow", "Principal": {"Service": "appflow.amazonaws.com"}}
        resources = [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
        statement = {**whole, "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": resources}
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        s3.put_object(Bucket=BUCKET, Key=f"{FOLDER}/2024.csv", Body=MEMBERS.encode())
        appflow.create_flow(
            flowName=S3_FLOW,
            kmsArn=key,
            triggerConfig={
                "triggerType": "Scheduled",
                "triggerProperties": {
                    "Scheduled": {"scheduleExpression": "rate(1hours)", "dataPullMode": "Incremental"}
                },
            },
            sourceFlowConfig={
                "connectorType": "S3",
                "sourceConnectorProperties": {
                    "S3": {
                        "bucketName": BUCKET,
                        "bucketPrefix": FOLDER,
                        "s3InputFormatConfig": {"s3InputFileType": "CSV"},
                    }
                },
            },
            destinationFlowConfigList=[
                {
                    "connectorType": "CustomerProfiles",
                    "destinationConnectorProperties": {
                        "CustomerProfiles": {"domainName": DOMAIN, "objectTypeName": CUSTOM_TYPE}
                    },
                }
            ],
            tasks=[_lower(each) for each in _tasks("S3", LOYALTY)],
        )
        uri = self._arn("appflow", f"flow/{S3_FLOW}")
        self._client("customer-profiles").put_integration(DomainName=DOMAIN, Uri=uri, ObjectTypeName=CUSTOM_TYPE)
        appflow.start_flow(flowName=S3_FLOW)
        return uri

    def _now(self) -> datetime:
        return datetime.fromisoformat(self.control.clock()["iso"]).replace(microsecond=0)

    def _flow_name(self, object_name: str) -> str:
        return f"Customer_Profiles_{DOMAIN}_{CONNECTION_TYPE}_{object_name}_{int(self._now().timestamp() * 1000)}"


MEMBERS = "member_id,email,tier,points\n1,ana@example.com,gold,1200\n2,ben@example.com,blue,80\n"


def _flow_definition(
    name: str, key: str, object_name: str, fields: Sequence[str], first_pull: datetime | None = None
) -> dict[str, Any]:
    """What the console gives to Customer Profiles."""
    scheduled: dict[str, Any] = {"DataPullMode": "Incremental", "ScheduleExpression": "rate(1hours)"}
    scheduled |= {"Timezone": "UTC", "ScheduleOffset": 0}
    scheduled |= {"FirstExecutionFrom": first_pull} if first_pull else {}
    return {
        "FlowName": name,
        "Description": f"Customer Profiles integration of {object_name}",
        "KmsArn": key,
        "SourceFlowConfig": {
            "ConnectorType": CONNECTION_TYPE,
            "ConnectorProfileName": CONNECTION,
            "IncrementalPullConfig": {"DatetimeTypeFieldName": "LastModifiedDate"},
            "SourceConnectorProperties": {
                CONNECTION_TYPE: {
                    "Object": object_name,
                    "EnableDynamicFieldUpdate": False,
                    "IncludeDeletedRecords": False,
                }
            },
        },
        "Tasks": list(_tasks(CONNECTION_TYPE, fields)),
        "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": scheduled}},
    }


def _tasks(source: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Fields first, with types, and the projection last: another order than this library's, which means the same."""
    for field in fields:
        kind = DATES.get(field, "string")
        yield {
            "TaskType": "Map",
            "ConnectorOperator": {source: "NO_OP"},
            "SourceFields": [field],
            "DestinationField": field,
            "TaskProperties": {"SOURCE_DATA_TYPE": kind, "DESTINATION_DATA_TYPE": kind},
        }
    yield {
        "TaskType": "Filter",
        "ConnectorOperator": {source: "PROJECTION"},
        "SourceFields": list(fields),
        "TaskProperties": {},
    }


def _lower(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task in AppFlow's spelling."""
    return {key[0].lower() + key[1:]: value for key, value in task.items()}
