"""Domains: one of ours, the classic provider's and the native one."""

from tests.policies.cases import OURS, Case, Resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/2f2a3c6e-0000-4000-8000-000000000000"
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/dead-letters"
ARN = "arn:aws:sqs:us-east-1:123456789012:dead-letters"
NO_KEY = "the domain is not encrypted with a customer managed key"
NO_QUEUE = "the domain has no dead-letter queue: objects that cannot be ingested are lost"


def cloud(type_: str, protect: bool, changes: dict[str, object]) -> Resource:
    props = {
        "domainName": "amazon-connect-customers",
        "defaultEncryptionKey": KEY,
        "deadLetterQueueUrl": URL,
        "defaultExpirationDays": 366.0,
        **changes,
    }
    return Resource(
        type=type_, props={key: value for key, value in props.items() if value is not None}, protect=protect
    )


def raw(protect: bool = False, **changes: object) -> Resource:
    return cloud("aws:customerprofiles/domain:Domain", protect, changes)


def native(protect: bool = False, **changes: object) -> Resource:
    return cloud("aws-native:customerprofiles:Domain", protect, changes)


def ours(**changes: object) -> Resource:
    props = {
        "domain_name": "amazon-connect-customers",
        "kms_key_arn": KEY,
        "dead_letter_queue_url": URL,
        **changes,
    }
    return Resource(
        type=f"{OURS}ProfilesDomain", props={key: value for key, value in props.items() if value is not None}
    )


CASES = (
    Case(
        name="a consultancy's domain: documented as encrypted, with neither key nor queue",
        catches={"domain-customer-key": NO_KEY, "domain-dead-letter-queue": NO_QUEUE},
        bad=raw(defaultEncryptionKey=None, deadLetterQueueUrl=None),
        good=raw(),
    ),
    Case(
        name="a backend generator's domain without a key and a queue",
        catches={"domain-customer-key": NO_KEY, "domain-dead-letter-queue": NO_QUEUE},
        bad=native(defaultEncryptionKey=None, deadLetterQueueUrl=None),
        good=native(),
    ),
    Case(
        name="the domain of the registry's shortest example",
        catches={
            "domain-customer-key": NO_KEY,
            "domain-dead-letter-queue": NO_QUEUE,
            "domain-name-prefix": "the name 'example' does not begin with 'amazon-connect-'",
        },
        bad=raw(domainName="example", defaultEncryptionKey=None, deadLetterQueueUrl=None),
        good=raw(domainName="amazon-connect-example"),
    ),
    Case(
        name="a component's domain with an AWS managed key",
        catches={"domain-customer-key": NO_KEY},
        bad=ours(kms_key_arn=None, aws_managed_key=True),
        good=ours(),
    ),
    Case(
        name="the alias of an AWS managed key",
        catches={"domain-customer-key": "the domain is encrypted with an AWS managed key (alias/aws/profile)"},
        bad=native(defaultEncryptionKey="arn:aws:kms:us-east-1:123456789012:alias/aws/profile"),
        good=native(),
    ),
    Case(
        name="a component's domain without a queue",
        catches={"domain-dead-letter-queue": NO_QUEUE},
        bad=ours(dead_letter_queue_url=None),
        good=ours(),
    ),
    Case(
        name="a domain with a FIFO queue",
        catches={
            "domain-dead-letter-queue": f"dead-letter queue = '{URL}.fifo': the service sends to standard queues only, "
            "and this is a FIFO queue"
        },
        bad=native(deadLetterQueueUrl=f"{URL}.fifo"),
        good=native(),
    ),
    Case(
        name="the queue's ARN, as the API reference's example has it",
        catches={"domain-dead-letter-queue": f"dead-letter queue = '{ARN}': must be the URL of an SQS queue"},
        bad=raw(deadLetterQueueUrl=ARN),
        good=raw(),
    ),
    Case(
        name="the queue's ARN, as CloudFormation's example has it",
        catches={"domain-dead-letter-queue": f"dead-letter queue = '{ARN}': must be the URL of an SQS queue"},
        bad=native(deadLetterQueueUrl=ARN),
        good=native(),
    ),
    Case(
        name="objects that never expire",
        catches={"domain-expiration": "default expiration = 1099.0: must be 1 to 1098 days"},
        bad=native(defaultExpirationDays=1099.0),
        good=native(defaultExpirationDays=1098.0),
    ),
    Case(
        name="objects that expire at once",
        catches={"domain-expiration": "default expiration = 0.0: must be 1 to 1098 days"},
        bad=raw(defaultExpirationDays=0.0),
        good=raw(defaultExpirationDays=1.0),
    ),
    Case(
        name="objects kept longer than the policy allows",
        catches={"domain-expiration": "objects expire after 731 days, not 30 to 730"},
        bad=ours(default_expiration_days=731.0),
        good=ours(default_expiration_days=730.0),
        config={"domain-expiration": {"minimumDays": 30.0, "maximumDays": 730.0}},
    ),
    Case(
        name="a component's domain that no instance may use out of the box",
        catches={"domain-name-prefix": "the name 'customers' does not begin with 'amazon-connect-'"},
        bad=ours(domain_name="customers"),
        good=ours(),
    ),
    Case(
        name="a name with a space",
        catches={
            "domain-name-valid": "domain name = 'amazon-connect customers': a domain name has 1 to 64 letters, "
            "digits, _ or -"
        },
        bad=native(domainName="amazon-connect customers"),
        good=native(),
    ),
    Case(
        name="another prefix than the configured one",
        catches={
            "domain-name-prefix": "the name 'amazon-connect-customers' does not begin with 'amazon-connect-shop-'"
        },
        bad=native(),
        good=native(domainName="amazon-connect-shop-customers"),
        config={"domain-name-prefix": {"prefix": "amazon-connect-shop-"}},
    ),
    Case(
        name="a production domain that may be destroyed",
        catches={
            "domain-protected": "the domain of stack 'production' is not protected: its deletion deletes every profile"
        },
        bad=raw(),
        good=raw(protect=True),
        stack="production",
    ),
    Case(
        name="a native domain in a stack that the configuration calls production",
        catches={"domain-protected": "the domain of stack 'live' is not protected: its deletion deletes every profile"},
        bad=native(),
        good=native(protect=True),
        stack="live",
        config={"domain-protected": {"productionStacks": ["live"]}},
    ),
    Case(
        name="a component's production domain without deletion protection",
        catches={"domain-protected": "the domain of stack 'prod' is not protected: its deletion deletes every profile"},
        bad=ours(deletion_protection=False),
        good=ours(),
        stack="prod",
    ),
)
