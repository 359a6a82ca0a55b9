"""Rules for domains."""

from collections.abc import Iterable

from connect_customer_profiles import names, rules

from . import pages
from .checks import PRODUCTION_CONFIG, protected_in_production, refusal
from .rule import Config, Rule
from .subject import Subject
from .views.domains import DOMAIN


def _customer_key(subject: Subject, _config: Config) -> Iterable[str]:
    if not subject["has_key"]:
        yield "the domain is not encrypted with a customer managed key"
    elif "alias/aws/" in (key := subject.known("key") or ""):
        yield f"the domain is encrypted with an AWS managed key ({key.rsplit(':', 1)[-1]})"


def _dead_letter_queue(subject: Subject, _config: Config) -> Iterable[str]:
    if not subject["has_queue"]:
        yield "the domain has no dead-letter queue: objects that cannot be ingested are lost"
    elif (url := subject.known("queue")) is not None:
        yield from refusal("dead-letter queue", url, rules.queue_url)


def _expiration(subject: Subject, config: Config) -> Iterable[str]:
    days = subject["expiration_days"]
    impossible = list(refusal("default expiration", days, rules.expiration_days))
    if impossible:
        yield from impossible
    elif not config["minimumDays"] <= days <= config["maximumDays"]:
        yield f"objects expire after {days:g} days, not {config['minimumDays']:g} to {config['maximumDays']:g}"


def _name(subject: Subject, _config: Config) -> Iterable[str]:
    return refusal("domain name", subject["name"], rules.domain_name)


def _prefix(subject: Subject, config: Config) -> Iterable[str]:
    name = subject["name"]
    if not list(refusal("domain name", name, rules.domain_name)) and not name.startswith(config["prefix"]):
        yield f"the name '{name}' does not begin with '{config['prefix']}'"


RULES = (
    Rule(
        name="domain-customer-key",
        severity="high",
        catches="A domain without a customer managed key; integrations with flows need one.",
        remedy="Give the domain the ARN of a customer managed key (that of `EncryptionKey`).",
        url=pages.ENCRYPTION,
        kind=DOMAIN,
        check=_customer_key,
    ),
    Rule(
        name="domain-dead-letter-queue",
        severity="high",
        catches="A domain without a dead-letter queue, or with something other than the URL of one.",
        remedy="Give the domain the URL (not the ARN) of a queue that the service may send to "
        "(that of `DeadLetterQueue`).",
        url=pages.ENABLE,
        kind=DOMAIN,
        check=_dead_letter_queue,
    ),
    Rule(
        name="domain-expiration",
        severity="medium",
        catches="Objects that are kept longer than your policy or AWS allows, or not long enough.",
        remedy="Set the default expiration within the limits; it applies to objects that are ingested afterwards.",
        url=pages.CREATE_DOMAIN,
        kind=DOMAIN,
        check=_expiration,
        config={
            "minimumDays": {
                "type": "integer",
                "minimum": 1,
                "maximum": rules.LONGEST_EXPIRATION,
                "default": 1,
                "description": "The minimum number of days for which objects must be kept.",
            },
            "maximumDays": {
                "type": "integer",
                "minimum": 1,
                "maximum": rules.LONGEST_EXPIRATION,
                "default": rules.LONGEST_EXPIRATION,
                "description": "The maximum number of days for which objects may be kept.",
            },
        },
    ),
    Rule(
        name="domain-name-valid",
        severity="high",
        catches="A domain name that the service refuses.",
        remedy="Use 1 to 64 letters, digits, `_` and `-`.",
        url=pages.SERVICE_ROLE,
        kind=DOMAIN,
        check=_name,
    ),
    Rule(
        name="domain-name-prefix",
        severity="low",
        catches="A domain name that the service-linked role of a Connect instance may not use out of the box.",
        remedy="Begin the name with `amazon-connect-`, or associate the instance in the Connect console; the name "
        "cannot be changed later.",
        url=pages.SERVICE_ROLE,
        kind=DOMAIN,
        check=_prefix,
        config={
            "prefix": {
                "type": "string",
                "default": names.DOMAIN_PREFIX,
                "description": "The prefix that domain names must have.",
            }
        },
    ),
    Rule(
        name="domain-protected",
        severity="high",
        catches="A production domain that `pulumi destroy` would delete, with every profile in it.",
        remedy="Set the resource option `protect`, or leave the deletion protection of `ProfilesDomain` on.",
        url=pages.DELETE_DOMAIN,
        kind=DOMAIN,
        check=protected_in_production("domain", "its deletion deletes every profile"),
        config=PRODUCTION_CONFIG,
    ),
)
