"""The key, the dead-letter queue and the domain itself. Pure."""

from typing import Any

from .. import names
from ..policy import key_policy, queue_policy, redrive_allow_policy
from ..rules import DEFAULT_EXPIRATION, LONGEST_RETENTION
from . import found_policies
from .facts import Facts, KeyFacts, QueueFacts
from .found_policies import parsed, same_policies
from .literals import Code, Noted
from .model import Component, Guard, Kept, Left, Parts, kept_tags
from .wording import arguments, duration, tagged

HEADING = "The domain, with its key and its queue"
DOMAIN_NAME = Code("domain_name")
VISIBILITY = "30"
"""SQS's own default, in seconds."""

WITHOUT_ARGUMENT = {
    # The default of the provider is not the same in all its versions.
    "maxMessageSize": ("MaximumMessageSize", ""),
    "delaySeconds": ("DelaySeconds", "0"),
    "receiveWaitTimeSeconds": ("ReceiveMessageWaitTimeSeconds", "0"),
    "kmsDataKeyReusePeriodSeconds": ("KmsDataKeyReusePeriodSeconds", "300"),
    "redrivePolicy": ("RedrivePolicy", ""),
}
"""Properties of a queue that no argument sets: the attribute, and the provider's default."""


def key(parts: Parts, facts: Facts) -> Code | None:
    """The domain's key; returns how the program names its ARN, None if AWS has its own."""
    given = facts.domain.get("DefaultEncryptionKey")
    if not given:
        return None
    found = facts.key
    why = _not_adoptable_key(facts, found, given)
    if found is None or why:
        parts.left.append(Left("key", given, f"{why}; the program names its ARN", attention=True))
        parts.settings["kmsKeyArn"] = given
        return Code("kms_key_arn")
    alias = _alias(facts, found)
    key_id = names.last_segment(found.arn)
    given_alias = {} if alias == names.key_alias(facts.domain_name) else {"alias": alias}
    component = parts.add(
        HEADING,
        Component("EncryptionKey", "key", {"domain_name": DOMAIN_NAME, **given_alias, **tagged(found.tags)}),
        {"key": key_id, "alias": alias},
    )
    _keep_key(parts, facts, found)
    parts.notes += [f"The key has another alias, {each}, which stays." for each in found.aliases if each != alias]
    return component.output("key_arn")


def _alias(facts: Facts, found: KeyFacts) -> str:
    own = names.key_alias(facts.domain_name)
    return own if own in found.aliases else next(iter(found.aliases), "")


def _not_adoptable_key(facts: Facts, found: KeyFacts | None, given: str) -> str:
    where = names.arn_parts(given)
    if found is None:
        return "there is no such key any more"
    if not found.managed_by_customer:
        return "AWS manages it"
    if (where.account, where.region) != (facts.account, facts.region):
        return f"it is not of {facts.account}, {facts.region}"
    if given != found.arn:
        return f"the domain names it {given}, and not by its ARN"
    if not found.aliases:
        return "it has no alias, and EncryptionKey would make one: give it one first"
    return ""


def _keep_key(parts: Parts, facts: Facts, found: KeyFacts) -> None:
    wanted = key_policy(
        region=facts.region,
        account=facts.account,
        domain_name=facts.domain_name,
        administrators=(),
        service_conditions="domain",
    )
    shared = found_policies.with_key(facts.neighbours, found)
    _note_shared(parts, "key", shared)
    if not same_policies(found.policy, wanted):
        said = found_policies.of_key(found.policy, shared)
        _keep(parts, "key-key", "policy", said.why, said.effect, said.what)
    if not found.rotates:
        _keep(
            parts,
            "key-key",
            "enableKeyRotation",
            "The key is never rotated.",
            "KMS rotates the key every year.",
            "rotation",
        )
    if found.description != names.key_description(facts.domain_name):
        parts.kept.append(Kept("key-key", "description", "It has a description of its own."))
    parts.kept.append(Kept("key-key", "deletionWindowInDays", "AWS does not say: it matters only at deletion."))


def _keep(parts: Parts, resource: str, name: str, why: str, effect: str, what: str) -> None:
    parts.kept.append(Kept(resource, name, why, effect))
    parts.guards.append(Guard(what, why, f'"{name}",', f'`AS_FOUND["{resource}"]`', effect))


def queue(parts: Parts, facts: Facts) -> Code | None:
    """The domain's queue; returns how the program names its URL, None if it has none."""
    url = facts.domain.get("DeadLetterQueueUrl")
    if not url:
        return None
    found = facts.queue
    why = _not_adoptable_queue(facts, found)
    if found is None or why:
        parts.left.append(Left("queue", url, f"{why}; the program names its URL", attention=True))
        parts.settings["deadLetterQueueUrl"] = url
        return Code("dead_letter_queue_url")
    name = names.last_segment(url)
    own_name = {} if name == names.queue_name(facts.domain_name) else {"queue_name": name}
    component = parts.add(
        HEADING,
        Component(
            "DeadLetterQueue",
            "dead-letters",
            {"domain_name": DOMAIN_NAME, **own_name, **_queue_settings(parts, found), **tagged(found.tags)},
        ),
        {"queue": url, "policy": url},
    )
    _keep_queue(parts, facts, found)
    return component.output("queue_url")


def _not_adoptable_queue(facts: Facts, found: QueueFacts | None) -> str:
    if found is None:
        return "there is no such queue any more"
    where = names.arn_parts(found.attributes.get("QueueArn", ""))
    if (where.account, where.region) != (facts.account, facts.region):
        return f"it is not of {facts.account}, {facts.region}"
    if not found.attributes.get("Policy"):
        return "it has no policy, so that no letter arrives, and DeadLetterQueue would give it one"
    if found.attributes.get("FifoQueue") == "true":
        return "it is a FIFO queue"
    return ""


def _queue_settings(parts: Parts, found: QueueFacts) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    attributes = found.attributes
    kms = attributes.get("KmsMasterKeyId", "")
    if kms.startswith("arn:"):
        settings["kms_key_arn"] = parts.setting("arns", "dead-letters", kms)
    retention = int(attributes.get("MessageRetentionPeriod", LONGEST_RETENTION))
    if retention != LONGEST_RETENTION:
        remark = f"{duration(retention)}; without this line, fourteen days."
        settings["message_retention_seconds"] = Noted(retention, remark)
        parts.guards.append(
            Guard(
                "retention",
                f"The queue keeps a letter for {duration(retention)}.",
                f'"message_retention_seconds": {retention:_},',
                "`DeadLetterQueue`",
                "It keeps a letter for fourteen days.",
            )
        )
    visibility = attributes.get("VisibilityTimeout", VISIBILITY)
    if visibility != VISIBILITY:
        settings["visibility_timeout_seconds"] = int(visibility)
    return settings


def _keep_queue(parts: Parts, facts: Facts, found: QueueFacts) -> None:
    attributes = found.attributes
    for name, (member, default) in WITHOUT_ARGUMENT.items():
        if attributes.get(member, default) != default:
            parts.kept.append(Kept("dead-letters-queue", name, "The component has no argument for it."))
    kms = attributes.get("KmsMasterKeyId", "")
    encrypted = "dead-letters-queue", "sqsManagedSseEnabled"
    if not kms and attributes.get("SqsManagedSseEnabled") == "false":
        why, effect = "Letters are not encrypted.", "Letters are encrypted with keys of SQS."
        _keep(parts, *encrypted, why, effect, "encryption")
    elif kms and not kms.startswith("arn:"):
        parts.kept.append(Kept(*encrypted, "Letters are encrypted with a key that is not named by its ARN."))
        parts.kept.append(Kept("dead-letters-queue", "kmsMasterKeyId", "The same."))
    if parsed(attributes.get("RedriveAllowPolicy", "{}")) != parsed(redrive_allow_policy()):
        why = "Every queue of the account may move messages into this one, which would be taken for letters."
        _keep(parts, "dead-letters-queue", "redriveAllowPolicy", why, "No other queue may.", "other queues")
    policy, arn = attributes["Policy"], attributes["QueueArn"]
    wanted = queue_policy(region=facts.region, account=facts.account, domain_name=facts.domain_name, queue_arn=arn)
    shared = found_policies.with_queue(facts.neighbours, found.url)
    _note_shared(parts, "queue", shared)
    if not same_policies(policy, wanted):
        said = found_policies.of_queue(policy, shared)
        _keep(parts, "dead-letters-policy", "policy", said.why, said.effect, said.what)


def _note_shared(parts: Parts, what: str, domains: list[str]) -> None:
    if domains:
        said = f"One program only should have the {what}; in those of the others, name it instead."
        parts.notes.append(f"{found_policies.shared_by(domains, f'the {what}')} {said}")


def domain(parts: Parts, facts: Facts, key_arn: Code | None, queue_url: Code | None) -> Component:
    """The domain."""
    found = facts.domain
    days = found.get("DefaultExpirationDays", DEFAULT_EXPIRATION)
    rules = {key: value for key, value in (found.get("RuleBasedMatching") or {}).items() if key != "Status"}
    store = {key: value for key, value in (found.get("DataStore") or {}).items() if key == "Enabled"}
    settings: dict[str, Any] = {
        "domain_name": DOMAIN_NAME,
        **({"kms_key_arn": key_arn} if key_arn else {"aws_managed_key": True}),
        **({"dead_letter_queue_url": queue_url} if queue_url else {}),
        **({"default_expiration_days": days} if days != DEFAULT_EXPIRATION else {}),
        **({"matching": arguments(found["Matching"])} if found.get("Matching") else {}),
        **({"rule_based_matching": arguments(rules)} if rules else {}),
        **({"data_store": arguments(store)} if store else {}),
        **tagged(found.get("Tags")),
    }
    parts.kept += kept_tags("domain-domain", found.get("Tags"))
    if not queue_url:
        parts.notes.append("The domain has no dead-letter queue: records that it cannot ingest are lost unseen.")
    if not key_arn:
        parts.notes.append("AWS's own key encrypts the domain. A flow needs one of yours: see `EncryptionKey`.")
    return parts.add(HEADING, Component("ProfilesDomain", "domain", settings), {"domain": facts.domain_name})


__all__ = ["DOMAIN_NAME", "domain", "key", "queue"]
