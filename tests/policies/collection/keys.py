"""Keys of domains."""

import json

from connect_customer_profiles.policy import key_policy

from tests.policies.cases import OURS, Case, Resource, changed, document

GOOD = key_policy(
    region="us-east-1",
    account="123456789012",
    domain_name="amazon-connect-customers",
    administrators=[],
    service_conditions="domain",
)
USE = "CustomerProfilesUsesKey"
ANY_OF_ACCOUNT = "lets the service use the key for any domain of the account: no condition pins"
ANYBODY = "lets the service use the key for anybody's domain: no condition pins"


def raw(protect: bool = False, **changes: object) -> Resource:
    props = {"enableKeyRotation": True, "deletionWindowInDays": 30.0, "policy": GOOD, **changes}
    return Resource(
        type="aws:kms/key:Key", props={key: value for key, value in props.items() if value is not None}, protect=protect
    )


def native(**changes: object) -> Resource:
    props = {"enableKeyRotation": True, "pendingWindowInDays": 30.0, "keyPolicy": json.loads(GOOD), **changes}
    return Resource(type="aws-native:kms:Key", props=props)


def attached(policy: str) -> Resource:
    return Resource(type="aws:kms/keyPolicy:KeyPolicy", props={"keyId": "key", "policy": policy})


def ours(**changes: object) -> Resource:
    return Resource(type=f"{OURS}EncryptionKey", props={"domain_name": "amazon-connect-customers", **changes})


CASES = (
    Case(
        name="a starter kit's key lets the service neither grant nor be pinned",
        catches={
            "domain-key-service-complete": "the key's policy does not allow the service kms:CreateGrant",
            "domain-key-guarded": f"statement '{USE}' {ANYBODY} aws:SourceArn and aws:SourceAccount",
        },
        bad=native(
            keyPolicy=json.loads(
                changed(GOOD, USE, Action=["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"], Condition=None)
            )
        ),
        good=native(),
    ),
    Case(
        name="the statement of the AWS page for key administrators",
        catches={"domain-key-guarded": f"statement '{USE}' {ANYBODY} aws:SourceArn and aws:SourceAccount"},
        bad=raw(policy=changed(GOOD, USE, Condition=None)),
        good=raw(),
    ),
    Case(
        name="a component's key that any account may use",
        catches={"domain-key-guarded": f"statement '{USE}' {ANYBODY} aws:SourceArn and aws:SourceAccount"},
        bad=ours(service_conditions="none"),
        good=ours(service_conditions="domain"),
    ),
    Case(
        name="a component's key that any domain of the account may use",
        catches={"domain-key-guarded": f"statement '{USE}' {ANY_OF_ACCOUNT} aws:SourceArn"},
        bad=ours(service_conditions="account"),
        good=ours(),
    ),
    Case(
        name="a key that is never rotated",
        catches={"domain-key-rotated": "the key is never rotated"},
        bad=raw(enableKeyRotation=None),
        good=raw(),
    ),
    Case(
        name="a native key that is never rotated",
        catches={"domain-key-rotated": "the key is never rotated"},
        bad=native(enableKeyRotation=False),
        good=native(),
    ),
    Case(
        name="the registry's key, destroyed ten days after its deletion",
        catches={"domain-key-deletion-window": "the key is destroyed 10 days after it is deleted, less than 14"},
        bad=raw(deletionWindowInDays=10.0),
        good=raw(deletionWindowInDays=14.0),
    ),
    Case(
        name="a component's key with the shortest window",
        catches={"domain-key-deletion-window": "the key is destroyed 7 days after it is deleted, less than 14"},
        bad=ours(deletion_window_in_days=7.0),
        good=ours(deletion_window_in_days=30.0),
    ),
    Case(
        name="an impossible window",
        catches={"domain-key-deletion-window": "deletion window = 31.0: must be 7 to 30 days"},
        bad=native(pendingWindowInDays=31.0),
        good=native(pendingWindowInDays=30.0),
    ),
    Case(
        name="a disabled key",
        catches={"domain-key-usable": "the key is disabled"},
        bad=native(enabled=False),
        good=native(enabled=True),
    ),
    Case(
        name="an asymmetric key",
        catches={"domain-key-usable": "the service needs a symmetric key, and this one is RSA_4096"},
        bad=raw(customerMasterKeySpec="RSA_4096"),
        good=raw(customerMasterKeySpec="SYMMETRIC_DEFAULT"),
    ),
    Case(
        name="the service may delete the key",
        catches={"domain-key-least-privilege": f"statement '{USE}' allows the service kms:*, which it does not need"},
        bad=attached(changed(GOOD, USE, Action="kms:*")),
        good=attached(GOOD),
    ),
    Case(
        name="everybody may decrypt",
        catches={"domain-key-private": "statement 3 allows everybody to use the key"},
        bad=attached(
            document(
                *json.loads(GOOD)["Statement"],
                {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"},
            )
        ),
        good=attached(
            document(
                *json.loads(GOOD)["Statement"],
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": "kms:Decrypt",
                    "Resource": "*",
                    "Condition": {"StringEquals": {"kms:CallerAccount": "123456789012"}},
                },
            )
        ),
    ),
    Case(
        name="a production key that may be destroyed",
        catches={
            "domain-key-protected": "the key of stack 'prod' is not protected: without the key no profile can be read"
        },
        bad=raw(),
        good=raw(protect=True),
        stack="prod",
    ),
    Case(
        name="a component's production key without deletion protection",
        catches={
            "domain-key-protected": "the key of stack 'prod-eu' is not protected: without the key no profile can be "
            "read"
        },
        bad=ours(deletion_protection=False),
        good=ours(),
        stack="prod-eu",
    ),
)
