"""`DeadLetterQueue`: the queue for objects that a domain could not ingest."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.key_loss import QUEUE, keeping_readable
from .base.location import aws_location
from .base.outputs import ready, rendered
from .base.reservations import reserving
from .policy import additional, queue_policy, redrive_allow_policy

DEFAULT_VISIBILITY = 30
"""SQS's own default, in seconds."""


ADDED = additional(actions=["sqs:SendMessage"], sids=("CustomerProfilesSendsDeadLetters", "TlsOnly"))
"""The rule for statements that are added to the queue's policy."""


class DeadLetterQueueArgs(TypedDict):
    """Arguments of `DeadLetterQueue`."""

    domain_name: pulumi.Input[str]
    """The domain that may send; 1 to 64 letters, digits, `_` or `-`."""
    queue_name: NotRequired[pulumi.Input[str]]
    """The queue's name. Default: `<domain name>-dead-letters`."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """A customer managed key that encrypts the messages; its policy must allow `profile.amazonaws.com`
    `kms:GenerateDataKey` and `kms:Decrypt`. AWS does not document whether the service's requests to the key carry a
    source ARN.
    Default: keys that SQS manages (SSE-SQS)."""
    message_retention_seconds: NotRequired[pulumi.Input[int]]
    """How long a message is kept, 60 to 1,209,600 seconds. Default: 1,209,600 (14 days, the longest)."""
    visibility_timeout_seconds: NotRequired[pulumi.Input[int]]
    """How long a received message is hidden, 0 to 43,200 seconds. A `DeadLetterRedrive` needs at least six times its
    function's timeout. Default: SQS's 30."""
    source_policy_documents: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Policies (JSON) whose statements are included in the queue's policy, which is the only one it can have.
    Statements that would shut the service out are refused. Default: none."""
    allow_key_loss: NotRequired[bool]
    """Whether another key may take the place of one that is pending deletion, disabled or unreadable. Letters that are
    encrypted with that one become unreadable when it is destroyed. Default: False."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi protects the queue, whose deletion deletes every letter. Default: True."""
    adopt_existing: NotRequired[bool]
    """Whether to take over a queue of this name, and its policy, that this stack has not created. Deleting the
    component later deletes them. Default: False, which refuses a name that is taken."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the queue."""


class DeadLetterQueue(pulumi.ComponentResource):
    """An encrypted standard queue that Customer Profiles may send to, for one domain only.

    https://docs.aws.amazon.com/connect/latest/adminguide/cross-service-confused-deputy-prevention.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    queue_url: pulumi.Output[str]
    """The queue's URL, ready when the policy is attached: the service refuses a domain whose queue it cannot send
    to."""
    queue_arn: pulumi.Output[str]
    """The queue's ARN, ready when the policy is attached."""
    visibility_timeout_seconds: pulumi.Output[int]
    """How long a received message is hidden; known at preview."""
    queue: "aws.sqs.Queue"
    """The queue itself, for settings that have no argument here."""
    policy: "aws.sqs.QueuePolicy"
    """Its policy."""

    def __init__(self, name: str, args: DeadLetterQueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `DeadLetterQueueArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "DeadLetterQueue", name, args, DeadLetterQueueArgs, opts)
        super().__init__(type_token("DeadLetterQueue"), name, dict(args), opts)
        arguments = Arguments("DeadLetterQueue", name, args, DeadLetterQueueArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        queue_name = arguments.get("queue_name", rules.queue_name, rendered(names.queue_name, domain_name=domain_name))
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        retention = arguments.get("message_retention_seconds", rules.message_retention, rules.LONGEST_RETENTION)
        visibility = arguments.get("visibility_timeout_seconds", rules.visibility_timeout)
        protect = arguments.get("deletion_protection", rules.boolean, True)
        abandon = arguments.get("allow_key_loss", rules.boolean, False)
        arguments.get("adopt_existing", rules.boolean)
        added = arguments.get("source_policy_documents", ADDED, [])
        tags = arguments.get("tags", rules.tags)

        self.queue = aws.sqs.Queue(
            f"{name}-queue",
            name=queue_name,
            message_retention_seconds=retention,
            visibility_timeout_seconds=visibility,
            kms_master_key_id=kms_key_arn,
            sqs_managed_sse_enabled=None if kms_key_arn else True,
            # Letters come from the service; another queue's messages would be taken for some.
            redrive_allow_policy=redrive_allow_policy(),
            tags=tags,
            opts=pulumi.ResourceOptions.merge(
                pulumi.ResourceOptions(parent=self, protect=protect or None, depends_on=arguments.passed()),
                keeping_readable(self, name, QUEUE, allowed=abandon),
            ),
        )
        self.policy = aws.sqs.QueuePolicy(
            f"{name}-policy",
            queue_url=self.queue.url,
            policy=rendered(
                _policy,
                at=aws_location(self),
                domain_name=domain_name,
                queue_name=queue_name,
                source_policy_documents=added,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.queue_url = self.policy.queue_url
        self.queue_arn = ready(self.queue.arn, self.policy)
        self.visibility_timeout_seconds = pulumi.Output.from_input(
            DEFAULT_VISIBILITY if visibility is None else visibility
        )
        self.register_outputs({"queue_url": self.queue_url, "queue_arn": self.queue_arn})


def _policy(
    region: str, account: str, domain_name: str, queue_name: str, source_policy_documents: Sequence[str]
) -> str:
    """Built for the ARN that the queue will have, so that it is known at preview."""
    queue_arn = names.queue_arn(region, account, queue_name)
    return queue_policy(
        region=region,
        account=account,
        domain_name=domain_name,
        queue_arn=queue_arn,
        source_policy_documents=source_policy_documents,
    )
