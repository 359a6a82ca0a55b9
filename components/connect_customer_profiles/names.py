"""Physical names and ARNs, as pure functions: deterministic, so that policies are known at preview.

Only the `aws` partition: the Customer Profiles API accepts no other in key and role ARNs (KmsArn and RoleArn patterns
of the API model).
"""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import NamedTuple

SERVICE_PRINCIPAL = "profile.amazonaws.com"
"""The principal that Customer Profiles acts as, in queue, key and trust policies."""

DOMAIN_PREFIX = "amazon-connect-"
"""The prefix of domain names that the service-linked role of a Connect instance may use
(https://docs.aws.amazon.com/connect/latest/adminguide/connect-slr.html)."""
APPFLOW_PRINCIPAL = "appflow.amazonaws.com"
LAMBDA_PRINCIPAL = "lambda.amazonaws.com"
"""The principal that reads buckets."""

TAGGED_ARN = 256
"""The most characters that the ARN of something may have that Customer Profiles tags (TagArn in the API model)."""
LONGEST_SUFFIX = len("-0123456789-g99")
"""Of a flow's name."""
FITTED = 9
"""The characters of the hash that replaces the end of a long name."""
UNCUT = 59
"""How much of a flow's name is always that of its domain and object type, however long these are."""
LONGEST_TOLD = 50
"""The longest name of a domain that leaves room for `domain_ending` in every Region."""

PACKAGE = "connect-customer-profiles"
"""The package of the type tokens, and of the plugin."""


class OwnedTypes(NamedTuple):
    """The type tokens of one of our custom resources."""

    dynamic: str
    """In Python programs."""
    served: str
    """In programs of other languages, where the plugin serves it."""


def owned_types(name: str) -> OwnedTypes:
    """The type tokens of the custom resource `name`. `index` is the module of the components, whose names collide."""
    return OwnedTypes(f"pulumi-python:dynamic/customerprofiles:{name}", f"{PACKAGE}:ingestion:{name}")


def fitted(name: str, limit: int) -> str:
    """`name`, or if it is longer than `limit` characters, its beginning and a hash of the whole."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - FITTED]}-{digest(name)[: FITTED - 1]}"


def digest(text: str) -> str:
    """The SHA-256 of a text, as 64 hexadecimal digits. What comes from state or from AWS may be no valid text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def queue_name(domain_name: str) -> str:
    """The dead-letter queue of a domain; queue names have at most 80 characters."""
    return fitted(f"{domain_name}-dead-letters", 80)


def key_alias(domain_name: str) -> str:
    """The alias of a domain's key."""
    return f"alias/{domain_name}"


def key_description(domain_name: str) -> str:
    """The description of a domain's key, by which keys are found that the domain had before."""
    return f"Customer Profiles domain {domain_name}"


def role_name(domain_name: str, region: str) -> str:
    """The execution role of a domain, 64 characters at most. IAM is global, so the name includes the Region."""
    return fitted(f"{domain_name}-ingestion-{region}", 64)


def redrive_name(domain_name: str) -> str:
    """The function that redrives the dead letters of a domain; function names have at most 64 characters."""
    return fitted(f"{domain_name}-dead-letter-redrive", 64)


def redrive_role_name(domain_name: str, region: str) -> str:
    """The role of that function, 64 characters at most. IAM is global, so the name includes the Region."""
    return fitted(f"{domain_name}-redrive-{region}", 64)


def redrive_failures_name(domain_name: str) -> str:
    """The queue for letters that the function could not redrive; queue names have at most 80 characters."""
    return fitted(f"{domain_name}-redrive-failures", 80)


def supervisor_name(domain_name: str) -> str:
    """The function that supervises the ingestion into a domain, and the rule that starts it."""
    return fitted(f"{domain_name}-supervisor", 64)


def supervisor_role_name(domain_name: str, region: str) -> str:
    """The role of that function, 64 characters at most. IAM is global, so the name includes the Region."""
    return fitted(f"{domain_name}-supervisor-{region}", 64)


def function_arn(region: str, account: str, name: str) -> str:
    """`arn:aws:lambda:<region>:<account>:function:<name>`."""
    return f"arn:aws:lambda:{region}:{account}:function:{name}"


def log_group_arn(region: str, account: str, name: str) -> str:
    """`arn:aws:logs:<region>:<account>:log-group:<name>`."""
    return f"arn:aws:logs:{region}:{account}:log-group:{name}"


def application_policy_name(domain_name: str, level: str, region: str) -> str:
    """The policy for applications that use a domain, 128 characters at most. IAM is global, so the name includes the
    Region."""
    return fitted(f"{domain_name}-profiles-{level}-{region}", 128)


def topic_name(domain_name: str) -> str:
    """The topic for notifications about a domain's ingestion; topic names have at most 256 characters."""
    return f"{domain_name}-ingestion"


def dashboard_name(domain_name: str) -> str:
    """The dashboard of a domain's ingestion; dashboard names have at most 255 characters."""
    return f"{domain_name}-ingestion"


def alarm_name(domain_name: str, what: str) -> str:
    """An alarm on a domain's ingestion; alarm names have at most 255 characters."""
    return f"{domain_name}-ingestion-{what}"


KEY_EVENTS = "key-events"
"""What the rule on calls that make a domain's keys unusable is named after."""


def event_rule_name(domain_name: str, what: str) -> str:
    """A rule on events of a domain's ingestion; rule names have at most 64 characters."""
    return fitted(f"{domain_name}-{what}", 64)


def role_arn(account: str, name: str) -> str:
    """`arn:aws:iam::<account>:role/<name>`."""
    return f"arn:aws:iam::{account}:role/{name}"


def policy_arn(account: str, name: str) -> str:
    """`arn:aws:iam::<account>:policy/<name>`."""
    return f"arn:aws:iam::{account}:policy/{name}"


def topic_arn(region: str, account: str, name: str) -> str:
    """`arn:aws:sns:<region>:<account>:<name>`."""
    return f"arn:aws:sns:{region}:{account}:{name}"


def domain_arn(region: str, account: str, domain_name: str) -> str:
    """`arn:aws:profile:<region>:<account>:domains/<name>`."""
    return f"arn:aws:profile:{region}:{account}:domains/{domain_name}"


def integration_arn(region: str, account: str, domain_name: str, uri: str) -> str:
    """The ARN under which an integration is tagged (service authorization reference, resource type `integrations`)."""
    return f"{domain_arn(region, account, domain_name)}/integrations/{uri}"


def object_type_arn(region: str, account: str, domain_name: str, object_type_name: str) -> str:
    """`<domain's ARN>/object-types/<name>`."""
    return f"{domain_arn(region, account, domain_name)}/object-types/{object_type_name}"


def instance_arn(region: str, account: str, instance_id: str) -> str:
    """`arn:aws:connect:<region>:<account>:instance/<id>`."""
    return f"arn:aws:connect:{region}:{account}:instance/{instance_id}"


def queue_arn(region: str, account: str, name: str) -> str:
    """`arn:aws:sqs:<region>:<account>:<name>`."""
    return f"arn:aws:sqs:{region}:{account}:{name}"


def bucket_arn(name: str) -> str:
    """`arn:aws:s3:::<name>`."""
    return f"arn:aws:s3:::{name}"


def flow_arn(region: str, account: str, flow_name: str) -> str:
    """`arn:aws:appflow:<region>:<account>:flow/<name>`, which is also the URI of the integration that owns the flow."""
    return f"arn:aws:appflow:{region}:{account}:flow/{flow_name}"


def connector_profile_arn(region: str, account: str, name: str) -> str:
    """`arn:aws:appflow:<region>:<account>:connectorprofile/<name>`."""
    return f"arn:aws:appflow:{region}:{account}:connectorprofile/{name}"


def domain_ending(domain_name: str) -> str:
    """What tells flows of one domain from those of others whose names begin alike: `.4` for `shop`, whose name has four
    characters; "" where there is none. No name of a domain or object type has a dot."""
    told = len(domain_name) <= LONGEST_TOLD and domain_name[:1] not in "_-"
    return f".{len(domain_name)}" if told else ""


def flow_name(
    domain_name: str, object_type_name: str, token: str, generation: int = 1, *, region: str, ending: str = ""
) -> str:
    """The flow of an ongoing integration: unique in account and Region because the token is.

    The service uses the name verbatim and refuses one that exists, so a later generation gets a suffix. It is so short
    that the ARN of the integration can be tagged, and begins with `flow_prefix` unless `fits_flows` says no.
    """
    suffix = (f"-{token}" if generation == 1 else f"-{token}-g{generation}") + ending
    room = longest_flow_name(domain_name, region) - len(suffix)
    return fitted(f"{flow_prefix(domain_name)}{object_type_name}", room) + suffix


def fits_flows(domain_name: str, region: str) -> bool:
    """Whether the names of a domain's flows have room for the domain's name."""
    return len(flow_prefix(domain_name)) <= longest_flow_name(domain_name, region) - LONGEST_SUFFIX - FITTED


def longest_flow_name(domain_name: str, region: str) -> int:
    """The most characters of a flow's name with which its integration can be tagged; its URI has less than 255 then."""
    account = "0" * 12
    return TAGGED_ARN - len(integration_arn(region, account, domain_name, flow_arn(region, account, "")))


def external_flow_name(domain_name: str, object_type_name: str, fixed: object) -> str:
    """The flow of an external application, 256 characters at most, with a hash of everything that cannot be edited.

    A replacement therefore has another name, and can be created before the old flow is deleted.
    """
    short = digest(json.dumps([domain_name, object_type_name, fixed]))[:8]
    return f"{fitted(f'{flow_prefix(domain_name)}{object_type_name}', 247)}-{short}"


def log_group_name(function_name: str) -> str:
    """The log group that Lambda uses by default."""
    return f"/aws/lambda/{function_name}"


def flow_prefix(domain_name: str) -> str:
    """The prefix of the names of flows of a domain's integrations."""
    return f"{domain_name.lstrip('_-') or 'domain'}-"


def flow_prefixes(domain_name: str, object_type_names: Sequence[str] = ()) -> list[str]:
    """The prefixes of the names of flows into some object types of a domain; without any, of all its flows.

    Domains may have names that begin alike: `shop-` is the prefix of the flows of `shop-eu` as well, `shop-Contact-` is
    not. Of long names, which are cut in the names of flows, it is the beginning.
    """
    prefix = flow_prefix(domain_name)
    return sorted({f"{prefix}{each}-"[:UNCUT] for each in object_type_names}) or [prefix]


class Arn(NamedTuple):
    """Service, Region, account and resource of an ARN; all "" for a text that is not an ARN."""

    service: str
    region: str
    account: str
    resource: str


def arn_parts(arn: str) -> Arn:
    """The parts of `arn:aws:<service>:<region>:<account>:<resource>`."""
    fields = arn.split(":", 5)
    return Arn(*fields[2:]) if len(fields) == 6 and fields[0] == "arn" else Arn("", "", "", "")


def queue_url_beside(url: str, arn: str) -> str:
    """The URL of the queue with that ARN, in the same Region as the queue of `url`."""
    host = url.rstrip("/").rsplit("/", 2)[0]
    account, name = arn.split(":")[-2:] if arn.count(":") else ("", arn)
    return f"{host}/{account}/{name}"


def last_segment(arn: str) -> str:
    """What follows the last slash of an ARN: the id of a key or instance, the name of a role; all of a plain name."""
    return arn.rsplit("/", 1)[-1]


def flow_name_of(uri: str) -> str:
    """The flow's name in an integration's URI."""
    return last_segment(uri)


def generation(flow_name: str, token: str) -> int | None:
    """The generation of an ongoing integration's flow; None for any other flow."""
    found = re.search(rf"-{re.escape(token)}(?:-g(\d+))?(?:\.\d+)?$", flow_name)
    return int(found[1] or 1) if found else None
