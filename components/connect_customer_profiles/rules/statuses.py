"""The words of outputs that are one of a few, as types. AWS may have more of them tomorrow. Pure.

https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_GetWorkflow.html,
https://docs.aws.amazon.com/appflow/1.0/APIReference/API_FlowDefinition.html
"""

from typing import Literal, NotRequired, TypedDict

FlowStatus = Literal["Active", "Draft", "Suspended", "Errored", "Deprecated", "Deleted", "Missing"]
"""What AppFlow says of a flow, and our word for one that is gone."""
BatchStatus = Literal["NOT_STARTED", "IN_PROGRESS", "SPLIT", "RETRY", "COMPLETE", "FAILED", "CANCELLED"]
"""What the API says of a batch, which is a step of a workflow."""
IngestionMode = Literal["workflow", "incremental"]
IntegrationStatus = Literal[
    "NOT_STARTED",
    "IN_PROGRESS",
    "SPLIT",
    "RETRY",
    "COMPLETE",
    "FAILED",
    "CANCELLED",
    "ACTIVE",
    "DRAFT",
    "SUSPENDED",
    "ERRORED",
    "DEPRECATED",
    "DELETED",
    "MISSING",
]
"""What the API says of a workflow, and in mode `incremental` of a flow."""


class BatchResult(TypedDict):
    """A batch of history in the output `batches`."""

    start: str
    """When its records begin, RFC 3339 in UTC."""
    end: str
    """When they end, RFC 3339 in UTC."""
    status: BatchStatus
    """What the API says of it."""
    records: int
    """How many were loaded."""
    generation: NotRequired[int]
    """The number of the workflow that has taken it on."""
    message: NotRequired[str]
    """Why it failed, in the service's words."""
    failed_at: NotRequired[str]
    """When it failed, RFC 3339 in UTC."""


class FailedBatchResult(TypedDict):
    """A batch in the output `failed_batches`."""

    start: str
    """When its records begin, RFC 3339 in UTC."""
    end: str
    """When they end, RFC 3339 in UTC."""
    message: str
    """The API's words."""
    cause: str
    """One word for them."""
    remedy: str
    """What to do."""
