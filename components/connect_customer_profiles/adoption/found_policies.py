"""What the policies of a key and of a queue leave open, and whom the component's own would lock out. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import names
from ..policy.questions import Statement, names_service, statements, unguarded_by
from ..rules import RuleViolation
from ..rules.screen import readable
from .facts import KeyFacts

if TYPE_CHECKING:
    from ..aws import answers

DOCUMENTS = "`source_policy_documents`"
"""The argument that adds statements to the component's own."""


@dataclass(frozen=True)
class Words:
    """What is said of a policy that is not the component's.

    Attributes:
        what: what it is about, in a word or two.
        why: what was found, in sentences.
        effect: what is true with the component's policy, in sentences.
    """

    what: str
    why: str
    effect: str


def of_key(policy: str, shared: Iterable[str]) -> Words:
    """What is said of the policy of a key.

    Args:
        policy: the policy, JSON.
        shared: further domains that have the key.
    """
    mine = "Customer Profiles may use the key for this domain only."
    if unguarded(policy):
        said = "confused deputy: key", "Customer Profiles may use the key on behalf of anybody, in any account."
    elif not any(map(names_service, _statements(policy))):
        said = "policy: key", "The key's policy leaves it to IAM who may use the key for Customer Profiles."
    else:
        said = "policy: key", "The key's policy is not that of the component."
    return _with(Words(*said, mine), policy, shared)


def of_queue(policy: str, shared: Iterable[str]) -> Words:
    """What is said of the policy of a queue.

    Args:
        policy: the policy, JSON.
        shared: further domains that have the queue.
    """
    missing, effects, what = [], [], []
    if unguarded(policy):
        missing.append("Customer Profiles may send on behalf of anybody, in any account")
        effects.append("Customer Profiles may send for this domain only (confused deputy)")
        what.append("confused deputy")
    if not _demands_tls(policy):
        missing.append("nothing asks for TLS")
        effects.append("nobody may use the queue without TLS")
        what.append("TLS")
    why = f"{_sentence(missing)}." if missing else "The queue's policy is not that of the component."
    effect = f"{_sentence(effects)}." if effects else "The queue has the component's policy."
    return _with(Words(f"{', '.join(what) or 'policy'}: queue", why, effect), policy, shared)


def same_policies(one: str, other: str) -> bool:
    """Whether two documents are the same, however they are written."""
    return bool(parsed(one) == parsed(other))


def parsed(document: str) -> Any:
    """A document of JSON; the text itself if it is none."""
    try:
        return json.loads(document or "{}")
    except (ValueError, RecursionError):
        return document


def unguarded(policy: object) -> bool:
    """Whether Customer Profiles may do something on behalf of whoever asks it."""
    return any(names_service(each) and len(unguarded_by(each)) == 2 for each in _statements(policy))


def with_key(others: Iterable["answers.Domain"], key: KeyFacts) -> list[str]:
    """The names of those domains that have a key, be it named by its ARN, its id or an alias."""
    place = key.arn.rpartition(":")[0]
    named = {key.arn, names.last_segment(key.arn), *key.aliases, *(f"{place}:{each}" for each in key.aliases)}
    return sorted(readable(each["DomainName"]) for each in others if each.get("DefaultEncryptionKey") in named)


def with_queue(others: Iterable["answers.Domain"], url: str) -> list[str]:
    """The names of those domains that have a queue, whichever of SQS's hosts its URL names."""
    same = [each for each in others if _queue(each.get("DeadLetterQueueUrl", "")) == _queue(url)]
    return sorted(readable(each["DomainName"]) for each in same)


def shared_by(domains: Iterable[str], what: str = "it") -> str:
    """A sentence on further domains that have something; "" if there are none."""
    every = [*domains]
    one = len(every) == 1
    return f"Domain{'' if one else 's'} {', '.join(every)} {'has' if one else 'have'} {what} as well." if every else ""


def _with(words: Words, policy: str, shared: Iterable[str]) -> Words:
    """The words, with what to know before the component's policy takes the place of one that allows others something:
    other domains, or others than Customer Profiles."""
    every = [*shared]
    locked_out = (
        f" It locks out {', '.join(every)}: first allow Customer Profiles to act for "
        f"{'it' if len(every) == 1 else 'them'}, in {DOCUMENTS}."
        if every
        else ""
    )
    why = " ".join(filter(None, (words.why, shared_by(every))))
    return Words(words.what, why, f"{words.effect}{locked_out}{_lost_statements(policy)}")


def _queue(url: str) -> list[str]:
    """Account and name in a queue's URL."""
    return url.rstrip("/").split("/")[-2:]


def _demands_tls(policy: str) -> bool:
    return any(
        bool(each.get("Effect") == "Deny") and "aws:SecureTransport" in json.dumps(each.get("Condition", {}))
        for each in _statements(policy)
    )


def _lost_statements(policy: str) -> str:
    others = [each for each in _statements(policy) if not names_service(each) and not _of_account(each)]
    if not others:
        return ""
    count = f"{len(others)} other statement{'s' if len(others) > 1 else ''}"
    return f" It takes the place of {count}; what is to stay belongs into {DOCUMENTS}."


def _of_account(statement: Statement) -> bool:
    """Whether a statement is the one by which a key delegates to IAM, or one that denies."""
    return bool(statement.get("Effect") == "Deny") or ":root" in json.dumps(statement.get("Principal", ""))


def _statements(policy: object) -> list[Statement]:
    try:
        return statements(policy)
    except RuleViolation:
        return []


def _sentence(phrases: list[str]) -> str:
    text = ", and ".join(phrases)
    return text[0].upper() + text[1:]
