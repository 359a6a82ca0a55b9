"""What the observations need at AWS: a key, a queue, a bucket with a file, a domain with an object type."""

from dataclasses import dataclass, field
from typing import Any

from connect_customer_profiles import names
from connect_customer_profiles.policy import queue_policy, source_bucket_policy

from .caller import Caller

PREFIX = "amazon-connect-observed-"
"""The beginning of every name that is made, by which it is deleted. Connect may want it of a domain."""

FOLDER = "customers"
FIELDS = ("number", "email", "country")
ROWS = f"{','.join(FIELDS)}\n1,ada@example.com,GB\n2,bob@example.com,US\n"
OBJECT_TYPE = "Customer"
ROW_KEY = "rowNumber"

ON_DEMAND: dict[str, Any] = {"triggerType": "OnDemand"}


def operator(kind: str) -> dict[str, str]:
    """The operator of a task on a file."""
    return {"S3": kind}


def mapped(*fields: str) -> list[dict[str, Any]]:
    """Tasks that copy fields."""
    projection = {"taskType": "Filter", "sourceFields": list(fields), "connectorOperator": operator("PROJECTION")}
    maps = [
        {
            "taskType": "Map",
            "sourceFields": [name],
            "destinationField": name,
            "connectorOperator": operator("NO_OP"),
        }
        for name in fields
    ]
    return [{**task, "taskProperties": {}} for task in (projection, *maps)]


def scheduled(start: float | None = None) -> dict[str, Any]:
    """Runs once a day."""
    schedule: dict[str, Any] = {"scheduleExpression": "rate(1days)", "dataPullMode": "Incremental"}
    started = {} if start is None else {"scheduleStartTime": start}
    return {"triggerType": "Scheduled", "triggerProperties": {"Scheduled": {**schedule, **started}}}


@dataclass
class Stage:
    """What observations have in common, and what each makes for itself.

    Attributes:
        caller: the AWS calls.
        salesforce: a connector profile, for workflows; "" for none.
        key_arn: the key of everything, when it is made.
        kept: what several observations share.
    """

    caller: Caller
    salesforce: str = ""
    key_arn: str = ""
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of domain, queue and bucket."""
        return f"{PREFIX}{self.caller.token}"

    @property
    def domain_by_arn(self) -> str:
        """The name of the domain that the queue's policy is for."""
        return f"{self.name}-by-arn"

    @property
    def queue_arn(self) -> str:
        """The ARN of the queue."""
        return names.queue_arn(self.caller.region, self.caller.account, self.name)

    def open(self) -> None:
        """Make all of it."""
        self.key_arn = self.open_key()
        self.caller.client("kms").create_alias(AliasName=f"alias/{self.name}", TargetKeyId=self.key_arn)
        self._open_queue()
        self.open_bucket(self.name)
        self.let_appflow_read(self.name)
        self.open_domain(self.name)

    def open_key(self) -> str:
        """The ARN of a new key."""
        made = self.caller.client("kms").create_key(Description=self.name)
        return str(made["KeyMetadata"]["Arn"])

    def let_appflow_read(self, bucket: str) -> None:
        """The policy of a bucket that flows read."""
        policy = source_bucket_policy(
            region=self.caller.region, account=self.caller.account, bucket_name=bucket, bucket_prefixes=[FOLDER]
        )
        self.caller.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy)

    def open_bucket(self, name: str, rows: str = ROWS) -> None:
        """A bucket with one file."""
        s3, region = self.caller.client("s3"), self.caller.region
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region != "us-east-1" else {}
        s3.create_bucket(Bucket=name, **elsewhere)
        s3.put_object(Bucket=name, Key=f"{FOLDER}/1.csv", Body=rows.encode())

    def open_domain(self, name: str) -> None:
        """A domain with an object type for the file."""
        profiles = self.caller.client("customer-profiles")
        profiles.create_domain(DomainName=name, DefaultExpirationDays=1, DefaultEncryptionKey=self.key_arn)
        profiles.put_profile_object_type(
            DomainName=name,
            ObjectTypeName=OBJECT_TYPE,
            Description="Rows of a file",
            AllowProfileCreation=True,
            Fields={
                "number": {"Source": "_source.number", "Target": "_profile.AccountNumber", "ContentType": "STRING"},
                "email": {"Source": "_source.email", "Target": "_profile.EmailAddress", "ContentType": "STRING"},
            },
            Keys={ROW_KEY: [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["number"]}]},
        )

    def source(self, bucket: str = "") -> dict[str, Any]:
        """The file as a flow's source."""
        properties = {
            "bucketName": bucket or self.name,
            "bucketPrefix": FOLDER,
            "s3InputFormatConfig": {"s3InputFileType": "CSV"},
        }
        return {"connectorType": "S3", "sourceConnectorProperties": {"S3": properties}}

    def flow(
        self,
        name: str,
        *,
        tasks: list[dict[str, Any]] | None = None,
        trigger: dict[str, Any] = ON_DEMAND,
        bucket: str = "",
    ) -> str:
        """The name of a flow that an observation makes for itself."""
        full = f"{self.name}-{name}"
        self.caller.client("appflow").create_flow(
            flowName=full, **self.definition(tasks=tasks, trigger=trigger, bucket=bucket)
        )
        return full

    def definition(
        self, *, tasks: list[dict[str, Any]] | None = None, trigger: dict[str, Any] = ON_DEMAND, bucket: str = ""
    ) -> dict[str, Any]:
        """What CreateFlow and UpdateFlow take, but for the name."""
        destination = {"domainName": self.name, "objectTypeName": OBJECT_TYPE}
        return {
            "triggerConfig": trigger,
            "sourceFlowConfig": self.source(bucket),
            "destinationFlowConfigList": [
                {
                    "connectorType": "CustomerProfiles",
                    "destinationConnectorProperties": {"CustomerProfiles": destination},
                }
            ],
            "tasks": tasks or mapped(*FIELDS),
        }

    def integrated_flow(self, name: str, domain: str, *, key_arn: str = "") -> str:
        """The name of a flow that Customer Profiles makes for an integration."""
        full = f"{self.name}-{name}"
        self.caller.client("customer-profiles").put_integration(
            DomainName=domain, ObjectTypeName=OBJECT_TYPE, FlowDefinition=self.flow_definition(full, key_arn=key_arn)
        )
        return full

    def flow_definition(self, full: str, *, key_arn: str = "", schedule: str = "rate(1days)") -> dict[str, Any]:
        """What PutIntegration makes a flow from."""
        tasks = [
            {
                "TaskType": task["taskType"],
                "SourceFields": task["sourceFields"],
                "ConnectorOperator": task["connectorOperator"],
                **({"DestinationField": task["destinationField"]} if "destinationField" in task else {}),
            }
            for task in mapped(*FIELDS)
        ]
        scheduled_runs = {"ScheduleExpression": schedule, "DataPullMode": "Incremental"}
        return {
            "FlowName": full,
            "KmsArn": key_arn or self.key_arn,
            "SourceFlowConfig": {
                "ConnectorType": "S3",
                "SourceConnectorProperties": {"S3": {"BucketName": self.name, "BucketPrefix": FOLDER}},
            },
            "Tasks": tasks,
            "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": scheduled_runs}},
        }

    def uri(self, flow: str) -> str:
        """The URI of a flow's integration."""
        return names.flow_arn(self.caller.region, self.caller.account, flow)

    def described(self, flow: str) -> dict[str, Any]:
        """A flow as AppFlow describes it."""
        found: dict[str, Any] = self.caller.client("appflow").describe_flow(flowName=flow)
        return found

    def is_gone(self, flow: str) -> bool:
        """Whether AppFlow does not know a flow."""
        return self.caller.code(lambda: self.described(flow)) == "ResourceNotFoundException"

    def _open_queue(self) -> None:
        policy = queue_policy(
            region=self.caller.region,
            account=self.caller.account,
            domain_name=self.domain_by_arn,
            queue_arn=self.queue_arn,
        )
        self.caller.client("sqs").create_queue(QueueName=self.name, Attributes={"Policy": policy})
