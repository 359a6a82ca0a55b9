"""The keys that a domain had before and that cannot be used, as far as anything tells.

AWS names a domain's present key only. What tells of the others is the description that `EncryptionKey` writes, a key
policy that lets Customer Profiles use the key for this domain, and what the stack keeps.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from ... import names
from ...aws.client import AwsClient
from ...aws.kms import Described
from ...policy import questions
from ...policy.questions import Statement
from ..targets import Target

KNOWN_BY = (
    "keys that the domain had before are known by the description that EncryptionKey writes, by a key policy with the "
    "domain's ARN in aws:SourceArn, and from the stack (of its domain, its integrations and its "
    "monitoring); AWS tells of no others"
)
"""What a diagnosis says of the limits of its looks."""

ENABLED = "Enabled"


def described_for(client: AwsClient, target: Target, present: str) -> list[dict[str, Any]]:
    """`arn` and `state` of the account's keys that description or policy give to the domain, beside the present one."""
    description = names.key_description(target.domain_name)
    domain = names.domain_arn(target.region, target.account, target.domain_name)

    def is_named(key: Described) -> bool:
        return key.description == description or names_domain(questions.statements(client.key_policy(key.arn)), domain)

    unusable = [key for key in client.unusable_keys() if key.arn != present]
    return [{"arn": key.arn, "state": key.state} for key in unusable if is_named(key)]


def recorded_in(client: AwsClient, target: Target, present: str) -> list[dict[str, Any]]:
    """`arn` and `state` of those that the target's stack has, whichever account they belong to.

    One that is destroyed is left out: nothing can be done about it any more.
    """
    of_integrations = (each.wanted.kms_key_arn for each in target.ingestions)
    recorded = dict.fromkeys(filter(None, (target.kms_key_arn, *of_integrations, *target.former_key_arns)))
    keys = [client.described_key(arn) for arn in recorded if arn != present]
    return [{"arn": key.arn, "state": key.state} for key in keys if key and key.state != ENABLED]


def names_domain(statements: Iterable[Statement], domain: str) -> bool:
    """Whether a key policy lets somebody use the key for this very domain. Pure."""
    patterns = (
        pattern
        for statement in statements
        if questions.allows(statement)
        for pattern in questions.condition_values(statement, "aws:SourceArn")
    )
    return any(_is_domain(pattern, domain) for pattern in patterns)


def _is_domain(pattern: str, domain: str) -> bool:
    """Whether a pattern spells the domain's name; one for any domain tells nothing."""
    *place, resource = pattern.split(":", 5)
    *own, wanted = domain.split(":", 5)
    return len(place) == len(own) and all(map(fnmatchcase, own, place)) and resource.split("/")[:2] == wanted.split("/")
