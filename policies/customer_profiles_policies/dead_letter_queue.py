"""Rules for the queue of objects that a domain could not ingest, and for its policy."""

from collections.abc import Iterable

from connect_customer_profiles import rules
from connect_customer_profiles.policy import questions

from . import pages
from .checks import (
    GUARD_CONFIG,
    PRODUCTION_CONFIG,
    all_statements,
    anybodys,
    each_statement,
    listed,
    period,
    protected_in_production,
    refusal,
)
from .rule import Config, Rule
from .subject import Subject
from .views.queues import QUEUE, QUEUE_POLICY

AWS_MANAGED_KEY = "alias/aws/sqs"
DAY = 86_400


def _encrypted(subject: Subject, _config: Config) -> Iterable[str]:
    if not subject["has_key"] and not subject["managed"]:
        yield "the queue names no key for its messages and does not let SQS manage one"


def _usable_key(subject: Subject, _config: Config) -> Iterable[str]:
    if subject["has_key"] and (key := subject["key"]).endswith(AWS_MANAGED_KEY):
        yield f"the service cannot send to a queue encrypted with {key}: that key's policy cannot be changed"


def _retention(subject: Subject, config: Config) -> Iterable[str]:
    seconds, minimum = subject["retention"], config["minimumDays"]
    impossible = list(refusal("message retention", seconds, rules.message_retention))
    if impossible:
        yield from impossible
    elif seconds < minimum * DAY:
        kept, wanted = period(seconds), period(minimum * DAY)
        yield f"messages are kept for {kept}, less than {wanted}: dead letters would be lost unread"


def _standard(subject: Subject, _config: Config) -> Iterable[str]:
    if subject["fifo"]:
        yield "the service sends to standard queues only, and this is a FIFO queue"


def _guarded(statement: questions.Statement, config: Config) -> str | None:
    if not questions.names_service(statement):
        return None
    missing = questions.unguarded_by(statement, config["conditionKeys"])
    return f"admits the service for {anybodys(statement)}: no condition pins {listed(missing)}" if missing else None


def _least(statement: questions.Statement, _config: Config) -> str | None:
    if not questions.names_service(statement):
        return None
    beyond = questions.actions_beyond(statement, ["sqs:SendMessage"])
    return f"allows the service {listed(beyond)}; it only needs sqs:SendMessage" if beyond else None


def _private(statement: questions.Statement, _config: Config) -> str | None:
    return "allows everybody access to the queue" if questions.is_public(statement) else None


def _tls_only(subject: Subject, _config: Config) -> Iterable[str]:
    found = all_statements(subject)
    if found and not questions.denies_plain_http(found):
        yield "no statement denies requests that are not sent over TLS"


RULES = (
    Rule(
        name="dead-letter-queue-encrypted",
        severity="high",
        catches="A dead-letter queue without encryption at rest: its messages are customers' data.",
        remedy="Set a customer managed key, or let SQS manage the keys (`sqsManagedSseEnabled: true`).",
        url=pages.SQS_ENCRYPTION,
        kind=QUEUE,
        check=_encrypted,
        repair={"managed": True},
    ),
    Rule(
        name="dead-letter-queue-usable-key",
        severity="high",
        catches="A dead-letter queue encrypted with the AWS managed key, which the service may not use.",
        remedy="Use a customer managed key whose policy allows `profile.amazonaws.com` `kms:GenerateDataKey` and "
        "`kms:Decrypt`, or let SQS manage the keys.",
        url=pages.SQS_KEYS,
        kind=QUEUE,
        check=_usable_key,
    ),
    Rule(
        name="dead-letter-queue-retention",
        severity="medium",
        catches="A dead-letter queue that deletes messages before anybody has read them, or an impossible retention "
        "period.",
        remedy="Keep messages for 14 days (1,209,600 seconds), the longest period that SQS allows.",
        url=pages.SQS_DEAD_LETTERS,
        kind=QUEUE,
        check=_retention,
        config={
            "minimumDays": {
                "type": "number",
                "minimum": 1,
                "maximum": 14,
                "default": 7,
                "description": "The minimum number of days for which messages must be kept.",
            }
        },
        repair={"retention": rules.LONGEST_RETENTION},
    ),
    Rule(
        name="dead-letter-queue-standard",
        severity="high",
        catches="A FIFO queue as the dead-letter queue: CreateDomain refuses it.",
        remedy="Create a standard queue.",
        url=pages.ENABLE,
        kind=QUEUE,
        check=_standard,
    ),
    Rule(
        name="dead-letter-queue-protected",
        severity="medium",
        catches="A production dead-letter queue that `pulumi destroy`, or a rename, would delete, with every "
        "letter in it.",
        remedy="Set the resource option `protect`, or leave the deletion protection of `DeadLetterQueue` on.",
        url=pages.SQS_DEAD_LETTERS,
        kind=QUEUE,
        check=protected_in_production("queue", "its deletion deletes its letters"),
        config=PRODUCTION_CONFIG,
    ),
    Rule(
        name="dead-letter-queue-guarded",
        severity="high",
        catches="A queue policy that lets the service send for any domain of any account (the confused deputy "
        "problem). "
        "The statement that the AWS console asks you to paste is one.",
        remedy="Add `aws:SourceAccount` (StringEquals) and `aws:SourceArn` (ArnEquals, the domain's ARN) to the "
        "statement's condition.",
        url=pages.CONFUSED_DEPUTY,
        kind=QUEUE_POLICY,
        check=each_statement(_guarded),
        config={"conditionKeys": {**GUARD_CONFIG, "default": list(questions.SOURCE_GUARDS)}},
    ),
    Rule(
        name="dead-letter-queue-least-privilege",
        severity="high",
        catches="A queue policy that allows the service more than sending, such as `SQS:*`.",
        remedy="Allow `sqs:SendMessage` only.",
        url=pages.ENABLE,
        kind=QUEUE_POLICY,
        check=each_statement(_least),
    ),
    Rule(
        name="dead-letter-queue-private",
        severity="critical",
        catches="A queue policy that gives everybody access, by `*` or by NotPrincipal.",
        remedy="Make the service `profile.amazonaws.com` the only principal of Allow statements, or add a condition "
        "on the account.",
        url=pages.SQS_BEST_PRACTICE,
        kind=QUEUE_POLICY,
        check=each_statement(_private),
    ),
    Rule(
        name="dead-letter-queue-tls-only",
        severity="medium",
        catches="A queue policy without a statement that refuses requests over plain HTTP.",
        remedy="Add a Deny statement for all principals and `sqs:*` with the condition `Bool aws:SecureTransport "
        "false`.",
        url=pages.SQS_BEST_PRACTICE,
        kind=QUEUE_POLICY,
        check=_tls_only,
    ),
)
