"""An account and Region of the local cloud with everything that an integration needs."""

import functools
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from connect_customer_profiles.policy import execution_policy, trust_policy

from localcloud.aws.control import Control
from localcloud.aws.server import LocalCloud
from tests.conftest import PATIENT

ACCOUNT = "111122223333"
REGION = "us-east-1"
DOMAIN = "amazon-connect-test"
DAY = 86_400.0
KINDS = ("workflows", "integrations", "hidden_integrations", "flows")


@functools.cache
def _client(endpoint: str, service: str, account: str, region: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="local",
        config=PATIENT,
    )


@dataclass(frozen=True)
class Place:
    """One account and Region."""

    server: LocalCloud
    account: str = ACCOUNT
    region: str = REGION

    @property
    def control(self) -> Control:
        """The control plane."""
        return Control(self.server.endpoint)

    def client(self, service: str) -> Any:
        """A boto3 client of the tests' own; its calls are recorded, too."""
        return _client(self.server.endpoint, service, self.account, self.region)

    def prepared(self) -> dict[str, Any]:
        """Makes key, domain, role and connector profiles; returns the arguments of an integration of two batches."""
        key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        profiles = self.client("customer-profiles")
        profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366, DefaultEncryptionKey=key)
        seeds = (("salesforce", "Salesforce"), ("marketo", "Marketo"), ("servicenow", "Servicenow"))
        self.control.seed(*seeds, account=self.account, region=self.region)
        return {
            "region": self.region,
            "account": self.account,
            "domain_name": DOMAIN,
            "kms_key_arn": key,
            "execution_role_arn": self.role("loader", key),
            "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
            # No multiple of the batches of any test: the cut-off may lie on the day before.
            "import_start_date": self.days_ago(103),
            "bulk": "auto",
            "on_delete": "delete",
            "tags": {"team": "care"},
        }

    def role(self, name: str, key: str) -> str:
        """The execution role as the component makes it."""
        iam = self.client("iam")
        where = {"region": self.region, "account": self.account, "domain_name": DOMAIN}
        arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust_policy(**where, trust="account"))[
            "Role"
        ]["Arn"]
        policy = execution_policy(**where, kms_key_arn=key, connector_profile_names=["salesforce"], scope="narrowed")
        iam.put_role_policy(RoleName=name, PolicyName="ingestion", PolicyDocument=policy)
        return arn

    def days_ago(self, days: int) -> str:
        """A date, at midnight UTC."""
        return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%d")

    def existing(self) -> dict[str, list[str]]:
        """Workflows, integrations and flows by kind."""
        kinds = self.control.inventory().get(self.account, {}).get(self.region, {})
        return {kind: list(names) for kind, names in kinds.items() if kind in KINDS}

    def calls(self, operation: str) -> list[dict[str, Any]]:
        """The parameters of the calls to an operation, in their order."""
        return [json.loads(json.dumps(call["parameters"])) for call in self.control.calls(operation=operation)]

    def operations(self, since: int = 0) -> list[str]:
        """The names of the calls to the emulated services after a call, but for the count of flows: once a process."""
        calls = self.control.calls(since=since)
        names = [call["operation"] for call in calls if call["service"] in ("customer-profiles", "appflow")]
        return [name for name in names if name != "ListFlows"]

    def last_call(self) -> int:
        """The id of the latest call."""
        return max((call["id"] for call in self.control.calls()), default=0)

    def finish(self) -> None:
        """Moves the clock until every workflow has ended."""
        self.control.advance(10 * DAY)
