"""What only shows in the stack as a whole."""

import json
from dataclasses import replace
from typing import Any

from tests.policies.cases import UNKNOWN, Case, Resource, changed, document
from tests.policies.collection import domains, integrations, keys, mappings, queues, roles

INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/0a1b"


def named(resource: Resource, name: str, **changes: Any) -> Resource:
    return replace(resource, name=name, **changes)


def queue_of_domain(policy: Resource | None, queue: Resource, **domain: Any) -> list[Resource]:
    return [
        named(queue, "queue"),
        *([named(policy, "policy", links={"queueUrl": ["queue"], "queue": ["queue"]})] if policy else []),
        named(domains.native(deadLetterQueueUrl=UNKNOWN), "domain", links={"deadLetterQueueUrl": ["queue"]}, **domain),
    ]


QUEUE = queues.raw(policy=None)
NATIVE_QUEUE = replace(queues.child(), inside=())


def key_of_domain(key: Resource) -> list[Resource]:
    return [
        named(key, "key"),
        named(domains.raw(defaultEncryptionKey=UNKNOWN), "domain", links={"defaultEncryptionKey": ["key"]}),
    ]


UNNAMED = document(
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}
)


def role_of_workflow(role: Resource, *policies: Resource) -> list[Resource]:
    return [
        named(role, "role"),
        *policies,
        named(
            integrations.planned(execution_role_arn=UNKNOWN),
            "plan",
            links={"execution_role_arn": ["role", "attachment"]},
        ),
    ]


def attached(policy: str) -> list[Resource]:
    return [
        named(roles.policy(policy), "permissions"),
        Resource(
            type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            props={"role": "role", "policyArn": UNKNOWN},
            name="attachment",
            links={"role": ["role"], "policyArn": ["permissions"]},
        ),
    ]


AWS_POLICIES = "arn:aws:iam::aws:policy"


def of_aws(policy: str) -> Resource:
    """A policy of AWS, attached to the role of the stack."""
    return Resource(
        type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        props={"role": UNKNOWN, "policyArn": f"{AWS_POLICIES}/{policy}"},
        name="of-aws",
        links={"role": ["role"]},
    )


def to_several(policy: str) -> list[Resource]:
    """A policy of the stack that is attached to several roles at once."""
    return [
        named(roles.policy(policy), "permissions"),
        Resource(
            type="aws:iam/policyAttachment:PolicyAttachment",
            props={"roles": ["another", UNKNOWN], "policyArn": UNKNOWN},
            name="attachment",
            links={"roles": ["role"], "policyArn": ["permissions"]},
        ),
    ]


def beyond(policy: str) -> dict[str, str]:
    return {FOLLOWS: f"execution-role-actions: {policy} allows more than is needed to load history"}


FOLLOWS = "execution-role-follows-rules"
EVERYTHING = document({"Effect": "Allow", "Action": "appflow:*", "Resource": "*"})
ALL_OF_APPFLOW = {FOLLOWS: "execution-role-actions: statement 1 allows appflow:*, which are not needed to load history"}
ROLE = roles.role(roles.trusting("account"))
LOADS = roles.role(roles.trusting("account"), inlinePolicies=[{"name": "loads", "policy": roles.GOOD}])
SHARED = roles.role(
    changed(
        roles.trusting("account"),
        roles.ASSUMES,
        Principal={"Service": ["profile.amazonaws.com", "appflow.amazonaws.com"]},
    )
)
OF_LAMBDA = roles.role(
    document({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})
)
ADMIN = document({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::customers/*"})


def association(name: str, domain: str) -> Resource:
    props = {"domainName": domain, "uri": INSTANCE, "objectTypeName": "CTR"}
    return Resource(type="aws-native:customerprofiles:Integration", props=props, name=name)


def types(content_type: str) -> list[Resource]:
    """Two object types of a domain that share a key."""
    field = {"source": "_source.email", "contentType": content_type}
    other: dict[str, Any] = {"fields": [{"name": "email", "objectTypeField": field}], "objectTypeName": "Others"}
    return [named(mappings.native(), "guests"), named(mappings.native(**other), "others")]


CASES = (
    Case(
        name="two object types that compare a key differently",
        catches={
            "mapping-shared-keys": "key '_email' is EMAIL_ADDRESS here and STRING in object type 'Guests': key names "
            "are shared by the whole domain"
        },
        bad=types("EMAIL_ADDRESS"),
        good=types("STRING"),
    ),
    Case(
        name="a domain that does not wait for the policy of its queue",
        catches={"domain-waits-for-queue-policy": "the domain does not wait for 'policy', the policy of its queue"},
        bad=queue_of_domain(queues.attached(queues.GOOD), QUEUE),
        good=queue_of_domain(queues.attached(queues.GOOD), QUEUE, depends_on=["policy"]),
    ),
    Case(
        name="a domain whose queue lets nobody send",
        catches={
            "domain-waits-for-queue-policy": "queue 'queue' has no policy that lets the service send: the service will "
            "refuse the domain"
        },
        bad=queue_of_domain(None, NATIVE_QUEUE),
        good=queue_of_domain(queues.native(queues.GOOD), NATIVE_QUEUE, depends_on=["policy"]),
    ),
    Case(
        name="the queue of a domain without encryption",
        catches={
            "domain-queue-follows-rules": "dead-letter-queue-encrypted: the queue names no key for its messages and "
            "does not let SQS manage one"
        },
        bad=queue_of_domain(
            queues.attached(queues.GOOD), queues.raw(policy=None, sqsManagedSseEnabled=False), depends_on=["policy"]
        ),
        good=queue_of_domain(queues.attached(queues.GOOD), QUEUE, depends_on=["policy"]),
    ),
    Case(
        name="the native queue of a domain, which forgets after four days",
        catches={
            "domain-queue-follows-rules": "dead-letter-queue-retention: messages are kept for 4 days, less than 7 "
            "days: dead letters would be lost unread"
        },
        bad=queue_of_domain(
            queues.native(queues.GOOD),
            Resource(type="aws-native:sqs:Queue", props={"sqsManagedSseEnabled": True}),
            depends_on=["policy"],
        ),
        good=queue_of_domain(queues.native(queues.GOOD), NATIVE_QUEUE, depends_on=["policy"]),
    ),
    Case(
        name="the queue of a domain that everybody may send to",
        catches={
            "domain-queue-follows-rules": "dead-letter-queue-private: statement 1 allows everybody access to the queue"
        },
        bad=queue_of_domain(
            queues.attached(
                document(
                    {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": queues.ARN},
                    queues.TLS,
                )
            ),
            QUEUE,
            depends_on=["policy"],
        ),
        good=queue_of_domain(queues.attached(queues.GOOD), QUEUE, depends_on=["policy"]),
    ),
    Case(
        name="the key of a domain that is never rotated",
        catches={"domain-key-follows-rules": "domain-key-rotated: the key is never rotated"},
        bad=key_of_domain(keys.raw(policy=UNNAMED, enableKeyRotation=False)),
        good=key_of_domain(keys.raw(policy=UNNAMED)),
    ),
    Case(
        name="the native key of a domain that is destroyed within a week",
        catches={
            "domain-key-follows-rules": "domain-key-deletion-window: the key is destroyed 7 days after it is deleted, "
            "less than 14"
        },
        bad=key_of_domain(keys.native(keyPolicy=json.loads(UNNAMED), pendingWindowInDays=7.0)),
        good=key_of_domain(keys.native(keyPolicy=json.loads(UNNAMED))),
    ),
    Case(
        name="a role that the service assumes, with everything of AppFlow beside it",
        catches={
            "execution-role-follows-rules": "execution-role-actions: statement 1 allows appflow:*, which are not "
            "needed to load history"
        },
        bad=[
            named(roles.role(roles.trusting("account")), "role"),
            *attached(document({"Effect": "Allow", "Action": "appflow:*", "Resource": "*"})),
        ],
        good=[named(roles.role(roles.trusting("account")), "role"), *attached(roles.GOOD)],
    ),
    Case(
        name="everything of AppFlow, attached to several roles at once",
        catches=ALL_OF_APPFLOW,
        bad=[named(ROLE, "role"), *to_several(EVERYTHING)],
        good=[named(ROLE, "role"), *to_several(roles.GOOD)],
    ),
    Case(
        name="everything of AppFlow, in a policy that names its role by a literal",
        catches=ALL_OF_APPFLOW,
        bad=[
            named(roles.role(roles.trusting("account"), name="ingestion"), "role"),
            named(roles.inline(EVERYTHING), "beside"),
        ],
        good=[
            named(roles.role(roles.trusting("account"), name="stream"), "role"),
            named(roles.inline(EVERYTHING), "beside"),
        ],
    ),
    Case(
        name="buckets beside what loads history, which is among the role's own policies",
        catches={FOLLOWS: "execution-role-actions: statement 1 allows s3:*, which are not needed to load history"},
        bad=[named(LOADS, "role"), *attached(document({"Effect": "Allow", "Action": "s3:*", "Resource": roles.KEY}))],
        good=[named(LOADS, "role"), *attached(roles.GOOD)],
    ),
    Case(
        name="AWS's policy for all of AppFlow, on a role that the service assumes",
        catches=beyond("AmazonAppFlowFullAccess"),
        bad=[named(ROLE, "role"), of_aws("AmazonAppFlowFullAccess")],
        good=[named(ROLE, "role"), *attached(roles.GOOD)],
    ),
    Case(
        name="AWS's policy for administrators, among a role's properties",
        catches=beyond("AdministratorAccess"),
        bad=named(
            roles.role(roles.trusting("account"), managedPolicyArns=[f"{AWS_POLICIES}/AdministratorAccess"]), "a"
        ),
        good=named(ROLE, "a"),
    ),
    Case(
        name="AWS's policy for power users, among a native role's properties",
        catches=beyond("PowerUserAccess"),
        bad=roles.native_role(roles.trusting("account"), managedPolicyArns=[f"{AWS_POLICIES}/PowerUserAccess"]),
        good=roles.native_role(roles.trusting("account"), managedPolicyArns=[]),
    ),
    Case(
        name="any policy of AWS, on a role that loads history",
        catches=beyond("AWSLambdaBasicExecutionRole"),
        bad=[named(ROLE, "role"), *attached(roles.GOOD), of_aws("service-role/AWSLambdaBasicExecutionRole")],
        good=[named(ROLE, "role"), *attached(roles.GOOD)],
    ),
    Case(
        name="a policy of AWS on the role of a workflow, which nothing else tells",
        catches=beyond("AmazonS3ReadOnlyAccess"),
        bad=[*role_of_workflow(ROLE), of_aws("AmazonS3ReadOnlyAccess")],
        good=role_of_workflow(ROLE),
    ),
    Case(
        name="a role of a workflow with everything attached",
        catches={
            "execution-role-follows-rules": "execution-role-actions: statement 1 allows *, which are not needed to "
            "load history"
        },
        bad=role_of_workflow(ROLE, *attached(ADMIN)),
        good=role_of_workflow(ROLE, *attached(roles.GOOD)),
    ),
    Case(
        name="a role of a workflow that everybody may assume",
        catches={
            "execution-role-follows-rules": "execution-role-trust: statement 1 lets * assume the role",
        },
        bad=role_of_workflow(
            roles.role(document({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"})),
            *attached(roles.GOOD),
        ),
        good=role_of_workflow(ROLE, *attached(roles.GOOD)),
    ),
    Case(
        name="a role that loads history and is shared with AppFlow",
        catches={
            "execution-role-follows-rules": f"execution-role-trust: statement '{roles.ASSUMES}' lets "
            "appflow.amazonaws.com assume the role"
        },
        bad=[named(SHARED, "role"), *attached(roles.GOOD)],
        good=[named(SHARED, "role")],
    ),
    Case(
        name="a role of a workflow that another service may assume",
        catches={
            "execution-role-follows-rules": "execution-role-trust: statement 1 lets lambda.amazonaws.com assume the "
            "role",
        },
        bad=role_of_workflow(OF_LAMBDA, *attached(roles.GOOD)),
        good=role_of_workflow(ROLE, *attached(roles.GOOD)),
    ),
    Case(
        name="an instance of two domains",
        catches={"one-domain-per-instance": "instance 0a1b is already associated with another domain"},
        bad=[association("first", "amazon-connect-eu"), association("second", "amazon-connect-us")],
        good=[association("first", "amazon-connect-eu"), association("second", "amazon-connect-eu")],
    ),
    Case(
        name="51 integrations",
        catches={"domain-integrations-quota": "a domain with 51 integrations, more than 50"},
        bad=[named(integrations.native(), f"integration-{number}") for number in range(51)],
        good=[named(integrations.native(), f"integration-{number}") for number in range(50)],
    ),
    Case(
        name="101 object types",
        catches={"domain-object-types-quota": "a domain with 101 object types, more than 100"},
        bad=[named(mappings.native(), f"type-{number}") for number in range(101)],
        good=[named(mappings.native(), f"type-{number}") for number in range(100)],
    ),
    Case(
        name="more object types than the configured quota",
        catches={"domain-object-types-quota": "a domain with 3 object types, more than 2"},
        bad=[named(mappings.native(), f"type-{number}") for number in range(3)],
        good=[named(mappings.native(), f"type-{number}") for number in range(2)],
        config={"domain-object-types-quota": {"maximumObjectTypes": 2.0}},
    ),
)
