"""What the program had before: its own key, dead-letter queue and domain, all of them raw resources."""

import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native

SERVICE = "profile.amazonaws.com"

name = pulumi.Config().require("domainName")
tags = {"team": "care"}
account = aws.get_caller_identity_output().account_id
domain_arn = pulumi.Output.format("arn:aws:profile:{0}:{1}:domains/{2}", aws.get_region_output().region, account, name)
for_the_domain = {
    "StringEquals": {"aws:SourceAccount": account},
    "ArnLike": {"aws:SourceArn": [domain_arn, pulumi.Output.concat(domain_arn, "/*")]},
}

key = aws.kms.Key(
    "care-key",
    description="Customer profiles and what could not become one",
    enable_key_rotation=True,
    deletion_window_in_days=30,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": pulumi.Output.format("arn:aws:iam::{0}:root", account)},
                    "Action": "kms:*",
                    "Resource": "*",
                },
                {
                    "Effect": "Allow",
                    "Principal": {"Service": SERVICE},
                    "Action": ["kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt"],
                    "Resource": "*",
                    "Condition": for_the_domain,
                },
            ],
        }
    ),
    tags=tags,
)

queue = aws.sqs.Queue(
    "care-dead-letters",
    name=f"{name}-unprocessed",
    sqs_managed_sse_enabled=True,
    message_retention_seconds=1_209_600,
    tags=tags,
)
queue_policy = aws.sqs.QueuePolicy(
    "care-dead-letters-policy",
    queue_url=queue.url,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": SERVICE},
                    "Action": "sqs:SendMessage",
                    "Resource": queue.arn,
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": account},
                        "ArnEquals": {"aws:SourceArn": domain_arn},
                    },
                },
                {
                    "Effect": "Deny",
                    "Principal": {"AWS": "*"},
                    "Action": "sqs:*",
                    "Resource": queue.arn,
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                },
            ],
        }
    ),
)

domain = aws_native.customerprofiles.Domain(
    "care-domain",
    domain_name=name,
    default_expiration_days=366,
    default_encryption_key=key.arn,
    dead_letter_queue_url=queue.url,
    tags=[{"key": key_, "value": value} for key_, value in tags.items()],
    opts=pulumi.ResourceOptions(depends_on=[queue_policy]),
)
