"""The JSON documents of the command, as models: `python -m tests.operations.documents` writes their schema.

`docs/command-line/schema.json` is for users; a test compares it with these models, and these with what commands print.
"""

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tests.conftest import REPOSITORY

FILE = REPOSITORY / "docs" / "command-line" / "schema.json"


class Model(BaseModel):
    """An object with exactly these members."""

    model_config = ConfigDict(extra="forbid", strict=False)


Time = datetime | None


class Document(Model):
    """What every document has."""

    domain: str | None = Field(description="Domain name; null for `plan`, which asks nobody.")
    account: str | None = Field(description="12 digits.")
    region: str | None = Field(description="Region name.")
    needs_attention: bool = Field(
        description="Whether somebody should look, for which the exit code is 1, or 3 where AWS did not answer."
    )


class Run(Model):
    """A run of the ongoing integration's flow."""

    started: Time
    status: str
    records: int
    pulled_until: Time
    message: str


class FailedBatch(Model):
    """A batch that was not loaded."""

    start: datetime
    end: datetime
    message: str
    cause: str
    remedy: str


class Integration(Model):
    """An integration, as `status`, `watch` and `diagnose` show it."""

    name: str
    object_type: str
    mode: Literal["workflow", "incremental"]
    status: str
    batches: int
    done: int
    running: int
    failed: int
    records: int | None = Field(description="null where AWS has forgotten the runs of earlier flows")
    records_per_minute: float | None
    expected_end: Time
    failed_batches: list[FailedBatch]
    flow_name: str
    flow_status: str
    pulled_until: Time
    runs: list[Run]
    note: str
    remark: str
    needs_attention: bool


class Unseen(Model):
    """Something that could not be looked at."""

    what: str
    reason: str


class Status(Document):
    """`status`."""

    not_created: list[str]
    integrations: list[Integration]
    unseen: list[Unseen]


class Watch(Document):
    """`watch`: a document on each line."""

    name: str
    step: str
    error: str
    over: bool
    status: Integration | None


class Finding(Model):
    """Something that is wrong."""

    cause: str
    where: str
    wrong: str
    certainty: Literal["certain", "likely", "possible"]
    evidence: list[str]
    consequences: list[str]
    remedy: str
    command: str


class Diagnose(Document):
    """`diagnose`."""

    integrations: list[Integration]
    findings: list[Finding]
    unseen: list[Unseen]
    limits: list[str] = Field(description="What no diagnosis can know, as sentences.")


class Check(Model):
    """What became of a check before a deployment."""

    name: Literal["preview", "source", "role", "permissions", "flows", "integrations", "instance"]
    where: str
    outcome: Literal["passed", "failed", "unknown"]
    words: str


class Preflight(Document):
    """`preflight`. Domain, account and Region are null where the program has several domains, or none."""

    checks: list[Check]


class Reestablish(Document):
    """`reestablish`."""

    name: str
    since: Time
    flow_status: str
    established: str
    deleted: list[str]
    done: bool


class Resubmit(Document):
    """`resubmit`."""

    name: str
    step: str
    rests_until: Time
    done: bool
    workflow: str


class Span(Model):
    """A batch of a plan."""

    start: datetime
    end: datetime


class CostItem(Model):
    """How much of one thing is paid for, and what it costs in US dollars; null where that is not known."""

    price: str
    unit: str
    history: float | None
    month: float | None
    usd_each: float | None
    usd_history: float | None
    usd_month: float | None
    page: str
    as_of: str


class Cost(Model):
    """The cost of an integration with its domain."""

    items: list[CostItem]
    assumptions: list[str]


class Plan(Document):
    """`plan`."""

    connector: str
    mode: Literal["workflow", "incremental"]
    batches: list[Span]
    runs: int
    api_calls: int
    shortest_duration_seconds: int
    caution: str = Field(description="What may go wrong with the batches; empty for nothing.")
    cost: Cost


class SuggestionReason(Model):
    """What becomes of a field of the sample."""

    what: str = Field(description="The field.")
    suggestion: str
    because: str


class SuggestMapping(Document):
    """`suggest-mapping`."""

    name: str = Field(description="The object type's name.")
    records: int = Field(description="How many records the sample has.")
    reading: list[str] = Field(description="How the file was read, and which lines are no records.")
    mapping: dict[str, Any] = Field(description="Arguments of ObjectMapping.")
    reasons: list[SuggestionReason]


class AffectedRecords(Model):
    """Records or lines of a file for one reason, and the first of them."""

    reason: str
    count: int
    lines: list[int]


class RefusedRecords(Model):
    """Records that would become dead letters, and the first of their lines."""

    message: str
    remedy: str
    count: int
    lines: list[int]


class RehearsedSource(Model):
    """What became of the records of a file."""

    name: str
    file: str
    object_type: str
    read_as: str
    notes: list[str]
    records: int
    empty_lines: int
    unreadable: list[AffectedRecords] = Field(description="Lines that are no records.")
    dropped: list[AffectedRecords] = Field(description="Records that tasks leave out.")
    refused: list[RefusedRecords]
    objects: int = Field(description="Records that became a new object.")
    updates: int = Field(description="Records that replaced an object.")
    profiles: int = Field(description="Records that made a profile.")
    joined: dict[str, int] = Field(description="Objects that joined a profile, by the key that found it.")
    unread: list[str] = Field(description="Fields of the sample that nothing reads.")
    missing: list[str] = Field(description="Fields that are read, and that no record has.")


class Filled(Model):
    """A field of the profiles: how many have it, and from which source."""

    path: str
    profiles: int
    sources: dict[str, int]
    replaced: dict[str, int] = Field(description="Values that another one replaced, by the source of the later one.")


class Merge(Model):
    """A profile that may be several people."""

    objects: int
    why: str
    key: str
    value: str = Field(description="masked, unless personal data was asked for")
    brought: int = Field(description="How many objects it brought at least; the first few are not counted.")


class Miss(Model):
    """Profiles that may be one person."""

    what: str
    groups: int
    profiles: int
    remedy: str
    examples: list[str] = Field(description="masked, unless personal data was asked for")


class Rehearsed(Model):
    """A rehearsal."""

    records: int
    dropped: int
    refused: int
    order: str
    sources: list[RehearsedSource]
    evicted: int
    objects: int
    profiles: int
    empty: int
    unified: int
    largest: int
    fields: list[Filled]
    suspicious: int
    merges: list[Merge]
    misses: list[Miss]
    reach: list[str]


class Rehearse(Document, Rehearsed):
    """`rehearse`."""


class Differing(Model):
    """Records that two definitions treat differently."""

    source: str
    what: str
    count: int
    numbers: list[int]


class RehearseComparison(Document):
    """`rehearse --compare`."""

    first: Rehearsed
    second: Rehearsed
    differences: list[Differing]


class UnseenLetters(Model):
    """Letters that nobody could look at, approximately."""

    not_received: int
    not_reached: int
    in_flight: int
    delayed: int
    failed: int | None


class Letter(Model):
    """A dead letter."""

    message_id: str
    object_type: str | None
    error: str
    sent: Time
    deliveries: int
    characters: int
    cause: str


class ListLetters(Document):
    """`dead-letters list`."""

    letters: list[Letter]
    unseen: UnseenLetters


class Group(Model):
    """Letters of one cause and object type."""

    object_type: str | None
    letters: int
    oldest: Time
    newest: Time
    examples: list[str]
    messages: list[str]
    cause: str
    remedy: str
    passes_by_itself: bool


class Triage(Document):
    """`dead-letters triage`."""

    groups: list[Group]
    unseen: UnseenLetters


class Export(Document):
    """`dead-letters export`."""

    letters: int
    of_other_domains: int
    file: str
    bodies: bool
    unseen: UnseenLetters
    without_keys: list[str]


class Discard(Document):
    """`dead-letters discard`."""

    exported: int
    of_other_domains: int
    file: str
    discarded: int
    left: int
    without_keys: list[str]


class Redrive(Document):
    """`dead-letters redrive`."""

    received: int
    stored: int
    superseded: int
    deleted: int
    calls: int
    again: dict[str, int]
    parked: dict[str, int]
    left: dict[str, int]
    passed_over: int
    of_other_domains: int
    newer: int
    beyond_limit: int
    in_flight_elsewhere: int
    delayed: int
    in_failure_queue: int | None
    seconds: float
    halted: str
    complete: bool


class RedriveDryRun(Document):
    """`dead-letters redrive --dry-run`."""

    dry_run: Literal[True]
    would_be_put: int
    would_not: dict[str, int]
    unseen: UnseenLetters


class Objects(Model):
    """The objects of one type behind a profile."""

    object_type: str
    number: int
    integrations: list[str]
    bodies: list[Any] | None


class Profile(Model):
    """A unified profile."""

    profile_id: str
    filled: list[str]
    objects: list[Objects]
    members: dict[str, Any] | None


class Profiles(Document):
    """`profiles`."""

    key: str
    profiles: list[Profile]


class Adopted(Model):
    """A component that takes over what exists."""

    component: str
    name: str


class MissingGuard(Model):
    """A guard of a component that was not found."""

    what: str
    found: str
    line: str = Field(description="The line of the program to delete, which turns it on.")
    where: str
    effect: str


class LeftAlone(Model):
    """Something that the program does not have."""

    what: str
    name: str
    reason: str
    attention: bool = Field(description="Whether there is a component for it.")


class Adopt(Document):
    """`adopt`."""

    module: str = Field(description='The module that was added to a project that exists; "" if none was.')
    aliases: dict[str, str] = Field(description="URNs of resources of the stack, by the child that takes their place.")
    providers: dict[str, str] = Field(description="The explicit providers that these have, which the module has not.")
    exports: dict[str, str] = Field(
        description='Outputs of the stack that come from these, by what the module has instead; "" if nothing.'
    )
    files: list[str]
    adopted: list[Adopted]
    guards: list[MissingGuard]
    left: list[LeftAlone]
    notes: list[str]


MODELS: dict[str, type[Document]] = {
    "plan": Plan,
    "suggest-mapping": SuggestMapping,
    "rehearse": Rehearse,
    "rehearse --compare": RehearseComparison,
    "status": Status,
    "watch": Watch,
    "diagnose": Diagnose,
    "preflight": Preflight,
    "adopt": Adopt,
    "resubmit": Resubmit,
    "reestablish": Reestablish,
    "profiles": Profiles,
    "dead-letters list": ListLetters,
    "dead-letters triage": Triage,
    "dead-letters export": Export,
    "dead-letters discard": Discard,
    "dead-letters redrive": Redrive,
    "dead-letters redrive --dry-run": RedriveDryRun,
}
"""The model of each command's document."""


def schema() -> dict[str, Any]:
    """The JSON Schema of all documents, each command's at `#/$defs/<model>`."""
    from pydantic.json_schema import models_json_schema

    refs, defs = models_json_schema([(model, "serialization") for model in MODELS.values()])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "customer-profiles --json",
        "description": "The documents by command. Times are RFC 3339, UTC; null where nobody knows.",
        "properties": {name: refs[model, "serialization"] for name, model in MODELS.items()},
        **defs,
    }


def text() -> str:
    """The file."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
