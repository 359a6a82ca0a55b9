"""Where moto answers otherwise than AWS, in services that are moto's as a whole."""

from types import ModuleType
from typing import Any

from moto.cloudwatch import urls as cloudwatch_urls
from moto.cloudwatch.models import CloudWatchBackend, Dashboard, cloudwatch_backends
from moto.core.exceptions import JsonRESTError
from moto.events import urls as events_urls
from moto.events.models import EventsBackend, Rule, events_backends
from moto.iam import urls as iam_urls
from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import IAMBackend, iam_backends
from moto.kms import urls as kms_urls
from moto.kms.models import KmsBackend, kms_backends

HOME = "us-east-1"
PATTERN_CHARACTERS = 2048


class GlobalDashboards(CloudWatchBackend):
    """CloudWatch whose dashboards belong to the account, not to a Region.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
    """

    @property
    def _url_module(self) -> ModuleType:
        return cloudwatch_urls

    def put_dashboard(self, name: str, body: str) -> Dashboard:
        """As moto."""
        return self._all().put_dashboard(name, body)

    def get_dashboard(self, dashboard: str) -> Dashboard | None:
        """As moto."""
        return self._all().get_dashboard(dashboard)

    def list_dashboards(self, prefix: str = "") -> Any:
        """As moto."""
        return self._all().list_dashboards(prefix)

    def delete_dashboards(self, dashboards: list[str]) -> str | None:
        """As moto."""
        return self._all().delete_dashboards(dashboards)

    def _all(self) -> CloudWatchBackend:
        if self.region_name == HOME:
            return super()  # type: ignore[return-value]
        home: CloudWatchBackend = cloudwatch_backends[self.account_id][HOME]
        return home


class KeysByArn(KmsBackend):
    """KMS that takes a key's ARN wherever it takes its ID."""

    @property
    def _url_module(self) -> ModuleType:
        return kms_urls

    def enable_key(self, key_id: str) -> None:
        """As moto."""
        super().enable_key(self.get_key_id(key_id))

    def disable_key(self, key_id: str) -> None:
        """As moto."""
        super().disable_key(self.get_key_id(key_id))

    def cancel_key_deletion(self, key_id: str) -> None:
        """As moto."""
        super().cancel_key_deletion(self.get_key_id(key_id))

    def schedule_key_deletion(self, key_id: str, pending_window_in_days: int) -> float:
        """As moto."""
        return super().schedule_key_deletion(self.get_key_id(key_id), pending_window_in_days)


class ShortPatterns(EventsBackend):
    """EventBridge that takes no event pattern above its quota.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    """

    @property
    def _url_module(self) -> ModuleType:
        return events_urls

    def put_rule(self, *arguments: Any, **options: Any) -> Rule:
        """As moto.

        Raises:
            JsonRESTError: the pattern is too long.
        """
        if len(options.get("event_pattern") or "") > PATTERN_CHARACTERS:
            message = f"Event pattern of rule {arguments[0]} has more than {PATTERN_CHARACTERS} characters."
            raise JsonRESTError("LimitExceededException", message)
        return super().put_rule(*arguments, **options)


class PoliciesInUse(IAMBackend):
    """IAM that refuses to delete a managed policy that is attached or has other versions.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
    """

    @property
    def _url_module(self) -> ModuleType:
        return iam_urls

    def delete_policy(self, policy_arn: str) -> None:
        """As moto.

        Raises:
            DeleteConflictException: the policy is in use.
        """
        policy = self.get_policy(policy_arn)
        if policy.attachment_count:
            raise DeleteConflictException("Cannot delete a policy attached to entities.")
        if len(policy.versions) > 1:
            raise DeleteConflictException(
                "This policy has more than one version. Before you delete a policy, you must delete the policy's "
                "versions. The default version is deleted with the policy."
            )
        super().delete_policy(policy_arn)


def install() -> None:
    """Makes moto use these from now on. Called before the first request."""
    cloudwatch_backends.backend = GlobalDashboards
    events_backends.backend = ShortPatterns
    iam_backends.backend = PoliciesInUse
    kms_backends.backend = KeysByArn
