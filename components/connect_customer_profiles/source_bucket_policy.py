"""`SourceBucketPolicy`: lets AppFlow read the files in a bucket."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.location import aws_location
from .base.outputs import rendered
from .base.reservations import reserving
from .names import APPFLOW_PRINCIPAL
from .policy import additional, source_bucket_policy
from .rules import RuleViolation

ADDED = additional(
    service=APPFLOW_PRINCIPAL,
    actions=["s3:GetObject", "s3:ListBucket"],
    sids=("AppFlowListsBucket", "AppFlowReadsFiles", "TlsOnly"),
    public=True,
)
"""The rule for statements that are kept. A bucket may be public on purpose."""


class SourceBucketPolicyArgs(TypedDict):
    """Arguments of `SourceBucketPolicy`."""

    bucket_name: pulumi.Input[str]
    """The bucket, in the account and Region of the flows."""
    bucket_prefixes: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The folders that may be read, without a slash at either end. Default: the whole bucket."""
    domain_name: NotRequired[pulumi.Input[str]]
    """The domain whose integrations' flows may read: those whose names begin with `<domain name>-`, so the flows of
    `shop-eu` may read what is for `shop` unless `only_own_flows` is set. With it, AppFlow's console may not be able
    to list the bucket's folders, since nobody documents which flow it names then. Default: every flow of the account
    and Region."""
    object_type_names: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The object types of the domain whose flows may read. Default: all."""
    only_own_flows: NotRequired[pulumi.Input[bool]]
    """Whether only flows may read that cannot be another domain's: those whose names end in `.` and the length of the
    domain's name, as `IntegrationWorkflow` names each that reads S3 and is newer than version 0.1.0, and `flow_names`.
    So no flow of `shop-eu` reads what is for `shop`. Default: False, which lets in older flows."""
    flow_names: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Other flows that may read, by their whole names: with `only_own_flows`, those that were made before. Default:
    none."""
    source_policy_documents: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Policies (JSON) whose statements are included, such as those of the bucket's present policy."""
    adopt_existing: NotRequired[bool]
    """Whether to take over the bucket's present policy that this stack has not created.
    Default: False, which refuses a name that is taken."""


class SourceBucketPolicy(pulumi.ComponentResource):
    """The policy of a bucket from which AppFlow loads files: for flows of this account only, everybody over TLS only.

    A bucket has one policy: this one **replaces** the bucket's present policy, whoever attached it, and deleting this
    component leaves the bucket without one. Pass statements to keep as `source_policy_documents`. With SSE-KMS, the
    policy of the bucket's key must allow `appflow.amazonaws.com` `kms:Decrypt` as well. https://docs.aws.amazon.com/appflow/latest/userguide/s3-policies-management.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    bucket_name: pulumi.Output[str]
    """The bucket's name, ready when the policy is attached, because a flow cannot read before."""
    policy: "aws.s3.BucketPolicy"
    """The policy itself, for settings that have no argument here."""

    def __init__(self, name: str, args: SourceBucketPolicyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `SourceBucketPolicyArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "SourceBucketPolicy", name, args, SourceBucketPolicyArgs, opts)
        super().__init__(type_token("SourceBucketPolicy"), name, dict(args), opts)
        arguments = Arguments("SourceBucketPolicy", name, args, SourceBucketPolicyArgs)
        arguments.get("adopt_existing", rules.boolean)
        bucket_name = arguments.get("bucket_name", rules.bucket_name)
        prefixes = arguments.get("bucket_prefixes", rules.list_of(rules.bucket_prefix), [])
        domain_name = arguments.get("domain_name", rules.domain_name)
        object_types = arguments.get("object_type_names", rules.list_of(rules.object_type_name), [])
        flow_names = arguments.get("flow_names", rules.list_of(rules.flow_name), [])
        arguments.build(_of_a_domain, "domain_name", "object_type_names", "only_own_flows", "flow_names")
        only_own = arguments.get("only_own_flows", rules.boolean, False)
        kept = arguments.get("source_policy_documents", ADDED, [])

        self.policy = aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket_name,
            policy=rendered(
                source_bucket_policy,
                at=aws_location(self),
                bucket_name=bucket_name,
                bucket_prefixes=prefixes,
                domain_name=domain_name,
                object_type_names=object_types,
                only_own_flows=only_own,
                flow_names=flow_names,
                source_policy_documents=kept,
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=arguments.passed()),
        )

        self.bucket_name = self.policy.bucket
        self.register_outputs({"bucket_name": self.bucket_name})


def _of_a_domain(given: Mapping[str, Any]) -> None:
    """What picks flows of a domain needs one."""
    for argument in ("object_type_names", "only_own_flows", "flow_names"):
        if given.get(argument) and "domain_name" not in given:
            raise RuleViolation(given[argument], "needs domain_name", argument=argument)
    if given.get("only_own_flows") and not names.domain_ending(given["domain_name"]):
        rule = (
            f"must be False for {given['domain_name']}: names of flows tell domains apart whose own names have at most "
            f"{names.LONGEST_TOLD} characters and begin with a letter or digit"
        )
        raise RuleViolation(given["only_own_flows"], rule, argument="only_own_flows")
